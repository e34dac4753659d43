//! What the log may show of a message that may quote a prompt: words of the API, and no others.

use std::collections::HashSet;
use std::sync::LazyLock;

/// The words that are shown. They are names of fields and the words in which Bedrock describes faults. Words that prompts
/// are made of, such as pronouns and articles, are not among them.
const WORDS: &str = "
    accept accepted access account adaptive additionalproperties allowed anthropic api apierror application array
    assistant authorized aws badrequesterror bedrock blank blocked body boolean bytes cachepoint characters code
    constraint constraints content contentblock context converse conversestream credentials default deprecated
    description detected document duplicate effort empty enum equal error errors exceed exceeded exceeds existing
    expected expired extra extraneous failed field fields file filter filtered filtering filters format found generation
    grammar greater guardrail guardrailconfig guardrailidentifier guardrails guardrailversion header headers http https
    identifier image inference inferenceconfig input inputs inputschema inputtext instructions integer internal invalid
    invocation item items json key keys large larger length less limit limits long longer malformed mantle match max
    max_completion_tokens max_tokens maximum maxitems maxlength maxtokencount maxtokens member message messages metadata
    minimum missing minitems minlength mistral mode model modelid models nova null number object on-demand operation
    output output_config parameter parameters pattern performanceconfig permitted policy profile profiles prompt
    prompts properties property provided quota range reasoning reasoningcontent reduce refused region regions rejected
    request requested requestmetadata required requires response retention role roles satisfy schema sequence sequences
    serialization service short signature size stop stop_sequence stop_sequences stopsequence stopsequences stream
    streaming string structured subject supported system temperature text texttoolong textgenerationconfig thinking
    throughput titan token tokens too tool tool_choice tool_result tool_use toolchoice toolconfig toolresult tools
    toolspec tooluse top_k top_p topk topp turn type types unexpected unknown unrecognized unsupported user valid
    validation value values version whitespace
    cannot doesn't isn't must no non non-empty non-whitespace not
";

/// How many words are shown at most. Bedrock names the fault in the first words.
const MOST_WORDS: usize = 24;

/// The words of a [comparable](super::message::comparable) message that are in the vocabulary, with `…` for each run of
/// others.
pub(super) fn known_words(message: &str) -> String {
    static VOCABULARY: LazyLock<HashSet<&str>> = LazyLock::new(|| WORDS.split_whitespace().collect());
    let is_part = |character: char| character.is_alphanumeric() || "_-'".contains(character);
    let words = message.split(|character| !is_part(character)).map(|word| word.trim_matches(['-', '\'']));
    let mut shown: Vec<&str> = Vec::new();
    for word in words.filter(|word| !word.is_empty()) {
        if shown.len() == MOST_WORDS {
            shown.push("…");
            break;
        }
        match VOCABULARY.get(word) {
            Some(known) => shown.push(known),
            None if shown.last() == Some(&"…") => {}
            None => shown.push("…"),
        }
    }
    shown.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_api_are_shown_and_all_others_are_not() {
        for (message, expected) in [
            ("stop_sequences.#: must not contain my secret plan", "stop_sequences must not …"),
            (
                "#/inferenceconfig/topk: expected type: number, found: string",
                "inferenceconfig topk expected type number found string",
            ),
            ("tell me about canary-secret", "…"),
            ("", ""),
        ] {
            assert_eq!(known_words(message), expected);
        }
        let long = known_words(&"model ".repeat(10_000));
        assert!(long.len() < 200 && long.ends_with('…'), "{long}");
    }
}
