//! The parameters that one model takes, and within which limits.

use super::file::ModelTable;
use super::parameters::{Defaults, Parameter, ParameterRequest};

/// Which parameters a model takes, besides `max_tokens`, and within which limits.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterRules {
    /// The lowest temperature that the model takes, 0 to 1. Absent if the model takes no temperature.
    pub min_temperature: Option<f32>,
    /// Whether the model takes `top_p`.
    pub top_p: bool,
    /// Whether the model refuses `top_p` together with `temperature`.
    pub top_p_excludes_temperature: bool,
    /// The limits of stop sequences. Absent if the model takes no stop sequences.
    pub stop_sequences: Option<StopSequenceRules>,
}

/// The stop sequences that a model takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StopSequenceRules {
    /// The maximum number of stop sequences. Absent if the model has no limit of its own.
    pub max_count: Option<u32>,
    /// The maximum number of characters of a stop sequence. Absent if the model has no limit of its own.
    pub max_characters: Option<u32>,
    /// Whether a stop sequence may consist of white space.
    pub blank: bool,
}

/// Why the policy of a model refuses a parameter that a caller asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParameterRefusal {
    /// The request asks for more tokens than the policy allows.
    #[error("max_tokens must be at most {limit} for this model")]
    TooManyTokens {
        /// The largest `max_tokens` of the model for this consumer.
        limit: u32,
    },
    /// The model does not take this parameter.
    #[error("{} must be left out for this model, which does not take it", .0.as_str())]
    NotTaken(Parameter),
    /// The model takes `temperature` or `top_p`, and the request asks for both.
    #[error("top_p and temperature must not both be set for this model, which takes only one of them")]
    TopPWithTemperature,
    /// The request has more stop sequences than the model takes.
    #[error("stop_sequences must have at most {limit} {} for this model", if *.limit == 1 { "element" } else { "elements" })]
    TooManyStopSequences {
        /// The maximum number of stop sequences.
        limit: u32,
    },
    /// A stop sequence is longer than the model takes.
    #[error("each element of stop_sequences must have at most {limit} characters for this model")]
    StopSequenceTooLong {
        /// The maximum number of characters.
        limit: u32,
    },
    /// A stop sequence consists of white space, and the model takes no such stop sequence.
    #[error("each element of stop_sequences must have a character that is not white space for this model")]
    BlankStopSequence,
}

impl ParameterRefusal {
    /// Whether the caller asks for more than a limit, and not for something that the model does not do at all.
    pub fn is_limit(self) -> bool {
        match self {
            Self::TooManyTokens { .. } | Self::TooManyStopSequences { .. } | Self::StopSequenceTooLong { .. } => true,
            Self::NotTaken(_) | Self::TopPWithTemperature | Self::BlankStopSequence => false,
        }
    }
}

/// How the next token is chosen, as far as the policy decides it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sampling {
    pub(super) temperature: Option<f32>,
    pub(super) top_p: Option<f32>,
}

impl ParameterRules {
    pub(super) fn new(model: &ModelTable) -> Self {
        let takes = |parameter| model.parameters.as_ref().is_none_or(|taken| taken.contains(&parameter));
        Self {
            min_temperature: takes(Parameter::Temperature).then(|| not_below(model.min_temperature)),
            top_p: takes(Parameter::TopP),
            top_p_excludes_temperature: model.top_p_excludes_temperature,
            stop_sequences: takes(Parameter::StopSequences).then_some(StopSequenceRules {
                max_count: model.max_stop_sequences,
                max_characters: model.max_stop_sequence_characters,
                blank: model.blank_stop_sequences,
            }),
        }
    }

    /// Checks that the model takes what a caller asks for.
    pub(super) fn check(&self, request: &ParameterRequest) -> Result<(), ParameterRefusal> {
        if request.temperature.is_some() && self.min_temperature.is_none() {
            return Err(ParameterRefusal::NotTaken(Parameter::Temperature));
        }
        if request.top_p.is_some() && !self.top_p {
            return Err(ParameterRefusal::NotTaken(Parameter::TopP));
        }
        if self.top_p_excludes_temperature && request.temperature.is_some() && request.top_p.is_some() {
            return Err(ParameterRefusal::TopPWithTemperature);
        }
        match &self.stop_sequences {
            _ if request.stop_sequences.is_empty() => Ok(()),
            Some(rules) => rules.check(&request.stop_sequences),
            None => Err(ParameterRefusal::NotTaken(Parameter::StopSequences)),
        }
    }

    /// The temperature and `top_p` for this model: those of the request, else the defaults that the model takes. `request`
    /// has passed [`Self::check`].
    pub(super) fn sampling(&self, request: &ParameterRequest, defaults: Defaults) -> Sampling {
        let only_top_p = self.top_p_excludes_temperature && request.top_p.is_some();
        let temperature = self.min_temperature.filter(|_| !only_top_p).map(|minimum| {
            let temperature = request.temperature.unwrap_or(defaults.temperature);
            without_sign_of_zero(temperature.max(minimum))
        });
        let only_temperature = self.top_p_excludes_temperature && temperature.is_some();
        let takes_top_p = self.top_p && !only_temperature;
        let top_p = takes_top_p.then(|| without_sign_of_zero(request.top_p.unwrap_or(defaults.top_p)));
        Sampling { temperature, top_p }
    }
}

impl StopSequenceRules {
    fn check(&self, sequences: &[String]) -> Result<(), ParameterRefusal> {
        if let Some(limit) = self.max_count
            && exceeds(sequences.len(), limit)
        {
            return Err(ParameterRefusal::TooManyStopSequences { limit });
        }
        if let Some(limit) = self.max_characters
            && sequences.iter().any(|sequence| exceeds(sequence.chars().count(), limit))
        {
            return Err(ParameterRefusal::StopSequenceTooLong { limit });
        }
        if !self.blank && sequences.iter().any(|sequence| sequence.trim().is_empty()) {
            return Err(ParameterRefusal::BlankStopSequence);
        }
        Ok(())
    }
}

fn exceeds(count: usize, limit: u32) -> bool {
    u32::try_from(count).map_or(true, |count| count > limit)
}

/// The smallest number whose shortest decimal is not below `minimum`. The nearest number may be just below it.
fn not_below(minimum: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "the next line corrects what the rounding takes away")]
    let nearest = minimum as f32;
    let is_below = nearest.to_string().parse::<f64>().is_ok_and(|shown| shown < minimum);
    if is_below { nearest.next_up() } else { nearest }
}

/// The same number. Adding zero turns a negative zero, which callers may send as `-0.0`, into zero.
fn without_sign_of_zero(number: f32) -> f32 {
    number + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFAULTS: Defaults = Defaults { temperature: 0.0, top_p: 0.9, max_tokens: 1024 };

    /// The rules of a model without limits of its own.
    const ALL: ParameterRules = ParameterRules {
        min_temperature: Some(0.0),
        top_p: true,
        top_p_excludes_temperature: false,
        stop_sequences: Some(StopSequenceRules { max_count: None, max_characters: None, blank: true }),
    };

    const NONE: ParameterRules = ParameterRules { min_temperature: None, top_p: false, stop_sequences: None, ..ALL };

    const ONE_OF_BOTH: ParameterRules = ParameterRules { top_p_excludes_temperature: true, ..ALL };

    fn asked(temperature: Option<f32>, top_p: Option<f32>, stop_sequences: &[&str]) -> ParameterRequest {
        let stop_sequences = stop_sequences.iter().map(ToString::to_string).collect();
        ParameterRequest { max_tokens: None, temperature, top_p, stop_sequences }
    }

    #[test]
    fn defaults_are_left_out_where_the_model_does_not_take_them() {
        let no_temperature = ParameterRules { min_temperature: None, ..ALL };
        let no_top_p = ParameterRules { top_p: false, ..ALL };
        for (rules, temperature, top_p) in [
            (&ALL, Some(0.0), Some(0.9)),
            (&NONE, None, None),
            (&no_temperature, None, Some(0.9)),
            (&no_top_p, Some(0.0), None),
            (&ONE_OF_BOTH, Some(0.0), None),
            (&ParameterRules { min_temperature: None, ..ONE_OF_BOTH }, None, Some(0.9)),
            (&ParameterRules { top_p: false, ..ONE_OF_BOTH }, Some(0.0), None),
        ] {
            let sampling = rules.sampling(&asked(None, None, &[]), DEFAULTS);
            assert_eq!(sampling, Sampling { temperature, top_p }, "{rules:?}");
        }
    }

    #[test]
    fn what_the_caller_asks_for_replaces_the_defaults() {
        for (rules, request, temperature, top_p) in [
            (&ALL, asked(Some(0.5), Some(0.25), &[]), Some(0.5), Some(0.25)),
            (&ALL, asked(None, Some(0.25), &[]), Some(0.0), Some(0.25)),
            (&ONE_OF_BOTH, asked(Some(0.5), None, &[]), Some(0.5), None),
            (&ONE_OF_BOTH, asked(None, Some(0.25), &[]), None, Some(0.25)),
            (&ONE_OF_BOTH, asked(None, Some(0.0), &[]), None, Some(0.0)),
        ] {
            assert_eq!(rules.check(&request), Ok(()));
            let sampling = rules.sampling(&request, DEFAULTS);
            assert_eq!(sampling, Sampling { temperature, top_p }, "{rules:?} {request:?}");
        }
    }

    #[test]
    fn what_the_model_does_not_take_is_refused_by_name_if_the_caller_asks_for_it() {
        let [few, short] = [(Some(2), None), (None, Some(3))].map(|(max_count, max_characters)| ParameterRules {
            stop_sequences: Some(StopSequenceRules { max_count, max_characters, blank: false }),
            ..ALL
        });
        for (rules, request, refusal) in [
            (&NONE, asked(Some(0.0), None, &[]), Some(ParameterRefusal::NotTaken(Parameter::Temperature))),
            (&NONE, asked(None, Some(0.9), &[]), Some(ParameterRefusal::NotTaken(Parameter::TopP))),
            (&NONE, asked(None, None, &["a"]), Some(ParameterRefusal::NotTaken(Parameter::StopSequences))),
            (&NONE, asked(None, None, &[]), None),
            (&ONE_OF_BOTH, asked(Some(0.0), Some(0.9), &[]), Some(ParameterRefusal::TopPWithTemperature)),
            (&few, asked(None, None, &["a", "b"]), None),
            (&few, asked(None, None, &["a", "b", "c"]), Some(ParameterRefusal::TooManyStopSequences { limit: 2 })),
            (&short, asked(None, None, &["a", "äöü"]), None),
            (&short, asked(None, None, &["a", "abcd"]), Some(ParameterRefusal::StopSequenceTooLong { limit: 3 })),
            (&few, asked(None, None, &["a", "\r\n"]), Some(ParameterRefusal::BlankStopSequence)),
            (&few, asked(None, None, &["\u{a0}\u{2003}"]), Some(ParameterRefusal::BlankStopSequence)),
            (&few, asked(None, None, &[" a "]), None),
            (&ALL, asked(Some(1.0), Some(1.0), &[" ", "\n\n", "abcd"]), None),
        ] {
            assert_eq!(rules.check(&request).err(), refusal, "{rules:?} {request:?}");
        }
    }

    #[test]
    fn each_refusal_names_the_field_of_the_request() {
        for (refusal, field) in [
            (ParameterRefusal::TooManyTokens { limit: 1 }, "max_tokens"),
            (ParameterRefusal::NotTaken(Parameter::Temperature), "temperature"),
            (ParameterRefusal::NotTaken(Parameter::TopP), "top_p"),
            (ParameterRefusal::NotTaken(Parameter::StopSequences), "stop_sequences"),
            (ParameterRefusal::TopPWithTemperature, "top_p"),
            (ParameterRefusal::TooManyStopSequences { limit: 1 }, "stop_sequences"),
            (ParameterRefusal::StopSequenceTooLong { limit: 1 }, "stop_sequences"),
            (ParameterRefusal::BlankStopSequence, "stop_sequences"),
        ] {
            assert!(refusal.to_string().contains(field), "{refusal}");
        }
    }

    #[test]
    fn a_lowest_temperature_is_never_rounded_below_what_the_policy_has() {
        for minimum in [0.0, 0.000_01, 0.1, 0.3, 0.7, 1.0, 0.111_111_111_1, 0.123_456_789, 0.333_333_333_3] {
            let shown = not_below(minimum).to_string();
            let rounding = shown.parse::<f64>().expect("a number") - minimum;
            assert!((0.0..1e-7).contains(&rounding), "{minimum} became {shown}");
        }
    }

    #[test]
    fn a_negative_zero_becomes_zero() {
        let Sampling { temperature, top_p } = ALL.sampling(&asked(Some(-0.0), Some(-0.0), &[]), DEFAULTS);
        assert_eq!((temperature.map(f32::to_bits), top_p.map(f32::to_bits)), (Some(0), Some(0)));
    }
}
