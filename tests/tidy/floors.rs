//! The section "Floors" of ARCHITECTURE.md, which people read and this test holds the code to.
//!
//! Each package has a heading `### package` and below it a table whose rows are its floors, from the ground up. Another table
//! says which package uses which. Only the numbers and the names in backticks count.

use std::collections::{BTreeMap, BTreeSet};

/// The file that has the section.
pub(crate) const FILE: &str = "ARCHITECTURE.md";

const SECTION: &str = "## Floors";

/// The heading of the table that says which package uses which.
const BETWEEN_PACKAGES: &str = "Between packages";

/// What the section says.
#[derive(Debug, Default)]
pub(crate) struct Floors {
    /// The modules on each floor of each package, from the ground up.
    pub(crate) packages: BTreeMap<String, Vec<Vec<String>>>,
    /// The packages that each package uses.
    pub(crate) dependencies: BTreeMap<String, BTreeSet<String>>,
    /// What is wrong with the section.
    pub(crate) findings: Vec<String>,
}

impl Floors {
    /// Reads the section from the text of the file.
    pub(crate) fn read(text: &str) -> Self {
        let mut floors = Self::default();
        let mut lines = text.lines().zip(1..).skip_while(|(line, _)| line.trim_end() != SECTION).skip(1).peekable();
        if lines.peek().is_none() {
            floors.findings.push(format!("{FILE} has no section `{SECTION}`: this test reads the floors there."));
        }
        let mut heading = None;
        let mut rows = 0;
        for (line, number) in lines.take_while(|(line, _)| !line.starts_with("## ")) {
            if let Some(title) = line.strip_prefix("### ") {
                heading = Some(title.trim().trim_matches('`').to_owned());
                rows = 0;
                floors.begin(title.trim().trim_matches('`'), number);
            } else if let (Some(row), Some(heading)) = (line.strip_prefix('|'), &heading) {
                // The first two rows are the names of the columns and the line below them.
                rows += 1;
                if rows > 2 {
                    floors.row(heading, row, number);
                }
            }
        }
        let empty = floors.packages.iter().filter(|(_, floors)| floors.is_empty());
        let empty: Vec<_> = empty.map(|(package, _)| format!("{FILE}: {package} has no table of floors.")).collect();
        floors.findings.extend(empty);
        floors
    }

    /// The floor of each module of a package.
    pub(crate) fn floor_of(&self, package: &str) -> BTreeMap<&str, usize> {
        let floors = self.packages.get(package).map_or(&[][..], Vec::as_slice).iter().enumerate();
        floors.flat_map(|(floor, modules)| modules.iter().map(move |module| (module.as_str(), floor))).collect()
    }

    /// The packages that a package uses, and those that these use in turn.
    pub(crate) fn allowed(&self, package: &str) -> BTreeSet<&str> {
        let uses = |package: &str| self.dependencies.get(package).into_iter().flatten().map(String::as_str);
        let (mut allowed, mut waiting) = (BTreeSet::new(), uses(package).collect::<Vec<_>>());
        while let Some(package) = waiting.pop() {
            if allowed.insert(package) {
                waiting.extend(uses(package));
            }
        }
        allowed
    }

    fn begin(&mut self, heading: &str, line: usize) {
        if heading != BETWEEN_PACKAGES && self.packages.insert(heading.to_owned(), Vec::new()).is_some() {
            self.findings.push(format!("{FILE}:{line}: {heading} has a second table of floors. Keep one."));
        }
    }

    fn row(&mut self, heading: &str, row: &str, line: usize) {
        let cells: Vec<&str> = row.split('|').collect();
        let [first, second, ..] = cells.as_slice() else { return };
        if heading == BETWEEN_PACKAGES {
            let packages = names(first);
            let [package] = packages.as_slice() else {
                self.findings
                    .push(format!("{FILE}:{line}: this row needs one package in backticks in its first cell."));
                return;
            };
            if self.dependencies.insert(package.clone(), names(second).into_iter().collect()).is_some() {
                self.findings.push(format!("{FILE}:{line}: {package} has a second row. Keep one."));
            }
            return;
        }
        let modules = names(second);
        for (at, module) in modules.iter().enumerate() {
            if modules[..at].contains(module) || self.floor_of(heading).contains_key(module.as_str()) {
                self.findings.push(format!("{FILE}:{line}: {heading} lists the module `{module}` twice. Keep one."));
            }
        }
        let floors = self.packages.entry(heading.to_owned()).or_default();
        if first.trim() != floors.len().to_string() || modules.is_empty() {
            self.findings.push(format!(
                "{FILE}:{line}: this row must be floor {} of {heading}, with the names of its modules in backticks in its second \
                 cell.",
                floors.len()
            ));
        }
        floors.push(modules);
    }
}

/// The names in backticks. A folder may end with a slash.
fn names(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(|name| name.trim_end_matches('/').to_owned()).collect()
}
