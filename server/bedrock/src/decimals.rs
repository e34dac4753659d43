//! Writes the sampling parameters of a request as the shortest decimals.
//!
//! The SDK's `temperature` and `top_p` are 32-bit floats, and its serializer widens them to 64 bits. So it writes 0.9 as
//! 0.8999999761581421, and Nova's lowest temperature, 0.00001, as 9.999999747378752e-6, which is below it. [`ShortestDecimals`]
//! replaces both numbers in the body, before it is signed.

use std::ops::Range;

use aws_sdk_bedrockruntime::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_bedrockruntime::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_bedrockruntime::error::BoxError;
use aws_smithy_types::body::SdkBody;

/// What the SDK writes before the parameters. Nothing before its first occurrence is a text of a caller: the SDK writes fields
/// in alphabetical order, so that only the guardrail comes earlier. Texts and schemas come later.
const START: &[u8] = br#""inferenceConfig":{"#;

/// Rewrites the body of each call once, however often the SDK sends it.
#[derive(Debug)]
pub(crate) struct ShortestDecimals;

impl Intercept for ShortestDecimals {
    fn name(&self) -> &'static str {
        "ShortestDecimals"
    }

    fn modify_before_retry_loop(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        if let Some(body) = request.body().bytes().and_then(with_shortest_decimals) {
            request.headers_mut().try_insert("content-length", body.len().to_string())?;
            *request.body_mut() = SdkBody::from(body);
        }
        Ok(())
    }
}

/// The body with other numbers. `None` if they are the shortest already.
fn with_shortest_decimals(body: &[u8]) -> Option<Vec<u8>> {
    let Range { start, end } = numbers(body)?;
    let mut shortened = Vec::with_capacity(end - start);
    for (index, member) in body[start..end].split(|byte| *byte == b',').enumerate() {
        if index > 0 {
            shortened.push(b',');
        }
        let value = member.iter().position(|byte| *byte == b':').map_or(member.len(), |colon| colon + 1);
        let (name, value) = member.split_at(value);
        shortened.extend_from_slice(name);
        match shortest(value) {
            Some(decimal) => shortened.extend_from_slice(decimal.as_bytes()),
            None => shortened.extend_from_slice(value),
        }
    }
    (shortened != body[start..end]).then(|| [&body[..start], &shortened, &body[end..]].concat())
}

/// Where the members of `inferenceConfig` are that are numbers. The SDK writes them before the stop sequences, which are an
/// array of texts.
fn numbers(body: &[u8]) -> Option<Range<usize>> {
    let start = body.windows(START.len()).position(|window| window == START)? + START.len();
    let length = body[start..].iter().position(|byte| matches!(byte, b'[' | b'}'))?;
    Some(start..start + length)
}

/// The shortest decimal that is read as the same 32-bit float. `None` for a whole number and for what is not a number.
fn shortest(number: &[u8]) -> Option<String> {
    if !number.iter().any(|byte| matches!(byte, b'.' | b'e')) {
        return None;
    }
    let widened: f64 = str::from_utf8(number).ok()?.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "the SDK widened it from 32 bits")]
    serde_json::to_string(&(widened as f32)).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A body as the SDK writes it: with these numbers, and with `text` where the text of a caller or of the policy can be.
    fn body(numbers: &str, text: &str) -> String {
        let text = json!(text);
        let schema = json!({ "inferenceConfig": { "temperature": 0.899_999_976_158_142_1 } });
        format!(
            r#"{{"guardrailConfig":{{"guardrailIdentifier":{text}}},"inferenceConfig":{{{numbers},"stopSequences":[{text}]}},"messages":[{{"role":"user","content":[{{"text":{text}}}]}}],"requestMetadata":{{"consumer":{text}}},"system":[{{"text":{text}}}],"toolConfig":{schema}}}"#
        )
    }

    fn rewritten(body: &str) -> String {
        let shortened = with_shortest_decimals(body.as_bytes());
        shortened.map_or_else(|| body.to_owned(), |shortened| String::from_utf8(shortened).expect("text"))
    }

    #[test]
    fn numbers_become_the_shortest_decimals_of_32_bit_floats() {
        for (number, decimal) in [
            (0.0_f32, "0.0"),
            (1.0, "1.0"),
            (0.1, "0.1"),
            (0.2, "0.2"),
            (0.3, "0.3"),
            (0.4, "0.4"),
            (0.5, "0.5"),
            (0.6, "0.6"),
            (0.7, "0.7"),
            (0.8, "0.8"),
            (0.9, "0.9"),
            (1e-5, "0.00001"),
            (1e-7, "1e-7"),
            (0.333_333_3, "0.3333333"),
            (0.999_999_99, "1.0"),
            (1e-45, "1e-45"),
        ] {
            let widened = json!(f64::from(number));
            let written = body(&format!(r#""maxTokens":1024,"temperature":{widened},"topP":{widened}"#), "");
            let expected = body(&format!(r#""maxTokens":1024,"temperature":{decimal},"topP":{decimal}"#), "");
            assert_eq!(rewritten(&written), expected);
        }
    }

    #[test]
    fn nothing_but_the_numbers_changes_whatever_the_texts_are() {
        for text in [
            r#""inferenceConfig":{"temperature":0.8999999761581421}"#,
            r#"\"inferenceConfig\":{\"topP\":0.8999999761581421,"#,
            r#"","inferenceConfig":{"temperature":0.8999999761581421,"topP":0.30000001192092896}"#,
            "0.8999999761581421 ] } [ {",
            "\u{0}\n\u{1f600}\\",
        ] {
            let written = body(r#""maxTokens":7,"temperature":0.8999999761581421"#, text);
            assert_eq!(rewritten(&written), body(r#""maxTokens":7,"temperature":0.9"#, text));
        }
    }

    #[test]
    fn a_body_without_a_number_to_shorten_is_not_copied() {
        let whole_numbers = body(r#""maxTokens":65536"#, "");
        let short = body(r#""maxTokens":7,"temperature":0.5,"topP":0.0"#, "");
        for body in [&whole_numbers, &short, r#"{"inferenceConfig":{},"messages":[]}"#, r#"{"messages":[]}"#, "{}", ""]
        {
            assert_eq!(with_shortest_decimals(body.as_bytes()), None, "{body}");
        }
    }
}
