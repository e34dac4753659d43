//! Texts that are not TOML.

use crate::case::Case;
use crate::case::Rule::Syntax;

pub(crate) const CASES: &[Case] = &[
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
];
