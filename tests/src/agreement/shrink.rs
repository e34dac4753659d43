//! The smallest body about which a judge and the document still disagree. It shows the fault and nothing else.

use super::judge::{Case, Judge};
use super::relation::Relation;
use crate::bodies::{Json, Operation};

/// The number of steps is limited, because each step asks two judges.
const MAX_STEPS: usize = 200;

/// Removes from `body` all that is not needed for the disagreement.
pub(super) async fn smallest(
    body: &Json,
    relation: Relation,
    operation: &Operation,
    reference: &mut Judge,
    judge: &mut Judge,
) -> Json {
    let mut smallest = body.clone();
    for _ in 0..MAX_STEPS {
        let candidates = simpler(&smallest);
        let cases: Vec<_> = candidates.iter().map(Case::new).collect();
        let expected = reference.verdicts(operation, &cases).await;
        let verdicts = judge.verdicts(operation, &cases).await;
        let mut broken =
            expected.iter().zip(&verdicts).map(|(expected, verdict)| relation.is_broken(expected, verdict));
        let Some(found) = broken.position(|broken| broken) else { break };
        smallest = candidates.into_iter().nth(found).unwrap_or(smallest);
    }
    smallest
}

/// Bodies that are one step simpler, the largest steps first.
fn simpler(json: &Json) -> Vec<Json> {
    let mut candidates = Vec::new();
    match json {
        Json::Literal(text) => {
            let plain = ["0", "1", "1.0"].into_iter().filter(|plain| plain.len() < text.len());
            candidates.extend(plain.map(Json::literal));
        }
        Json::Text(text) => {
            let characters: Vec<_> = text.chars().collect();
            let length = characters.len();
            if length > 0 {
                for kept in [0, length / 2, length - 1] {
                    candidates.push(Json::Text(characters[..kept].iter().collect()));
                }
                let plain = "a".repeat(length);
                candidates.extend((plain != *text).then_some(Json::Text(plain)));
            }
        }
        Json::Array(elements) => {
            for kept in [0, elements.len() / 2, elements.len().saturating_sub(1)] {
                candidates.extend((kept < elements.len()).then(|| Json::Array(elements[..kept].to_vec())));
            }
            for (index, element) in elements.iter().enumerate().take(3) {
                candidates.extend(simpler(element).into_iter().map(|element| {
                    let mut elements = elements.clone();
                    elements[index] = element;
                    Json::Array(elements)
                }));
            }
        }
        Json::Object(members) => {
            for (name, _) in members {
                candidates.push(json.clone().without(name));
            }
            for (name, member) in members {
                candidates.extend(simpler(member).into_iter().map(|member| json.clone().with(name, member)));
            }
        }
    }
    candidates
}
