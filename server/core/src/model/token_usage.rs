//! The tokens that calls of a model use.

use std::ops::AddAssign;

/// The tokens that a generation used, as the model's provider counted them. Each token is in one of the counts only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TokenUsage {
    /// Tokens of the prompt, instructions included, that were not read from the provider's prompt cache.
    pub input: u32,
    /// Tokens that the model generated.
    pub output: u32,
    /// Tokens of the prompt that the provider read from its prompt cache.
    pub cache_read: u32,
    /// Tokens of the prompt that the provider wrote to its prompt cache.
    pub cache_write: u32,
}

impl TokenUsage {
    /// The sum of all counts.
    pub fn total(self) -> u64 {
        [self.input, self.output, self.cache_read, self.cache_write].map(u64::from).iter().sum()
    }

    /// Tokens that the provider read from its prompt cache. Absent if there are none, so that answers of models without a
    /// cache do not mention one.
    pub fn cache_reads(self) -> Option<u32> {
        (self.cache_read > 0).then_some(self.cache_read)
    }

    /// Tokens that the provider wrote to its prompt cache. Absent if there are none.
    pub fn cache_writes(self) -> Option<u32> {
        (self.cache_write > 0).then_some(self.cache_write)
    }
}

/// Adds the tokens of another call. A sum beyond the largest number stays at the largest number.
impl AddAssign for TokenUsage {
    fn add_assign(&mut self, other: Self) {
        self.input = self.input.saturating_add(other.input);
        self.output = self.output.saturating_add(other.output);
        self.cache_read = self.cache_read.saturating_add(other.cache_read);
        self.cache_write = self.cache_write.saturating_add(other.cache_write);
    }
}

/// An estimate of the tokens of calls for which the provider did not report them. It is never added to a [`TokenUsage`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TokenEstimate {
    /// Tokens of the prompt, instructions included.
    pub input: u32,
    /// Generated tokens.
    pub output: u32,
}

impl TokenEstimate {
    /// The bytes of UTF-8 that are taken for one token: about right for English and for Chinese.
    const BYTES_PER_TOKEN: usize = 4;

    /// The estimate for a prompt and a text of these lengths in bytes.
    pub fn from_bytes(prompt: usize, text: usize) -> Self {
        let tokens = |bytes: usize| u32::try_from(bytes.div_ceil(Self::BYTES_PER_TOKEN)).unwrap_or(u32::MAX);
        Self { input: tokens(prompt), output: tokens(text) }
    }
}

/// Adds the estimate for another call. A sum beyond the largest number stays at the largest number.
impl AddAssign for TokenEstimate {
    fn add_assign(&mut self, other: Self) {
        self.input = self.input.saturating_add(other.input);
        self.output = self.output.saturating_add(other.output);
    }
}
