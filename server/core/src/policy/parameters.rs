//! The sampling parameters of requests, and their defaults.

/// The parameters of a request that has none.
#[derive(Clone, Copy, Debug)]
pub struct Defaults {
    /// Randomness, 0 to 1.
    pub temperature: f32,
    /// Nucleus sampling, 0 to 1.
    pub top_p: f32,
    /// Maximum number of tokens to generate. A model that allows fewer gets its own maximum.
    pub max_tokens: u32,
}

/// The parameters of a request. The policy decides those that are absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParameterRequest {
    /// Maximum number of tokens to generate.
    pub max_tokens: Option<u32>,
    /// Randomness, 0 to 1.
    pub temperature: Option<f32>,
    /// Nucleus sampling, 0 to 1.
    pub top_p: Option<f32>,
    /// Texts that end the generation.
    pub stop_sequences: Vec<String>,
}
