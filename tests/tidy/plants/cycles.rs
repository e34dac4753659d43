//! Files that use each other.

use super::{assert_found, assert_silent, findings};

#[test]
fn a_cycle_names_each_of_its_files_and_where_it_uses_the_next() {
    let files = [
        ("src/low/mod.rs", "mod a;\nmod b;\n"),
        ("src/low/a.rs", "pub struct A;\nuse super::b::B;\n"),
        ("src/low/b.rs", "pub struct B(super::a::A);\n"),
    ];
    assert_eq!(
        findings(&files),
        ["house: 2 files use each other in a cycle. Move what they share into a file below all of them.
    house/src/low/a.rs:2 uses house/src/low/b.rs by `super::b::B`
    house/src/low/b.rs:1 uses house/src/low/a.rs by `super::a::A`"]
    );
}

#[test]
fn a_cycle_of_three_files_is_found() {
    assert_found(
        &[
            ("src/low.rs", "mod a; mod b; mod c;"),
            ("src/low/a.rs", "use super::b; pub fn a() { b::b() }"),
            ("src/low/b.rs", "pub fn b() { crate::low::c::c() }"),
            ("src/low/c.rs", "macro_rules! c { () => { super::a::a() } } pub fn c() { c!() }"),
        ],
        &[
            "3 files",
            "low/a.rs:1 uses house/src/low/b.rs",
            "low/b.rs:1 uses house/src/low/c.rs",
            "low/c.rs:1 uses house/src/low/a.rs",
        ],
    );
}

#[test]
fn a_cycle_through_what_the_folder_shows_is_found() {
    for shown in ["pub use a::A; pub use b::B;", "use a::A; use b::B;", "pub use a::*; pub use b::*;"] {
        for import in ["use super::{A, B};", "use super::*;"] {
            let folder = format!("mod a; mod b; {shown}");
            let files = [
                ("src/low/mod.rs", folder.as_str()),
                ("src/low/a.rs", &format!("{import} pub struct A(B);")),
                ("src/low/b.rs", &format!("{import} pub struct B(A);")),
            ];
            assert_found(
                &files,
                &["2 files", "low/a.rs:1 uses house/src/low/b.rs", "low/b.rs:1 uses house/src/low/a.rs"],
            );
        }
    }
}

#[test]
fn a_folder_whose_file_has_logic_and_a_module_in_it_may_not_use_each_other() {
    for folder in [
        "mod a; use a::A; pub struct Low(A);",
        "mod a; use a::A as B; pub struct Low(B);",
        "mod a; use a::*; pub struct Low(A);",
        "mod a; pub use a::A; pub struct Low(A);",
        "mod a; pub use a::{A as B}; pub struct Low(B);",
        "mod a; pub use a::*; pub struct Low(A);",
        "mod a; pub use a::Act; pub struct Low; fn f(low: Low) { low.act() }",
        "mod a; pub use a::*; pub struct Low; fn f(low: Low) { low.act() }",
        "mod a; pub use a::a; pub struct Low; fn f() { for _ in 0..a() {} }",
        "mod a; pub struct Low(a::A);",
        "mod a; pub struct Low; fn f() { self::a::a() }",
        "mod a; pub struct Low; mod inner { use super::a::A; }",
        "mod a; pub struct Low; low! { a::A }",
        "mod a; pub struct Low; impl a::Act for Low {}",
    ] {
        for path in ["src/low.rs", "src/low/mod.rs"] {
            let files =
                [(path, folder), ("src/low/a.rs", "use super::Low; pub struct A(Low); pub trait Act {} pub fn a() {}")];
            let file = format!("house/{path}:1 uses house/src/low/a.rs by `");
            assert_found(
                &files,
                &["2 files", &file, &format!("house/src/low/a.rs:1 uses house/{path} by `super::Low`")],
            );
        }
    }
}

#[test]
fn a_type_whose_functions_stand_in_two_files_that_call_each_other_is_a_cycle() {
    assert_found(
        &[
            ("src/low/mod.rs", "mod a; mod b; pub use a::A;"),
            ("src/low/a.rs", "pub struct A; impl A { pub fn one(&self) { self.two() } }"),
            ("src/low/b.rs", "use super::A; impl A { pub fn two(&self) {} }"),
        ],
        &["low/a.rs:1 uses house/src/low/b.rs by `.two`", "low/b.rs:1 uses house/src/low/a.rs by `super::A`"],
    );
}

#[test]
fn two_cycles_are_two_findings() {
    let files = [
        ("src/low.rs", "mod a; mod b; mod c; mod d;"),
        ("src/low/a.rs", "use super::b;"),
        ("src/low/b.rs", "use super::a; use super::c;"),
        ("src/low/c.rs", "use super::d;"),
        ("src/low/d.rs", "use super::c;"),
    ];
    assert_eq!(findings(&files).len(), 2);
}

#[test]
fn a_folder_that_only_shows_its_modules_uses_none_of_them() {
    assert_silent(&[
        (
            "src/low/mod.rs",
            "//! Words.\n#![allow(x)]\nmod a;\nmod b;\npub use a::A;\npub(crate) use self::b::{B, C as D};\nuse b::*;\npub mod c { pub use super::a::A; }\nextern crate std;",
        ),
        ("src/low/a.rs", "use super::{B, b::C}; pub struct A(B);"),
        ("src/low/b.rs", "pub struct B; pub struct C;"),
    ]);
}

#[test]
fn a_folder_whose_file_has_logic_may_show_what_it_does_not_use() {
    assert_silent(&[
        ("src/low/mod.rs", "mod a; mod b; pub use b::B; pub use a::A; pub struct Low(B);"),
        ("src/low/a.rs", "use super::{Low, B}; pub struct A(Low, B);"),
        ("src/low/b.rs", "pub struct B;"),
    ]);
}
