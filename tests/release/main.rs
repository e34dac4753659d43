//! What is released, when, and what keeps a contract from it.

mod accepted;
mod project;
mod versions;
