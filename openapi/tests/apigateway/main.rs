//! The derivation for API Gateway: what it makes of a contract, and that each rule is enforced.

mod derivation;
mod fixture;
mod rules;
