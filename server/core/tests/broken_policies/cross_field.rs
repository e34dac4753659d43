//! Fields that contradict each other.

use crate::case::Case;
use crate::case::Rule::CrossField;

pub(crate) const CASES: &[Case] = &[
    (
        CrossField,
        "max_output_tokens = 2_000",
        "max_output_tokens = 8_001",
        "line 15, column 21: max_output_tokens must be from 1 to context_tokens (8000)",
    ),
    (
        CrossField,
        "top_p_excludes_temperature = true",
        "parameters = []",
        "line 17, column 1: min_temperature must be left out if parameters is without \"temperature\"",
    ),
    (
        CrossField,
        "min_temperature = 0.1",
        "parameters = [\"temperature\"]",
        "line 18, column 1: top_p_excludes_temperature must be left out if parameters is without \"top_p\"",
    ),
    (
        CrossField,
        "min_temperature = 0.1",
        "parameters = [\"temperature\", \"top_p\"]\nmax_stop_sequences = 4\nmax_stop_sequence_characters = 10\nblank_stop_sequences = false",
        "line 18, column 1: max_stop_sequences must be left out if parameters is without \"stop_sequences\"\n\
            line 19, column 1: max_stop_sequence_characters must be left out if parameters is without \"stop_sequences\"\n\
            line 20, column 1: blank_stop_sequences must be left out if parameters is without \"stop_sequences\"",
    ),
    (
        CrossField,
        "name = \"large\"",
        "name = \"small\"",
        "line 22, column 8: names of models must be unique: \"small\" is used twice",
    ),
    (
        CrossField,
        "bedrock = \"small\"",
        "bedrock = \"tiny\"",
        "line 7, column 11: bedrock must be the name of a bedrock model: \"tiny\" is not one",
    ),
    (
        CrossField,
        "bedrock = \"small\"",
        "bedrock = \"own\"",
        "line 7, column 11: bedrock must be the name of a bedrock model: \"own\" is not one",
    ),
    (
        CrossField,
        "bedrock = \"small\"\n",
        "",
        "line 6, column 1: default_model must have bedrock: the policy has bedrock models",
    ),
    (
        CrossField,
        "\"eu-west-1\"",
        "\"us-*\"",
        "line 28, column 45: regions must be unique among the ids of a model: \"us-*\" is used twice",
    ),
    (
        CrossField,
        "provider = \"bedrock\"\ncontext_tokens",
        "provider = \"local\"\ncontext_tokens",
        "line 26, column 1: a local model must have id, not ids: it does not depend on a region",
    ),
    (
        CrossField,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[fallback]\nbedrock = [\"large\", \"tiny\"]\n",
        "line 39, column 21: a fallback must be the name of a bedrock model: \"tiny\" is not one",
    ),
    (
        CrossField,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[fallback]\nbedrock = [\"own\"]\n",
        "line 39, column 12: a fallback must be the name of a bedrock model: \"own\" is not one",
    ),
    (
        CrossField,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[fallback]\nbedrock = [\"large\", \"large\"]\n",
        "line 39, column 21: fallbacks must be unique: \"large\" is used twice",
    ),
    (
        CrossField,
        "max_output_tokens = 2_048\n",
        "max_output_tokens = 2_048\n\n[[guardrails]]\nid = \"abc1\"\nversion = \"1\"\nregions = [\"us-east-1\"]\n\n[[guardrails]]\nid = \"abc2\"\nversion = \"1\"\nregions = [\"eu-west-1\", \"us-east-1\"]\n",
        "line 46, column 25: regions must be unique among the guardrails: \"us-east-1\" is used twice",
    ),
];
