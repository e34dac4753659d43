//! Answers that cost what the caller says, for tests that add up.

use crate::event_stream::Step;
use crate::fake_bedrock::{Answer, Tokens};

/// A completion whose tokens are in the text, "INPUT OUTPUT", some more of them from and into a cache. After "breaks off"
/// a stream does; other texts fail.
pub fn answer(text: &str) -> Answer {
    match text.split_once(' ').map(|(input, output)| (input.parse::<i32>(), output.parse())) {
        Some((Ok(input), Ok(output))) => {
            Answer::Metered(Tokens { input, output, cache_read: input % 3, cache_write: input % 2 })
        }
        _ if text == "breaks off" => Answer::Stream(vec![Step::start(), Step::text("One"), Step::Cut]),
        _ => Answer::Exception(429, "ThrottlingException", "Too many requests.".to_owned()),
    }
}
