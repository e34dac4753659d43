// Generated from openapi/v1.json by `cargo openapi generate`. Do not edit.

use crate::builder;
use crate::client::Client;
impl Client {
    /**Generate text

Sends the input to a model and answers with the whole text. The same request to the same model at temperature 0 gives
the same or nearly the same text.

Sends a `POST` request to `/generate`*/
    pub fn generate(&self) -> builder::Generate<'_> {
        builder::Generate::new(self)
    }
    /**Generate text piece by piece

As `generate`, but the text comes as it is generated, in server-sent events. Each has an event name, `delta`, `done` or
`error`, and as data one JSON object, which names the type again in `type`. What is refused or fails before the first
piece is an answer with an error status, as of any operation; what fails later is an `error` event. A stream that ends
with neither `done` nor `error` was cut off on its way. Lines that begin with a colon keep the connection open and mean
nothing.

Sends a `POST` request to `/generate/stream`*/
    pub fn generate_stream(&self) -> builder::GenerateStream<'_> {
        builder::GenerateStream::new(self)
    }
    /**Summarize a text

Answers with a summary of the form and length that the request asks for. Every model can do it. Where `stop_reason` is
`max_tokens`, the summary is cut.

Sends a `POST` request to `/summarize`*/
    pub fn summarize(&self) -> builder::Summarize<'_> {
        builder::Summarize::new(self)
    }
    /**Explain data

Answers a question about data with an explanation and its key points. The answer is complete, or the request fails: a
model's answer of another form is repaired once, then refused with `invalid_model_answer`. A model that gives texts only
is refused with `structured_output_unsupported`.

Sends a `POST` request to `/explain`*/
    pub fn explain(&self) -> builder::Explain<'_> {
        builder::Explain::new(self)
    }
    /**Draft a reply

Answers with a draft of a reply to a customer's message, and with what kind of message it is. The draft relies on the
facts of the request alone. The answer is complete, or the request fails: a model's answer of another form is repaired
once, then refused with `invalid_model_answer`. A model that gives texts only is refused with
`structured_output_unsupported`.

Sends a `POST` request to `/reply`*/
    pub fn reply(&self) -> builder::Reply<'_> {
        builder::Reply::new(self)
    }
    /**Answer a text

The short form of `generate`, without options and without usage. New callers use `generate`.

Sends a `POST` request to `/text`*/
    pub fn text(&self) -> builder::Text<'_> {
        builder::Text::new(self)
    }
    /**List the models

The models that the caller may name in a request, with their limits and prices.

Sends a `GET` request to `/models`*/
    pub fn model_list(&self) -> builder::ModelList<'_> {
        builder::ModelList::new(self)
    }
    /**Check that the service is up

Answers as long as the service can answer at all. It calls no model and needs no key.

Sends a `GET` request to `/health`*/
    pub fn health(&self) -> builder::Health<'_> {
        builder::Health::new(self)
    }
}
