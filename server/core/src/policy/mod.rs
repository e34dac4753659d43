//! The policy: which models may be used, by whom, with which limits, defaults, prompts and prices.
//!
//! One TOML file has all of it. [`Policy::embedded`] is the default for servers without a file. A policy is checked as a whole
//! when it is read, so a [`Policy`] needs no further checks:
//!
//! 1. `parse` turns the text into a tree in which each value knows its place. A text that is not TOML is refused here.
//! 2. The tree is checked. `schema_check` checks each field by the JSON [`schema`](fn@schema) of the file.
//!    `cross_field_rules` and `consumer_rules` check the rules between fields. `prompt_check` checks the prompts by what
//!    their tasks declare. All findings are reported, each with line and column.
//! 3. Only then the tree is read into a [`Policy`], and a [`Catalogue`] is made for one provider in one region.
//!
//! Bounds are written once, on the fields in `file`. The schema that editors use and the checks read them there.

mod catalogue;
mod consumer;
mod consumer_rules;
mod consumers;
mod cross_field_rules;
mod file;
mod finding;
mod model_policy;
mod parameter_rules;
mod parameters;
mod parse;
mod price;
mod prompt_check;
mod provider;
mod regions;
mod schema;
mod schema_check;
mod task_policy;
mod tree;

pub use catalogue::{Catalogue, CatalogueError};
pub use consumer::Consumer;
pub use consumers::{Consumers, check_consumer_name};
pub use finding::{Finding, PolicyError};
pub use model_policy::{Destinations, ModelPolicy};
pub use parameter_rules::{ParameterRefusal, ParameterRules, StopSequenceRules};
pub use parameters::{Defaults, Parameter, ParameterRequest};
pub use parse::{EMBEDDED, Policy};
pub use price::Price;
pub use provider::Provider;
pub use schema::schema;
