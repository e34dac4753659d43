//! A policy without findings, and how a case breaks it.

use textgate_core::policy::Policy;

/// A policy without findings, which the cases break. Line numbers in the cases are line numbers of this text.
pub(crate) const SOUND: &str = r#"[defaults]
temperature = 0.0
top_p = 0.9
max_tokens = 1024

[default_model]
bedrock = "small"
local = "own"

[[models]]
name = "small"
provider = "bedrock"
id = "vendor.small-v1"
context_tokens = 8_000
max_output_tokens = 2_000
system_prompt = false
min_temperature = 0.1
top_p_excludes_temperature = true
price = { input = "0.2", output = "0.6" }

[[models]]
name = "large"
provider = "bedrock"
context_tokens = 100_000
max_output_tokens = 4_000
ids = [
    { id = "vendor.large-v1", regions = ["us-east-1", "eu-west-1"] },
    { id = "us.vendor.large-v1", regions = ["us-*"], destinations = { model = "vendor.large-v1", regions = ["us-east-1", "global"] }, price = { input = "2", output = "4" } },
]

[[models]]
name = "own"
provider = "local"
id = "own"
context_tokens = 4_096
max_output_tokens = 2_048
"#;

/// Consumers without findings. They follow the policy in the cases that break them.
pub(crate) const CONSUMERS: &str = r#"
[[consumers]]
name = "billing"
api_key_sha256 = ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
models = ["large"]
default_model = "large"
max_tokens = 100

[[consumers]]
name = "search"
cognito_subjects = ["11111111-2222-3333-4444-555555555555"]
iam_principals = ["arn:aws:iam::123456789012:role/teams/search"]
api_key_ids = ["a1b2c3"]
"#;

/// The kind of rule that a policy breaks. It decides who can find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// The text must be TOML.
    Syntax,
    /// The schema says which fields there are, and what each may be.
    Schema,
    /// Fields must not contradict each other.
    CrossField,
}

/// The broken rule, a text whose first occurrence is replaced, the replacement, and the message.
pub(crate) type Case = (Rule, &'static str, &'static str, &'static str);

/// The policy with `find` replaced by `replace`. It has consumers only if `find` is in one of them.
pub(crate) fn broken(find: &str, replace: &str) -> String {
    let sound = if SOUND.contains(find) { SOUND.to_owned() } else { format!("{SOUND}{CONSUMERS}") };
    assert!(sound.contains(find), "{find:?} is not in the sound policy");
    sound.replacen(find, replace, 1)
}

/// The message with which a policy is refused.
pub(crate) fn refusal(text: impl AsRef<[u8]>) -> String {
    Policy::parse(text).expect_err("refused").to_string()
}
