//! What the message of a refusal means. One exception (`ValidationException`) stands for every fault of a request, so only
//! its message tells whose fault it is.
//!
//! The rules are tried in their order. Rules that put the blame on the caller match anywhere in a message. Rules that put
//! the blame on the operator match only at its beginning: a message that quotes the caller's text cannot begin with that
//! text, so no caller can raise the operator's error rate. ERRORS.md has the sentences from which the rules were made.

use textgate_core::model::ModelErrorKind::{
    self, ContentBlocked, EndOfLife, LimitExceeded, Misconfigured, PromptTooLong, Refused,
};
use textgate_core::model::RequestField::{self, Input, MaxTokens, StopSequences, Temperature, TopP};

use super::pattern::matches;

/// A named rule: the messages that it is about, and what they mean.
pub(super) struct Rule {
    /// The name, for the log.
    pub(super) name: &'static str,
    /// The messages, as [patterns](super::pattern::matches).
    phrases: &'static [&'static str],
    pub(super) kind: ModelErrorKind,
    /// The field of the request at fault. Absent if it is not the caller's fault or cannot be told.
    pub(super) field: Option<RequestField>,
}

/// The first rule that a [comparable](super::message::comparable) message matches, with the phrase that it matches.
pub(super) fn find(message: &str) -> Option<(&'static Rule, &'static str)> {
    RULES.iter().find_map(|rule| {
        let phrase = rule.phrases.iter().find(|phrase| matches(phrase, message))?;
        Some((rule, *phrase))
    })
}

const fn rule(
    name: &'static str,
    kind: ModelErrorKind,
    field: Option<RequestField>,
    phrases: &'static [&'static str],
) -> Rule {
    Rule { name, phrases, kind, field }
}

/// The rules, in the order in which they are tried.
pub(super) const RULES: &[Rule] = &[
    rule(
        "content filter",
        ContentBlocked,
        None,
        &[
            "*content filtering policy",
            "*blocked by our content filter",
            "*blocked by content filter",
            "*responsible ai policy",
            "*contains filtered words",
            "*contain filtered words",
        ],
    ),
    rule(
        "more stop sequences than the model takes, or longer ones",
        LimitExceeded,
        Some(StopSequences),
        &[
            "*stop sequence*longer than",
            "*stop sequence*too long",
            "*too many stop",
            "*stop_sequences*at most",
            "*stopsequences*expected max",
            "*stop_sequences*expected max",
            "*expected maximum item count",
            "*stopsequences*failed to satisfy constraint: member must have length less",
        ],
    ),
    rule(
        "more output tokens than the model generates",
        LimitExceeded,
        Some(MaxTokens),
        &[
            "*maximum tokens you requested exceed",
            "*max_tokens: * > *",
            "*max_completion_tokens* exceed",
            "*maximum allowed number of output tokens",
            "*requested # output tokens and your prompt contains # characters",
            "*maxtoken*not less or equal",
            "*max_tokens*not less or equal",
            "*max_tokens*must be less than or equal",
            "*inferenceconfig.maxtokens*must have value less",
        ],
    ),
    rule(
        "prompt too long",
        PromptTooLong,
        Some(Input),
        &[
            "*too many total text bytes",
            "*too many input tokens",
            "*input tokens exceeded",
            "*number of input tokens exceed",
            "*exceed* context limit",
            "*exceed* model maximum (#)",
            "*exceed* context window",
            "*exceed* max input token limit",
            "*exceed* maximum input",
            "*exceed* maximum context",
            "*exceed* model's max",
            "*longer than* model's context",
            "*maximum context length",
            "*maximum prompt length",
            "*input is too long",
            "*prompt is too long",
            "*input too long",
            "*prompt too long",
            "*request is too long",
            "*request too large",
            "*expected maxlength",
            "*too large for model",
            "*range of input length",
            "*too many tokens: size limit",
            "*size limit exceeded",
            "*message larger than max",
            "*value* at 'body' failed to satisfy",
            "*value* at 'messages*member must have length less",
            "*value* at 'system*member must have length less",
        ],
    ),
    rule(
        "stop sequences that the model does not take",
        Refused,
        Some(StopSequences),
        &[
            "*stop sequence",
            "*stop_sequence",
            "*stopsequence",
            "*does not match pattern",
            "*parameter stop",
            "*'stop' is not supported",
            "*extraneous key [stop]",
        ],
    ),
    rule(
        "temperature and top_p together",
        Refused,
        Some(TopP),
        &[
            "*temperature*top_p*both",
            "*temperature*top_p*only one",
            "*top_p*temperature*both",
            "*top_p*temperature*only one",
        ],
    ),
    rule("a temperature that the model does not take", Refused, Some(Temperature), &["*temperature"]),
    rule("a top_p that the model does not take", Refused, Some(TopP), &["*top_p", "*topp"]),
    rule(
        "a text that the model does not take",
        Refused,
        Some(Input),
        &[
            "*text field in the contentblock",
            "*text content blocks must",
            "*trailing whitespace",
            "*expected minlength",
            "*value* at 'messages*failed to satisfy",
        ],
    ),
    rule("a refusal without a reason", Refused, None, &["validation error$"]),
    rule(
        "end of life",
        EndOfLife,
        None,
        &[
            "This model version has reached the end of its life",
            "Access denied. This Model is marked by provider as Legacy",
        ],
    ),
    rule(
        "access, account, region, model id or guardrail",
        Misconfigured,
        None,
        &[
            "The provided model identifier is invalid",
            "The model identifier is invalid",
            "Could not resolve the foundation model from the provided model identifier",
            "Invocation of model ID * with on-demand throughput isn't supported",
            "Operation not allowed$",
            "You have not filled out the required use-case form for this model",
            "Model use case details have not been submitted for this account",
            "Access to Anthropic models is not allowed",
            "The guardrail identifier or version provided in the request does not exist",
            "The provided guardrail identifier is invalid",
            "Data retention mode * is not available for this model",
            "Inference profile not found",
            "Latency performance configuration is not supported",
            "The model is unsupported for streaming",
        ],
    ),
    rule(
        "the form of the service's own request",
        Misconfigured,
        None,
        &[
            "Malformed input request: *extraneous key [",
            "Malformed input request: *required key [",
            "Malformed input request: *is not a valid enum value",
            "#/*is not a valid enum value",
            "This model doesn't support tool use",
            "This model doesn't support system messages",
            // The fields that callers choose have rules above.
            "This model doesn't support the *field",
            "This model doesn't support the * that you provided",
            "The provided model doesn't support counting tokens",
            "tool_choice:",
            "\"auto\" tool choice requires",
            "A conversation must",
            "ContentBlock object at * must set one of the following keys",
            "The number of toolResult blocks at",
            "messages.#: tool_use ids were found without tool_result blocks",
            "max_tokens must be greater than thinking.budget_tokens",
            "role 'system' is not supported on this model",
            "adaptive thinking is not supported on this model",
            "output_config.*: Extra inputs are not permitted",
            "unsupported_parameter:",
            "Compiled grammar size * exceeds maximum allowed size",
            // With and without the value that is quoted.
            "Value '' at 'toolConfig",
            "Value at 'toolConfig",
            "Value '' at 'guardrailConfig",
            "Value at 'guardrailConfig",
            "Value '' at 'requestMetadata",
            "Value at 'requestMetadata",
            "Value '' at 'modelId",
            "Value at 'modelId",
            "Value '' at 'system",
            "Value at 'system",
        ],
    ),
];
