//! How the next token is chosen: the port's parameters in candle's types.

use candle_transformers::generation::Sampling;
use textgate_core::model::Parameters;

/// The temperature of a prompt without one: the scores as the model computes them.
const DEFAULT_TEMPERATURE: f32 = 1.0;

/// Below this temperature, the likeliest token is chosen: a division by the temperature would overflow.
const LOWEST_TEMPERATURE: f32 = 1e-6;

pub(crate) fn sampling(parameters: &Parameters) -> Sampling {
    let temperature = parameters.temperature.unwrap_or(DEFAULT_TEMPERATURE);
    if temperature < LOWEST_TEMPERATURE {
        return Sampling::ArgMax;
    }
    let temperature = temperature.into();
    match parameters.top_p {
        // A `top_p` of 0 means that only the likeliest token may be chosen. candle would take it for no limit at all.
        Some(p) if p <= 0.0 => Sampling::ArgMax,
        Some(p) if p < 1.0 => Sampling::TopP { p: f64::from(p), temperature },
        _ => Sampling::All { temperature },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(temperature: impl Into<Option<f32>>, top_p: Option<f32>) -> Parameters {
        Parameters { max_tokens: 1, temperature: temperature.into(), top_p, stop_sequences: Vec::new() }
    }

    #[test]
    fn temperature_zero_and_an_empty_nucleus_take_the_likeliest_token() {
        assert_eq!(sampling(&parameters(0.0, Some(0.9))), Sampling::ArgMax);
        assert_eq!(sampling(&parameters(1.0, Some(0.0))), Sampling::ArgMax);
        assert_eq!(sampling(&parameters(0.5, Some(0.25))), Sampling::TopP { p: 0.25, temperature: 0.5 });
        assert_eq!(sampling(&parameters(0.5, None)), Sampling::All { temperature: 0.5 });
        assert_eq!(sampling(&parameters(0.5, Some(1.0))), Sampling::All { temperature: 0.5 });
    }

    #[test]
    fn a_prompt_without_a_temperature_is_sampled_from_the_models_own_scores() {
        assert_eq!(sampling(&parameters(None, Some(0.25))), Sampling::TopP { p: 0.25, temperature: 1.0 });
        assert_eq!(sampling(&parameters(None, None)), Sampling::All { temperature: 1.0 });
    }
}
