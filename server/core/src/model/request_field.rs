//! The fields of a request that a model may refuse.

/// Defines [`RequestField`]: each field with its name in the contract.
macro_rules! request_fields {
    ($($(#[$doc:meta])+ $field:ident = $name:literal;)+) => {
        /// A field of a request that a model may refuse.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum RequestField { $($(#[$doc])+ $field,)+ }

        impl RequestField {
            /// Every field.
            pub const ALL: &'static [Self] = &[$(Self::$field),+];

            /// The field's name in the contract.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$field => $name,)+ }
            }
        }
    };
}

request_fields! {
    /// The text of the user's turn.
    Input = "input";
    /// The text of the system prompt.
    Instructions = "instructions";
    /// The maximum number of tokens to generate.
    MaxTokens = "max_tokens";
    /// The randomness.
    Temperature = "temperature";
    /// The nucleus sampling.
    TopP = "top_p";
    /// The texts that end the generation.
    StopSequences = "stop_sequences";
}
