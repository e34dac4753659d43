//! The places and the texts of findings.

use textgate_core::policy::Policy;

use crate::case::{SOUND, refusal};

#[test]
fn all_findings_are_reported_at_once_in_the_order_of_the_text() {
    let text = SOUND
        .replace("top_p = 0.9", "top_p = 9\nseed = 1")
        .replace("bedrock = \"small\"", "bedrock = \"tiny\"")
        .replace("context_tokens = 8_000", "context_tokens = 800")
        .replace("name = \"large\"", "name = \"small\"")
        .replace("max_output_tokens = 2_048\n", "");
    assert_eq!(
        refusal(text),
        "line 3, column 9: top_p must be a number from 0 to 1\n\
         line 4, column 1: defaults has no field \"seed\", only max_tokens, temperature, top_p\n\
         line 8, column 11: bedrock must be the name of a bedrock model: \"tiny\" is not one\n\
         line 16, column 21: max_output_tokens must be from 1 to context_tokens (800)\n\
         line 23, column 8: names of models must be unique: \"small\" is used twice\n\
         line 32, column 1: this model must have max_output_tokens"
    );
    assert_eq!(
        refusal(SOUND.replace("= 0.0", "=").replace("[default_model]", "[default_model")),
        "line 2, column 14: the policy must be TOML: string values must be quoted, expected literal string\n\
         line 6, column 15: the policy must be TOML: unclosed table, expected `]`",
        "syntax errors as well"
    );
}

#[test]
fn places_are_the_same_in_every_encoding_of_a_text() {
    let broken =
        SOUND.replace("bedrock = \"small\"", "\tbedrock = \"kleinå💡\"").replace("max_tokens = 1024", "max_tokens = 0");
    let expected = "line 4, column 14: max_tokens must be a whole number from 1 to 4294967295\n\
                    line 7, column 12: bedrock must be the name of a bedrock model: \"kleinå💡\" is not one";
    assert_eq!(refusal(&broken), expected);
    assert_eq!(refusal(broken.replace('\n', "\r\n")), expected);
    assert_eq!(refusal(format!("\u{feff}{broken}")), expected);
    assert_eq!(refusal(format!("\u{feff}unknown = 1\n{SOUND}")).split(':').next(), Some("line 1, column 1"));
    assert_eq!(
        refusal("defaults = { \"naïve 💡\" = 1, x = 2 }").lines().last(),
        Some("line 1, column 29: defaults has no field \"x\", only max_tokens, temperature, top_p")
    );
    Policy::parse(format!("\u{feff}{}", SOUND.replace('\n', "\r\n"))).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_text_that_is_not_utf8_is_refused_at_the_first_wrong_byte() {
    let mut bytes = SOUND.replace("small", "klein").into_bytes();
    let place = SOUND.find("small").expect("a name") + 2;
    bytes[place] = 0xe9;
    assert_eq!(refusal(&bytes), "line 7, column 14: a policy must be text in UTF-8");
    assert_eq!(refusal(b"\xff\xfe[\0"), "line 1, column 1: a policy must be text in UTF-8");
}

#[test]
fn a_message_repeats_names_only_and_shortens_them() {
    let secret = "canary ".repeat(40);
    let text = SOUND
        .replace("\"vendor.small-v1\"", &format!("\"{secret}\""))
        .replace("\"0.2\"", &format!("\"{secret}\""))
        .replace("[default_model]", &format!("[\"line\\nbreak{secret}\"]\n[default_model]"));
    let message = refusal(text);
    assert_eq!(message.lines().count(), 3, "{message}");
    assert!(message.contains(r#"the policy has no field "line\nbreakcanary "#), "{message}");
    assert!(message.matches("canary").count() < 10, "{message}");
}
