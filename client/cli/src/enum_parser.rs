//! Arguments whose values are those of an enum of the contract.

use std::error::Error as StdError;
use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};

/// A parser for the client's enum `T`. Help and completions list its `values`.
pub(crate) fn enum_parser<T>(values: &'static [&'static str]) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err: StdError + Send + Sync> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(values).try_map(|value| value.parse())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::commands::{explain, reply, summarize};

    #[test]
    fn the_values_are_those_of_the_contract() {
        let document: Value = serde_json::from_str(include_str!("../../../openapi/v1.json")).expect("JSON");
        for (schema, field, values) in [
            ("SummarizeRequest", "form", summarize::FORMS),
            ("SummarizeRequest", "length", summarize::LENGTHS),
            ("ExplainRequest", "audience", explain::AUDIENCES),
            ("ReplyRequest", "tone", reply::TONES),
        ] {
            let contract = &document["components"]["schemas"][schema]["properties"][field]["enum"];
            assert_eq!(serde_json::to_value(values).expect("JSON"), *contract, "{schema}.{field}");
        }
    }
}
