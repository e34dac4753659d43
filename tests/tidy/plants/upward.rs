//! Imports and paths that lead upward, in every place where Rust allows them.

use super::{assert_found, findings};

/// Fails unless the text, as the module `low`, is found to use `high` on this line.
#[track_caller]
fn assert_upward(text: &str, line: usize) {
    assert_found(&[("src/low.rs", text)], &[&format!("house/src/low.rs:{line} uses house/src/high.rs by `")]);
}

#[test]
fn the_finding_names_both_files_the_line_the_path_and_the_floors() {
    let found =
        findings(&[("src/low.rs", "pub struct Low;\n\nuse crate::high::High;\nfn f() { crate::high::lift() }\n")]);
    assert_eq!(
        found,
        [
            "house/src/low.rs:3 uses house/src/high.rs by `crate::high::High`, also on line 4: `low` is on floor 0, and `high` is \
          above it on floor 2. Move what both need to a floor below, or let a floor above hand it in."
        ]
    );
}

#[test]
fn an_upward_import_is_found_in_every_form() {
    for text in [
        "use crate::high::High;",
        "use crate::high;",
        "use crate::high::High as Renamed;",
        "use crate::high as renamed;",
        "use crate::high::*;",
        "use crate::high::{self};",
        "use crate::high::{self as renamed};",
        "use crate::high::{High, lift as renamed};",
        "use crate::{high::{High}};",
        "use crate::{high::*};",
        "use crate::high::{*};",
        "use {crate::high::High};",
        "use super::high::High;",
        "use super::{high::High};",
        "use self::super::high::High;",
        "use crate::low::super::high::High;",
        "use the_house::high::High;",
        "use ::the_house::high::High;",
        "use crate::r#high::High;",
        "use crate /* here */ :: /* there */ high :: High;",
        "pub use crate::high::High;",
        "pub(crate) use crate::high::High;",
        "use crate::high::Lift as _;",
        "fn f() { use crate::high::High; }",
        "fn f() { if true { use super::high::*; } }",
        "const _: () = { use crate::high::High; };",
    ] {
        assert_upward(text, 1);
    }
}

#[test]
fn an_import_in_a_list_is_found_on_its_own_line() {
    assert_upward("use crate::{\n    low,\n    high::{\n        High,\n    },\n};\n", 4);
}

#[test]
fn an_upward_path_is_found_wherever_it_stands() {
    for text in [
        // Expressions.
        "fn f() { crate::high::lift(); }",
        "fn f() { super::high::lift(); }",
        "fn f() { let lift = crate::high::lift; }",
        "fn f() -> bool { 0 == crate::high::TOP }",
        "fn f() { for _ in 0..crate::high::TOP {} }",
        "fn f() { <crate::high::High as Clone>::clone(&x); }",
        "fn f() { x.parse::<crate::high::High>(); }",
        "fn f() { the_house::high::lift(); }",
        "fn f() { ::the_house::high::lift(); }",
        // Types.
        "fn f(high: crate::high::High) {}",
        "fn f() -> Option<crate::high::High> { None }",
        "fn f(high: impl crate::high::Lift) {}",
        "fn f<L: crate::high::Lift>() {}",
        "fn f<L>() where L: crate::high::Lift {}",
        "struct Low { high: crate::high::High }",
        "struct Low(crate::high::High);",
        "enum Low { High(crate::high::High) }",
        "type Low = dyn crate::high::Lift;",
        "const LOW: [u8; crate::high::TOP] = [];",
        "static LOW: u8 = crate::high::TOP;",
        "trait Low: crate::high::Lift {}",
        "struct Low; impl crate::high::Lift for Low {}",
        "impl crate::high::High { fn low(&self) {} }",
        "fn f<'a>() -> impl Iterator + use<'a> { crate::high::lift() }",
        // Patterns.
        "fn f() { match 0 { crate::high::TOP => {} _ => {} } }",
        "fn f() { let crate::high::High { .. } = x; }",
        // Macros.
        "fn f() { println!(\"{}\", crate::high::TOP); }",
        "fn f() { vec![vec![crate::high::High]]; }",
        "macro_rules! low { () => { crate::high::lift() } }",
        "macro_rules! low { () => { $crate::high::lift() } }",
        "macro_rules! low { ($name:ident) => { fn $name() { use super::high::High; } } }",
        "low! { High = crate::high::High }",
        // Attributes.
        "#[derive(crate::high::Lift)] struct Low;",
        "struct Low { #[serde(with = \"crate::high\")] field: u8 }",
        "struct Low { #[serde(default = \"super::high::lift\")] field: u8 }",
        "struct Low { #[serde(deserialize_with = r#\"crate::high::lift\"#)] field: u8 }",
        "#[serde(bound = \"T: crate::high::Lift\")] struct Low<T>(T);",
        "#[schemars(with = \"Vec<crate::high::High>\")] struct Low;",
        "#[serde(try_from = \"::the_house::high::High\")] struct Low;",
        "#[cfg_attr(feature = \"x\", serde(with = \"crate::high\"))] struct Low;",
        "#[crate::high::route] fn f() {}",
        // Modules in the same file.
        "mod inner { use super::super::high::High; }",
        "mod inner { fn f() { super::super::high::lift() } }",
        "fn f() { mod inner { use super::super::high::High; } }",
    ] {
        assert_upward(text, 1);
    }
}

#[test]
fn the_line_is_that_of_the_path() {
    assert_upward(
        "/// A doc comment.\n/** And\nanother */\n#[doc = \"a\\\nb\"]\nfn f() { // words\n    g(r#\"\n\"#, 'a', b'\\'', /* { */\n        crate::high::lift())\n}\n",
        9,
    );
}

#[test]
fn a_path_through_a_re_export_leads_to_the_file_that_defines() {
    for (shown, text) in [
        ("pub use high::High;", "use crate::High;"),
        ("pub use high::High as Other;", "use crate::Other;"),
        ("pub use high as other;", "use crate::other::High;"),
        ("pub use high::*;", "use crate::High;"),
        ("pub use high::*;", "fn f() { crate::lift() }"),
        ("pub use self::high::{High};", "fn f() { super::High; }"),
        ("use high::High;", "use super::High;"),
        ("use high::lift;", "use super::*;"),
        ("pub mod prelude { pub use crate::high::High; }", "use crate::prelude::High;"),
        ("pub mod prelude { pub use super::high::*; }", "use crate::prelude::*;"),
        ("pub mod prelude { pub use crate::high as other; }", "fn f() { crate::prelude::other::lift(); }"),
        (
            "pub use one::One as Two; mod one { pub use super::two::Two as One; } mod two { pub use crate::high::High as Two; }",
            "use crate::Two;",
        ),
        ("extern crate self as me; pub use me::high::High;", "use me::High;"),
    ] {
        let root = format!("pub mod beside;\npub mod high;\npub mod low;\npub mod middle;\n{shown}\n");
        assert_found(
            &[("src/lib.rs", &root), ("src/low.rs", text)],
            &["house/src/low.rs:1 uses house/src/high.rs by `"],
        );
    }
}

#[test]
fn a_module_that_re_exports_what_is_above_it_uses_it() {
    assert_found(
        &[("src/low/mod.rs", "mod inner;\npub use crate::high::High;\n"), ("src/low/inner.rs", "pub struct Low;\n")],
        &["house/src/low/mod.rs:2 uses house/src/high.rs by `crate::high::High`"],
    );
}

#[test]
fn a_glob_of_a_folder_that_shows_only_modules_uses_the_folder() {
    assert_found(
        &[("src/high/mod.rs", "pub mod inner;"), ("src/high/inner.rs", ""), ("src/low.rs", "use crate::high::*;")],
        &["house/src/low.rs:1 uses house/src/high/mod.rs by `crate::high::*`"],
    );
}

#[test]
fn a_file_deep_in_a_folder_is_held_to_the_floor_of_its_folder() {
    for (path, text) in [
        ("src/low/a/b.rs", "use super::super::super::high::High;"),
        ("src/low/a/b.rs", "use crate::high::inner::Inner;"),
    ] {
        let files = [
            ("src/low.rs", "mod a;"),
            ("src/low/a.rs", "mod b;"),
            (path, text),
            ("src/high.rs", "pub mod inner;\npub use inner::Inner as High;"),
            ("src/high/inner.rs", "pub struct Inner;"),
        ];
        assert_found(&files, &["house/src/low/a/b.rs:1 uses house/src/high/inner.rs by `"]);
    }
}

#[test]
fn modules_on_one_floor_may_not_use_each_other() {
    assert_found(
        &[("src/low.rs", "use crate::beside::Beside;")],
        &["house/src/low.rs:1 uses house/src/beside.rs", "`low` and `beside` share floor 0 and may not use each other"],
    );
}
