//! The policy as it is written: the tables and fields of `textgate.toml`.
//!
//! The doc comments here are the descriptions that editors show, and the bounds here are the bounds that are enforced. Only a
//! `Policy` has checked values of these types.

mod consumers;
mod document;
mod models;
mod tasks;
mod values;

pub(super) use consumers::ConsumerTable;
pub(super) use document::{DefaultsTable, GuardrailTable, PolicyFile};
pub(super) use models::{DestinationsTable, ModelTable, PriceTable};
pub(super) use tasks::{TaskTable, TasksTable};
pub(super) use values::{DestinationName, RegionName};
