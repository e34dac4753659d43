//! What is no use of another module.

use super::{assert_found, assert_silent};

#[test]
fn downward_uses_are_allowed() {
    assert_silent(&[
        ("src/high.rs", "use crate::{beside::Beside, low::Low, middle::*}; pub fn lift() { crate::low::f() }"),
        ("src/middle.rs", "use super::low; fn f() { low::f(); crate::beside::g!() }"),
    ]);
}

#[test]
fn comments_and_strings_name_nothing() {
    for text in [
        "//! [`crate::high::High`], use crate::high::High;\nstruct Low;",
        "/// See [`high`](crate::high).\nstruct Low;",
        "/** crate::high::lift() */ struct Low;",
        "/* crate::high /* nested */ crate::high */ struct Low; // crate::high",
        "#![doc = \"crate::high\"]",
        "#[doc = \"crate::high\"] struct Low;",
        "#[doc = include_str!(\"../high.md\")] struct Low;",
        "fn f() { \"crate::high::lift()\"; b\"crate::high\"; c\"crate::high\"; r##\"use crate::high::*;\"# \"##; }",
        "fn f() { println!(\"crate::high {}\", 'h'); }",
        "fn f() { '\"'; crate::low::f(); '\"'; '\\''; b'\"'; }",
        "#[expect(dead_code, reason = \"crate::high\")] struct Low;",
        "#[cfg_attr(x, doc = \"crate::high\")] struct Low;",
        "#[serde(crate = \"crate\", rename = \"super\")] struct Low;",
        "#[error(\"no crate::high is here\")] struct Low;",
        "#[cfg(feature = \"crate::high\")] struct Low;",
    ] {
        assert_silent(&[("src/low.rs", text)]);
    }
}

#[test]
fn code_that_only_tests_compile_may_use_everything() {
    for text in [
        "#[cfg(test)] mod tests { use super::*; use crate::high::High; }",
        "#[cfg(test)] use crate::high::High;",
        "#[cfg(test)] use crate::{high::{High, lift}};",
        "#[cfg(test)]\n/// Words.\n#[allow(x)]\npub(crate) fn f<A, B>(a: A, b: B) -> crate::high::High { crate::high::lift() }",
        "#[allow(x)] #[cfg(test)] impl crate::high::Lift for Low { fn f() { crate::high::lift() } }",
        "#[cfg(all(test, unix))] mod tests { use crate::high::High; }",
        "#[cfg(all(any(test), unix))] mod tests { use crate::high::High; }",
        "#[cfg(test)] const HIGH: crate::high::High = crate::high::High;",
        "#[cfg(test)] type High = std::collections::HashMap<u8, crate::high::High>;",
        "#[cfg(test)] pub struct Low(pub crate::high::High, crate::high::High);",
        "#[cfg(test)] extern \"C\" fn f(a: crate::high::High, b: crate::high::High) {}",
        "struct Low { #[cfg(test)] high: crate::high::High, low: u8 }",
        "fn f() { match 0 { #[cfg(test)] crate::high::TOP => {} _ => {} } }",
        "fn f() { #[cfg(test)] let (a, b) = crate::high::lift(); }",
        "fn f() { #[cfg(test)] crate::high::lift(); }",
        "impl Low { #[cfg(test)] fn f() { crate::high::lift() } }",
        "mod inner { #![cfg(test)] use crate::high::High; }",
    ] {
        assert_silent(&[("src/low.rs", text)]);
    }
}

#[test]
fn files_that_only_tests_compile_may_use_everything() {
    for (declared, path) in [
        ("#[cfg(test)] mod tests;", "src/low/tests.rs"),
        ("#[cfg(test)] mod tests;", "src/low/tests/mod.rs"),
        ("#[cfg(test)] mod tests { mod inner; }", "src/low/tests/inner.rs"),
        ("mod tests { #[cfg(test)] mod inner; }", "src/low/tests/inner.rs"),
        ("#[cfg(test)] pub(crate) mod tests;", "src/low/tests.rs"),
    ] {
        assert_silent(&[
            ("src/low.rs", declared),
            (path, "mod deep; use crate::high::High;"),
            (&path.replace(".rs", "/deep.rs").replace("mod/", ""), "use crate::high::High;"),
        ]);
    }
    assert_silent(&[("src/low.rs", "mod tests;"), ("src/low/tests.rs", "#![cfg(test)] use crate::high::High;")]);
}

#[test]
fn code_that_also_others_than_tests_compile_is_held_to_the_floors() {
    for text in [
        "#[cfg(not(test))] use crate::high::High;",
        "#[cfg(any(test, unix))] use crate::high::High;",
        "#[cfg(all())] use crate::high::High;",
        "#[cfg(any())] use crate::high::High;",
        "#[cfg(feature = \"test\")] use crate::high::High;",
        "#[cfg_attr(test, allow(x))] use crate::high::High;",
        "#[cfg(test)] use crate::beside::Beside; use crate::high::High;",
        "#[cfg(test)] mod tests {} use crate::high::High;",
        "struct Low { #[cfg(test)] a: u8, b: crate::high::High }",
        "struct Low(#[cfg(test)] fn(u8), crate::high::High);",
        "enum Low { #[cfg(test)] A, B(crate::high::High) }",
        "fn f() { [#[cfg(test)] 1, crate::high::TOP]; }",
        "fn f() { match 0 { #[cfg(test)] \"a\" if true => 1, _ => crate::high::TOP } }",
        "fn f() { #[cfg(test)] return; crate::high::lift(); }",
        "fn f() { if cfg!(test) { crate::high::lift() } }",
        "#[test] fn f() { crate::high::lift() }",
        "mod tests { use crate::high::High; }",
    ] {
        assert_found(&[("src/low.rs", text)], &["house/src/low.rs:1 uses house/src/high.rs"]);
    }
    for twice in ["#[cfg(test)] mod a; #[cfg(not(test))] mod a;", "#[cfg(not(test))] mod a; #[cfg(test)] mod a;"] {
        assert_found(
            &[("src/low.rs", twice), ("src/low/a.rs", "use crate::high::High;")],
            &["house/src/low/a.rs:1 uses house/src/high.rs"],
        );
    }
}

#[test]
fn names_of_other_crates_and_of_types_are_no_modules() {
    assert_silent(&[(
        "src/low.rs",
        "use tokio::high::High; use std::low; use other::{high, middle};
         fn f() { high::lift(); ::high::lift(); Self::high(); T::high::<u8>(); x.high.high(); High::new(); Vec::<u8>::high(); }
         fn g<'high>(high: &'high u8) { let high = 1; 'high: loop { break 'high; } }
         impl<T> Low<T> { pub(in crate::low) fn h(self, high: u8) -> impl Iterator + use<'_, T> { high } pub(crate) fn i() {} pub(super) x: u8 }",
    )]);
}

#[test]
fn a_macro_of_another_crate_is_not_the_packages_macro_of_the_same_name() {
    assert_silent(&[
        ("src/high.rs", "macro_rules! lift { () => {} } fn f() { lift!() }"),
        ("src/low.rs", "use other::lift; fn f() { lift!(); other::lift!() }"),
    ]);
}

#[test]
fn code_that_a_macro_makes_for_other_packages_is_no_use() {
    assert_silent(&[(
        "src/low.rs",
        "use quote::quote; fn f() { quote!(crate::high::lift()); syn::parse_quote! { use crate::high; }; quote::quote_spanned!(x => crate::high) }",
    )]);
}

#[test]
fn a_variable_of_a_macro_behind_a_type_is_followed() {
    assert_silent(&[(
        "src/low.rs",
        "pub enum Low { A } macro_rules! low { ($name:ident, $path:path) => { Self::$name; Low::$name; crate::low::Low::$name; $path::$name } }",
    )]);
}
