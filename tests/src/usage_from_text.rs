//! Answers of the fake Bedrock whose token usage is written in the request's text, for tests that add up tokens and costs.

use crate::event_stream::Step;
use crate::fake_bedrock::{Answer, Tokens};

/// The answer to a text "INPUT OUTPUT": a completion with these numbers of tokens, and some more that were read from and
/// written to a cache. The text "breaks off" gives a stream that breaks off. Any other text is throttled.
pub fn answer(text: &str) -> Answer {
    match text.split_once(' ').map(|(input, output)| (input.parse::<i32>(), output.parse())) {
        Some((Ok(input), Ok(output))) => {
            Answer::WithUsage(Tokens { input, output, cache_read: input % 3, cache_write: input % 2 })
        }
        _ if text == "breaks off" => Answer::Stream(vec![Step::start(), Step::text("One"), Step::Cut]),
        _ => Answer::Exception(429, "ThrottlingException", "Too many requests.".to_owned()),
    }
}
