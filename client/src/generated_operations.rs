// Generated from openapi/v1.json by `cargo openapi generate`. Do not edit.

use crate::generated_builder as builder;
use crate::generated_client::Client;
impl Client {
    /**Generate text

Sends the input to a model and returns the whole text. At temperature 0, the same request to the same model returns
the same or nearly the same text.

Sends a `POST` request to `/generate`*/
    pub fn generate(&self) -> builder::Generate<'_> {
        builder::Generate::new(self)
    }
    /**Generate text piece by piece

Works like `generate`, but sends the text while the model generates it, as server-sent events. The name of an event
is `delta`, `done` or `error`. Its data is one JSON object, whose `type` equals the name of the event. A request
that is refused or fails before the first piece gets a response with an error status, as for any operation. A later
failure is an `error` event. A stream that ends without `done` and without `error` was cut off. Lines that begin
with a colon only keep the connection open; ignore them.

Sends a `POST` request to `/generate/stream`*/
    pub fn generate_stream(&self) -> builder::GenerateStream<'_> {
        builder::GenerateStream::new(self)
    }
    /**Summarize a text

Returns a summary with the form and length that the request asks for. Every model can do this. If `stop_reason` is
`max_tokens`, the summary is incomplete.

Sends a `POST` request to `/summarize`*/
    pub fn summarize(&self) -> builder::Summarize<'_> {
        builder::Summarize::new(self)
    }
    /**Explain data

Answers a question about data with an explanation and its key points. The response is complete, or the request
fails: if the model's answer does not match the schema, the model is asked once to correct it. If the corrected
answer does not match either, the request fails with `invalid_model_answer`. A model that generates only text is
refused with `structured_output_unsupported`.

Sends a `POST` request to `/explain`*/
    pub fn explain(&self) -> builder::Explain<'_> {
        builder::Explain::new(self)
    }
    /**Draft a reply

Returns a draft of a reply to a customer's message, and what kind of message it is. The draft relies only on the
facts of the request. The response is complete, or the request fails: if the model's answer does not match the
schema, the model is asked once to correct it. If the corrected answer does not match either, the request fails with
`invalid_model_answer`. A model that generates only text is refused with `structured_output_unsupported`.

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

Returns the models that the caller may name in a request, with their limits, parameters and prices.

Sends a `GET` request to `/models`*/
    pub fn model_list(&self) -> builder::ModelList<'_> {
        builder::ModelList::new(self)
    }
    /**Check that the service is up

Responds as long as the service can respond at all. It calls no model and needs no API key.

Sends a `GET` request to `/health`*/
    pub fn health(&self) -> builder::Health<'_> {
        builder::Health::new(self)
    }
}
