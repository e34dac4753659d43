//! Reads a model's answer as the object that was asked for, also from the odd forms in which models give it.
//!
//! An answer that the judge accepts as it is stays as it is. From any other answer, readings are made in a fixed order, and
//! the first one that the judge accepts counts. A reading changes the form only: it unwraps, decodes and converts. What the
//! schema asks for is never made up or left out, so a wrong object stays wrong, and the model has to repair it.

use serde::de::IgnoredAny;
use serde_json::{Map, Number, Value};

use super::judge::{SchemaJudge, Violation};

/// Longer answers are not read in other forms, in bytes.
const MAX_ANSWER: usize = 128 * 1024;

/// The maximum number of readings that the judge sees.
const MAX_READINGS: u32 = 32;

/// The maximum number of wrappers around an object. The form of a call that some models write as text has six.
const MAX_WRAPPERS: u32 = 6;

/// The maximum number of places in a text at which an object may begin.
const MAX_STARTS: usize = 64;

/// How often a value may be encoded as a JSON string.
const MAX_ENCODINGS: u32 = 2;

/// Fields of the frame that models put around a tool's input, where they write the whole call. Only texts are ignored.
const FRAME: [&str; 7] = ["id", "name", "tool", "toolUseId", "tool_name", "tool_use_id", "type"];

/// Marks with which some models delimit their thoughts.
const THOUGHTS: [(&str, &str); 2] = [("<thinking>", "</thinking>"), ("<think>", "</think>")];

/// Marks with which the lines of a list begin.
const BULLETS: [&str; 3] = ["- ", "* ", "• "];

/// The object in `answer`, which `judge` accepts by `schema`; or what is wrong with the answer as it is.
pub(super) fn read(answer: &str, schema: &Value, judge: &dyn SchemaJudge) -> Result<Value, Vec<Violation>> {
    let whole = judge.parse(answer);
    let mut violations = match &whole {
        Some(value) => judge.violations(value),
        None => vec![Violation::of_all("must be a JSON object, given by the tool")],
    };
    let is_object = whole.as_ref().is_some_and(Value::is_object);
    match whole {
        Some(value) if violations.is_empty() => return Ok(value),
        _ if answer.len() > MAX_ANSWER => return Err(violations),
        whole => {
            let mut readings = Readings { schema, judge, left: MAX_READINGS, closest: None };
            let values = whole.map_or_else(|| readings.objects_in(answer), |value| vec![value]);
            if let Some(accepted) = readings.first_accepted(values, MAX_WRAPPERS) {
                return Ok(accepted);
            }
            // The model is told what is wrong with the object that it meant, too.
            if !is_object {
                violations.extend(readings.closest.into_iter().flatten());
            }
        }
    }
    Err(violations)
}

/// The readings of one answer.
struct Readings<'r> {
    schema: &'r Value,
    judge: &'r dyn SchemaJudge,
    /// How many more readings the judge may see.
    left: u32,
    /// The violations of the first reading.
    closest: Option<Vec<Violation>>,
}

impl Readings<'_> {
    /// The first of the `values`, or of what they wrap, that the judge accepts.
    fn first_accepted(&mut self, values: Vec<Value>, wrappers: u32) -> Option<Value> {
        values.into_iter().find_map(|value| self.accepted(value, wrappers))
    }

    /// The object that `value` is or wraps, if the judge accepts it. The outer value is judged first, because the name of a
    /// wrapper may be a field of the schema.
    fn accepted(&mut self, value: Value, wrappers: u32) -> Option<Value> {
        if value.is_object()
            && let Some(accepted) = self.judged(&value)
        {
            return Some(accepted);
        }
        let inner = match value {
            Value::String(text) => match self.parsed(&text) {
                Some(value) => vec![value],
                None => self.objects_in(&text),
            },
            Value::Object(members) => Vec::from_iter(wrapped(members)),
            Value::Array(elements) if elements.len() == 1 => elements,
            _ => Vec::new(),
        };
        if wrappers == 0 { None } else { self.first_accepted(inner, wrappers - 1) }
    }

    /// `value` in the form of the schema, if the judge accepts it.
    fn judged(&mut self, value: &Value) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        let fitted = self.fitted(value.clone(), self.schema);
        let violations = self.judge.violations(&fitted);
        if violations.is_empty() {
            return Some(fitted);
        }
        self.closest.get_or_insert(violations);
        None
    }

    /// The objects in a text that is not JSON as a whole, such as fenced JSON or JSON with prose around it, in their order.
    fn objects_in(&self, text: &str) -> Vec<Value> {
        let spoken = without_thoughts(text);
        let mut found = self.objects_at_braces(&spoken);
        if spoken.len() < text.len() {
            found.extend(self.objects_at_braces(text));
        }
        found
    }

    fn objects_at_braces(&self, text: &str) -> Vec<Value> {
        let (mut found, mut from) = (Vec::new(), 0);
        for _ in 0..MAX_STARTS {
            let Some(start) = text[from..].find('{').map(|offset| from + offset) else { break };
            from = start + 1;
            let rest = &text[start..];
            let end = first_json(rest);
            if let Some(end) = end {
                found.extend(self.judge.parse(&rest[..end]));
                from = start + end;
            } else {
                let escaped = with_escaped_controls(rest);
                found.extend(first_json(&escaped).and_then(|end| self.judge.parse(&escaped[..end])));
            }
        }
        found
    }

    /// The JSON value of a text. Line breaks and tabs within its strings are read as if they were escaped.
    fn parsed(&self, text: &str) -> Option<Value> {
        self.judge.parse(text).or_else(|| self.judge.parse(&with_escaped_controls(text)))
    }

    /// The value of the wanted kind that `text` encodes, once or several times.
    fn decoded(&self, text: &str, is_wanted: fn(&Value) -> bool) -> Option<Value> {
        let mut value = self.parsed(text)?;
        for _ in 1..MAX_ENCODINGS {
            match &value {
                Value::String(text) => value = self.parsed(text)?,
                _ => break,
            }
        }
        is_wanted(&value).then_some(value)
    }

    /// `value` in the form of `schema`, as far as it can be converted. A part that has the schema's type already is kept.
    fn fitted(&self, value: Value, schema: &Value) -> Value {
        match (schema["type"].as_str(), value) {
            (Some("object"), Value::Object(members)) => self.fitted_object(members, schema).into(),
            (Some("object"), Value::String(text)) => match self.decoded(&text, Value::is_object) {
                Some(object) => self.fitted(object, schema),
                None => text.into(),
            },
            (Some("array"), value) => self.fitted_list(value, &schema["items"]),
            (Some("object" | "string" | "integer" | "number" | "boolean"), Value::Array(mut elements))
                if elements.len() == 1 && !elements[0].is_array() =>
            {
                self.fitted(elements.remove(0), schema)
            }
            (Some("string"), value) => fitted_text(value, schema),
            (Some("integer" | "number"), value) => self.fitted_number(value, schema),
            (Some("boolean"), Value::String(text)) => match folded(&text).as_str() {
                "true" | "yes" => true.into(),
                "false" | "no" => false.into(),
                _ => text.into(),
            },
            (_, value) => value,
        }
    }

    fn fitted_object(&self, members: Map<String, Value>, schema: &Value) -> Map<String, Value> {
        let none = Map::new();
        let properties = schema["properties"].as_object().unwrap_or(&none);
        let is_required =
            |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|other| other == name));
        let (known, unknown): (Vec<_>, Vec<_>) =
            members.into_iter().partition(|(name, _)| properties.contains_key(name));
        let mut object: Map<_, _> = known.into_iter().collect();
        let mut extra = Vec::new();
        for (name, value) in unknown {
            match only_alike(&name, properties.keys()) {
                Some(property) if !object.contains_key(property) => drop(object.insert(property.clone(), value)),
                _ => extra.push((name, value)),
            }
        }
        // An extra field may be a field of the schema under another name, unless the object has all of those.
        let is_complete = properties.keys().all(|name| object.contains_key(name));
        object.retain(|name, value| !value.is_null() || is_required(name));
        for (name, value) in &mut object {
            *value = self.fitted(value.take(), &properties[name]);
        }
        if !is_complete || schema["additionalProperties"] != false {
            object.extend(extra);
        }
        object
    }

    fn fitted_list(&self, value: Value, items: &Value) -> Value {
        let elements = match value {
            Value::Array(elements) => elements,
            Value::Null => return value,
            Value::String(text) => match self.decoded(&text, Value::is_array) {
                Some(list) => return self.fitted_list(list, items),
                None => match lines(&text) {
                    Some(lines) => lines,
                    None => return text.into(),
                },
            },
            // A wrapper around the list, or an item that stands alone.
            Value::Object(mut members) => {
                let is_wrapper = members.len() == 1 && items["type"] != "object";
                match members.values_mut().next() {
                    Some(list @ Value::Array(_)) if is_wrapper => return self.fitted_list(list.take(), items),
                    _ => vec![members.into()],
                }
            }
            scalar => vec![scalar],
        };
        elements.into_iter().map(|element| self.fitted(element, items)).collect()
    }

    fn fitted_number(&self, value: Value, schema: &Value) -> Value {
        let number = match &value {
            Value::Number(number) => Some(number.clone()),
            Value::String(text) => match self.judge.parse(text) {
                Some(Value::Number(number)) => Some(number),
                _ => None,
            },
            _ => None,
        };
        let number = if schema["type"] == "integer" { number.as_ref().and_then(integer) } else { number };
        number.map_or(value, Value::Number)
    }
}

/// What a field holds that wraps the object, if there is one. Texts of a frame around it do not count.
fn wrapped(members: Map<String, Value>) -> Option<Value> {
    let is_frame = |(name, value): &(String, Value)| FRAME.contains(&name.as_str()) && value.is_string();
    let mut inner = members.into_iter().filter(|member| !is_frame(member));
    let (_, value) = inner.next()?;
    inner.next().is_none().then_some(value)
}

/// Where the JSON value ends with which `text` begins. Absent if it begins with none.
fn first_json(text: &str) -> Option<usize> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    Some(values.byte_offset())
}

/// `text` with the control characters within its JSON strings escaped, which JSON demands and models forget.
fn with_escaped_controls(text: &str) -> String {
    let (mut escaped, mut in_string, mut after_backslash) = (String::with_capacity(text.len()), false, false);
    for character in text.chars() {
        match character {
            '"' if !after_backslash => in_string = !in_string,
            '\n' if in_string => escaped.push_str("\\n"),
            '\r' if in_string => escaped.push_str("\\r"),
            '\t' if in_string => escaped.push_str("\\t"),
            _ => {}
        }
        if !(in_string && matches!(character, '\n' | '\r' | '\t')) {
            escaped.push(character);
        }
        after_backslash = character == '\\' && !after_backslash;
    }
    escaped
}

fn without_thoughts(text: &str) -> String {
    THOUGHTS.iter().fold(text.to_owned(), |text, (begin, end)| {
        let (mut spoken, mut rest) = (String::with_capacity(text.len()), text.as_str());
        while let Some((before, thought)) = rest.split_once(begin)
            && let Some((_, after)) = thought.split_once(end)
        {
            spoken.push_str(before);
            rest = after;
        }
        spoken + rest
    })
}

/// The lines of a text as the items of a list, without the marks of the list. Absent if the text is something else: nothing,
/// JSON, a fence, or a list with other lines around it.
fn lines(text: &str) -> Option<Vec<Value>> {
    if text.trim_start().starts_with(['[', '{', '`', '<']) {
        return None;
    }
    let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let items: Vec<_> = lines.iter().zip(1..).map(|(line, number)| without_mark(line, number)).collect();
    match items.iter().flatten().count() {
        _ if lines.is_empty() => None,
        0 => Some(lines.into_iter().map(Value::from).collect()),
        marked if marked == lines.len() => Some(items.into_iter().flatten().map(Value::from).collect()),
        _ => None,
    }
}

/// The text of a line that begins with a mark of a list: a bullet, or the number of the line.
fn without_mark(line: &str, number: usize) -> Option<&str> {
    let bullet = BULLETS.iter().find_map(|bullet| line.strip_prefix(bullet));
    let numbered = || line.strip_prefix(&number.to_string())?.strip_prefix(['.', ')'])?.strip_prefix(' ');
    bullet.or_else(numbered).map(str::trim_start)
}

/// A text: the choice of the schema that a text means, or a number or truth value as text.
fn fitted_text(value: Value, schema: &Value) -> Value {
    let text = match value {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        other => return other,
    };
    let Some(choices) = schema["enum"].as_array() else { return text.into() };
    let names = choices.iter().filter_map(Value::as_str);
    match only_alike(&text, names.clone()) {
        Some(name) if !names.clone().any(|other| other == text) => name.into(),
        _ => text.into(),
    }
}

/// The only one of the `names` that differs from `name` in case, spaces and punctuation at most.
fn only_alike<N: AsRef<str>>(name: &str, names: impl IntoIterator<Item = N>) -> Option<N> {
    let wanted = folded(name);
    let mut alike = names.into_iter().filter(|other| !wanted.is_empty() && folded(other.as_ref()) == wanted);
    alike.next().filter(|_| alike.next().is_none())
}

fn folded(name: &str) -> String {
    name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A number that is an integer, as such.
fn integer(number: &Number) -> Option<Number> {
    if number.is_i64() || number.is_u64() {
        return Some(number.clone());
    }
    // Above this, not every integer is a double.
    let exact = number.as_f64().filter(|value| value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0)?;
    format!("{exact:.0}").parse::<i64>().ok().map(Number::from)
}

#[cfg(test)]
mod tests;
