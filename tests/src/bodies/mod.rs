//! Request bodies that are made from the document alone: valid bodies, bodies at each bound and one step beyond it, and bodies
//! that judges are known to read differently.
//!
//! - `json`: a JSON text as it is written.
//! - `schema`: from a schema to values.

mod json;
mod schema;

use fastrand::Rng;
use serde_json::Value;

pub use json::Json;
use schema::{Schemas, Variant, edge_cases};

/// An operation that takes a JSON body.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The operation id.
    pub id: String,
    /// The path. The method is POST.
    pub path: String,
    /// The schema of its body, as a pointer into the document.
    pub schema: String,
}

/// A body, and what is special about it.
#[derive(Clone, Debug)]
pub struct Body {
    /// What is special about the body.
    pub kind: &'static str,
    /// Where that is, as a JSON pointer.
    pub place: String,
    /// The body.
    pub json: Json,
}

/// The operations of `document` that take a JSON body.
pub fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().expect("paths");
    let bodies = paths.iter().filter_map(|(path, item)| {
        let schema = item.pointer("/post/requestBody/content/application~1json/schema/$ref")?.as_str()?;
        let id = item["post"]["operationId"].as_str()?.to_owned();
        Some(Operation { id, path: path.clone(), schema: schema.trim_start_matches('#').to_owned() })
    });
    bodies.collect()
}

/// All bodies that differ by one step from a body with every member.
pub fn systematic(document: &Value, operation: &Operation) -> Vec<Body> {
    let (schemas, schema) = (Schemas(document), document.pointer(&operation.schema).expect("a schema"));
    let resolved = schemas.resolve(schema);
    let mut variants = Vec::new();
    if let Some(example) = resolved.get("example") {
        variants.push(Variant { kind: "the example", place: String::new(), body: example.into() });
    }
    let complete = schemas.complete(schema, 0);
    variants.push(Variant { kind: "every member", place: String::new(), body: complete.clone() });
    schemas.variants(schema, &complete, "", &|body| body, &mut variants);
    let bodies = variants.into_iter().map(|Variant { kind, place, body }| Body { kind, place, json: body });
    bodies.collect()
}

/// The systematic bodies, then random ones until there are `count`.
pub fn bodies(document: &Value, operation: &Operation, seed: u64, count: usize) -> Vec<Body> {
    let mut bodies = systematic(document, operation);
    let (schemas, schema) = (Schemas(document), document.pointer(&operation.schema).expect("a schema"));
    let Json::Object(minimal) = schemas.minimal(schema) else { panic!("{} takes an object", operation.id) };
    let Json::Object(complete) = schemas.complete(schema, 0) else { panic!("{} takes an object", operation.id) };
    let choices: Vec<_> = complete
        .into_iter()
        .map(|(name, complete)| {
            let place = format!("/{name}");
            let at_place =
                bodies.iter().filter(|body| body.place == place || body.place.starts_with(&format!("{place}/")));
            let values = at_place.filter_map(|body| match &body.json {
                Json::Object(members) => {
                    members.iter().find(|(other, _)| *other == name).map(|(_, value)| value.clone())
                }
                _ => None,
            });
            let (long, short) = values.partition(|value| value.to_string().len() > 1000);
            Choices { required: minimal.iter().any(|(other, _)| *other == name), name, complete, short, long }
        })
        .collect();
    let edge_cases: Vec<_> = edge_cases().into_iter().map(|(_, value)| value).collect();
    let mut rng = Rng::with_seed(seed);
    while bodies.len() < count {
        let json = random(&choices, &edge_cases, &mut rng);
        bodies.push(Body { kind: "at random", place: String::new(), json });
    }
    bodies
}

/// The values from which a random body chooses for one member.
struct Choices {
    name: String,
    required: bool,
    complete: Json,
    short: Vec<Json>,
    /// Long values are chosen rarely, because they are slow to judge.
    long: Vec<Json>,
}

/// A body with some of the members. Most of them have a valid value. Sometimes a member is unknown.
fn random(choices: &[Choices], edge_cases: &[Json], rng: &mut Rng) -> Json {
    let mut members = Vec::new();
    for Choices { name, required, complete, short, long } in choices {
        if rng.u8(..100) >= if *required { 95 } else { 40 } {
            continue;
        }
        let value = match rng.u8(..100) {
            0..70 => complete,
            70..71 if !long.is_empty() => &long[rng.usize(..long.len())],
            _ => &short[rng.usize(..short.len())],
        };
        members.push((name.clone(), value.clone()));
    }
    if rng.u8(..100) < 5 {
        members.push(("unknown".to_owned(), edge_cases[rng.usize(..edge_cases.len())].clone()));
    }
    rng.shuffle(&mut members);
    Json::Object(members)
}

/// Texts that are not acceptable JSON texts. No judge may accept them.
pub fn unacceptable(document: &Value, operation: &Operation) -> Vec<(&'static str, Vec<u8>)> {
    let schema = document.pointer(&operation.schema).expect("a schema");
    let text = Schemas(document).minimal(schema).to_string();
    let inside = &text[1..text.len() - 1];
    let name = schema["required"][0].as_str().expect("a required member");
    let escaped = format!("\\u{:04x}{}", u32::from(name.chars().next().expect("a name")), &name[1..]);
    let texts = [
        ("nothing", String::new()),
        ("white space", " ".to_owned()),
        ("cut short", text[..text.len() - 1].to_owned()),
        ("no object around it", inside.to_owned()),
        ("a brace too many", format!("{text}}}")),
        ("two values", format!("{text}{text}")),
        ("a trailing comma", format!("{{{inside},}}")),
        ("a duplicate member", format!("{{{inside},{inside}}}")),
        ("a duplicate member, escaped", format!("{{{inside},\"{escaped}\":1}}")),
        ("a lone high surrogate", format!("{{\"{name}\":\"\\ud800\"}}")),
        ("a lone low surrogate", format!("{{\"{name}\":\"\\udc00\"}}")),
        ("surrogates the wrong way round", format!("{{\"{name}\":\"\\udc00\\ud800\"}}")),
        ("not a number", format!("{{\"{name}\":NaN}}")),
        ("an infinite number", format!("{{\"{name}\":1e999}}")),
        ("a leading zero", format!("{{\"{name}\":01}}")),
        ("single quotes", format!("{{\"{name}\":'a'}}")),
        ("a bare line feed in a string", format!("{{\"{name}\":\"a\nb\"}}")),
        ("a byte order mark before it", format!("\u{feff}{text}")),
        ("a comment", format!("{text}//")),
        ("arrays nested too deep", format!("{}{}", "[".repeat(500), "]".repeat(500))),
        ("objects nested too deep", format!("{{\"{name}\":{}1{}}}", "{\"a\":".repeat(500), "}".repeat(500))),
    ];
    let mut texts: Vec<_> = texts.map(|(kind, text)| (kind, text.into_bytes())).into();
    texts.push(("not UTF-8", [b"{\"", name.as_bytes(), b"\":\"\xc3\x28\"}"].concat()));
    texts.push(("UTF-16", text.encode_utf16().flat_map(u16::to_le_bytes).collect()));
    texts
}
