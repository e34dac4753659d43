//! Prices, and what a usage costs by them.

use rust_decimal::Decimal;

use crate::model::TokenUsage;

/// Prices in USD per million tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// The price of tokens of the prompt that are neither read from a cache nor written to it.
    pub input: Decimal,
    /// The price of generated tokens.
    pub output: Decimal,
    /// The price of tokens that the provider reads from its prompt cache, if it is known.
    pub cache_read: Option<Decimal>,
    /// The price of tokens that the provider writes to its prompt cache, if it is known.
    pub cache_write: Option<Decimal>,
}

impl Price {
    /// The exact cost of `usage` in USD. `None` if it has tokens of a kind without a price.
    pub fn cost(&self, usage: TokenUsage) -> Option<Decimal> {
        let kinds = [
            (usage.input, Some(self.input)),
            (usage.output, Some(self.output)),
            (usage.cache_read, self.cache_read),
            (usage.cache_write, self.cache_write),
        ];
        let mut per_million = Decimal::ZERO;
        for (tokens, price) in kinds.into_iter().filter(|(tokens, _)| *tokens > 0) {
            per_million += price? * Decimal::from(tokens);
        }
        // This shifts the decimal point, so nothing is rounded.
        Some((per_million * Decimal::new(1, 6)).normalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Policy, Provider};

    fn nova_micro() -> Price {
        let catalogue = Policy::embedded().catalogue(Provider::Bedrock, Some("us-east-1")).expect("offered");
        catalogue.find("nova-micro").expect("in the catalogue").price.expect("priced")
    }

    #[test]
    fn cost_is_exact_to_the_last_decimal() {
        let price = nova_micro();
        let cost = |input, output, cache_read| {
            let usage = TokenUsage { input, output, cache_read, ..TokenUsage::default() };
            price.cost(usage).expect("priced").to_string()
        };
        assert_eq!(cost(1, 1, 0), "0.000000175");
        assert_eq!(cost(1_000_000, 0, 0), "0.035");
        assert_eq!(cost(1, 1, 1), "0.00000018375");
        assert_eq!(cost(0, 0, 0), "0");
    }

    #[test]
    fn the_largest_cost_that_a_policy_allows_is_exact() {
        let most: Decimal = "999999.999999999999".parse().expect("a price of the longest form");
        let price = Price { input: most, output: most, cache_read: Some(most), cache_write: Some(most) };
        let all = u32::MAX;
        let usage = TokenUsage { input: all, output: all, cache_read: all, cache_write: all };
        let expected = 4 * u128::from(all) * 999_999_999_999_999_999;
        let cost = price.cost(usage).expect("priced").to_string();
        let expected = format!("{}.{:018}", expected / 10_u128.pow(18), expected % 10_u128.pow(18));
        assert_eq!(cost, expected.trim_end_matches('0'), "without the zeros at the end");
    }

    #[test]
    fn tokens_without_a_price_have_no_cost_and_no_tokens_need_none() {
        let price = Price { cache_read: None, cache_write: None, ..nova_micro() };
        let usage = TokenUsage { input: 1, output: 1, ..TokenUsage::default() };
        assert!(price.cost(usage).is_some());
        assert_eq!(price.cost(TokenUsage { cache_read: 1, ..usage }), None);
        assert_eq!(price.cost(TokenUsage { cache_write: 1, ..usage }), None);
    }
}
