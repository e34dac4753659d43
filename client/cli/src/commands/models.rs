//! `textgate models`: lists the models that the caller may use.

use clap::Args;
use textgate::types::Model;

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
answer with objects (explain and reply need this), and the prices in USD per million input tokens and per million output
tokens. A price is empty if the service has none.";

const HEADING: [&str; 7] = ["NAME", "DEFAULT", "CONTEXT", "OUTPUT", "STRUCTURED", "USD/M IN", "USD/M OUT"];

/// List the models that you may use, with limits and prices.
#[derive(Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Models {
    /// Print the whole response as JSON: on one line in a pipe, indented on a terminal.
    #[arg(long)]
    json: bool,
}

impl Models {
    pub(crate) async fn run(&self, service: &ServiceOptions) -> Result<(), CommandError> {
        let client = service.client()?;
        let response = client.model_list().send().await.map_err(|error| CommandError::of_call(error, &client))?;
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

fn row(model: &Model) -> [String; 7] {
    let price = model.price.as_ref();
    [
        model.name.clone(),
        model.default.to_string(),
        model.context_tokens.to_string(),
        model.max_output_tokens.to_string(),
        model.structured.to_string(),
        price.map_or_else(String::new, |price| price.input_usd_per_million_tokens.clone()),
        price.map_or_else(String::new, |price| price.output_usd_per_million_tokens.clone()),
    ]
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
    let widths: [usize; 7] = std::array::from_fn(width);
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
              "price": { "input_usd_per_million_tokens": "0.035", "output_usd_per_million_tokens": "0.14" } },
            { "name": "small", "default": false, "context_tokens": 2048, "max_output_tokens": 512, "structured": true },
        ]);
        serde_json::from_value(json).expect("models")
    }

    #[test]
    fn the_columns_of_the_table_are_aligned() {
        let expected = "\
NAME        DEFAULT  CONTEXT  OUTPUT  STRUCTURED  USD/M IN  USD/M OUT
nova-micro  yes      128000   5000    yes         0.035     0.14
small       -        2048     512     yes         -         -
";
        assert_eq!(table(&models()), expected);
    }

    #[test]
    fn a_line_for_programs_has_every_column() {
        let expected = "nova-micro\ttrue\t128000\t5000\ttrue\t0.035\t0.14\nsmall\tfalse\t2048\t512\ttrue\t\t\n";
        assert_eq!(lines(&models()), expected);
    }
}
