//! `textgate models`: lists the models that the caller may use.

use clap::Args;
use textgate::types::{Model, ModelParameters};

use crate::error::CommandError;
use crate::output::standard_output;
use crate::service::ServiceOptions;

const AFTER_HELP: &str = "\
Examples:
  textgate models
  textgate models --json | jq -r '.models[] | select(.structured).name'
  textgate models | cut -f 1

In a pipe, each model is one line, columns are separated by tabs, and there is no heading. The columns are: name, whether
it is the default, maximum tokens of prompt and output together, maximum tokens of the output, whether the model can
answer with objects (explain and reply need this), the prices in USD per million input tokens and per million output
tokens, and the parameters that the model takes. A price is empty if the service has none. Parameters are separated by
commas; temperature|top_p means that the model takes only one of the two. They are empty if the service does not say which
ones it takes. --json shows their limits, too.";

const HEADING: [&str; 8] =
    ["NAME", "DEFAULT", "CONTEXT", "OUTPUT", "STRUCTURED", "USD/M IN", "USD/M OUT", "PARAMETERS"];

/// List the models that you may use, with limits and prices.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Models {
    /// Print the whole response as JSON: on one line in a pipe, indented on a terminal.
    #[arg(long)]
    json: bool,
}

impl Models {
    pub(crate) async fn run(&self, service: &ServiceOptions) -> Result<(), CommandError> {
        let response = service.client()?.model_list().send().await.map_err(|error| service.call_error(error))?;
        let mut output = standard_output();
        if self.json {
            output.write_json(&*response)?;
        } else if output.is_terminal() {
            output.write_text(&table(&response.models))?;
        } else {
            output.write_text(&lines(&response.models))?;
        }
        Ok(())
    }
}

fn row(model: &Model) -> [String; 8] {
    let price = model.price.as_ref();
    [
        model.name.clone(),
        model.default.to_string(),
        model.context_tokens.to_string(),
        model.max_output_tokens.to_string(),
        model.structured.to_string(),
        price.map_or_else(String::new, |price| price.input_usd_per_million_tokens.clone()),
        price.map_or_else(String::new, |price| price.output_usd_per_million_tokens.clone()),
        model.parameters.as_ref().map_or_else(String::new, parameters),
    ]
}

/// The names of the parameters that a model takes. Every model takes `max_tokens`.
fn parameters(taken: &ModelParameters) -> String {
    let sampling = match (taken.temperature, taken.top_p) {
        (true, true) if taken.top_p_excludes_temperature => Some("temperature|top_p"),
        (true, true) => Some("temperature,top_p"),
        (true, false) => Some("temperature"),
        (false, true) => Some("top_p"),
        (false, false) => None,
    };
    let stop_sequences = taken.stop_sequences.then_some("stop_sequences");
    [Some("max_tokens"), sampling, stop_sequences].into_iter().flatten().collect::<Vec<_>>().join(",")
}

/// One line for each model, for programs.
fn lines(models: &[Model]) -> String {
    models.iter().map(|model| row(model).join("\t") + "\n").collect()
}

/// Aligned columns with a heading, for people.
fn table(models: &[Model]) -> String {
    let mut rows = vec![HEADING.map(str::to_owned)];
    rows.extend(models.iter().map(|model| {
        row(model).map(|cell| match cell.as_str() {
            "true" => "yes".to_owned(),
            "false" | "" => "-".to_owned(),
            _ => cell,
        })
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: [usize; 8] = std::array::from_fn(width);
    let mut table = String::new();
    for row in rows {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        table.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        table.push('\n');
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn models() -> Vec<Model> {
        let json = serde_json::json!([
            { "name": "nova-micro", "default": true, "context_tokens": 128_000, "max_output_tokens": 5000,
              "structured": true,
              "parameters": { "temperature": true, "min_temperature": 0.00001, "top_p": true,
                              "top_p_excludes_temperature": false, "stop_sequences": true },
              "price": { "input_usd_per_million_tokens": "0.035", "output_usd_per_million_tokens": "0.14" } },
            { "name": "small", "default": false, "context_tokens": 2048, "max_output_tokens": 512, "structured": true },
        ]);
        serde_json::from_value(json).expect("models")
    }

    #[test]
    fn the_columns_of_the_table_are_aligned() {
        let expected = "\
NAME        DEFAULT  CONTEXT  OUTPUT  STRUCTURED  USD/M IN  USD/M OUT  PARAMETERS
nova-micro  yes      128000   5000    yes         0.035     0.14       max_tokens,temperature,top_p,stop_sequences
small       -        2048     512     yes         -         -          -
";
        assert_eq!(table(&models()), expected);
    }

    #[test]
    fn a_line_for_programs_has_every_column() {
        let expected = "nova-micro\ttrue\t128000\t5000\ttrue\t0.035\t0.14\tmax_tokens,temperature,top_p,stop_sequences\n\
                        small\tfalse\t2048\t512\ttrue\t\t\t\n";
        assert_eq!(lines(&models()), expected);
    }

    #[test]
    fn the_parameters_are_those_that_the_model_takes() {
        let shown = |temperature, top_p, excludes, stop_sequences| {
            parameters(&ModelParameters {
                temperature,
                top_p,
                top_p_excludes_temperature: excludes,
                stop_sequences,
                min_temperature: None,
                max_stop_sequences: None,
                max_stop_sequence_characters: None,
                blank_stop_sequences: None,
            })
        };
        assert_eq!(shown(true, true, true, true), "max_tokens,temperature|top_p,stop_sequences");
        assert_eq!(shown(true, false, true, false), "max_tokens,temperature");
        assert_eq!(shown(false, true, false, true), "max_tokens,top_p,stop_sequences");
        assert_eq!(shown(false, false, false, false), "max_tokens");
    }
}
