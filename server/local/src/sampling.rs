//! How the next token is chosen: the port's parameters in candle's types.

use candle_transformers::generation::Sampling;
use textgate_core::model::Parameters;

/// Below this temperature, the likeliest token is chosen: a division by the temperature would overflow.
const LOWEST_TEMPERATURE: f32 = 1e-6;

pub(crate) fn sampling(parameters: &Parameters) -> Sampling {
    let temperature = f64::from(parameters.temperature);
    match parameters.top_p {
        _ if parameters.temperature < LOWEST_TEMPERATURE => Sampling::ArgMax,
        // A `top_p` of 0 means that only the likeliest token may be chosen. candle would take it for no limit at all.
        Some(p) if p <= 0.0 => Sampling::ArgMax,
        Some(p) if p < 1.0 => Sampling::TopP { p: f64::from(p), temperature },
        _ => Sampling::All { temperature },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(temperature: f32, top_p: Option<f32>) -> Parameters {
        Parameters { max_tokens: 1, temperature, top_p, stop_sequences: Vec::new() }
    }

    #[test]
    fn temperature_zero_and_an_empty_nucleus_take_the_likeliest_token() {
        assert_eq!(sampling(&parameters(0.0, Some(0.9))), Sampling::ArgMax);
        assert_eq!(sampling(&parameters(1.0, Some(0.0))), Sampling::ArgMax);
        assert_eq!(sampling(&parameters(0.5, Some(0.25))), Sampling::TopP { p: 0.25, temperature: 0.5 });
        assert_eq!(sampling(&parameters(0.5, None)), Sampling::All { temperature: 0.5 });
        assert_eq!(sampling(&parameters(0.5, Some(1.0))), Sampling::All { temperature: 0.5 });
    }
}
