//! The policy: which models may be used, by whom, with which limits, defaults, prompts and prices.
//!
//! One TOML file decides; [`Policy::embedded`] is the one for those who have written none. It is checked whole when it
//! is read, and what [`Policy::parse`] returns needs no further checks:
//!
//! 1. The text becomes a tree in which each value knows its place. What is no TOML ends here.
//! 2. The tree is judged: by the JSON [`schema`] of the file, for what a field must be; by the rules between fields; and
//!    the prompts by what their task gives them. Every fault is told, with line and column.
//! 3. Only then the tree becomes a [`Policy`], and that a [`Catalogue`] for one provider in one region.
//!
//! Bounds are written once, on the fields of the file; the schema that editors use and the check read them there.

mod catalogue;
mod consistency;
mod consumer_rules;
mod consumers;
mod fault;
mod file;
mod model_policy;
mod parse;
mod region;
mod schema;
mod shape;
mod tasks;

pub use catalogue::{Catalogue, CatalogueError, Defaults};
pub use consumers::{Consumers, check_consumer_name};
pub use fault::{Fault, PolicyError};
pub use model_policy::{Destinations, ModelPolicy, ParameterRequest, Price, Provider};
pub use parse::{EMBEDDED, Policy};
pub use schema::schema;
