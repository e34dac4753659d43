//! Broken policies: each is refused with line, column and a sentence that says what must hold.

use std::path::Path;

use jsonschema::{Draft, Validator};
use serde_json::Value;
use textgate_core::policy::{EMBEDDED, Policy};

/// A policy without a fault, which the cases break. Line numbers in the cases are of this text.
const SOUND: &str = r#"[defaults]
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

/// Consumers without a fault, at the end of the policy for the cases that break them.
const CONSUMERS: &str = r#"
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

/// What a fault is about, which decides who can find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    /// The text is no TOML.
    Syntax,
    /// A field that is missing, unknown or not what it may be: the schema refuses it too.
    Shape,
    /// Fields that contradict each other.
    Consistency,
}

use About::{Consistency, Shape, Syntax};

/// What the fault is about, the first occurrence of a text, what stands there instead, and what is said of it.
const BROKEN: &[(About, &str, &str, &str)] = &[
    // No TOML.
    (
        Syntax,
        "top_p = 0.9",
        "top_p = ",
        "line 3, column 9: the policy must be TOML: string values must be quoted, expected literal string",
    ),
    (Syntax, "top_p = 0.9", "top_p 0.9", "line 3, column 7: the policy must be TOML: key with no value, expected `=`"),
    (Syntax, "[defaults]", "[defaults", "line 1, column 10: the policy must be TOML: unclosed table, expected `]`"),
    (Syntax, "\"small\"", "\"small", "line 7, column 17: the policy must be TOML: invalid basic string, expected `\"`"),
    (
        Syntax,
        "\"small\"",
        "small",
        "line 7, column 11: the policy must be TOML: string values must be quoted, expected literal string",
    ),
    (Syntax, "top_p = 0.9", "temperature = 0.9", "line 3, column 1: the policy must be TOML: duplicate key"),
    (
        Syntax,
        "8_000",
        "8__000",
        "line 14, column 19: the policy must be TOML: `_` may only go between digits, expected nothing",
    ),
    (Syntax, "[default_model]", "[defaults]", "line 6, column 2: the policy must be TOML: duplicate key"),
    (
        Syntax,
        "vendor.small-v1",
        "vendor\\small",
        "line 13, column 14: the policy must be TOML: missing escaped value, expected `b`, `e`, `f`, `n`, `r`, `\\`, `\"`, `x`, `u`, `U`",
    ),
    (
        Syntax,
        "\"0.6\" }",
        "\"0.6\"",
        "line 21, column 1: the policy must be TOML: missing key for inline table element, expected `,`\n\
            line 22, column 1: the policy must be TOML: missing comma between key-value pairs, expected `,`\n\
            line 23, column 1: the policy must be TOML: missing comma between key-value pairs, expected `,`\n\
            line 24, column 1: the policy must be TOML: missing comma between key-value pairs, expected `,`\n\
            line 25, column 1: the policy must be TOML: missing comma between key-value pairs, expected `,`\n\
            line 26, column 1: the policy must be TOML: missing comma between key-value pairs, expected `,`\n\
            line 31, column 1: the policy must be TOML: missing key for inline table element, expected `,`\n\
            line 32, column 1: the policy must be TOML: missing comma between key-value pairs, expected `,`\n\
            line 33, column 1: the policy must be TOML: missing comma between key-value pairs, expected `,`\n\
            line 34, column 1: the policy must be TOML: missing comma between key-value pairs, expected `,`\n\
            line 35, column 1: the policy must be TOML: missing comma between key-value pairs, expected `,`\n\
            line 36, column 1: the policy must be TOML: missing comma between key-value pairs, expected `,`\n\
            line 36, column 26: the policy must be TOML: unclosed inline table, expected `}`",
    ),
    (
        Syntax,
        "[[models]]\nname = \"small\"",
        "[models]\nname = \"small\"",
        "line 21, column 3: the policy must be TOML: duplicate key\n\
            line 31, column 3: the policy must be TOML: duplicate key",
    ),
    // Fields that are missing or that nobody knows.
    (
        Shape,
        "[defaults]\ntemperature = 0.0\ntop_p = 0.9\nmax_tokens = 1024\n",
        "",
        "line 1, column 1: the policy must have defaults",
    ),
    (Shape, "max_tokens = 1024\n", "", "line 1, column 1: defaults must have max_tokens"),
    (
        Shape,
        "max_tokens",
        "max_tokns",
        "line 1, column 1: defaults must have max_tokens\n\
            line 4, column 1: defaults has no field \"max_tokns\", only max_tokens, temperature, top_p",
    ),
    (
        Shape,
        "[default_model]",
        "[default_modal]",
        "line 1, column 1: the policy must have default_model\n\
            line 6, column 2: the policy has no field \"default_modal\", only consumers, default_model, defaults, fallback, guardrails, models, tasks",
    ),
    (
        Shape,
        "local = \"own\"",
        "local = \"own\"\nazure = \"own\"",
        "line 9, column 1: default_model has no field \"azure\", only bedrock, local",
    ),
    (Shape, "context_tokens = 8_000\n", "", "line 10, column 1: this model must have context_tokens"),
    (Shape, "name = \"large\"\n", "", "line 21, column 1: this model must have name"),
    (
        Shape,
        "top_p_excludes_temperature",
        "stream",
        "line 18, column 1: this model has no field \"stream\", only context_tokens, id, ids, max_output_tokens, min_temperature, name, price, provider, structured, system_prompt, top_p_excludes_temperature",
    ),
    (
        Shape,
        "[default_model]",
        "[guardrail]\nid = \"g\"\n\n[default_model]",
        "line 6, column 2: the policy has no field \"guardrail\", only consumers, default_model, defaults, fallback, guardrails, models, tasks",
    ),
    (Shape, ", output = \"0.6\"", "", "line 19, column 9: price must have output"),
    (
        Shape,
        "output = \"0.6\"",
        "output = \"0.6\", cached = \"0.1\"",
        "line 19, column 42: price has no field \"cached\", only cache_read, cache_write, input, output",
    ),
    (Shape, ", regions = [\"us-*\"]", "", "line 28, column 5: this id must have regions"),
    (Shape, "id = \"vendor.small-v1\"\n", "", "line 10, column 1: this model must have either id or ids"),
    (Shape, "ids = [", "id = \"vendor.large-v1\"\nids = [", "line 27, column 1: this model must have either id or ids"),
    // Values of another type.
    (Shape, "0.9", "\"0.9\"", "line 3, column 9: top_p must be a number from 0 to 1"),
    (Shape, "1024", "1024.0", "line 4, column 14: max_tokens must be a whole number from 1 to 4294967295"),
    (Shape, "false", "\"no\"", "line 16, column 17: system_prompt must be true or false"),
    (
        Shape,
        "\"0.2\"",
        "0.2",
        "line 19, column 19: input must be USD per million tokens as a string such as \"0.035\", not negative and below a million",
    ),
    (Shape, "{ input = \"0.2\", output = \"0.6\" }", "\"0.2\"", "line 19, column 9: price must be a table"),
    (Shape, "\"small\"", "1979-05-27", "line 7, column 11: bedrock must be a string"),
    (Shape, "[\"us-*\"]", "\"us-*\"", "line 28, column 44: regions must be an array that is not empty"),
    (
        Shape,
        "[defaults]\n",
        "defaults = 1\n[other]\n",
        "line 1, column 12: defaults must be a table\n\
            line 2, column 2: the policy has no field \"other\", only consumers, default_model, defaults, fallback, guardrails, models, tasks",
    ),
    // Values out of their bounds.
    (Shape, "temperature = 0.0", "temperature = -0.1", "line 2, column 15: temperature must be a number from 0 to 1"),
    (Shape, "temperature = 0.0", "temperature = nan", "line 2, column 15: temperature must be a number from 0 to 1"),
    (Shape, "top_p = 0.9", "top_p = 1.5", "line 3, column 9: top_p must be a number from 0 to 1"),
    (Shape, "1024", "0", "line 4, column 14: max_tokens must be a whole number from 1 to 4294967295"),
    (Shape, "1024", "4_294_967_296", "line 4, column 14: max_tokens must be a whole number from 1 to 4294967295"),
    (
        Shape,
        "1024",
        "0xFFFF_FFFF_FFFF_FFFF",
        "line 4, column 14: max_tokens must be a whole number from 1 to 4294967295",
    ),
    (
        Shape,
        "max_output_tokens = 2_000",
        "max_output_tokens = 0",
        "line 15, column 21: max_output_tokens must be a whole number from 1 to 4294967295",
    ),
    (
        Shape,
        "min_temperature = 0.1",
        "min_temperature = 2",
        "line 17, column 19: min_temperature must be a number from 0 to 1",
    ),
    (
        Shape,
        "name = \"own\"",
        "name = \"\"",
        "line 8, column 9: local must be the name of a local model: \"own\" is none\n\
            line 32, column 8: name must be 1 to 64 letters, digits, dots, hyphens and underscores, a letter or a digit first",
    ),
    (
        Shape,
        "name = \"large\"",
        "name = \"large model\"",
        "line 22, column 8: name must be 1 to 64 letters, digits, dots, hyphens and underscores, a letter or a digit first",
    ),
    (
        Shape,
        "\"vendor.small-v1\"",
        "\"\"",
        "line 13, column 6: id must be ASCII characters without a space, at least one",
    ),
    (
        Shape,
        "provider = \"local\"",
        "provider = \"azure\"",
        "line 8, column 9: local must be the name of a local model: \"own\" is none\n\
            line 33, column 12: provider must be \"bedrock\" or \"local\"",
    ),
    (
        Shape,
        "\"0.2\"",
        "\"-0.2\"",
        "line 19, column 19: input must be USD per million tokens as a string such as \"0.035\", not negative and below a million",
    ),
    (
        Shape,
        "\"0.2\"",
        "\"cheap\"",
        "line 19, column 19: input must be USD per million tokens as a string such as \"0.035\", not negative and below a million",
    ),
    (
        Shape,
        "\"0.2\"",
        "\"1000000\"",
        "line 19, column 19: input must be USD per million tokens as a string such as \"0.035\", not negative and below a million",
    ),
    (Shape, "[\"us-*\"]", "[]", "line 28, column 44: regions must be an array that is not empty"),
    (
        Shape,
        "\"us-*\"",
        "\"us east\"",
        "line 28, column 45: this region must be one such as \"us-east-1\", or the start of some such as \"us-*\"",
    ),
    (
        Shape,
        "\"us-*\"",
        "\"us-*-1\"",
        "line 28, column 45: this region must be one such as \"us-east-1\", or the start of some such as \"us-*\"",
    ),
    // Where an inference profile sends calls.
    (Shape, ", regions = [\"us-east-1\", \"global\"]", "", "line 28, column 69: destinations must have regions"),
    (Shape, "model = \"vendor.large-v1\", ", "", "line 28, column 69: destinations must have model"),
    (Shape, "[\"us-east-1\", \"global\"]", "[]", "line 28, column 108: regions must be an array that is not empty"),
    (
        Shape,
        "\"us-east-1\", \"global\"",
        "\"us-*\"",
        "line 28, column 109: this destination must be a region such as \"us-east-1\", or \"global\"",
    ),
    (
        Shape,
        "model = \"vendor.large-v1\"",
        "model = \"vendor.*\"",
        "line 28, column 79: model must be the id of a foundation model such as \"amazon.nova-micro-v1:0\", not an ARN",
    ),
    (
        Shape,
        "model = \"vendor.large-v1\"",
        "model = \"arn:aws:bedrock:us-east-1::foundation-model/vendor.large-v1\"",
        "line 28, column 79: model must be the id of a foundation model such as \"amazon.nova-micro-v1:0\", not an ARN",
    ),
    (
        Shape,
        "price = { input = \"0.2\"",
        "destinations = { model = \"vendor.small-v1\", regions = [\"us-east-1\"] }\nprice = { input = \"0.2\"",
        "line 19, column 1: this model has no field \"destinations\", only context_tokens, id, ids, max_output_tokens, min_temperature, name, price, provider, structured, system_prompt, top_p_excludes_temperature",
    ),
    // The order of fallback, and guardrails.
    (
        Shape,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[fallback]\n",
        "line 38, column 1: fallback must have bedrock",
    ),
    (
        Shape,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[fallback]\nbedrock = \"large\"\n",
        "line 39, column 11: bedrock must be an array that is not empty",
    ),
    (
        Shape,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[fallback]\nbedrock = []\n",
        "line 39, column 11: bedrock must be an array that is not empty",
    ),
    (
        Shape,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[fallback]\nbedrock = [\"large\", 1]\n",
        "line 39, column 21: each of bedrock must be a string",
    ),
    (
        Shape,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[fallback]\nbedrock = [\"large\"]\nlocal = [\"own\"]\n",
        "line 40, column 1: fallback has no field \"local\", only bedrock",
    ),
    (
        Shape,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[guardrails]\nid = \"abc1\"\n",
        "line 38, column 1: guardrails must be an array",
    ),
    (
        Shape,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[[guardrails]]\nid = \"abc1\"\nregions = [\"us-east-1\"]\n",
        "line 38, column 1: this guardrail must have version",
    ),
    (
        Shape,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[[guardrails]]\nid = \"abc1\"\nversion = \"1\"\n",
        "line 38, column 1: this guardrail must have regions",
    ),
    (
        Shape,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[[guardrails]]\nid = \"Guardrail 1\"\nversion = \"1\"\nregions = [\"us-east-1\"]\n",
        "line 39, column 6: id must be the id of a guardrail, lower-case letters and digits, or its ARN",
    ),
    (
        Shape,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[[guardrails]]\nid = \"abc1\"\nversion = 1\nregions = [\"us-east-1\"]\n",
        "line 40, column 11: version must be the number of a version as a string such as \"1\", or \"DRAFT\"",
    ),
    (
        Shape,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[[guardrails]]\nid = \"abc1\"\nversion = \"latest\"\nregions = [\"us-east-1\"]\n",
        "line 40, column 11: version must be the number of a version as a string such as \"1\", or \"DRAFT\"",
    ),
    (
        Shape,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[[guardrails]]\nid = \"abc1\"\nversion = \"1\"\nregions = [\"us-east-1\"]\ntrace = \"enabled\"\n",
        "line 42, column 1: this guardrail has no field \"trace\", only id, regions, version",
    ),
    // Fields that contradict each other.
    (
        Consistency,
        "max_output_tokens = 2_000",
        "max_output_tokens = 8_001",
        "line 15, column 21: max_output_tokens must be from 1 to context_tokens (8000)",
    ),
    (
        Consistency,
        "name = \"large\"",
        "name = \"small\"",
        "line 22, column 8: no two models may have the same name: \"small\" is taken",
    ),
    (
        Consistency,
        "bedrock = \"small\"",
        "bedrock = \"tiny\"",
        "line 7, column 11: bedrock must be the name of a bedrock model: \"tiny\" is none",
    ),
    (
        Consistency,
        "bedrock = \"small\"",
        "bedrock = \"own\"",
        "line 7, column 11: bedrock must be the name of a bedrock model: \"own\" is none",
    ),
    (
        Consistency,
        "bedrock = \"small\"\n",
        "",
        "line 6, column 1: default_model must have bedrock: the policy has bedrock models",
    ),
    (
        Consistency,
        "\"eu-west-1\"",
        "\"us-*\"",
        "line 28, column 45: no two ids of a model may have the same region: \"us-*\" is taken",
    ),
    (
        Consistency,
        "provider = \"bedrock\"\ncontext_tokens",
        "provider = \"local\"\ncontext_tokens",
        "line 26, column 1: a local model must have id, not ids: it is in no region",
    ),
    (
        Consistency,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[fallback]\nbedrock = [\"large\", \"tiny\"]\n",
        "line 39, column 21: a fallback must be the name of a bedrock model: \"tiny\" is none",
    ),
    (
        Consistency,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[fallback]\nbedrock = [\"own\"]\n",
        "line 39, column 12: a fallback must be the name of a bedrock model: \"own\" is none",
    ),
    (
        Consistency,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[fallback]\nbedrock = [\"large\", \"large\"]\n",
        "line 39, column 21: no two fallbacks may be the same: \"large\" is taken",
    ),
    (
        Consistency,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[[guardrails]]\nid = \"abc1\"\nversion = \"1\"\nregions = [\"us-east-1\"]\n\n[[guardrails]]\nid = \"abc2\"\nversion = \"1\"\nregions = [\"eu-west-1\", \"us-east-1\"]\n",
        "line 46, column 25: no two guardrails may have the same region: \"us-east-1\" is taken",
    ),
    // Consumers.
    (Shape, "name = \"billing\"\n", "", "line 38, column 1: this consumer must have name"),
    (
        Shape,
        "name = \"billing\"",
        "name = \"billing team\"",
        "line 39, column 8: name must be 1 to 64 letters, digits, dots, hyphens and underscores, a letter or a digit first",
    ),
    (
        Shape,
        "name = \"billing\"",
        "name = \"billing\"\nkey = \"canary\"",
        "line 40, column 1: this consumer has no field \"key\", only api_key_ids, api_key_names, api_key_sha256, cognito_subjects, default_model, iam_principals, max_tokens, models, name",
    ),
    (
        Shape,
        "\"aaaa",
        "\"canary-key-aaaa",
        "line 40, column 19: this key must be the SHA-256 of an API key, 64 hexadecimal digits, and not the key itself",
    ),
    (
        Shape,
        "[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]",
        "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
        "line 40, column 18: api_key_sha256 must be an array that is not empty",
    ),
    (
        Shape,
        "[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]",
        "[]",
        "line 40, column 18: api_key_sha256 must be an array that is not empty",
    ),
    (
        Shape,
        "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
        "1",
        "line 40, column 19: this key must be the SHA-256 of an API key, 64 hexadecimal digits, and not the key itself",
    ),
    (
        Shape,
        "\"a1b2c3\"",
        "\"a1b2 c3\"",
        "line 49, column 16: this identity must be 1 to 128 ASCII characters without a space",
    ),
    (
        Shape,
        "\"11111111-2222-3333-4444-555555555555\"",
        "\"\"",
        "line 47, column 21: this identity must be 1 to 128 ASCII characters without a space",
    ),
    (
        Shape,
        "role/teams/search",
        "group/search",
        "line 48, column 19: this principal must be the ARN of an IAM user or role, such as \"arn:aws:iam::123456789012:role/billing\"; a session is known by its role",
    ),
    (
        Shape,
        "arn:aws:iam::123456789012:role/teams/search",
        "arn:aws:sts::123456789012:assumed-role/search/session",
        "line 48, column 19: this principal must be the ARN of an IAM user or role, such as \"arn:aws:iam::123456789012:role/billing\"; a session is known by its role",
    ),
    (
        Shape,
        "arn:aws:iam::123456789012:role/teams/search",
        "search",
        "line 48, column 19: this principal must be the ARN of an IAM user or role, such as \"arn:aws:iam::123456789012:role/billing\"; a session is known by its role",
    ),
    (Shape, "models = [\"large\"]", "models = []", "line 41, column 10: models must be an array that is not empty"),
    (
        Shape,
        "max_tokens = 100\n",
        "max_tokens = 0\n",
        "line 43, column 14: max_tokens must be a whole number from 1 to 4294967295",
    ),
    (
        Shape,
        "max_tokens = 100\n",
        "max_tokens = \"100\"\n",
        "line 43, column 14: max_tokens must be a whole number from 1 to 4294967295",
    ),
    (
        Syntax,
        "[[consumers]]\nname = \"search\"",
        "[consumers]\nname = \"search\"",
        "line 45, column 2: the policy must be TOML: duplicate key",
    ),
    (
        Consistency,
        "name = \"search\"",
        "name = \"billing\"",
        "line 46, column 8: no two consumers may have the same name: \"billing\" is taken",
    ),
    (
        Consistency,
        "name = \"search\"",
        "name = \"anonymous\"",
        "line 46, column 8: no consumer may have the name \"anonymous\": it is everybody's where there are none",
    ),
    (
        Consistency,
        "api_key_sha256 = [\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]\n",
        "",
        "line 38, column 1: this consumer must have at least one of api_key_sha256, cognito_subjects, iam_principals, api_key_ids, api_key_names: nothing tells who it is",
    ),
    (
        Consistency,
        "[\"a1b2c3\"]",
        "[\"a1b2c3\", \"a1b2c3\"]",
        "line 49, column 26: no two api_key_ids of all consumers may be the same: \"search\" has this one",
    ),
    (
        Consistency,
        "api_key_ids = [\"a1b2c3\"]",
        "api_key_names = [\"search-1\", \"search-1\"]",
        "line 49, column 30: no two api_key_names of all consumers may be the same: \"search\" has this one",
    ),
    (
        Shape,
        "api_key_ids = [\"a1b2c3\"]",
        "api_key_names = [\"search=1\"]",
        "line 49, column 18: each of api_key_names must be 1 to 64 letters, digits, dots, hyphens and underscores, a letter or a digit first",
    ),
    (
        Consistency,
        "iam_principals = [\"arn:aws:iam::123456789012:role/teams/search\"]",
        "iam_principals = [\"arn:aws:iam::123456789012:role/search\", \"arn:aws:iam::123456789012:role/other/search\"]",
        "line 48, column 60: no two iam_principals of all consumers may be the same: \"search\" has this one",
    ),
    (
        Consistency,
        "api_key_ids = [\"a1b2c3\"]",
        "api_key_sha256 = [\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"]",
        "line 49, column 19: no two api_key_sha256 of all consumers may be the same: \"billing\" has this one",
    ),
    (
        Consistency,
        "models = [\"large\"]",
        "models = [\"large\", \"huge\"]",
        "line 41, column 20: models must have names of models only: \"huge\" is none",
    ),
    (
        Consistency,
        "default_model = \"large\"",
        "default_model = \"small\"",
        "line 42, column 17: default_model must be one of the consumer's models: \"small\" is not",
    ),
    (
        Consistency,
        "default_model = \"large\"",
        "default_model = \"huge\"",
        "line 42, column 17: default_model must be the name of a model: \"huge\" is none",
    ),
    (
        Consistency,
        "models = [\"large\"]\n",
        "models = [\"small\"]\n",
        "line 42, column 17: default_model must be one of the consumer's models: \"large\" is not",
    ),
];

fn broken(find: &str, replace: &str) -> String {
    let sound = if SOUND.contains(find) { SOUND.to_owned() } else { format!("{SOUND}{CONSUMERS}") };
    assert!(sound.contains(find), "{find:?} is not in the sound policy");
    sound.replacen(find, replace, 1)
}

fn refusal(text: impl AsRef<[u8]>) -> String {
    Policy::parse(text).expect_err("refused").to_string()
}

#[test]
fn the_policy_that_the_cases_break_is_sound() {
    for sound in [SOUND, &format!("{SOUND}{CONSUMERS}")] {
        Policy::parse(sound).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn each_is_refused_with_line_column_and_what_must_hold() {
    assert!(BROKEN.len() >= 50, "{} cases", BROKEN.len());
    for (_, find, replace, expected) in BROKEN {
        assert_eq!(refusal(broken(find, replace)), *expected, "{replace:?} in place of {find:?}");
    }
}

/// The checked-in schema, as an editor uses it.
fn published_schema() -> Validator {
    let text = include_str!("../../textgate.schema.json");
    let schema: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    jsonschema::options().with_draft(Draft::Draft7).build(&schema).expect("a schema")
}

/// What an editor's judge sees, if it can read the text.
fn as_json(toml: &str) -> Option<Value> {
    let table: toml::Table = toml.parse().ok()?;
    Some(serde_json::to_value(table).expect("JSON"))
}

#[test]
fn the_published_schema_accepts_sound_policies() {
    let judge = published_schema();
    for policy in [SOUND, EMBEDDED, &format!("{SOUND}{CONSUMERS}")] {
        let faults: Vec<_> =
            judge.iter_errors(&as_json(policy).expect("TOML")).map(|fault| fault.to_string()).collect();
        assert_eq!(faults, [""; 0]);
    }
}

#[test]
fn the_embedded_policy_tells_editors_where_its_schema_is() {
    let path = EMBEDDED.lines().next().and_then(|line| line.strip_prefix("#:schema ")).expect("the first line says so");
    let policy_folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/policy");
    let schema = policy_folder.join(path).canonicalize().expect("there");
    assert_eq!(schema.file_name().and_then(|name| name.to_str()), Some("textgate.schema.json"));
}

/// What an editor cannot see by the schema: JSON has one kind of numbers, and the reader no integers beyond 64 bits.
const INVISIBLE: [&str; 2] = ["1024.0", "0xFFFF_FFFF_FFFF_FFFF"];

#[test]
fn the_published_schema_refuses_every_broken_shape_that_json_can_show() {
    let judge = published_schema();
    let (mut refused, mut invisible, mut beyond) = (0, Vec::new(), 0);
    for (about, find, replace, _) in BROKEN {
        match (about, broken(find, replace)) {
            (Syntax, _) => {}
            (Shape, text) if as_json(&text).is_none_or(|policy| judge.is_valid(&policy)) => invisible.push(*replace),
            (Shape, _) => refused += 1,
            (Consistency, text) => {
                let policy = as_json(&text).expect("TOML");
                assert!(judge.is_valid(&policy), "{replace:?} is about the shape");
                beyond += 1;
            }
        }
    }
    println!("the schema refuses {refused}, cannot see {} of the shape and {beyond} between fields", invisible.len());
    assert_eq!(invisible, INVISIBLE);
}

#[test]
fn every_fault_of_a_policy_is_told_at_once_in_the_order_of_the_text() {
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
         line 8, column 11: bedrock must be the name of a bedrock model: \"tiny\" is none\n\
         line 16, column 21: max_output_tokens must be from 1 to context_tokens (800)\n\
         line 23, column 8: no two models may have the same name: \"small\" is taken\n\
         line 32, column 1: this model must have max_output_tokens"
    );
    assert_eq!(
        refusal(SOUND.replace("= 0.0", "=").replace("[default_model]", "[default_model")),
        "line 2, column 14: the policy must be TOML: string values must be quoted, expected literal string\n\
         line 6, column 15: the policy must be TOML: unclosed table, expected `]`",
        "so are faults of the syntax"
    );
}

#[test]
fn places_are_the_same_in_every_encoding_of_a_text() {
    let broken =
        SOUND.replace("bedrock = \"small\"", "\tbedrock = \"kleinå💡\"").replace("max_tokens = 1024", "max_tokens = 0");
    let expected = "line 4, column 14: max_tokens must be a whole number from 1 to 4294967295\n\
                    line 7, column 12: bedrock must be the name of a bedrock model: \"kleinå💡\" is none";
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
fn what_is_no_utf8_is_refused_where_it_begins() {
    let mut bytes = SOUND.replace("small", "klein").into_bytes();
    let place = SOUND.find("small").expect("a name") + 2;
    bytes[place] = 0xe9;
    assert_eq!(refusal(&bytes), "line 7, column 14: a policy must be text in UTF-8");
    assert_eq!(refusal(b"\xff\xfe[\0"), "line 1, column 1: a policy must be text in UTF-8");
}

#[test]
fn a_refusal_repeats_names_only_and_those_in_short() {
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

/// One of the things that happen to files.
fn mutate(text: &mut Vec<u8>, random: &mut fastrand::Rng) {
    let mut lines: Vec<Vec<u8>> = text.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let (one, other) = (random.usize(..lines.len()), random.usize(..lines.len()));
    match random.u8(..7) {
        0 => return text.truncate(random.usize(..=text.len())),
        1 => {
            let place = random.usize(..text.len().max(1));
            if let Some(byte) = text.get_mut(place) {
                *byte ^= 1 << random.u8(..8);
            }
            return;
        }
        2 => lines.insert(other, lines[one].clone()),
        3 => drop(lines.remove(one)),
        4 => lines.swap(one, other),
        // The value of one field for another: still TOML, so that the checks behind the syntax are reached.
        _ => {
            let value = |line: &[u8]| line.iter().position(|byte| *byte == b'=').map(|equals| equals + 1);
            if let (Some(from), Some(to)) = (value(&lines[one]), value(&lines[other])) {
                let taken = lines[one][from..].to_vec();
                lines[other].truncate(to);
                lines[other].extend(taken);
            }
        }
    }
    *text = lines.join(&b'\n');
}

#[test]
fn no_mutation_of_a_policy_panics_and_every_refusal_has_its_place() {
    let with_consumers = format!("{SOUND}{CONSUMERS}");
    let (mut accepted, mut judged, mut unread) = (0, 0, 0);
    for seed in 0..3_000 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut text = [SOUND, EMBEDDED, &with_consumers][random.usize(..3)].as_bytes().to_vec();
        for _ in 0..random.usize(1..4) {
            mutate(&mut text, &mut random);
        }
        let lines = text.split(|byte| *byte == b'\n').count();
        let Err(error) = Policy::parse(&text) else {
            accepted += 1;
            continue;
        };
        let faults = error.faults();
        assert!(!faults.is_empty(), "seed {seed}");
        assert!(faults.is_sorted_by_key(|fault| (fault.line, fault.column)), "seed {seed}: {error}");
        for fault in faults {
            assert!((1..=lines).contains(&fault.line) && fault.column >= 1, "seed {seed}: {fault}");
            assert!(!fault.sentence.is_empty() && !fault.sentence.contains('\n'), "seed {seed}: {fault}");
            // What serde says when the types refuse what the schema accepts.
            for words in ["invalid type", "invalid value", "missing field", "unknown field", "unknown variant"] {
                assert!(!fault.sentence.contains(words), "seed {seed}: {fault}");
            }
        }
        let no_toml = |sentence: &str| sentence.contains("must be TOML") || sentence.contains("must be text");
        if faults.iter().all(|fault| no_toml(&fault.sentence)) { unread += 1 } else { judged += 1 }
    }
    println!("{accepted} accepted, {judged} judged, {unread} no TOML");
    assert!(accepted > 100 && judged > 500 && unread > 500, "{accepted} accepted, {judged} judged, {unread} no TOML");
}
