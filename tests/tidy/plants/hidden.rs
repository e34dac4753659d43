//! Ways to use a module above without writing its path.

use super::{assert_found, assert_silent, findings};

/// Fails unless the text, as the module `low`, is found to use `high`.
#[track_caller]
fn assert_upward(text: &str) {
    assert_found(&[("src/low.rs", text)], &["house/src/low.rs:", " uses house/src/high.rs by `"]);
}

/// Fails unless the text, as the module `low`, is refused with these words.
#[track_caller]
fn assert_refused(text: &str, words: &str) {
    assert_found(&[("src/low.rs", text)], &["house/src/low.rs:", words]);
}

#[test]
fn a_path_through_a_renamed_module_is_found() {
    for text in [
        "use crate as root; fn f() { root::high::lift() }",
        "use crate::{self as root}; use root::high::High;",
        "use super as up; use up::high as roof; fn f() { roof::lift() }",
        "use self::root::high::High; use crate as root;",
        "fn f() { use crate as root; root::high::lift() }",
        "pub mod inner { pub use crate as root; } fn f() { inner::root::high::lift() }",
        "pub mod inner { pub use super::super::*; } fn f() { inner::high::lift() }",
        "use crate::*; fn f() { high::lift() }",
    ] {
        assert_upward(text);
    }
}

#[test]
fn imports_that_lead_to_each_other_end() {
    assert_silent(&[("src/low.rs", "use self::one as two; use self::two as one; use self::low::*; use self::one::*;")]);
}

#[test]
fn a_macro_that_is_called_without_an_import_is_used() {
    let root = "#[macro_use]\npub mod high;\npub mod beside;\npub mod low;\npub mod middle;\n";
    for text in ["fn f() { lift!() }", "lift! {}", "fn f() { crate::lift!() }", "use crate::lift;"] {
        for attribute in ["", "#[macro_export]"] {
            let high = format!("{attribute} macro_rules! lift {{ () => {{}} }} pub(crate) use lift;");
            let files = [("src/lib.rs", root), ("src/high.rs", high.as_str()), ("src/low.rs", text)];
            if !text.contains("crate") || !attribute.is_empty() {
                assert_found(&files, &["house/src/low.rs:1 uses house/src/high.rs by `"]);
            }
        }
    }
}

#[test]
fn a_path_in_a_macro_is_resolved_where_the_macro_is_called() {
    let beside = "macro_rules! lift { () => { super::high::lift() } } pub(crate) use lift;";
    let files = [
        ("src/beside/mod.rs", "pub mod inner;"),
        ("src/beside/inner.rs", beside),
        ("src/middle.rs", "fn f() { crate::beside::inner::lift!() }"),
    ];
    assert_found(
        &files,
        &["house/src/middle.rs:1 uses house/src/high.rs by `crate::beside::inner::lift!` with `super::high::lift`"],
    );
}

#[test]
fn code_that_cannot_be_followed_is_refused() {
    for (text, words) in [
        ("include!(\"high.rs\");", "`include!` hides"),
        ("mod inner { std::include!(\"high.rs\"); }", "`include!` hides"),
        ("use std::include as x; x!(\"high.rs\");", "`include!` hides"),
        ("#[path = \"high.rs\"] mod other {}", "`#[path]` hides"),
        ("#[cfg_attr(unix, path = \"high.rs\")] mod other {}", "`#[path]` hides"),
        (
            "macro_rules! low { ($name:ident) => { crate::$name::lift() } }",
            "`crate::$…` may become the path of any module",
        ),
        (
            "macro_rules! low { ($name:ident) => { use super::$name; } }",
            "`super::$…` may become the path of any module",
        ),
        ("macro_rules! low { ($a:ident) => { $crate::$a::lift() } }", "`crate::$…` may become"),
        ("macro_rules! low { ($($a:tt)*) => { $($a)* } } low!(crate $sep high);", "a `crate` or `super` by itself"),
        ("low!(super);", "a `crate` or `super` by itself"),
    ] {
        assert_refused(text, words);
    }
}

#[test]
fn a_macro_of_the_package_may_not_have_the_name_of_one_that_makes_code_for_others() {
    assert_found(
        &[
            ("src/low.rs", "macro_rules! quote { ($($t:tt)*) => { $($t)* } } pub(crate) use quote;"),
            ("src/middle.rs", "use crate::low::quote; fn f() { quote!(crate::high::lift()) }"),
        ],
        &["house/src/middle.rs:1: `quote!` is a macro of this package"],
    );
    assert_found(
        &[("src/low.rs", "macro_rules! quote { ($($t:tt)*) => { $($t)* } } fn f() { quote!(crate::high::lift()) }")],
        &["house/src/low.rs:1: `quote!` is a macro of this package"],
    );
}

#[test]
fn a_function_of_a_type_that_stands_above_the_type_is_used_by_its_name() {
    for (high, low) in [
        ("impl crate::low::Low { pub fn shout(&self) {} }", "pub struct Low; fn f(low: Low) { low.shout() }"),
        ("impl crate::low::Low { pub fn shout(&self) {} }", "pub struct Low; fn f(low: Low) { Low::shout(&low) }"),
        (
            "impl crate::low::Low { pub fn new() {} fn new2() {} } impl Other { fn new() {} }",
            "pub struct Low; fn f() { Low::new() }",
        ),
        ("use crate::low::Low; impl Low { fn shout() {} }", "pub struct Low; impl Low { fn f() { Self::shout() } }"),
        ("impl<T: Fn() -> u8> crate::low::Low<T> { fn shout() {} }", "pub struct Low<T>(T); fn f() { Low::shout() }"),
        (
            "impl Default for crate::low::Low { fn default() -> Self { Low } }",
            "pub struct Low; fn f() { Low::default() }",
        ),
        (
            "unsafe impl crate::middle::Make for crate::low::Low { fn make() {} }",
            "pub struct Low; fn f() { Low::make() }",
        ),
    ] {
        let findings = findings(&[("src/high.rs", high), ("src/low.rs", low)]);
        let words = "house/src/low.rs:1 uses house/src/high.rs by `";
        assert!(findings.iter().any(|finding| finding.starts_with(words)), "{high} {low}: {findings:#?}");
    }
}

#[test]
fn a_function_of_another_type_with_the_same_name_is_no_use() {
    assert_silent(&[
        ("src/high.rs", "impl crate::low::Low { pub fn new() {} pub fn send(&self) {} }"),
        (
            "src/low.rs",
            "pub struct Low; struct Other; impl Other { fn new() {} fn send(&self) { self.send(); Other::new() } }",
        ),
    ]);
}

#[test]
fn a_function_of_a_trait_that_a_type_has_several_times_is_no_use() {
    assert_silent(&[
        ("src/high.rs", "pub struct High; impl From<High> for crate::low::Low { fn from(_: High) -> Self { Low } }"),
        (
            "src/low.rs",
            "pub struct Low; impl From<u8> for Low { fn from(_: u8) -> Self { Low } } fn f() { Low::from(1); }",
        ),
    ]);
}

#[test]
fn a_file_that_no_module_declares_is_found() {
    assert_found(&[("src/low/stray.rs", "")], &["house/src/low/stray.rs: no module declares this file"]);
}

#[test]
fn a_module_that_is_declared_in_the_call_of_a_macro_is_followed() {
    assert_found(
        &[("src/low.rs", "modules! { mod inner; }"), ("src/low/inner.rs", "use crate::high::High;")],
        &["house/src/low/inner.rs:1 uses house/src/high.rs by `crate::high::High`"],
    );
}

#[test]
fn a_module_without_a_file_and_a_file_that_is_not_rust_are_found() {
    assert_found(
        &[("src/low.rs", "\nmod lost;")],
        &["house/src/low.rs:2: `mod lost;` has no file src/low/lost.rs or src/low/lost/mod.rs"],
    );
    assert_found(&[("src/low.rs", "fn f() { ")], &["house/src/low.rs: this is not Rust"]);
}
