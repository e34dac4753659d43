//! `textgate explain`: answers a question about data with an explanation and its key points.

use clap::Args;
use textgate::types::{ExplainRequestAudience, ExplainResponse};

use crate::enum_parser::enum_parser;
use crate::error::CommandError;
use crate::generation::GenerationOptions;
use crate::input::{self, FileOption};
use crate::output::standard_output;
use crate::service::ServiceOptions;

const AFTER_HELP: &str = "\
Examples:
  textgate explain --file sales.csv \"Which region grew the most?\"
  textgate explain --audience executive \"What went wrong?\" --file incident.json
  kubectl get events -o json | textgate explain \"Why does the pod not start?\"

The data is text, CSV or JSON, from a file or a pipe.";

pub(crate) const AUDIENCES: &[&str] = &["general", "executive", "expert"];

/// Answer a question about data.
#[derive(Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Explain {
    /// The question about the data.
    question: String,

    #[command(flatten)]
    file: FileOption,

    /// The readers of the explanation.
    #[arg(long, value_parser = enum_parser::<ExplainRequestAudience>(AUDIENCES))]
    audience: Option<ExplainRequestAudience>,

    #[command(flatten)]
    generation: GenerationOptions,
}

impl Explain {
    pub(crate) async fn run(self, service: &ServiceOptions) -> Result<(), CommandError> {
        let client = service.client()?;
        let data = input::file_or_standard_input(&self.file, input::standard_input())?;
        let mut call = client.explain().data(data).question(self.question);
        if let Some(audience) = self.audience {
            call = call.audience(audience);
        }
        if let Some(model) = self.generation.model() {
            call = call.model(model);
        }
        let response = call.send().await.map_err(|error| CommandError::of_call(error, &client))?;
        self.generation.print(&response, &text(&response), &mut standard_output())
    }
}

/// The explanation, an empty line, and a line for each key point.
fn text(response: &ExplainResponse) -> String {
    let mut text = response.explanation.clone();
    if !response.key_points.is_empty() {
        text.push('\n');
    }
    for point in &response.key_points {
        text.push_str("\n- ");
        text.push_str(point);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_points_follow_the_explanation() {
        let mut json = serde_json::json!({
            "id": "gen_1", "explanation": "Sales rose.", "key_points": ["By half.", "In June."], "model": "m",
            "stop_reason": "end_turn", "usage": { "input_tokens": 1, "output_tokens": 2, "total_tokens": 3 },
        });
        let response = serde_json::from_value(json.clone()).expect("a response");
        assert_eq!(text(&response), "Sales rose.\n\n- By half.\n- In June.");
        json["key_points"] = serde_json::json!([]);
        let response = serde_json::from_value(json).expect("a response");
        assert_eq!(text(&response), "Sales rose.");
    }
}
