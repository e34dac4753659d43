//! What a change does to clients: seeded changes, each with its verdict in both directions, and what must hold of any.

mod limits;
mod parcels;
mod released;
mod requests;
mod responses;
mod seed;
mod structure;
