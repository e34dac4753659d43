//! `textgate explain`: data and a question in, an explanation and its key points out.

use clap::Args;
use textgate::types::{ExplainRequestAudience, ExplainResponse};

use crate::answer::AnswerOptions;
use crate::choice::choice;
use crate::connection::Connection;
use crate::failure::Failure;
use crate::input::{self, FileOption};
use crate::output::standard_output;

const AFTER_HELP: &str = "\
Examples:
  textgate explain --file sales.csv \"Which region grew the most?\"
  textgate explain --audience executive \"What went wrong?\" --file incident.json
  kubectl get events -o json | textgate explain \"Why does the pod not start?\"

The data are text, CSV or JSON: the file, or what is piped in.";

pub(crate) const AUDIENCES: &[&str] = &["general", "executive", "expert"];

/// Explain data.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Explain {
    /// What you want to know of the data.
    question: String,

    #[command(flatten)]
    file: FileOption,

    /// Whom the explanation is for.
    #[arg(long, value_parser = choice::<ExplainRequestAudience>(AUDIENCES))]
    audience: Option<ExplainRequestAudience>,

    #[command(flatten)]
    answer: AnswerOptions,
}

impl Explain {
    pub(crate) async fn run(self, connection: &Connection) -> Result<(), Failure> {
        let client = connection.client()?;
        let data = input::material(&self.file, input::standard_input())?;
        let mut call = client.explain().data(data).question(self.question);
        if let Some(audience) = self.audience {
            call = call.audience(audience);
        }
        if let Some(model) = self.answer.model() {
            call = call.model(model);
        }
        let answer = call.send().await.map_err(|error| connection.failure(error))?;
        self.answer.print(&answer, &text(&answer), &mut standard_output())
    }
}

/// The explanation, and below it its key points, a line each.
fn text(answer: &ExplainResponse) -> String {
    let mut text = answer.explanation.clone();
    if !answer.key_points.is_empty() {
        text.push('\n');
    }
    for point in &answer.key_points {
        text.push_str("\n- ");
        text.push_str(point);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_points_stand_below_the_explanation() {
        let mut json = serde_json::json!({
            "id": "gen_1", "explanation": "Sales rose.", "key_points": ["By half.", "In June."], "model": "m",
            "stop_reason": "end_turn", "usage": { "input_tokens": 1, "output_tokens": 2, "total_tokens": 3 },
        });
        let answer = serde_json::from_value(json.clone()).expect("an answer");
        assert_eq!(text(&answer), "Sales rose.\n\n- By half.\n- In June.");
        json["key_points"] = serde_json::json!([]);
        let answer = serde_json::from_value(json).expect("an answer");
        assert_eq!(text(&answer), "Sales rose.");
    }
}
