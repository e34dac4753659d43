//! What a change does to clients: changes with their verdicts in both directions, and what is true of every comparison.

mod case;
mod document;
mod fixture;
mod limits;
mod operations;
mod released;
mod request_schemas;
mod requests;
mod response_schemas;
mod responses;
mod schema_names;
