//! Why a model stopped: every reason with its name and its sentence, written once.

/// Defines [`StopReason`]. The doc comment of a reason is also its description in the contract.
macro_rules! stop_reasons {
    ($($(#[doc = $description:literal])+ $reason:ident = $name:literal,)+) => {
        /// Why a model stopped.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum StopReason { $($(#[doc = $description])+ $reason,)+ }

        impl StopReason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$reason),+];

            /// The reason's stable name, in the contract and in the log.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$reason => $name,)+ }
            }

            /// One sentence that describes the reason to callers.
            pub fn description(self) -> &'static str {
                match self { $(Self::$reason => concat!($($description),+),)+ }.trim_start()
            }
        }
    };
}

stop_reasons! {
    /// The model ended its answer: it is complete.
    EndTurn = "end_turn",
    /// The answer reached `max_tokens`.
    MaxTokens = "max_tokens",
    /// The model wrote one of the stop sequences.
    StopSequence = "stop_sequence",
    /// A guardrail blocked or masked text: the output is the text that it let pass, or the guardrail's own message.
    GuardrailIntervened = "guardrail_intervened",
    /// The provider's content filter cut the text.
    ContentFiltered = "content_filtered",
    /// Any other reason.
    Other = "other",
}

impl StopReason {
    /// Whether a guardrail or a content filter stopped the model.
    pub fn is_blocked(self) -> bool {
        matches!(self, Self::GuardrailIntervened | Self::ContentFiltered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_described_by_one_sentence_on_one_line() {
        for reason in StopReason::ALL {
            let description = reason.description();
            assert!(description.starts_with(char::is_uppercase) && description.ends_with('.'), "{description:?}");
            assert!(!description.contains(['\n', '\r']) && description.matches(". ").count() == 0, "{description:?}");
        }
    }
}
