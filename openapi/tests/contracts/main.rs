//! Contracts that have nothing to do with Textgate, in the shape of real services, and documents of other generators.
//!
//! Each states what the library does with it: it lowers, judges and derives, or it is refused by name and place, and
//! then the remedied contract passes.

mod judge;

// Written in Rust.
mod filesystem;
mod hundreds;
mod inventory;
mod media;
mod orders;
mod tracker;

// Written by others.
mod edges;
mod fastapi;
mod nest;
mod odd_documents;
mod odd_schemas;
