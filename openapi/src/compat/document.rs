//! Compares two whole documents.

use super::diff::Diff;
use super::keywords::text;
use super::label::Label;
use super::pair::Pair;
use super::rules::ELSEWHERE;
use super::{components, extensions, operations, security, servers};

/// Compares the documents, one keyword of the root after the other.
pub(super) fn compare(diff: &mut Diff<'_>) {
    let root = diff.root();
    for (keyword, pair) in root.members() {
        match keyword {
            "info" => compare_info(diff, &pair),
            "servers" => servers::compare(diff, &pair.labelled(Label::phrase("the list of servers"))),
            "paths" => operations::compare(diff, &pair),
            "tags" | "externalDocs" => {
                text(diff, &pair.labelled(Label::phrase(format!("`{keyword}` of the document"))));
            }
            "security" if pair.differs() => {
                let predicate = "has a different security for the operations without their own";
                diff.report(&ELSEWHERE, &pair.location, predicate);
            }
            // Below, after the operations, which note the components that they reach.
            "components" => {}
            _ => extensions::judge(diff, keyword, pair),
        }
    }
    let components = root.member("components");
    components::compare(diff, &components);
    security::compare_schemes(diff, &components.member("securitySchemes"));
}

fn compare_info<'d>(diff: &mut Diff<'d>, info: &Pair<'d>) {
    for (keyword, pair) in info.members() {
        match keyword {
            // The version is no change itself. The other changes decide how it must grow.
            "version" => diff.mark_judged(&pair.location),
            "title" | "description" | "termsOfService" | "contact" | "license" => {
                text(diff, &pair.labelled(Label::phrase(format!("`{keyword}` of the document"))));
            }
            _ => extensions::judge(diff, keyword, pair),
        }
    }
}
