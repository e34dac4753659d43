//! The house rules of the source: modules stand on floors, files do not use each other in a cycle, files stay short.
//!
//! [`floors`] reads the floors from ARCHITECTURE.md. `cargo test -p textgate-tests --test tidy -- --nocapture` prints them as the
//! code has them.

mod attributes;
mod floors;
mod graph;
mod length;
mod modules;
mod package;
mod plants;
mod project;
mod resolve;
mod source;
mod syntax;
mod tokens;
mod uses;
mod workspace;

use floors::Floors;
use package::Package;
use workspace::Workspace;

/// Fails with all that was found.
#[track_caller]
fn nothing_in(findings: &[String]) {
    assert!(findings.is_empty(), "{} findings:\n\n{}\n", findings.len(), findings.join("\n\n"));
}

#[test]
fn every_module_uses_only_what_is_below_it() {
    let floors = Floors::read(&project::text(floors::FILE));
    let workspace = Workspace::read(|folder| project::text(format!("{folder}/Cargo.toml")));
    let mut findings = floors.findings.clone();
    for member in &workspace.members {
        let package = Package::read(&member.folder, &member.library, &project::sources(&member.folder));
        println!("{package}");
        findings.extend(package.findings(&floors));
    }
    nothing_in(&findings);
}

#[test]
fn every_package_uses_only_the_packages_below_it() {
    let floors = Floors::read(&project::text(floors::FILE));
    let workspace = Workspace::read(|folder| project::text(format!("{folder}/Cargo.toml")));
    nothing_in(&workspace.findings(&floors));
}

#[test]
fn no_file_but_a_generated_one_is_longer_than_400_lines() {
    let derived = textgate_openapi_tool::derive(&textgate_openapi_tool::project_root()).expect("the contract derives");
    let generated: Vec<&str> = derived.iter().map(|file| file.path).collect();
    nothing_in(&length::findings(&project::rust_files(), &generated));
}
