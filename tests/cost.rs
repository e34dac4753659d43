//! Costs over a real socket: for each model of the built-in policy, in each region, streamed or not, the cost is the tokens times
//! the price, to the last decimal. The test computes with integers and reads the prices from the policy file.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use textgate::Client;
use textgate::types::{GenerateRequest, GenerateResponse, Usage};
use textgate_tests::fake_bedrock::{Answer, FakeBedrock, Tokens};
use textgate_tests::policy_file::{BUILT_IN, PolicyFile};
use textgate_tests::server::{Server, server_on};
use toml::Table;

/// Decimal places: at most 12 of a price per million tokens, and 6 more because of the million.
const PRICE_DIGITS: usize = 12;
const COST_DIGITS: usize = PRICE_DIGITS + 6;

/// Prices in 10⁻¹² USD per million tokens.
#[derive(Clone, Copy, Debug)]
struct Price {
    input: u128,
    output: u128,
    cache_read: Option<u128>,
    cache_write: Option<u128>,
}

impl Price {
    fn read(table: &toml::Value) -> Self {
        let price = |name| table.get(name).map(|price| scaled(price.as_str().expect("a string"), PRICE_DIGITS));
        Self {
            input: price("input").expect("a price"),
            output: price("output").expect("a price"),
            cache_read: price("cache_read"),
            cache_write: price("cache_write"),
        }
    }

    /// The cost in 10⁻¹⁸ USD. `None` if some of the tokens have no price.
    fn cost(self, tokens: Tokens) -> Option<u128> {
        let Tokens { input, output, cache_read, cache_write } = tokens;
        let of = |tokens: i32, price: Option<u128>| match u128::try_from(tokens).expect("not negative") {
            0 => Some(0),
            tokens => Some(tokens * price?),
        };
        let kinds = [
            of(input, Some(self.input)),
            of(output, Some(self.output)),
            of(cache_read, self.cache_read),
            of(cache_write, self.cache_write),
        ];
        kinds.into_iter().sum()
    }
}

/// A decimal times ten to the power of `digits`, as an integer.
fn scaled(decimal: &str, digits: usize) -> u128 {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    assert!(fraction.len() <= digits, "{decimal} has more than {digits} decimal places");
    format!("{whole}{fraction:0<digits$}").parse().expect("a decimal without sign and exponent")
}

/// For each region, the models that have an id there, with their price if they have one.
fn offered() -> BTreeMap<String, Vec<(String, Option<Price>)>> {
    let policy: Table = BUILT_IN.parse().expect("TOML");
    let text = |value: &toml::Value| value.as_str().expect("text").to_owned();
    let (mut regions, mut everywhere) = (BTreeMap::<_, Vec<_>>::new(), Vec::new());
    for model in
        policy["models"].as_array().expect("models").iter().filter(|model| text(&model["provider"]) == "bedrock")
    {
        let name = text(&model["name"]);
        let Some(ids) = model.get("ids").and_then(toml::Value::as_array) else {
            everywhere.push((name, model.get("price").map(Price::read)));
            continue;
        };
        for id in ids {
            let price = id.get("price").or(model.get("price")).map(Price::read);
            for region in id["regions"].as_array().expect("regions").iter().map(text) {
                assert!(!region.contains('*'), "{region}: the built-in policy names its regions");
                regions.entry(region).or_default().push((name.clone(), price));
            }
        }
    }
    for models in regions.values_mut() {
        models.extend(everywhere.clone());
    }
    regions
}

/// A random usage, sometimes a very large one, with or without tokens of the cache.
fn any_tokens(random: &mut fastrand::Rng) -> Tokens {
    let mut count = || match random.u8(..4) {
        // Bedrock's sum of the four numbers has 32 bits, too.
        0 => i32::MAX / 4,
        1 => random.i32(1..10),
        _ => random.i32(1..5_000),
    };
    let (input, output, cache_read, cache_write) = (count(), count(), count(), count());
    match random.u8(..4) {
        0 | 1 => Tokens { input, output, ..Tokens::default() },
        2 => Tokens { input, output, cache_read, ..Tokens::default() },
        _ => Tokens { input, output, cache_read, cache_write },
    }
}

fn body(model: &str) -> GenerateRequest {
    serde_json::from_value(json!({ "input": "Hello", "model": model })).expect("a request")
}

async fn both(client: &Client, model: &str) -> [GenerateResponse; 2] {
    let whole = client.generate().body(body(model)).send().await.expect("answered");
    let events = client.generate_stream().body(body(model)).events().await.expect("begun");
    [whole.into_inner(), events.collect().await.expect("complete")]
}

fn assert_counts(usage: &Usage, tokens: Tokens, place: &str) {
    let if_any = |tokens: i32| (tokens > 0).then(|| i64::from(tokens));
    let counts =
        (usage.input_tokens, usage.output_tokens, usage.cache_read_input_tokens, usage.cache_write_input_tokens);
    let Tokens { input, output, cache_read, cache_write } = tokens;
    assert_eq!(counts, (input.into(), output.into(), if_any(cache_read), if_any(cache_write)), "{place}");
    let total: i64 = [input, output, cache_read, cache_write].map(i64::from).iter().sum();
    assert_eq!(usage.total_tokens, total, "{place}");
}

#[tokio::test]
async fn every_cost_is_the_tokens_times_the_price_to_the_last_decimal() {
    // The default model must be in every region, or the server would not start there.
    let policy = BUILT_IN.replace("bedrock = \"nova-micro\"", "bedrock = \"titan-text-express\"");
    assert_ne!(policy, BUILT_IN);
    let policy = PolicyFile::new(&policy);
    let bedrock = FakeBedrock::start(Answer::Silence).await;
    let mut random = fastrand::Rng::with_seed(6);
    let (mut priced, mut unpriced, mut partly) = (0, 0, 0);
    for (region, models) in offered() {
        let server = Server::start(policy.of(&mut server_on(&bedrock)).env("AWS_REGION", &region));
        let client = server.client();
        for (model, price) in models {
            for _ in 0..3 {
                let tokens = any_tokens(&mut random);
                bedrock.set_answer(Answer::WithUsage(tokens));
                let place = format!("{model} in {region}: {tokens:?} at {price:?}");
                for answer in both(&client, &model).await {
                    assert_counts(&answer.usage, tokens, &place);
                    let expected = price.and_then(|price| price.cost(tokens));
                    match (&answer.usage.cost_usd, price) {
                        (Some(cost), _) => {
                            assert_eq!(Some(scaled(cost, COST_DIGITS)), expected, "{place}");
                            assert!(
                                !cost.contains('.') || !cost.ends_with('0'),
                                "{place}: {cost} has zeros at its end"
                            );
                            priced += 1;
                        }
                        (None, Some(_)) => {
                            assert_eq!(expected, None, "{place}");
                            partly += 1;
                        }
                        (None, None) => unpriced += 1,
                    }
                }
            }
        }
    }
    println!("{priced} priced, {unpriced} unpriced, {partly} partly priced");
    assert!(
        priced > 200 && unpriced > 50 && partly > 50,
        "{priced} priced, {unpriced} unpriced, {partly} partly priced"
    );
}

#[tokio::test]
async fn the_list_of_models_shows_the_prices_from_which_costs_are_computed() {
    let bedrock = FakeBedrock::start(Answer::Silence).await;
    let server = Server::start(&mut server_on(&bedrock));
    let list: Value =
        serde_json::to_value(server.client().model_list().send().await.expect("listed").into_inner()).expect("JSON");
    for (name, price) in &offered()["us-east-1"] {
        let models = list["models"].as_array().expect("models");
        let shown = models.iter().find(|model| model["name"] == **name).unwrap_or_else(|| panic!("{name}"));
        let shown = |kind: &str| {
            let price = shown["price"].get(format!("{kind}_usd_per_million_tokens"))?;
            Some(scaled(price.as_str().expect("a string"), PRICE_DIGITS))
        };
        let price = price.expect("every model has a price in us-east-1");
        assert_eq!((shown("input"), shown("output")), (Some(price.input), Some(price.output)), "{name}");
        assert_eq!(
            (shown("cache_read_input"), shown("cache_write_input")),
            (price.cache_read, price.cache_write),
            "{name}"
        );
    }
}
