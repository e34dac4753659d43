//! A choice among named values, in a request or in a model's answer.

/// Defines an enum whose values have names. Names and descriptions are written once: serde, the JSON Schema and the prompts
/// read them here.
macro_rules! choice {
    ($(#[$doc:meta])* $choice:ident { $($(#[$value_doc:meta])* $value:ident = $name:literal,)+ }) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
        $(#[$doc])*
        pub enum $choice { $($(#[$value_doc])* #[serde(rename = $name)] $value,)+ }

        impl $choice {
            /// The names of all values.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// The value's name, in the contract and in prompts.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$value => $name,)+ }
            }
        }
    };
}

pub(super) use choice;
