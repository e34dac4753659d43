//! Consumers.

use crate::case::Case;
use crate::case::Rule::{CrossField, Schema, Syntax};

pub(crate) const CASES: &[Case] = &[
    (Schema, "name = \"billing\"\n", "", "line 38, column 1: this consumer must have name"),
    (
        Schema,
        "name = \"billing\"",
        "name = \"billing team\"",
        "line 39, column 8: name must be 1 to 64 letters, digits, dots, hyphens and underscores, and begin with a letter or a digit",
    ),
    (
        Schema,
        "name = \"billing\"",
        "name = \"billing\"\nkey = \"canary\"",
        "line 40, column 1: this consumer has no field \"key\", only api_key_ids, api_key_names, api_key_sha256, cognito_subjects, default_model, iam_principals, max_tokens, models, name",
    ),
    (
        Schema,
        "\"aaaa",
        "\"canary-key-aaaa",
        "line 40, column 19: this key must be the SHA-256 of an API key (64 hexadecimal digits), not the key itself",
    ),
    (
        Schema,
        "[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]",
        "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
        "line 40, column 18: api_key_sha256 must be an array that is not empty",
    ),
    (
        Schema,
        "[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]",
        "[]",
        "line 40, column 18: api_key_sha256 must be an array that is not empty",
    ),
    (
        Schema,
        "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
        "1",
        "line 40, column 19: this key must be the SHA-256 of an API key (64 hexadecimal digits), not the key itself",
    ),
    (
        Schema,
        "\"a1b2c3\"",
        "\"a1b2 c3\"",
        "line 49, column 16: this identity must be 1 to 128 ASCII characters without spaces",
    ),
    (
        Schema,
        "\"11111111-2222-3333-4444-555555555555\"",
        "\"\"",
        "line 47, column 21: this identity must be 1 to 128 ASCII characters without spaces",
    ),
    (
        Schema,
        "role/teams/search",
        "group/search",
        "line 48, column 19: this principal must be the ARN of an IAM user or role, such as \"arn:aws:iam::123456789012:role/billing\"; for a session, use the ARN of its role",
    ),
    (
        Schema,
        "arn:aws:iam::123456789012:role/teams/search",
        "arn:aws:sts::123456789012:assumed-role/search/session",
        "line 48, column 19: this principal must be the ARN of an IAM user or role, such as \"arn:aws:iam::123456789012:role/billing\"; for a session, use the ARN of its role",
    ),
    (
        Schema,
        "arn:aws:iam::123456789012:role/teams/search",
        "search",
        "line 48, column 19: this principal must be the ARN of an IAM user or role, such as \"arn:aws:iam::123456789012:role/billing\"; for a session, use the ARN of its role",
    ),
    (Schema, "models = [\"large\"]", "models = []", "line 41, column 10: models must be an array that is not empty"),
    (
        Schema,
        "max_tokens = 100\n",
        "max_tokens = 0\n",
        "line 43, column 14: max_tokens must be a whole number from 1 to 4294967295",
    ),
    (
        Schema,
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
        CrossField,
        "name = \"search\"",
        "name = \"billing\"",
        "line 46, column 8: names of consumers must be unique: \"billing\" is used twice",
    ),
    (
        CrossField,
        "name = \"search\"",
        "name = \"anonymous\"",
        "line 46, column 8: no consumer may have the name \"anonymous\": it stands for all callers in a policy without consumers",
    ),
    (
        CrossField,
        "api_key_sha256 = [\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]\n",
        "",
        "line 38, column 1: this consumer must have at least one of api_key_sha256, cognito_subjects, iam_principals, api_key_ids, api_key_names: without one, no caller is this consumer",
    ),
    (
        CrossField,
        "[\"a1b2c3\"]",
        "[\"a1b2c3\", \"a1b2c3\"]",
        "line 49, column 26: api_key_ids must be unique among all consumers: \"search\" already has this one",
    ),
    (
        CrossField,
        "api_key_ids = [\"a1b2c3\"]",
        "api_key_names = [\"search-1\", \"search-1\"]",
        "line 49, column 30: api_key_names must be unique among all consumers: \"search\" already has this one",
    ),
    (
        Schema,
        "api_key_ids = [\"a1b2c3\"]",
        "api_key_names = [\"search=1\"]",
        "line 49, column 18: each of api_key_names must be 1 to 64 letters, digits, dots, hyphens and underscores, and begin with a letter or a digit",
    ),
    (
        CrossField,
        "iam_principals = [\"arn:aws:iam::123456789012:role/teams/search\"]",
        "iam_principals = [\"arn:aws:iam::123456789012:role/search\", \"arn:aws:iam::123456789012:role/other/search\"]",
        "line 48, column 60: iam_principals must be unique among all consumers: \"search\" already has this one",
    ),
    (
        CrossField,
        "api_key_ids = [\"a1b2c3\"]",
        "api_key_sha256 = [\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"]",
        "line 49, column 19: api_key_sha256 must be unique among all consumers: \"billing\" already has this one",
    ),
    (
        CrossField,
        "models = [\"large\"]",
        "models = [\"large\", \"huge\"]",
        "line 41, column 20: models must be names of models: \"huge\" is not one",
    ),
    (
        CrossField,
        "default_model = \"large\"",
        "default_model = \"small\"",
        "line 42, column 17: default_model must be one of the consumer's models: \"small\" is not",
    ),
    (
        CrossField,
        "default_model = \"large\"",
        "default_model = \"huge\"",
        "line 42, column 17: default_model must be the name of a model: \"huge\" is not one",
    ),
    (
        CrossField,
        "models = [\"large\"]\n",
        "models = [\"small\"]\n",
        "line 42, column 17: default_model must be one of the consumer's models: \"large\" is not",
    ),
];
