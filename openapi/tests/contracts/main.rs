//! Contracts of services that resemble real ones, and documents of other generators. None has anything to do with Textgate.
//!
//! Each test says what the library does with a contract: it lowers, validates and derives, or it is refused by name and place.
//! Then the remedied contract passes.

mod checks;

// Contracts in Rust.
mod filesystem;
mod hundreds;
mod inventory;
mod media;
mod orders;
mod tracker;

// Documents of other generators.
mod edges;
mod fastapi;
mod nest;
mod odd_documents;
mod odd_schemas;
