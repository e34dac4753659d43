//! Textgate's model port over a small real model on the CPU: SmolLM2-135M-Instruct through candle.
//!
//! [`obtain`] finds or fetches the weights, [`LocalModel::start`] loads them and serves
//! [`TextModel`](textgate_core::model::TextModel) from a thread of its own.
//!
//! - `weights`: the GGUF file: the user's own, the cached one, or one that is fetched.
//! - `requantise`: from the published quantisation to one that is fast here.
//! - `tokens`: the tokenizer and the chat template, both from the GGUF file.
//! - `stop`: stop sequences in a text that arrives in pieces.
//! - `generate`: the decoding loop over a loaded model.
//! - `worker`: the thread and its bounded queue.
//!
//! Nothing here reads the environment, and no prompt or completion reaches a log or an error.

mod generate;
mod requantise;
mod stop;
#[cfg(test)]
mod synthetic;
mod tokens;
mod weights;
mod worker;

pub use weights::{WeightsError, WeightsSource, obtain};
pub use worker::{LocalModel, StartError};
