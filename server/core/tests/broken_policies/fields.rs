//! Fields that are missing or unknown, or whose values the schema refuses.

use crate::case::Case;
use crate::case::Rule::Schema;

pub(crate) const CASES: &[Case] = &[
    // Missing and unknown fields.
    (
        Schema,
        "[defaults]\ntemperature = 0.0\ntop_p = 0.9\nmax_tokens = 1024\n",
        "",
        "line 1, column 1: the policy must have defaults",
    ),
    (Schema, "max_tokens = 1024\n", "", "line 1, column 1: defaults must have max_tokens"),
    (
        Schema,
        "max_tokens",
        "max_tokns",
        "line 1, column 1: defaults must have max_tokens\n\
            line 4, column 1: defaults has no field \"max_tokns\", only max_tokens, temperature, top_p",
    ),
    (
        Schema,
        "[default_model]",
        "[default_modal]",
        "line 1, column 1: the policy must have default_model\n\
            line 6, column 2: the policy has no field \"default_modal\", only consumers, default_model, defaults, fallback, guardrails, models, tasks",
    ),
    (
        Schema,
        "local = \"own\"",
        "local = \"own\"\nazure = \"own\"",
        "line 9, column 1: default_model has no field \"azure\", only bedrock, local",
    ),
    (Schema, "context_tokens = 8_000\n", "", "line 10, column 1: this model must have context_tokens"),
    (Schema, "name = \"large\"\n", "", "line 21, column 1: this model must have name"),
    (
        Schema,
        "top_p_excludes_temperature",
        "stream",
        "line 18, column 1: this model has no field \"stream\", only blank_stop_sequences, context_tokens, id, ids, max_output_tokens, max_stop_sequence_characters, max_stop_sequences, min_temperature, name, parameters, price, provider, structured, system_prompt, top_p_excludes_temperature",
    ),
    (
        Schema,
        "[default_model]",
        "[guardrail]\nid = \"g\"\n\n[default_model]",
        "line 6, column 2: the policy has no field \"guardrail\", only consumers, default_model, defaults, fallback, guardrails, models, tasks",
    ),
    (Schema, ", output = \"0.6\"", "", "line 19, column 9: price must have output"),
    (
        Schema,
        "output = \"0.6\"",
        "output = \"0.6\", cached = \"0.1\"",
        "line 19, column 42: price has no field \"cached\", only cache_read, cache_write, input, output",
    ),
    (Schema, ", regions = [\"us-*\"]", "", "line 28, column 5: this id must have regions"),
    (Schema, "id = \"vendor.small-v1\"\n", "", "line 10, column 1: this model must have either id or ids"),
    (
        Schema,
        "ids = [",
        "id = \"vendor.large-v1\"\nids = [",
        "line 27, column 1: this model must have either id or ids",
    ),
    // Values of another type.
    (Schema, "0.9", "\"0.9\"", "line 3, column 9: top_p must be a number from 0 to 1"),
    (Schema, "1024", "1024.0", "line 4, column 14: max_tokens must be a whole number from 1 to 4294967295"),
    (Schema, "false", "\"no\"", "line 16, column 17: system_prompt must be true or false"),
    (
        Schema,
        "\"0.2\"",
        "0.2",
        "line 19, column 19: input must be USD per million tokens as a string such as \"0.035\", not negative and below a million",
    ),
    (Schema, "{ input = \"0.2\", output = \"0.6\" }", "\"0.2\"", "line 19, column 9: price must be a table"),
    (Schema, "\"small\"", "1979-05-27", "line 7, column 11: bedrock must be a string"),
    (Schema, "[\"us-*\"]", "\"us-*\"", "line 28, column 44: regions must be an array that is not empty"),
    (
        Schema,
        "[defaults]\n",
        "defaults = 1\n[other]\n",
        "line 1, column 12: defaults must be a table\n\
            line 2, column 2: the policy has no field \"other\", only consumers, default_model, defaults, fallback, guardrails, models, tasks",
    ),
    // Values out of their bounds.
    (Schema, "temperature = 0.0", "temperature = -0.1", "line 2, column 15: temperature must be a number from 0 to 1"),
    (Schema, "temperature = 0.0", "temperature = nan", "line 2, column 15: temperature must be a number from 0 to 1"),
    (Schema, "top_p = 0.9", "top_p = 1.5", "line 3, column 9: top_p must be a number from 0 to 1"),
    (Schema, "1024", "0", "line 4, column 14: max_tokens must be a whole number from 1 to 4294967295"),
    (Schema, "1024", "4_294_967_296", "line 4, column 14: max_tokens must be a whole number from 1 to 4294967295"),
    (
        Schema,
        "1024",
        "0xFFFF_FFFF_FFFF_FFFF",
        "line 4, column 14: max_tokens must be a whole number from 1 to 4294967295",
    ),
    (
        Schema,
        "max_output_tokens = 2_000",
        "max_output_tokens = 0",
        "line 15, column 21: max_output_tokens must be a whole number from 1 to 4294967295",
    ),
    (
        Schema,
        "min_temperature = 0.1",
        "min_temperature = 2",
        "line 17, column 19: min_temperature must be a number from 0 to 1",
    ),
    (
        Schema,
        "min_temperature = 0.1",
        "max_stop_sequences = 0",
        "line 17, column 22: max_stop_sequences must be a whole number from 1 to 4294967295",
    ),
    (
        Schema,
        "min_temperature = 0.1",
        "max_stop_sequence_characters = 1.5",
        "line 17, column 32: max_stop_sequence_characters must be a whole number from 1 to 4294967295",
    ),
    (
        Schema,
        "min_temperature = 0.1",
        "blank_stop_sequences = \"no\"",
        "line 17, column 24: blank_stop_sequences must be true or false",
    ),
    (Schema, "min_temperature = 0.1", "parameters = \"top_p\"", "line 17, column 14: parameters must be an array"),
    (
        Schema,
        "min_temperature = 0.1\ntop_p_excludes_temperature = true",
        "parameters = [\"top_p\", \"topP\", \"max_tokens\"]",
        "line 17, column 24: this parameter must be \"temperature\" or \"top_p\" or \"stop_sequences\"\n\
            line 17, column 32: this parameter must be \"temperature\" or \"top_p\" or \"stop_sequences\"",
    ),
    (
        Schema,
        "min_temperature = 0.1\ntop_p_excludes_temperature = true",
        "parameters = [\"top_p\", \"stop_sequences\", \"top_p\"]",
        "line 17, column 42: parameters must be unique: \"top_p\" is used twice",
    ),
    (
        Schema,
        "name = \"own\"",
        "name = \"\"",
        "line 8, column 9: local must be the name of a local model: \"own\" is not one\n\
            line 32, column 8: name must be 1 to 64 letters, digits, dots, hyphens and underscores, and begin with a letter or a digit",
    ),
    (
        Schema,
        "name = \"large\"",
        "name = \"large model\"",
        "line 22, column 8: name must be 1 to 64 letters, digits, dots, hyphens and underscores, and begin with a letter or a digit",
    ),
    (
        Schema,
        "\"vendor.small-v1\"",
        "\"\"",
        "line 13, column 6: id must be one or more ASCII characters without spaces",
    ),
    (
        Schema,
        "provider = \"local\"",
        "provider = \"azure\"",
        "line 8, column 9: local must be the name of a local model: \"own\" is not one\n\
            line 33, column 12: provider must be \"bedrock\" or \"local\"",
    ),
    (
        Schema,
        "\"0.2\"",
        "\"-0.2\"",
        "line 19, column 19: input must be USD per million tokens as a string such as \"0.035\", not negative and below a million",
    ),
    (
        Schema,
        "\"0.2\"",
        "\"cheap\"",
        "line 19, column 19: input must be USD per million tokens as a string such as \"0.035\", not negative and below a million",
    ),
    (
        Schema,
        "\"0.2\"",
        "\"1000000\"",
        "line 19, column 19: input must be USD per million tokens as a string such as \"0.035\", not negative and below a million",
    ),
    (Schema, "[\"us-*\"]", "[]", "line 28, column 44: regions must be an array that is not empty"),
    (
        Schema,
        "\"us-*\"",
        "\"us east\"",
        "line 28, column 45: this region must be a name such as \"us-east-1\", or a beginning such as \"us-*\"",
    ),
    (
        Schema,
        "\"us-*\"",
        "\"us-*-1\"",
        "line 28, column 45: this region must be a name such as \"us-east-1\", or a beginning such as \"us-*\"",
    ),
];
