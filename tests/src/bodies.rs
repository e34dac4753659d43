//! Request bodies, made from the document: valid ones, ones at each boundary and one step over it, and what else judges
//! may come to disagree about.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// An operation that takes a JSON body.
pub struct Operation {
    /// Its path; its method is POST.
    pub path: String,
    /// The schema of its body, as a pointer into the document.
    pub schema: String,
}

/// The operations of `document` that take a JSON body.
pub fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().expect("paths");
    let bodies = paths.iter().filter_map(|(path, item)| {
        let schema = item.pointer("/post/requestBody/content/application~1json/schema/$ref")?.as_str()?;
        Some(Operation { path: path.clone(), schema: schema.trim_start_matches('#').to_owned() })
    });
    bodies.collect()
}

/// Texts that the document cannot speak about: whatever they are, no judge may accept them.
pub fn unacceptable(document: &Value, operation: &Operation) -> Vec<Vec<u8>> {
    let valid = Generator::new(document).valid(&document.pointer(&operation.schema).expect("a schema").clone());
    let text = valid.to_string();
    let inside = &text[1..text.len() - 1];
    let name = valid.as_object().and_then(|object| object.keys().next()).expect("a required property");
    let mut texts: Vec<Vec<u8>> = [
        String::new(),
        " ".to_owned(),
        "{".to_owned(),
        inside.to_owned(),
        format!("{text}}}"),
        format!("{text}{text}"),
        format!("{{{inside},}}"),
        format!("{{{inside},{inside}}}"),
        format!("{{{inside},\"\\u{:04x}{}\":1}}", u32::from(name.chars().next().expect("a name")), &name[1..]),
        format!("{{\"{name}\":\"\\ud800\"}}"),
        format!("{{\"{name}\":\"\\udc00\\ud800\"}}"),
        format!("{{\"{name}\":NaN}}"),
        format!("{{\"{name}\":1e999}}"),
        format!("{{\"{name}\":01}}"),
        format!("{{\"{name}\":'a'}}"),
        format!("{{\"{name}\":\"a\nb\"}}"),
        format!("\u{feff}{text}"),
        format!("{}{}", "[".repeat(500), "]".repeat(500)),
        format!("{{\"{name}\":{}1{}}}", "{\"a\":".repeat(500), "}".repeat(500)),
    ]
    .map(String::into_bytes)
    .into();
    texts.push([b"{\"", name.as_bytes(), b"\":\"\xc3\x28\"}"].concat());
    texts
}

/// Bodies for the judges of `operation`: each systematic one once, then random ones until there are `count`.
pub fn bodies(document: &Value, operation: &Operation, seed: u64, count: usize) -> Vec<Value> {
    let generator = Generator::new(document);
    let schema = document.pointer(&operation.schema).expect("a schema");
    let mut bodies = generator.systematic(schema);
    let mut rng = Rng::with_seed(seed);
    let properties: Vec<_> = schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, property)| Choices {
            name,
            required: schema["required"].as_array().is_some_and(|names| names.contains(&json!(name))),
            valid: generator.valid(property),
            interesting: generator.interesting(property),
        })
        .collect();
    let awkward = awkward();
    while bodies.len() < count {
        bodies.push(random(&properties, &awkward, &mut rng));
    }
    bodies
}

/// What a random body chooses from for one property.
struct Choices<'s> {
    name: &'s str,
    required: bool,
    valid: Value,
    interesting: Vec<Value>,
}

/// A body with some of the properties, most of them plain, some interesting, few awkward, now and then an unknown one.
fn random(properties: &[Choices<'_>], awkward: &[Value], rng: &mut Rng) -> Value {
    let mut body = Map::new();
    for Choices { name, required, valid, interesting } in properties {
        if rng.u8(..100) >= if *required { 95 } else { 40 } {
            continue;
        }
        let value = match rng.u8(..100) {
            0..60 => valid,
            60..95 => &interesting[rng.usize(..interesting.len())],
            _ => &awkward[rng.usize(..awkward.len())],
        };
        body.insert((*name).to_owned(), value.clone());
    }
    if rng.u8(..100) < 5 {
        body.insert("unknown".to_owned(), awkward[rng.usize(..awkward.len())].clone());
    }
    Value::Object(body)
}

struct Generator<'d> {
    document: &'d Value,
}

impl<'d> Generator<'d> {
    fn new(document: &'d Value) -> Self {
        Self { document }
    }

    fn resolve<'s>(&self, schema: &'s Value) -> &'s Value
    where
        'd: 's,
    {
        match schema.get("$ref").and_then(Value::as_str) {
            Some(reference) => self.document.pointer(reference.trim_start_matches('#')).expect("a schema"),
            None => schema,
        }
    }

    /// The plainest valid value: only what is required.
    fn valid(&self, schema: &Value) -> Value {
        let schema = self.resolve(schema);
        if let Some(allowed) = schema.get("enum").and_then(Value::as_array) {
            return allowed[0].clone();
        }
        match schema["type"].as_str() {
            Some("string") => text(schema["minLength"].as_u64().unwrap_or(0).max(1), "a").into(),
            Some("integer") => schema.get("minimum").cloned().unwrap_or_else(|| 1.into()),
            Some("number") => schema.get("minimum").cloned().unwrap_or_else(|| 0.5.into()),
            Some("boolean") => true.into(),
            Some("array") => {
                let least = schema["minItems"].as_u64().unwrap_or(0);
                (0..least).map(|_| self.valid(&schema["items"])).collect()
            }
            _ => {
                let names = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
                names.map(|name| (name.to_owned(), self.valid(&schema["properties"][name]))).collect()
            }
        }
    }

    /// Values around everything that a schema says, valid or not.
    fn interesting(&self, schema: &Value) -> Vec<Value> {
        let schema = self.resolve(schema);
        let mut values = vec![self.valid(schema)];
        values.extend(schema.get("enum").and_then(Value::as_array).into_iter().flatten().cloned());
        let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_u64);
        for length in [bound("minLength"), bound("maxLength")].into_iter().flatten() {
            for length in [length.saturating_sub(1), length, length + 1] {
                // Long texts are slow to judge, and one over the bound shows as much as another.
                let units: &[&str] = if length > 1000 { &["a", "😀"] } else { &["a", "é", "😀", "e\u{301}", " "] };
                values.extend(units.iter().map(|unit| Value::from(text(length, unit))));
            }
        }
        for bound in ["minimum", "maximum"].iter().filter_map(|keyword| schema.get(*keyword)?.as_f64()) {
            for step in [-1.0, -1e-9, 0.0, 1e-9, 0.5, 1.0] {
                values.push((bound + step).into());
            }
            #[expect(clippy::cast_possible_truncation, reason = "bounds are small")]
            values.extend([bound as i64 - 1, bound as i64, bound as i64 + 1].map(Value::from));
        }
        for length in [bound("minItems"), bound("maxItems")].into_iter().flatten() {
            for length in length.saturating_sub(1)..=length + 1 {
                values.push((0..length).map(|_| self.valid(&schema["items"])).collect());
            }
        }
        if schema.get("items").is_some() {
            values.extend(self.interesting(&schema["items"]).into_iter().map(|element| json!([element])));
        }
        values
    }

    /// Each interesting and each awkward value in the place of each property, and each property missing.
    fn systematic(&self, schema: &Value) -> Vec<Value> {
        let valid = self.valid(schema);
        let mut bodies = awkward();
        bodies.push(valid.clone());
        let object = valid.as_object().expect("a body is an object");
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            for value in self.interesting(property).into_iter().chain(awkward()) {
                let mut body = object.clone();
                body.insert(name.clone(), value);
                bodies.push(Value::Object(body));
            }
            let mut without = object.clone();
            without.remove(name);
            bodies.push(Value::Object(without));
        }
        for name in ["", "x", "Input", "input ", "__proto__", "$ref", "😀"] {
            let mut body = object.clone();
            body.insert(name.to_owned(), Value::Null);
            bodies.push(Value::Object(body));
        }
        bodies
    }
}

fn text(length: u64, unit: &str) -> String {
    unit.repeat(usize::try_from(length).expect("a short text"))
}

/// Values that fit few schemas, and that implementations of JSON Schema are known to differ on.
fn awkward() -> Vec<Value> {
    vec![
        Value::Null,
        true.into(),
        0.into(),
        1.into(),
        (-1).into(),
        1.0.into(),
        (-0.0).into(),
        0.1.into(),
        1e-300.into(),
        1e300.into(),
        i64::MIN.into(),
        u64::MAX.into(),
        2_147_483_648_u64.into(),
        4_294_967_296_u64.into(),
        9_007_199_254_740_993_u64.into(),
        "".into(),
        " ".into(),
        "\n".into(),
        "\0".into(),
        "null".into(),
        "1".into(),
        "\u{feff}".into(),
        "\u{fffe}\u{ffff}".into(),
        "\u{202e}😀\u{10ffff}".into(),
        json!([]),
        json!({}),
        json!([null]),
        json!([[]]),
        json!(["a", 1]),
        json!({ "a": { "b": [] } }),
    ]
}
