//! What the section "Floors" must list, what packages may depend on, and how long files may be.

use std::collections::BTreeMap;

use super::{FLOORS, findings_on, package};
use crate::floors::Floors;
use crate::length;
use crate::modules::Files;
use crate::workspace::Workspace;

#[test]
fn a_module_on_no_floor_is_found() {
    let root = "mod beside; mod high; mod low; mod middle; mod cellar;";
    let found =
        findings_on(FLOORS, &[("src/lib.rs", root), ("src/cellar/mod.rs", "mod wine;"), ("src/cellar/wine.rs", "")]);
    assert_eq!(
        found,
        [
            "house/src/cellar/mod.rs: the module `cellar` is on no floor. Add it to the floors of house in ARCHITECTURE.md."
        ]
    );
}

#[test]
fn a_floor_of_a_module_that_does_not_exist_is_found() {
    let floors = FLOORS.replace("`middle`", "`middle` · `attic`");
    let expected = [
        "ARCHITECTURE.md: the floors of house list `attic`, and the package has no such module. Take it off the list.",
    ];
    assert_eq!(findings_on(&floors, &[]), expected);
    let root = "mod beside; mod high; mod low; mod middle; #[cfg(test)] mod attic;";
    assert_eq!(findings_on(&floors, &[("src/lib.rs", root), ("src/attic.rs", "")]), expected);
}

#[test]
fn a_package_without_floors_is_found_and_its_floors_are_shown() {
    let found = findings_on(
        "## Floors\n\n### other\n\n| floor | modules |\n|---|---|\n| 0 | `x` |\n",
        &[("src/middle.rs", "use crate::low;")],
    );
    let [found] = found.as_slice() else { panic!("{found:?}") };
    assert!(found.contains("the package house has no floors"), "{found}");
    assert!(found.contains("| 0 | `beside` · `high` · `low` |\n| 1 | `middle` |\n"), "{found}");
}

#[test]
fn a_library_or_a_program_with_logic_at_its_root_needs_a_floor() {
    let root = "mod beside; mod high; mod low; mod middle; pub fn f() { high::lift() }";
    let found = findings_on(FLOORS, &[("src/lib.rs", root)]);
    assert_eq!(
        found,
        ["house/src/lib.rs holds code. Move it into a module, or give `lib` a floor of house in ARCHITECTURE.md."]
    );
    let floors = FLOORS.replace("`middle`", "`middle` · `lib`");
    let found = findings_on(&floors, &[("src/lib.rs", root)]);
    assert!(
        found[0].contains("house/src/lib.rs:1 uses house/src/high.rs by `high::lift`: `lib` is on floor 1"),
        "{found:?}"
    );
    let floors = FLOORS.replace("`high/`", "`high` · `lib`");
    let found = findings_on(
        &floors,
        &[("src/lib.rs", &root.replace("high::lift()", "")), ("src/low.rs", "fn g() { crate::f() }")],
    );
    assert!(
        found[0].contains("house/src/low.rs:1 uses house/src/lib.rs by `crate::f`: `low` is on floor 0"),
        "{found:?}"
    );
}

#[test]
fn programs_stand_on_floors_as_well() {
    let files = [
        ("src/main.rs", "use the_house::middle::Middle; fn main() { the_house::high::lift() }"),
        ("src/bin/other/main.rs", "mod part; fn main() { the_house::low::low() }"),
        ("src/bin/other/part.rs", "use the_house::high::High;"),
        ("src/bin/tool.rs", "fn main() { the_house::beside::beside() }"),
    ];
    let floors = FLOORS.replace("| 2 | `high/` | |", "| 2 | `high` | |\n| 3 | `main` · `bin/other` · `bin/tool` | |");
    assert_eq!(findings_on(&floors, &files), Vec::<String>::new());
    let floors = FLOORS.replace("`middle`", "`middle` · `main` · `bin/other` · `bin/tool`");
    let found = findings_on(&floors, &files);
    assert_eq!(found.len(), 3, "{found:#?}");
    for use_upward in [
        "house/src/bin/other/part.rs:1 uses house/src/high.rs by `the_house::high::High`: `bin/other` is on floor 1",
        "house/src/main.rs:1 uses house/src/high.rs by `the_house::high::lift`: `main` is on floor 1",
        "house/src/main.rs:1 uses house/src/middle.rs by `the_house::middle::Middle`: `main` and `middle` share floor 1",
    ] {
        assert!(found.iter().any(|finding| finding.contains(use_upward)), "{use_upward}: {found:#?}");
    }
}

#[test]
fn the_floors_of_the_code_are_shown_as_the_section_lists_them() {
    let files = [
        ("src/low.rs", "use crate::middle::Middle;"),
        ("src/high.rs", "use crate::low;"),
        ("src/middle.rs", "use crate::low::Low;"),
    ];
    assert_eq!(
        package(&files).to_string(),
        "### house\n\n| floor | modules |\n|---|---|\n| 0 | `beside` · `low` · `middle` |\n| 1 | `high` |\n"
    );
}

#[test]
fn a_section_that_does_not_read_as_floors_is_found() {
    for (before, after, words) in [
        ("## Floors", "## Stairs", "has no section `## Floors`"),
        ("### house", "### house\n\n### house", "ARCHITECTURE.md:7: house has a second table of floors"),
        ("| 1 |", "| 2 |", "ARCHITECTURE.md:10: this row must be floor 1 of house"),
        ("| 1 |", "| |", "ARCHITECTURE.md:10: this row must be floor 1 of house"),
        ("`middle`", "middle", "ARCHITECTURE.md:10: this row must be floor 1 of house"),
        ("`middle`", "`middle` · `low`", "ARCHITECTURE.md:10: house lists the module `low` twice"),
        ("`middle`", "`middle` · `middle`", "ARCHITECTURE.md:10: house lists the module `middle` twice"),
        ("## Something", "### empty\n\n## Something", "empty has no table of floors"),
        (
            "## Something",
            "### Between packages\n\n||\n||\n| house | `x` |\n\n## Something",
            "needs one package in backticks",
        ),
        ("## Something", "### Between packages\n\n||\n||\n|`a`|`b`|\n|`a`|–|\n\n## Something", "a has a second row"),
    ] {
        let found = Floors::read(&FLOORS.replace(before, after)).findings;
        assert!(found.iter().any(|finding| finding.contains(words)), "{words}: {found:#?}");
    }
    assert_eq!(Floors::read(FLOORS).findings, Vec::<String>::new());
}

/// What is wrong with the dependencies of a workspace whose package `server` has these tables.
fn of_packages(table: &str, server: &str) -> Vec<String> {
    let root = r#"
        [workspace]
        members = ["server", "core", "client/cli"]
        [workspace.dependencies]
        the-core = { path = "core" }
        renamed = { path = "client/cli", package = "the-cli" }
        serde = "1"
    "#;
    let package = |name: &str| format!("[package]\nname = \"{name}\"\n");
    let manifests = BTreeMap::from([
        (".", root.to_owned()),
        ("server", format!("{}{server}", package("the-server"))),
        ("core", format!("{}[dependencies]\nserde.workspace = true\n", package("the-core"))),
        ("client/cli", package("the-cli")),
    ]);
    let workspace = Workspace::read(|folder| manifests[folder].clone());
    workspace.findings(&Floors::read(&format!(
        "## Floors\n\n### Between packages\n\n| package | uses |\n|---|---|\n{table}"
    )))
}

#[test]
fn a_dependency_that_is_not_listed_is_found_however_it_is_declared() {
    let table = "| `server` | – |\n| `core` | – |\n| `client/cli` | |\n";
    for (server, used) in [
        ("[dependencies]\nthe-core.workspace = true", "core"),
        ("[dependencies]\nthe-core = { workspace = true, optional = true }", "core"),
        ("[dependencies]\nthe-core = { path = \"../core\" }", "core"),
        ("[dependencies]\nother = { path = \"../core\", package = \"the-core\" }", "core"),
        ("[dependencies]\nrenamed.workspace = true", "client/cli"),
        ("[build-dependencies]\nthe-core.workspace = true", "core"),
        ("[target.'cfg(unix)'.dependencies]\nthe-core.workspace = true", "core"),
        ("[target.'cfg(unix)'.build-dependencies]\nthe-core.workspace = true", "core"),
    ] {
        assert_eq!(
            of_packages(table, server),
            [format!(
                "server/Cargo.toml: server may not use {used}. Remove the dependency, or allow it in ARCHITECTURE.md and say \
                 why."
            )]
        );
    }
    for server in ["[dev-dependencies]\nthe-core.workspace = true", "[dependencies]\nserde.workspace = true", ""] {
        assert_eq!(of_packages(table, server), Vec::<String>::new());
    }
}

#[test]
fn a_package_may_use_what_the_packages_that_it_uses_use() {
    let table = "| `server` | `client/cli` |\n| `core` | – |\n| `client/cli` | `core` |\n";
    let server = "[dependencies]\nrenamed.workspace = true\nthe-core.workspace = true";
    let found = of_packages(table, server);
    assert_eq!(
        found,
        ["ARCHITECTURE.md: client/cli is said to use core, and its Cargo.toml has no such dependency. Take it off \
         the list."]
    );
}

#[test]
fn a_package_that_only_the_workspace_or_only_the_section_knows_is_found() {
    let found = of_packages("| `server` | – |\n| `core` | – |\n| `attic` | – |\n\n### cellar\n", "");
    assert_eq!(
        found,
        [
            "ARCHITECTURE.md: the table of what packages use has no row for client/cli. Add one.",
            "ARCHITECTURE.md names the package attic, and the workspace has none in this folder.",
            "ARCHITECTURE.md names the package cellar, and the workspace has none in this folder.",
        ]
    );
}

#[test]
fn a_package_of_ours_that_the_workspace_does_not_list_is_found() {
    let table = "| `server` | – |\n| `core` | – |\n| `client/cli` | |\n";
    let found = of_packages(table, "[dependencies]\nthe-attic = { path = \"../attic\" }");
    assert_eq!(
        found,
        ["server/Cargo.toml: the package the-attic is not in the list `members` of the workspace. Add it there."]
    );
}

#[test]
fn code_outside_of_src_is_found() {
    let table = "| `server` | – |\n| `core` | – |\n| `client/cli` | |\n";
    for server in ["[lib]\npath = \"lib.rs\"", "[[bin]]\nname = \"x\"\npath = \"../core/src/x.rs\""] {
        let found = of_packages(table, server);
        assert!(found.len() == 1 && found[0].contains("is not in src/, where this test looks"), "{found:?}");
    }
}

#[test]
fn a_file_of_401_lines_is_found_unless_it_is_generated() {
    let lines = |count: usize| "x\n".repeat(count);
    let files = [
        ("client/build.rs", format!("{}x", lines(399))),
        ("client/examples/long.rs", lines(401)),
        ("client/src/generated.rs", format!("// Generated.\n{}", lines(400))),
        ("server/src/generated.rs", format!("// Generated.\n{}", lines(400))),
        ("server/tests/long.rs", format!("{}x", lines(400))),
        ("tests/benches/short.rs", lines(400)),
    ];
    let files: Files = files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect();
    let long = ["client/examples/long.rs", "server/src/generated.rs", "server/tests/long.rs"];
    assert_eq!(
        length::findings(&files, &["client/src/generated.rs"]),
        long.map(|path| format!("{path} has 401 lines, 1 more than 400. Split it by concern."))
    );
}
