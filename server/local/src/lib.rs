//! Textgate's model port over a small real model on the CPU: SmolLM2-135M-Instruct through candle.
//!
//! [`find_or_download`] gives the file with the weights. [`LocalModel::start`] loads it and serves
//! [`TextModel`](textgate_core::model::TextModel) from a thread of its own.
//!
//! From the ground up:
//!
//! - `requantize`: converts the published weights to a format that is fast on a CPU.
//! - `weights`: the GGUF file with the weights: the user's own, the cached one, or a downloaded one.
//! - `stop_sequences`: finds stop sequences in a text that arrives in pieces.
//! - `sampling`: how the next token is chosen.
//! - `chat_tokenizer`: the tokenizer and the chat template, both from the GGUF file.
//! - `generate`: the loaded model and its decoding loop.
//! - `worker`: the thread that runs the model, with its bounded queue.
//! - `model`: [`LocalModel`].
//!
//! Nothing here reads the environment. No prompt and no completion reaches a log or an error.

mod chat_tokenizer;
mod generate;
mod model;
mod requantize;
mod sampling;
mod stop_sequences;
#[cfg(test)]
mod synthetic;
mod weights;
mod worker;

pub use model::{LocalModel, StartError};
pub use weights::{WeightsError, WeightsSource, find_or_download};
