//! From a schema to values: valid ones, and values at and beyond everything that the schema restricts.

use serde_json::{Value, json};

use super::Json;

/// The keywords that this module knows. Another keyword fails the test, because no body would test it.
const KEYWORDS: [&str; 18] = [
    "type",
    "enum",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "items",
    "required",
    "properties",
    "additionalProperties",
    "title",
    "description",
    "example",
    "format",
    "deprecated",
];

/// How deep a recursive schema is followed.
const MAX_DEPTH: usize = 4;

/// A body that is valid or not, and what is special about it.
#[derive(Clone, Debug)]
pub(super) struct Variant {
    pub(super) kind: &'static str,
    /// Where that is, as a JSON pointer.
    pub(super) place: String,
    /// The whole body.
    pub(super) body: Json,
}

/// The schemas of one document.
#[derive(Clone, Copy)]
pub(super) struct Schemas<'d>(pub(super) &'d Value);

impl<'d> Schemas<'d> {
    /// The schema to which `schema` refers, if it is a reference, alone or as the only member of an `allOf`.
    pub(super) fn resolve(self, mut schema: &'d Value) -> &'d Value {
        loop {
            if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
                schema = self.0.pointer(reference.trim_start_matches('#')).expect("a schema");
            } else if let Some([only]) = schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
                schema = only;
            } else {
                return schema;
            }
        }
    }

    /// The smallest valid value: required members and elements only.
    pub(super) fn minimal(self, schema: &'d Value) -> Json {
        let schema = self.resolve(schema);
        match schema["type"].as_str() {
            Some("object") => {
                let names = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
                Json::Object(names.map(|name| (name.to_owned(), self.minimal(&schema["properties"][name]))).collect())
            }
            Some("array") => {
                let least = schema["minItems"].as_u64().unwrap_or(0);
                Json::Array((0..least).map(|_| self.minimal(&schema["items"])).collect())
            }
            _ => scalar(schema),
        }
    }

    /// A valid value with every member. Its depth is limited, because schemas may be recursive.
    pub(super) fn complete(self, schema: &'d Value, depth: usize) -> Json {
        let schema = self.resolve(schema);
        match schema["type"].as_str() {
            Some("object" | "array") if depth > MAX_DEPTH => self.minimal(schema),
            Some("object") => {
                let properties = schema["properties"].as_object().into_iter().flatten();
                let named = properties.map(|(name, property)| (name.clone(), self.complete(property, depth + 1)));
                let others = schema.get("additionalProperties").filter(|others| others.is_object());
                let other = others.map(|others| ("another".to_owned(), self.complete(others, depth + 1)));
                Json::Object(named.chain(other).collect())
            }
            Some("array") => {
                let length = schema["minItems"].as_u64().unwrap_or(0).max(1);
                Json::Array((0..length).map(|_| self.complete(&schema["items"], depth + 1)).collect())
            }
            _ => scalar(schema),
        }
    }

    /// Collects bodies with other values in the place of `value`, valid and invalid ones. `put` makes the whole body of a value.
    pub(super) fn variants(
        self,
        schema: &'d Value,
        value: &Json,
        place: &str,
        put: &dyn Fn(Json) -> Json,
        variants: &mut Vec<Variant>,
    ) {
        let schema = self.resolve(schema);
        let unknown =
            schema.as_object().into_iter().flatten().find(|(keyword, _)| !KEYWORDS.contains(&keyword.as_str()));
        assert!(unknown.is_none(), "no values are made for {unknown:?} yet");
        for (kind, other) in boundary_values(schema).into_iter().chain(edge_cases()) {
            variants.push(Variant { kind, place: place.to_owned(), body: put(other) });
        }
        match value {
            Json::Object(members) => self.objects(schema, value, members, place, put, variants),
            Json::Array(elements) => self.arrays(schema, elements, place, put, variants),
            Json::Literal(_) | Json::Text(_) => {}
        }
    }

    fn objects(
        self,
        schema: &'d Value,
        value: &Json,
        members: &[(String, Json)],
        place: &str,
        put: &dyn Fn(Json) -> Json,
        variants: &mut Vec<Variant>,
    ) {
        let mut push = |kind, body| variants.push(Variant { kind, place: place.to_owned(), body: put(body) });
        push("the required members only", self.minimal(schema));
        for (name, _) in members {
            push("a member is missing", value.clone().without(name));
        }
        for name in ["", "x", "Input", "input ", "__proto__", "$ref", "😀", "\0"] {
            push("an unknown member", value.clone().with(name, Json::literal(1)));
            push("an unknown member", self.minimal(schema).with(name, Json::literal("null")));
        }
        let others = schema.get("additionalProperties").unwrap_or(&Value::Null);
        for (name, member) in members {
            let inner = schema["properties"].get(name).unwrap_or(others);
            let place = format!("{place}/{name}");
            self.variants(inner, member, &place, &|member| put(value.clone().with(name, member)), variants);
        }
    }

    fn arrays(
        self,
        schema: &'d Value,
        elements: &[Json],
        place: &str,
        put: &dyn Fn(Json) -> Json,
        variants: &mut Vec<Variant>,
    ) {
        let Some(element) = elements.first() else { return };
        for (kind, length) in lengths(schema, "minItems", "maxItems") {
            let array = Json::Array(vec![element.clone(); length]);
            variants.push(Variant { kind, place: place.to_owned(), body: put(array) });
        }
        let place = format!("{place}/0");
        let with = |element: Json| {
            let mut elements = elements.to_vec();
            elements[0] = element;
            put(Json::Array(elements))
        };
        self.variants(&schema["items"], element, &place, &with, variants);
    }
}

/// The example of a schema, else a value within its bounds.
fn scalar(schema: &Value) -> Json {
    if let Some(example) = schema.get("example") {
        return example.into();
    }
    if let Some(allowed) = schema.get("enum").and_then(Value::as_array) {
        return (&allowed[0]).into();
    }
    match schema["type"].as_str() {
        Some("string") => {
            assert!(schema.get("pattern").is_none(), "a string with a pattern needs an example: {schema}");
            let length = schema["minLength"].as_u64().unwrap_or(0).max(1);
            Json::Text("a".repeat(usize::try_from(length).expect("short")))
        }
        Some("boolean") => Json::literal(true),
        _ => schema.get("minimum").or(schema.get("maximum")).map_or_else(|| Json::literal(1), Json::from),
    }
}

/// Values at each bound of a scalar's schema and one step beyond it.
fn boundary_values(schema: &Value) -> Vec<(&'static str, Json)> {
    let allowed = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
    let mut values: Vec<_> = allowed.map(|value| ("a value of the enum", value.into())).collect();
    for (kind, length) in lengths(schema, "minLength", "maxLength") {
        // Long texts are slow to judge, so only two kinds of characters are used.
        let units: &[&str] = if length > 1000 { &["a", "😀"] } else { &["a", "é", "😀", "e\u{301}", " "] };
        values.extend(units.iter().map(|unit| (kind, Json::Text(unit.repeat(length)))));
        if let Some(example) = schema["example"].as_str().filter(|_| schema.get("pattern").is_some()) {
            values.push((kind, Json::Text(stretched(example, length))));
        }
    }
    let bounds = [("minimum", -1), ("maximum", 1)];
    for (bound, outwards) in bounds.iter().filter_map(|(bound, outwards)| Some((schema.get(*bound)?, *outwards))) {
        values.extend(numbers(bound.as_f64().expect("a number"), outwards));
    }
    values
}

/// The text with this length: cut, or with its last character repeated. As a rule, the pattern still matches it.
fn stretched(text: &str, length: usize) -> String {
    let last = text.chars().last().unwrap_or('a');
    text.chars().chain(std::iter::repeat(last)).take(length).collect()
}

fn lengths(schema: &Value, least: &str, most: &str) -> Vec<(&'static str, usize)> {
    let bound = |keyword: &str| Some(usize::try_from(schema.get(keyword)?.as_u64()?).expect("short"));
    let (least, most) = (bound(least), bound(most));
    let around_least = least.into_iter().flat_map(|least| {
        [("one too few", least.saturating_sub(1)), ("the fewest", least), ("one more than the fewest", least + 1)]
    });
    let around_most = most.into_iter().flat_map(|most| {
        [("one less than the most", most.saturating_sub(1)), ("the most", most), ("one too many", most + 1)]
    });
    around_least.chain(around_most).collect()
}

/// Numbers around a bound. `outwards` is the sign of the direction beyond it.
fn numbers(bound: f64, outwards: i8) -> Vec<(&'static str, Json)> {
    let step = f64::from(outwards);
    let next = if outwards < 0 { bound.next_down() } else { bound.next_up() };
    let back = if outwards < 0 { bound.next_up() } else { bound.next_down() };
    let mut numbers = vec![
        ("a bound", Json::literal(bound)),
        ("a bound, with a fraction of zero", Json::Literal(format!("{bound:?}"))),
        ("a bound, with an exponent", Json::Literal(format!("{bound:e}"))),
        ("one over a bound", Json::literal(bound + step)),
        ("one within a bound", Json::literal(bound - step)),
        ("half over a bound", Json::literal(bound + step / 2.0)),
        ("half within a bound", Json::literal(bound - step / 2.0)),
        ("a double over a bound", Json::Literal(format!("{next:e}"))),
        ("a double within a bound", Json::Literal(format!("{back:e}"))),
        ("far over a bound", Json::Literal(format!("{outwards}{}", "0".repeat(30)))),
    ];
    // Differences that a double cannot hold, on both sides of the bound. At 0 they are written with exponents, above 0 with digits.
    let digits = format!("{bound:?}");
    if bound == 0.0 {
        numbers.extend(["1e-400", "-1e-400"].map(|text| ("less than a double over a bound", Json::literal(text))));
    } else if bound.fract() == 0.0 && bound > 0.0 && !digits.contains('e') {
        let below = format!("{}.{}", bound - 1.0, "9".repeat(30));
        let above = format!("{digits}{}1", "0".repeat(30));
        numbers.extend([below, above].map(|text| ("less than a double over a bound", Json::Literal(text))));
    } else if !digits.contains('e') {
        numbers.push(("less than a double over a bound", Json::Literal(format!("{digits}{}1", "0".repeat(30)))));
    }
    numbers
}

/// Values that satisfy few schemas, and that implementations of JSON Schema are known to read differently.
pub(super) fn edge_cases() -> Vec<(&'static str, Json)> {
    let literals = [
        ("null", "null"),
        ("a boolean", "true"),
        ("an integer", "0"),
        ("an integer", "1"),
        ("an integer", "-1"),
        ("an integer with a fraction of zero", "1.0"),
        ("an integer with an exponent", "1e0"),
        ("a negative zero", "-0"),
        ("a negative zero", "-0.0"),
        ("a fraction", "0.1"),
        ("a fraction of many digits", "0.1000000000000000055511151231257827"),
        ("a tiny number", "1e-300"),
        ("a tiny number", "-5e-324"),
        ("a huge number", "1e300"),
        ("a huge integer", "-9223372036854775808"),
        ("a huge integer", "18446744073709551615"),
        ("a huge integer", "18446744073709551616"),
        ("a huge integer", "2147483648"),
        ("a huge integer", "4294967296"),
        ("a huge integer", "9007199254740993"),
    ];
    let texts = [
        ("an empty string", ""),
        ("white space only", " "),
        ("white space only", "\n\t\r"),
        ("white space only", "\u{a0}\u{3000}"),
        ("a NUL", "\0"),
        ("a word of JSON as a string", "null"),
        ("a number as a string", "1"),
        ("a byte order mark", "\u{feff}"),
        ("code points that are no characters", "\u{fffe}\u{ffff}"),
        ("code points beyond the basic plane", "\u{202e}😀\u{10ffff}"),
        ("combining marks", "e\u{301}\u{301}\u{301}"),
        ("characters that need escapes", "\u{0}\n\"\\/\u{2028}\u{7f}"),
    ];
    let nested =
        [("an array", json!([])), ("an object", json!({})), ("an array", json!([null])), ("an array", json!(["a", 1]))];
    // Inside of a body and of an array in it, this is still an acceptable text.
    let deep =
        (0..14).fold(Json::literal(1), |inner, _| Json::Array(vec![Json::Object(vec![("a".to_owned(), inner)])]));
    let literals = literals.into_iter().map(|(kind, text)| (kind, Json::literal(text)));
    let texts = texts.into_iter().map(|(kind, text)| (kind, Json::Text(text.to_owned())));
    let nested = nested.into_iter().map(|(kind, value)| (kind, value.into()));
    literals.chain(texts).chain(nested).chain([("deep nesting", deep)]).collect()
}
