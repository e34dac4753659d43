//! The loaded model and its decoding loop: it tokenizes a prompt, computes token after token, and gives the text to a
//! [`Sink`] piece by piece. It knows nothing of threads, queues and the async runtime.

use std::fs::File;
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Instant;

use candle_core::quantized::gguf_file::Content;
use candle_core::{Device, Tensor};
use candle_transformers::generation::LogitsProcessor;
use candle_transformers::models::quantized_llama::{MAX_SEQ_LEN, ModelWeights};
use candle_transformers::utils::apply_repeat_penalty;
use textgate_core::model::{Parameters, Prompt, StopReason, TokenUsage};

use crate::chat_tokenizer::{ChatTokenizer, ChatTokenizerError, TokenizerFailed};
use crate::sampling::sampling;
use crate::stop_sequences::StopSequences;

/// Tokens of a prompt that the model reads at once. Between two such chunks, the loop checks whether the sink is closed.
const PREFILL_CHUNK: usize = 128;

/// By how much a token becomes less likely if it is among the last [`PENALTY_WINDOW`] tokens. Without a penalty, a model this
/// small repeats itself without end. With a much higher one, its text becomes incoherent.
const PENALTY: f32 = 1.15;
const PENALTY_WINDOW: usize = 128;

/// Receives the text of an answer, piece by piece.
pub(crate) trait Sink {
    /// Whether the answer is no longer wanted. The generation then ends.
    fn is_closed(&self) -> bool;
    /// Takes the next piece of text.
    fn push(&mut self, piece: &str);
}

/// How a generation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ending {
    pub(crate) stop_reason: StopReason,
    /// The output tokens are those that became text, including a stop sequence. The token that ends the turn is not counted.
    pub(crate) usage: TokenUsage,
}

/// Why a model file cannot be loaded. Each message continues a sentence about the file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    #[error("the file cannot be opened")]
    Open(#[from] std::io::Error),
    #[error("it is not a readable GGUF file")]
    Gguf(#[source] candle_core::Error),
    #[error(transparent)]
    Tokenizer(#[from] ChatTokenizerError),
    #[error("its weights cannot be read")]
    Weights(#[source] candle_core::Error),
    #[error("its first token cannot be computed")]
    Trial(#[source] candle_core::Error),
    #[error("computing its first token panicked")]
    TrialPanicked,
}

/// Why a generation failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GenerationError {
    #[error("the prompt has {tokens} tokens, but the context of the model has room for {context}")]
    PromptTooLong { tokens: usize, context: usize },
    #[error(transparent)]
    Tokenizer(#[from] TokenizerFailed),
    #[error(transparent)]
    Model(#[from] candle_core::Error),
}

/// A loaded model.
pub(crate) struct LoadedModel {
    weights: ModelWeights,
    tokenizer: ChatTokenizer,
    /// Tokens of a prompt and its answer together.
    context: usize,
}

impl LoadedModel {
    pub(crate) fn load(path: &Path) -> Result<Self, LoadError> {
        let mut reader = BufReader::new(File::open(path)?);
        let gguf = Content::read(&mut reader).map_err(LoadError::Gguf)?;
        let tokenizer = ChatTokenizer::from_gguf(&gguf)?;
        let trained = gguf.metadata.get("llama.context_length").and_then(|value| value.to_u64().ok());
        let context = trained.and_then(|length| usize::try_from(length).ok()).unwrap_or(MAX_SEQ_LEN).min(MAX_SEQ_LEN);
        let weights = ModelWeights::from_gguf(gguf, &mut reader, &Device::Cpu).map_err(LoadError::Weights)?;
        compute_one_token(&weights)?;
        Ok(Self { weights, tokenizer, context })
    }

    /// Generates the answer to `prompt`. `None` if the sink was closed before the end.
    pub(crate) fn generate(
        &self,
        prompt: &Prompt,
        seed: u64,
        sink: &mut dyn Sink,
    ) -> Result<Option<Ending>, GenerationError> {
        let began = Instant::now();
        let input = self.tokenizer.encode(prompt.system.as_deref(), &prompt.user)?;
        let room = self.context.saturating_sub(input.len());
        if room == 0 {
            return Err(GenerationError::PromptTooLong { tokens: input.len(), context: self.context });
        }
        let limit = usize::try_from(prompt.parameters.max_tokens).unwrap_or(room).min(room);
        let Some(prefilled) = self.prefill(&input, sink)? else { return Ok(None) };
        let prefill_ms = began.elapsed().as_millis();
        let parameters = &prompt.parameters;
        let Some((stop_reason, output)) = self.decode(prefilled, limit, parameters, seed, sink)? else {
            return Ok(None);
        };
        let usage = TokenUsage { input: count(input.len()), output: count(output), ..TokenUsage::default() };
        tracing::debug!(
            input_tokens = usage.input,
            output_tokens = usage.output,
            prefill_ms,
            total_ms = began.elapsed().as_millis(),
            stop_reason = stop_reason.as_str(),
            "the local model answered"
        );
        Ok(Some(Ending { stop_reason, usage }))
    }

    /// Lets the model read the prompt, chunk by chunk. `None` if the sink was closed.
    fn prefill(&self, input: &[u32], sink: &dyn Sink) -> candle_core::Result<Option<Prefilled>> {
        // A clone shares the weights, but has a KV cache and attention masks of its own. So a generation leaves nothing
        // behind when it ends or fails, neither state nor memory.
        let mut model = self.weights.clone();
        let mut logits = None;
        let mut length = 0;
        for chunk in input.chunks(PREFILL_CHUNK) {
            if sink.is_closed() {
                return Ok(None);
            }
            logits = Some(forward(&mut model, chunk, length)?);
            length += chunk.len();
        }
        let logits = logits.ok_or_else(|| candle_core::Error::msg("the prompt has no tokens"))?;
        Ok(Some(Prefilled { model, length, logits }))
    }

    /// Generates token after token. Returns why it stopped, and the number of tokens. `None` if the sink was closed.
    fn decode(
        &self,
        prefilled: Prefilled,
        limit: usize,
        parameters: &Parameters,
        seed: u64,
        sink: &mut dyn Sink,
    ) -> Result<Option<(StopReason, usize)>, GenerationError> {
        let Prefilled { mut model, length, mut logits } = prefilled;
        let mut sampler = LogitsProcessor::from_sampling(seed, sampling(parameters));
        let mut decoder = self.tokenizer.decoder();
        let mut stops = StopSequences::new(&parameters.stop_sequences);
        let mut generated = Vec::new();
        let stop_reason = loop {
            if sink.is_closed() {
                return Ok(None);
            }
            let recent = &generated[generated.len().saturating_sub(PENALTY_WINDOW)..];
            let token = sampler.sample(&apply_repeat_penalty(&logits, PENALTY, recent)?)?;
            if self.tokenizer.is_end(token) {
                break StopReason::EndTurn;
            }
            generated.push(token);
            if let Some(piece) = decoder.step(token)? {
                let released = stops.push(&piece);
                if !released.text.is_empty() {
                    sink.push(&released.text);
                }
                if released.stopped {
                    break StopReason::StopSequence;
                }
            }
            if generated.len() >= limit {
                break StopReason::MaxTokens;
            }
            logits = forward(&mut model, &[token], length + generated.len() - 1)?;
        };
        // This is empty after a stop sequence.
        let rest = stops.rest();
        if !rest.is_empty() {
            sink.push(&rest);
        }
        Ok(Some((stop_reason, generated.len())))
    }
}

/// Computes one token, as a check of the weights.
///
/// candle's kernels panic on some shapes, and after a panic candle's thread pool cannot be used again in this process. So a
/// file with such shapes is refused when it is loaded.
fn compute_one_token(weights: &ModelWeights) -> Result<(), LoadError> {
    let mut model = weights.clone();
    match catch_unwind(AssertUnwindSafe(|| forward(&mut model, &[0], 0))) {
        Ok(outcome) => outcome.map(drop).map_err(LoadError::Trial),
        Err(_panic) => Err(LoadError::TrialPanicked),
    }
}

/// A model that has read a prompt.
struct Prefilled {
    model: ModelWeights,
    /// The number of tokens of the prompt.
    length: usize,
    /// The scores for the next token.
    logits: Tensor,
}

/// The scores for the token after `tokens`. The first of these is at `position` in the context.
fn forward(model: &mut ModelWeights, tokens: &[u32], position: usize) -> candle_core::Result<Tensor> {
    let input = Tensor::new(tokens, &Device::Cpu)?.unsqueeze(0)?;
    model.forward(&input, position)?.squeeze(0)
}

/// A number of tokens. The context is so small that it always fits.
fn count(tokens: usize) -> u32 {
    u32::try_from(tokens).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic;

    /// Keeps all pieces. It closes after a number of pieces, or after a number of calls of `is_closed`.
    struct Recorder {
        pieces: Vec<String>,
        pieces_wanted: usize,
        checks: std::cell::Cell<usize>,
        checks_allowed: usize,
    }

    impl Default for Recorder {
        fn default() -> Self {
            Self { pieces: Vec::new(), pieces_wanted: usize::MAX, checks: 0.into(), checks_allowed: usize::MAX }
        }
    }

    impl Sink for Recorder {
        fn is_closed(&self) -> bool {
            self.checks.set(self.checks.get() + 1);
            self.pieces.len() >= self.pieces_wanted || self.checks.get() > self.checks_allowed
        }

        fn push(&mut self, piece: &str) {
            self.pieces.push(piece.to_owned());
        }
    }

    fn load(gguf: Vec<u8>) -> LoadedModel {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.gguf");
        std::fs::write(&path, gguf).unwrap();
        LoadedModel::load(&path).unwrap()
    }

    fn model() -> LoadedModel {
        load(synthetic::gguf())
    }

    fn prompt(user: &str, max_tokens: u32, stop_sequences: &[&str]) -> Prompt {
        let stop_sequences = stop_sequences.iter().map(ToString::to_string).collect();
        let parameters = Parameters { max_tokens, temperature: Some(0.0), top_p: None, stop_sequences };
        Prompt { parameters, ..synthetic::prompt(user) }
    }

    #[test]
    fn an_answer_is_cut_at_max_tokens_and_its_tokens_are_counted() {
        let mut sink = Recorder::default();
        let model = model();
        let ending = model.generate(&prompt("hi", 5, &[]), 0, &mut sink).unwrap().unwrap();
        let input = count(model.tokenizer.encode(None, "hi").unwrap().len());
        let usage = TokenUsage { input, output: 5, ..TokenUsage::default() };
        assert_eq!(ending, Ending { stop_reason: StopReason::MaxTokens, usage });
        assert_eq!(sink.pieces.concat(), synthetic::FIRST.repeat(5));
    }

    #[test]
    fn an_answer_is_cut_where_the_context_ends() {
        let mut sink = Recorder::default();
        let ending = model().generate(&prompt(&"a".repeat(400), 1000, &[]), 0, &mut sink).unwrap().unwrap();
        assert_eq!(ending.stop_reason, StopReason::MaxTokens);
        assert_eq!(ending.usage.input + ending.usage.output, synthetic::CONTEXT);
    }

    #[test]
    fn a_prompt_that_fills_the_context_is_refused() {
        let mut sink = Recorder::default();
        let error = model().generate(&prompt(&"a".repeat(512), 1, &[]), 0, &mut sink).unwrap_err();
        assert!(matches!(error, GenerationError::PromptTooLong { context: 512, .. }));
    }

    #[test]
    fn a_prompt_gives_the_same_scores_in_chunks_as_at_once() {
        let model = load(synthetic::gguf_with_scores());
        let input: Vec<u32> = (0..256).chain(0..44).collect();
        let chunked = model.prefill(&input, &Recorder::default()).unwrap().unwrap();
        assert_eq!(chunked.length, input.len());
        let distance = |input: &[u32]| {
            let whole = forward(&mut model.weights.clone(), input, 0).unwrap();
            let difference = (whole - &chunked.logits).unwrap().abs().unwrap();
            difference.max(0).unwrap().to_scalar::<f32>().unwrap()
        };
        let (same, without_the_first_chunk) = (distance(&input), distance(&input[PREFILL_CHUNK..]));
        assert!(same < 1e-3, "{same}");
        assert!(without_the_first_chunk > 10.0 * same.max(1e-3), "{without_the_first_chunk}");
    }

    #[test]
    fn a_stop_sequence_ends_the_answer_and_is_not_in_it() {
        let mut sink = Recorder::default();
        let stop = synthetic::FIRST.repeat(3);
        let ending = model().generate(&prompt("hi", 10, &[&stop]), 0, &mut sink).unwrap().unwrap();
        assert_eq!(ending.stop_reason, StopReason::StopSequence);
        assert_eq!(ending.usage.output, 3);
        assert_eq!(sink.pieces.concat(), "");
    }

    #[test]
    fn text_held_back_for_a_stop_sequence_is_output_at_the_end() {
        let mut sink = Recorder::default();
        let stop = format!("{}?", synthetic::FIRST.repeat(3));
        let ending = model().generate(&prompt("hi", 4, &[&stop]), 0, &mut sink).unwrap().unwrap();
        assert_eq!(ending.stop_reason, StopReason::MaxTokens);
        assert_eq!(sink.pieces.concat(), synthetic::FIRST.repeat(4));
    }

    #[test]
    fn a_closed_sink_ends_the_decoding_at_the_next_token() {
        let mut sink = Recorder { pieces_wanted: 3, ..Recorder::default() };
        assert_eq!(model().generate(&prompt("hi", 400, &[]), 0, &mut sink).unwrap(), None);
        assert_eq!(sink.pieces.len(), 3);
    }

    #[test]
    fn a_closed_sink_ends_the_prefill_at_the_next_chunk() {
        let mut sink = Recorder { checks_allowed: 1, ..Recorder::default() };
        assert_eq!(model().generate(&prompt(&"a".repeat(400), 9, &[]), 0, &mut sink).unwrap(), None);
        assert_eq!(sink.checks.get(), 2);
        assert!(sink.pieces.is_empty());
    }

    #[test]
    fn the_same_seed_gives_the_same_answer_and_another_seed_another_one() {
        let model = model();
        let mut hot = prompt("hi", 40, &[]);
        hot.parameters.temperature = Some(1.0);
        let [one, again, other] = [1, 1, 2].map(|seed| {
            let mut sink = Recorder::default();
            model.generate(&hot, seed, &mut sink).unwrap();
            sink.pieces.concat()
        });
        assert_eq!(one, again);
        assert_ne!(one, other);
    }
}
