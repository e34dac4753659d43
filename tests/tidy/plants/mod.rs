//! Small packages that break a rule, each of which must be found, and packages that keep the rules, which must pass.

mod cycles;
mod hidden;
mod lists;
mod silent;
mod upward;

use crate::floors::Floors;
use crate::modules::Files;
use crate::package::Package;

/// The floors of the packages in these tests.
const FLOORS: &str = "\
# Architecture

## Floors

### house

| floor | modules | what they hold |
|---|---|---|
| 0 | `low` · `beside` | the `ground` |
| 1 | `middle` | |
| 2 | `high/` | |

## Something else
";

/// A package with a file for each module of [`FLOORS`], in which `files` replace or join the others.
fn package(files: &[(&str, &str)]) -> Package {
    let mut all = Files::new();
    for (path, text) in [
        ("src/lib.rs", "pub mod beside;\npub mod high;\npub mod low;\npub mod middle;\n"),
        ("src/beside.rs", "pub struct Beside;\n"),
        ("src/high.rs", "pub struct High;\npub trait Lift {}\npub fn lift() {}\npub const TOP: u8 = 0;\n"),
        ("src/low.rs", "pub struct Low;\n"),
        ("src/middle.rs", "pub struct Middle;\n"),
    ]
    .iter()
    .chain(files)
    {
        if let Some(folder) = path.strip_suffix("/mod.rs") {
            all.remove(&format!("{folder}.rs"));
        }
        all.insert((*path).to_owned(), (*text).to_owned());
    }
    Package::read("house", "the_house", &all)
}

/// What is wrong with such a package.
fn findings(files: &[(&str, &str)]) -> Vec<String> {
    findings_on(FLOORS, files)
}

/// What is wrong with such a package on other floors.
fn findings_on(floors: &str, files: &[(&str, &str)]) -> Vec<String> {
    package(files).findings(&Floors::read(floors))
}

/// Fails unless there is one finding and it has all of these words.
#[track_caller]
fn assert_found(files: &[(&str, &str)], words: &[&str]) {
    let findings = findings(files);
    let [finding] = findings.as_slice() else { panic!("one finding is expected for {files:?}: {findings:#?}") };
    for word in words {
        assert!(finding.contains(word), "{word:?} is not in the finding for {files:?}: {finding}");
    }
}

/// Fails if there is a finding.
#[track_caller]
fn assert_silent(files: &[(&str, &str)]) {
    let findings = findings(files);
    assert!(findings.is_empty(), "{files:?}: {findings:#?}");
}
