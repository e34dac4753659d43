//! Tables that a policy may have or not: destinations, fallback, guardrails.

use crate::case::Case;
use crate::case::Rule::Schema;

pub(crate) const CASES: &[Case] = &[
    // The destinations of an inference profile.
    (Schema, ", regions = [\"us-east-1\", \"global\"]", "", "line 28, column 69: destinations must have regions"),
    (Schema, "model = \"vendor.large-v1\", ", "", "line 28, column 69: destinations must have model"),
    (Schema, "[\"us-east-1\", \"global\"]", "[]", "line 28, column 108: regions must be an array that is not empty"),
    (
        Schema,
        "\"us-east-1\", \"global\"",
        "\"us-*\"",
        "line 28, column 109: this destination must be a region such as \"us-east-1\", or \"global\"",
    ),
    (
        Schema,
        "model = \"vendor.large-v1\"",
        "model = \"vendor.*\"",
        "line 28, column 79: model must be the id of a foundation model such as \"amazon.nova-micro-v1:0\", not an ARN",
    ),
    (
        Schema,
        "model = \"vendor.large-v1\"",
        "model = \"arn:aws:bedrock:us-east-1::foundation-model/vendor.large-v1\"",
        "line 28, column 79: model must be the id of a foundation model such as \"amazon.nova-micro-v1:0\", not an ARN",
    ),
    (
        Schema,
        "price = { input = \"0.2\"",
        "destinations = { model = \"vendor.small-v1\", regions = [\"us-east-1\"] }\nprice = { input = \"0.2\"",
        "line 19, column 1: this model has no field \"destinations\", only blank_stop_sequences, context_tokens, id, ids, max_output_tokens, max_stop_sequence_characters, max_stop_sequences, min_temperature, name, parameters, price, provider, structured, system_prompt, top_p_excludes_temperature",
    ),
    // The order of the fallbacks, and the guardrails.
    (
        Schema,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[fallback]\n",
        "line 38, column 1: fallback must have bedrock",
    ),
    (
        Schema,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[fallback]\nbedrock = \"large\"\n",
        "line 39, column 11: bedrock must be an array that is not empty",
    ),
    (
        Schema,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[fallback]\nbedrock = []\n",
        "line 39, column 11: bedrock must be an array that is not empty",
    ),
    (
        Schema,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[fallback]\nbedrock = [\"large\", 1]\n",
        "line 39, column 21: each of bedrock must be a string",
    ),
    (
        Schema,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[fallback]\nbedrock = [\"large\"]\nlocal = [\"own\"]\n",
        "line 40, column 1: fallback has no field \"local\", only bedrock",
    ),
    (
        Schema,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[guardrails]\nid = \"abc1\"\n",
        "line 38, column 1: guardrails must be an array",
    ),
    (
        Schema,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[[guardrails]]\nid = \"abc1\"\nregions = [\"us-east-1\"]\n",
        "line 38, column 1: this guardrail must have version",
    ),
    (
        Schema,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[[guardrails]]\nid = \"abc1\"\nversion = \"1\"\n",
        "line 38, column 1: this guardrail must have regions",
    ),
    (
        Schema,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[[guardrails]]\nid = \"Guardrail 1\"\nversion = \"1\"\nregions = [\"us-east-1\"]\n",
        "line 39, column 6: id must be the id of a guardrail (lower-case letters and digits) or its ARN",
    ),
    (
        Schema,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[[guardrails]]\nid = \"abc1\"\nversion = 1\nregions = [\"us-east-1\"]\n",
        "line 40, column 11: version must be a version number as a string such as \"1\", or \"DRAFT\"",
    ),
    (
        Schema,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[[guardrails]]\nid = \"abc1\"\nversion = \"latest\"\nregions = [\"us-east-1\"]\n",
        "line 40, column 11: version must be a version number as a string such as \"1\", or \"DRAFT\"",
    ),
    (
        Schema,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[[guardrails]]\nid = \"abc1\"\nversion = \"1\"\nregions = [\"us-east-1\"]\ntrace = \"enabled\"\n",
        "line 42, column 1: this guardrail has no field \"trace\", only id, regions, version",
    ),
];
