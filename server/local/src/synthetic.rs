//! A tiny model and a prompt for unit tests. The model has one layer and one token for each byte. Its output matrix is all
//! zeros, so greedy decoding writes [`FIRST`] again and again.

use std::io::Cursor;
use std::path::Path;

use candle_core::quantized::gguf_file::{self, Content, Value};
use candle_core::quantized::{GgmlDType, QTensor};
use candle_core::{Device, Tensor};
use textgate_core::model::{Parameters, Prompt};

/// The text that greedy decoding writes at each step: the character of token 0.
pub(crate) const FIRST: &str = "!";
pub(crate) const IM_START: u32 = 256;
pub(crate) const IM_END: u32 = 257;
/// The context length in the file's metadata.
pub(crate) const CONTEXT: u32 = 512;

/// candle's `Q4_1` kernel reads two blocks at once, so a row has at least 64 numbers.
const WIDTH: usize = 64;
const TEMPLATE: &str = "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' \
     + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}\
     {% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

/// A prompt for one token, sampled at temperature 0.
pub(crate) fn prompt(user: &str) -> Prompt {
    let parameters = Parameters { max_tokens: 1, temperature: Some(0.0), top_p: None, stop_sequences: Vec::new() };
    Prompt {
        model_id: String::new(),
        system: None,
        user: user.to_owned(),
        parameters,
        consumer: String::new(),
        has_fallback: false,
        guardrail: None,
        answer_schema: None,
    }
}

/// The GGUF file. Its matrices are in `Q4_1`.
pub(crate) fn gguf() -> Vec<u8> {
    gguf_with(tensors())
}

/// The same file with an output matrix that is not all zeros, so that the scores depend on what the model has read.
pub(crate) fn gguf_with_scores() -> Vec<u8> {
    let mut tensors = tensors();
    // If a file has no output matrix, the embedding matrix is used as such.
    tensors.retain(|(name, _)| name != "output.weight");
    gguf_with(tensors)
}

fn gguf_with(tensors: Vec<(String, QTensor)>) -> Vec<u8> {
    let metadata = metadata();
    let metadata: Vec<_> = metadata.iter().map(|(name, value)| (*name, value)).collect();
    let tensors: Vec<_> = tensors.iter().map(|(name, tensor)| (name.as_str(), tensor)).collect();
    let mut file = Cursor::new(Vec::new());
    gguf_file::write(&mut file, &metadata, &tensors).unwrap();
    file.into_inner()
}

pub(crate) fn content() -> Content {
    Content::read(&mut Cursor::new(gguf())).unwrap()
}

pub(crate) fn write(path: &Path) {
    std::fs::write(path, gguf()).unwrap();
}

/// GPT-2's encoding of each byte as one printable character, in the order of GPT-2's vocabulary.
fn byte_tokens() -> Vec<String> {
    let printable = |byte: &u32| matches!(byte, 0x21..=0x7E | 0xA1..=0xAC | 0xAE..=0xFF);
    let plain = (0..=0xFF).filter(printable);
    let shifted = (0..=0xFF).filter(|byte| !printable(byte)).zip(0x100..).map(|(_, shifted)| shifted);
    plain.chain(shifted).map(|code| char::from_u32(code).unwrap().to_string()).collect()
}

fn metadata() -> Vec<(&'static str, Value)> {
    let mut tokens = byte_tokens();
    tokens.extend(["<|im_start|>".to_owned(), "<|im_end|>".to_owned()]);
    let types = (0..tokens.len()).map(|id| Value::I32(if id < 256 { 1 } else { 3 })).collect();
    vec![
        ("general.architecture", Value::String("llama".into())),
        ("llama.attention.head_count", Value::U32(1)),
        ("llama.attention.head_count_kv", Value::U32(1)),
        ("llama.attention.layer_norm_rms_epsilon", Value::F32(1e-5)),
        ("llama.block_count", Value::U32(1)),
        ("llama.context_length", Value::U32(CONTEXT)),
        ("llama.embedding_length", Value::U32(u32::try_from(WIDTH).unwrap())),
        ("llama.rope.dimension_count", Value::U32(u32::try_from(WIDTH).unwrap())),
        ("tokenizer.chat_template", Value::String(TEMPLATE.into())),
        ("tokenizer.ggml.bos_token_id", Value::U32(IM_START)),
        ("tokenizer.ggml.eos_token_id", Value::U32(IM_END)),
        ("tokenizer.ggml.merges", Value::Array(Vec::new())),
        ("tokenizer.ggml.model", Value::String("gpt2".into())),
        ("tokenizer.ggml.pre", Value::String("smollm".into())),
        ("tokenizer.ggml.token_type", Value::Array(types)),
        ("tokenizer.ggml.tokens", Value::Array(tokens.into_iter().map(Value::String).collect())),
    ]
}

fn tensors() -> Vec<(String, QTensor)> {
    let vocabulary = 258;
    let matrix = |name: &str, rows: usize| {
        let values = (0u16..).take(rows * WIDTH).map(pseudo_random).collect();
        (name.to_owned(), quantized(Tensor::from_vec::<_, f32>(values, (rows, WIDTH), &Device::Cpu), GgmlDType::Q4_1))
    };
    let norm = |name: &str| {
        (name.to_owned(), quantized(Tensor::ones(WIDTH, candle_core::DType::F32, &Device::Cpu), GgmlDType::F32))
    };
    let zeros = Tensor::zeros((vocabulary, WIDTH), candle_core::DType::F32, &Device::Cpu);
    let mut tensors = vec![
        matrix("token_embd.weight", vocabulary),
        ("output.weight".to_owned(), quantized(zeros, GgmlDType::Q4_1)),
        norm("output_norm.weight"),
        norm("blk.0.attn_norm.weight"),
        norm("blk.0.ffn_norm.weight"),
    ];
    for name in ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_down", "ffn_up"] {
        tensors.push(matrix(&format!("blk.0.{name}.weight"), WIDTH));
    }
    tensors
}

/// A number between -0.1 and 0.1 for each `n`. The numbers are small, so that attention reads more than one token.
fn pseudo_random(n: u16) -> f32 {
    (f32::from(n.wrapping_mul(n).wrapping_mul(40_503)) / f32::from(u16::MAX) - 0.5) / 5.0
}

fn quantized(tensor: candle_core::Result<Tensor>, dtype: GgmlDType) -> QTensor {
    QTensor::quantize(&tensor.unwrap(), dtype).unwrap()
}
