// Generated from openapi/v1.json by `cargo openapi generate`. Do not edit.

#![allow(clippy::all)]
#[allow(unused_imports)]
use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
use crate::generated_types as types;
/**Builder for [`Client::generate`]

[`Client::generate`]: super::Client::generate*/
#[derive(Debug, Clone)]
pub struct Generate<'a> {
    client: &'a super::Client,
    body: Result<types::builder::GenerateRequest, String>,
}
impl<'a> Generate<'a> {
    pub fn new(client: &'a super::Client) -> Self {
        Self {
            client: client,
            body: Ok(::std::default::Default::default()),
        }
    }
    pub fn body<V>(mut self, value: V) -> Self
    where
        V: std::convert::TryInto<types::GenerateRequest>,
        <V as std::convert::TryInto<types::GenerateRequest>>::Error: std::fmt::Display,
    {
        self.body = value
            .try_into()
            .map(From::from)
            .map_err(|s| {
                format!("conversion to `GenerateRequest` for body failed: {}", s)
            });
        self
    }
    pub fn body_map<F>(mut self, f: F) -> Self
    where
        F: std::ops::FnOnce(
            types::builder::GenerateRequest,
        ) -> types::builder::GenerateRequest,
    {
        self.body = self.body.map(f);
        self
    }
    ///Sends a `POST` request to `/generate`
    pub(crate) async fn execute(
        self,
    ) -> Result<ResponseValue<types::GenerateResponse>, Error<types::ErrorBody>> {
        let Self { client, body } = self;
        let body = body
            .and_then(|v| types::GenerateRequest::try_from(v).map_err(|e| e.to_string()))
            .map_err(Error::InvalidRequest)?;
        let url = format!("{}/generate", client.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(super::Client::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = client
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "generate",
        };
        client.pre(&mut request, &info).await?;
        let result = client.exec(request, &info).await;
        client.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    ///Sends a `POST` request to `/generate`
    pub async fn send(
        self,
    ) -> Result<crate::Response<types::GenerateResponse>, crate::Error> {
        let call = crate::call::Call::begin(self.client);
        let result = Generate {
            client: call.client(),
            ..self
        }
            .execute()
            .await;
        call.finish(result)
    }
    ///The text that the model answers. The length is counted in Unicode code points.
    pub fn input(
        mut self,
        value: impl std::convert::TryInto<
            types::GenerateRequestInput,
            Error: std::fmt::Display,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::value::<types::GenerateRequestInput, _>("input", value)
                    .map(|value| body.input(value))
            });
        self
    }
    ///How the model should answer: its role, tone or format. If omitted, the model gets no instructions.
    pub fn instructions(
        mut self,
        value: impl std::convert::TryInto<
            types::GenerateRequestInstructions,
            Error: std::fmt::Display,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::value::<
                    types::GenerateRequestInstructions,
                    _,
                >("instructions", value)
                    .map(|value| body.instructions(Some(value)))
            });
        self
    }
    /**Maximum number of tokens to generate. If omitted, the policy's default applies. A number above the model's
`max_output_tokens` is refused with `limit_exceeded`.*/
    pub fn max_tokens(mut self, value: u32) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::number::<
                    ::std::num::NonZeroU32,
                    _,
                >("max_tokens", value, Some(1), Some(65536))
                    .map(|value| body.max_tokens(Some(value)))
            });
        self
    }
    /**The name of the model, as `model_list` shows it. Only this model answers. If omitted, the policy's default model
answers; if that model is throttled, unavailable or failing, one of the policy's fallback models may answer.
`model` in the response is the model that answered.*/
    pub fn model(
        mut self,
        value: impl std::convert::TryInto<
            types::GenerateRequestModel,
            Error: std::fmt::Display,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::value::<types::GenerateRequestModel, _>("model", value)
                    .map(|value| body.model(Some(value)))
            });
        self
    }
    /**Texts that end the generation when the model writes one of them. The output does not contain them. A model may
take fewer or shorter ones (otherwise `limit_exceeded`), or none that consist of white space (otherwise
`model_refused`).*/
    pub fn stop_sequences(
        mut self,
        value: impl IntoIterator<
            Item: std::convert::TryInto<types::StopSequence, Error: std::fmt::Display>,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::list::<
                    types::StopSequence,
                    _,
                >("stop_sequences", value, Some(4))
                    .map(|value| body.stop_sequences(value))
            });
        self
    }
    /**Randomness: 0 gives the most likely text, 1 the most varied text. If omitted, the policy's default applies. If
the lowest temperature of the model is above this value, the lowest temperature is used. A model that takes no
temperature refuses it with `model_refused`; `model_list` shows the `parameters` of each model.*/
    pub fn temperature(mut self, value: f32) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::number::<
                    f32,
                    _,
                >("temperature", value, Some(0.0), Some(1.0))
                    .map(|value| body.temperature(Some(value)))
            });
        self
    }
    /**Nucleus sampling: the model chooses among the most likely tokens whose probabilities add up to this value. If
omitted, the policy's default applies. Some models take either `temperature` or `top_p`: if only `top_p` is set,
it is used alone; if both are set, the request is refused with `model_refused`.*/
    pub fn top_p(mut self, value: f32) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::number::<f32, _>("top_p", value, Some(0.0), Some(1.0))
                    .map(|value| body.top_p(Some(value)))
            });
        self
    }
}
/**Builder for [`Client::generate_stream`]

[`Client::generate_stream`]: super::Client::generate_stream*/
#[derive(Debug, Clone)]
pub struct GenerateStream<'a> {
    client: &'a super::Client,
    body: Result<types::builder::GenerateRequest, String>,
}
impl<'a> GenerateStream<'a> {
    pub fn new(client: &'a super::Client) -> Self {
        Self {
            client: client,
            body: Ok(::std::default::Default::default()),
        }
    }
    pub fn body<V>(mut self, value: V) -> Self
    where
        V: std::convert::TryInto<types::GenerateRequest>,
        <V as std::convert::TryInto<types::GenerateRequest>>::Error: std::fmt::Display,
    {
        self.body = value
            .try_into()
            .map(From::from)
            .map_err(|s| {
                format!("conversion to `GenerateRequest` for body failed: {}", s)
            });
        self
    }
    pub fn body_map<F>(mut self, f: F) -> Self
    where
        F: std::ops::FnOnce(
            types::builder::GenerateRequest,
        ) -> types::builder::GenerateRequest,
    {
        self.body = self.body.map(f);
        self
    }
    ///Sends a `POST` request to `/generate/stream`
    pub(crate) async fn execute(
        self,
    ) -> Result<ResponseValue<ByteStream>, Error<types::ErrorBody>> {
        let Self { client, body } = self;
        let body = body
            .and_then(|v| types::GenerateRequest::try_from(v).map_err(|e| e.to_string()))
            .map_err(Error::InvalidRequest)?;
        let url = format!("{}/generate/stream", client.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(super::Client::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = client
            .client
            .post(url)
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "generate_stream",
        };
        client.pre(&mut request, &info).await?;
        let result = client.exec(request, &info).await;
        client.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => Ok(ResponseValue::stream(response)),
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    ///Sends a `POST` request to `/generate/stream`
    pub(crate) async fn open_stream(
        self,
    ) -> Result<crate::Response<ByteStream>, crate::Error> {
        let call = crate::call::Call::begin(self.client);
        let result = GenerateStream {
            client: call.client(),
            ..self
        }
            .execute()
            .await;
        call.finish(result)
    }
    ///The text that the model answers. The length is counted in Unicode code points.
    pub fn input(
        mut self,
        value: impl std::convert::TryInto<
            types::GenerateRequestInput,
            Error: std::fmt::Display,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::value::<types::GenerateRequestInput, _>("input", value)
                    .map(|value| body.input(value))
            });
        self
    }
    ///How the model should answer: its role, tone or format. If omitted, the model gets no instructions.
    pub fn instructions(
        mut self,
        value: impl std::convert::TryInto<
            types::GenerateRequestInstructions,
            Error: std::fmt::Display,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::value::<
                    types::GenerateRequestInstructions,
                    _,
                >("instructions", value)
                    .map(|value| body.instructions(Some(value)))
            });
        self
    }
    /**Maximum number of tokens to generate. If omitted, the policy's default applies. A number above the model's
`max_output_tokens` is refused with `limit_exceeded`.*/
    pub fn max_tokens(mut self, value: u32) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::number::<
                    ::std::num::NonZeroU32,
                    _,
                >("max_tokens", value, Some(1), Some(65536))
                    .map(|value| body.max_tokens(Some(value)))
            });
        self
    }
    /**The name of the model, as `model_list` shows it. Only this model answers. If omitted, the policy's default model
answers; if that model is throttled, unavailable or failing, one of the policy's fallback models may answer.
`model` in the response is the model that answered.*/
    pub fn model(
        mut self,
        value: impl std::convert::TryInto<
            types::GenerateRequestModel,
            Error: std::fmt::Display,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::value::<types::GenerateRequestModel, _>("model", value)
                    .map(|value| body.model(Some(value)))
            });
        self
    }
    /**Texts that end the generation when the model writes one of them. The output does not contain them. A model may
take fewer or shorter ones (otherwise `limit_exceeded`), or none that consist of white space (otherwise
`model_refused`).*/
    pub fn stop_sequences(
        mut self,
        value: impl IntoIterator<
            Item: std::convert::TryInto<types::StopSequence, Error: std::fmt::Display>,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::list::<
                    types::StopSequence,
                    _,
                >("stop_sequences", value, Some(4))
                    .map(|value| body.stop_sequences(value))
            });
        self
    }
    /**Randomness: 0 gives the most likely text, 1 the most varied text. If omitted, the policy's default applies. If
the lowest temperature of the model is above this value, the lowest temperature is used. A model that takes no
temperature refuses it with `model_refused`; `model_list` shows the `parameters` of each model.*/
    pub fn temperature(mut self, value: f32) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::number::<
                    f32,
                    _,
                >("temperature", value, Some(0.0), Some(1.0))
                    .map(|value| body.temperature(Some(value)))
            });
        self
    }
    /**Nucleus sampling: the model chooses among the most likely tokens whose probabilities add up to this value. If
omitted, the policy's default applies. Some models take either `temperature` or `top_p`: if only `top_p` is set,
it is used alone; if both are set, the request is refused with `model_refused`.*/
    pub fn top_p(mut self, value: f32) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::number::<f32, _>("top_p", value, Some(0.0), Some(1.0))
                    .map(|value| body.top_p(Some(value)))
            });
        self
    }
}
/**Builder for [`Client::summarize`]

[`Client::summarize`]: super::Client::summarize*/
#[derive(Debug, Clone)]
pub struct Summarize<'a> {
    client: &'a super::Client,
    body: Result<types::builder::SummarizeRequest, String>,
}
impl<'a> Summarize<'a> {
    pub fn new(client: &'a super::Client) -> Self {
        Self {
            client: client,
            body: Ok(::std::default::Default::default()),
        }
    }
    pub fn body<V>(mut self, value: V) -> Self
    where
        V: std::convert::TryInto<types::SummarizeRequest>,
        <V as std::convert::TryInto<types::SummarizeRequest>>::Error: std::fmt::Display,
    {
        self.body = value
            .try_into()
            .map(From::from)
            .map_err(|s| {
                format!("conversion to `SummarizeRequest` for body failed: {}", s)
            });
        self
    }
    pub fn body_map<F>(mut self, f: F) -> Self
    where
        F: std::ops::FnOnce(
            types::builder::SummarizeRequest,
        ) -> types::builder::SummarizeRequest,
    {
        self.body = self.body.map(f);
        self
    }
    ///Sends a `POST` request to `/summarize`
    pub(crate) async fn execute(
        self,
    ) -> Result<ResponseValue<types::SummarizeResponse>, Error<types::ErrorBody>> {
        let Self { client, body } = self;
        let body = body
            .and_then(|v| {
                types::SummarizeRequest::try_from(v).map_err(|e| e.to_string())
            })
            .map_err(Error::InvalidRequest)?;
        let url = format!("{}/summarize", client.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(super::Client::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = client
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "summarize",
        };
        client.pre(&mut request, &info).await?;
        let result = client.exec(request, &info).await;
        client.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    ///Sends a `POST` request to `/summarize`
    pub async fn send(
        self,
    ) -> Result<crate::Response<types::SummarizeResponse>, crate::Error> {
        let call = crate::call::Call::begin(self.client);
        let result = Summarize {
            client: call.client(),
            ..self
        }
            .execute()
            .await;
        call.finish(result)
    }
    /**The form of the summary. If omitted: `paragraph`.

- `paragraph`: Continuous text.
- `bullets`: A list of points. Each point is one line that begins with a hyphen.*/
    pub fn form(
        mut self,
        value: impl std::convert::TryInto<
            types::SummarizeRequestForm,
            Error: std::fmt::Display,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::value::<types::SummarizeRequestForm, _>("form", value)
                    .map(|value| body.form(Some(value)))
            });
        self
    }
    /**The length of the summary. If omitted: `medium`.

- `short`: One or two sentences, or at most three points.
- `medium`: Three to five sentences, or at most six points.
- `long`: Two or three paragraphs, or at most twelve points.*/
    pub fn length(
        mut self,
        value: impl std::convert::TryInto<
            types::SummarizeRequestLength,
            Error: std::fmt::Display,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::value::<types::SummarizeRequestLength, _>("length", value)
                    .map(|value| body.length(Some(value)))
            });
        self
    }
    /**The name of the model, as `model_list` shows it. If omitted, the policy's default model for this operation
answers.*/
    pub fn model(
        mut self,
        value: impl std::convert::TryInto<
            types::SummarizeRequestModel,
            Error: std::fmt::Display,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::value::<types::SummarizeRequestModel, _>("model", value)
                    .map(|value| body.model(Some(value)))
            });
        self
    }
    /**The text to summarize. The length is counted in Unicode code points. The model gets this text as data, not as
instructions.*/
    pub fn text(
        mut self,
        value: impl std::convert::TryInto<
            types::SummarizeRequestText,
            Error: std::fmt::Display,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::value::<types::SummarizeRequestText, _>("text", value)
                    .map(|value| body.text(value))
            });
        self
    }
}
/**Builder for [`Client::explain`]

[`Client::explain`]: super::Client::explain*/
#[derive(Debug, Clone)]
pub struct Explain<'a> {
    client: &'a super::Client,
    body: Result<types::builder::ExplainRequest, String>,
}
impl<'a> Explain<'a> {
    pub fn new(client: &'a super::Client) -> Self {
        Self {
            client: client,
            body: Ok(::std::default::Default::default()),
        }
    }
    pub fn body<V>(mut self, value: V) -> Self
    where
        V: std::convert::TryInto<types::ExplainRequest>,
        <V as std::convert::TryInto<types::ExplainRequest>>::Error: std::fmt::Display,
    {
        self.body = value
            .try_into()
            .map(From::from)
            .map_err(|s| {
                format!("conversion to `ExplainRequest` for body failed: {}", s)
            });
        self
    }
    pub fn body_map<F>(mut self, f: F) -> Self
    where
        F: std::ops::FnOnce(
            types::builder::ExplainRequest,
        ) -> types::builder::ExplainRequest,
    {
        self.body = self.body.map(f);
        self
    }
    ///Sends a `POST` request to `/explain`
    pub(crate) async fn execute(
        self,
    ) -> Result<ResponseValue<types::ExplainResponse>, Error<types::ErrorBody>> {
        let Self { client, body } = self;
        let body = body
            .and_then(|v| types::ExplainRequest::try_from(v).map_err(|e| e.to_string()))
            .map_err(Error::InvalidRequest)?;
        let url = format!("{}/explain", client.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(super::Client::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = client
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "explain",
        };
        client.pre(&mut request, &info).await?;
        let result = client.exec(request, &info).await;
        client.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    ///Sends a `POST` request to `/explain`
    pub async fn send(
        self,
    ) -> Result<crate::Response<types::ExplainResponse>, crate::Error> {
        let call = crate::call::Call::begin(self.client);
        let result = Explain {
            client: call.client(),
            ..self
        }
            .execute()
            .await;
        call.finish(result)
    }
    /**The readers of the explanation. If omitted: `general`.

- `general`: Readers without special knowledge: plain words, no jargon.
- `executive`: Readers who make decisions: the meaning and the consequences, with few details.
- `expert`: Specialists of the field: exact terms and figures.*/
    pub fn audience(
        mut self,
        value: impl std::convert::TryInto<
            types::ExplainRequestAudience,
            Error: std::fmt::Display,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::value::<
                    types::ExplainRequestAudience,
                    _,
                >("audience", value)
                    .map(|value| body.audience(Some(value)))
            });
        self
    }
    /**The data to explain: text, CSV or JSON. The length is counted in Unicode code points. The model gets this text
as data, not as instructions.*/
    pub fn data(
        mut self,
        value: impl std::convert::TryInto<
            types::ExplainRequestData,
            Error: std::fmt::Display,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::value::<types::ExplainRequestData, _>("data", value)
                    .map(|value| body.data(value))
            });
        self
    }
    /**The name of the model, one that `model_list` shows as `structured`. If omitted, the policy's default model for
this operation answers.*/
    pub fn model(
        mut self,
        value: impl std::convert::TryInto<
            types::ExplainRequestModel,
            Error: std::fmt::Display,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::value::<types::ExplainRequestModel, _>("model", value)
                    .map(|value| body.model(Some(value)))
            });
        self
    }
    ///The question that the explanation answers.
    pub fn question(
        mut self,
        value: impl std::convert::TryInto<
            types::ExplainRequestQuestion,
            Error: std::fmt::Display,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::value::<
                    types::ExplainRequestQuestion,
                    _,
                >("question", value)
                    .map(|value| body.question(value))
            });
        self
    }
}
/**Builder for [`Client::reply`]

[`Client::reply`]: super::Client::reply*/
#[derive(Debug, Clone)]
pub struct Reply<'a> {
    client: &'a super::Client,
    body: Result<types::builder::ReplyRequest, String>,
}
impl<'a> Reply<'a> {
    pub fn new(client: &'a super::Client) -> Self {
        Self {
            client: client,
            body: Ok(::std::default::Default::default()),
        }
    }
    pub fn body<V>(mut self, value: V) -> Self
    where
        V: std::convert::TryInto<types::ReplyRequest>,
        <V as std::convert::TryInto<types::ReplyRequest>>::Error: std::fmt::Display,
    {
        self.body = value
            .try_into()
            .map(From::from)
            .map_err(|s| format!("conversion to `ReplyRequest` for body failed: {}", s));
        self
    }
    pub fn body_map<F>(mut self, f: F) -> Self
    where
        F: std::ops::FnOnce(
            types::builder::ReplyRequest,
        ) -> types::builder::ReplyRequest,
    {
        self.body = self.body.map(f);
        self
    }
    ///Sends a `POST` request to `/reply`
    pub(crate) async fn execute(
        self,
    ) -> Result<ResponseValue<types::ReplyResponse>, Error<types::ErrorBody>> {
        let Self { client, body } = self;
        let body = body
            .and_then(|v| types::ReplyRequest::try_from(v).map_err(|e| e.to_string()))
            .map_err(Error::InvalidRequest)?;
        let url = format!("{}/reply", client.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(super::Client::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = client
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "reply",
        };
        client.pre(&mut request, &info).await?;
        let result = client.exec(request, &info).await;
        client.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    ///Sends a `POST` request to `/reply`
    pub async fn send(
        self,
    ) -> Result<crate::Response<types::ReplyResponse>, crate::Error> {
        let call = crate::call::Call::begin(self.client);
        let result = Reply {
            client: call.client(),
            ..self
        }
            .execute()
            .await;
        call.finish(result)
    }
    /**The facts that the reply may rely on, one statement each. If omitted, the reply relies on nothing and promises
nothing.*/
    pub fn facts(
        mut self,
        value: impl IntoIterator<
            Item: std::convert::TryInto<types::Fact, Error: std::fmt::Display>,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::list::<types::Fact, _>("facts", value, Some(50))
                    .map(|value| body.facts(value))
            });
        self
    }
    /**The customer's message. The length is counted in Unicode code points. The model gets this text as data, not as
instructions.*/
    pub fn message(
        mut self,
        value: impl std::convert::TryInto<
            types::ReplyRequestMessage,
            Error: std::fmt::Display,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::value::<types::ReplyRequestMessage, _>("message", value)
                    .map(|value| body.message(value))
            });
        self
    }
    /**The name of the model, one that `model_list` shows as `structured`. If omitted, the policy's default model for
this operation answers.*/
    pub fn model(
        mut self,
        value: impl std::convert::TryInto<
            types::ReplyRequestModel,
            Error: std::fmt::Display,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::value::<types::ReplyRequestModel, _>("model", value)
                    .map(|value| body.model(Some(value)))
            });
        self
    }
    /**The tone of the reply. If omitted: `friendly`.

- `friendly`: Warm and personal.
- `formal`: Polite and reserved.
- `brief`: Short and to the point.*/
    pub fn tone(
        mut self,
        value: impl std::convert::TryInto<
            types::ReplyRequestTone,
            Error: std::fmt::Display,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::value::<types::ReplyRequestTone, _>("tone", value)
                    .map(|value| body.tone(Some(value)))
            });
        self
    }
}
/**Builder for [`Client::text`]

[`Client::text`]: super::Client::text*/
#[derive(Debug, Clone)]
pub struct Text<'a> {
    client: &'a super::Client,
    body: Result<types::builder::TextRequest, String>,
}
impl<'a> Text<'a> {
    pub fn new(client: &'a super::Client) -> Self {
        Self {
            client: client,
            body: Ok(::std::default::Default::default()),
        }
    }
    pub fn body<V>(mut self, value: V) -> Self
    where
        V: std::convert::TryInto<types::TextRequest>,
        <V as std::convert::TryInto<types::TextRequest>>::Error: std::fmt::Display,
    {
        self.body = value
            .try_into()
            .map(From::from)
            .map_err(|s| format!("conversion to `TextRequest` for body failed: {}", s));
        self
    }
    pub fn body_map<F>(mut self, f: F) -> Self
    where
        F: std::ops::FnOnce(types::builder::TextRequest) -> types::builder::TextRequest,
    {
        self.body = self.body.map(f);
        self
    }
    ///Sends a `POST` request to `/text`
    pub(crate) async fn execute(
        self,
    ) -> Result<ResponseValue<types::TextResponse>, Error<types::ErrorBody>> {
        let Self { client, body } = self;
        let body = body
            .and_then(|v| types::TextRequest::try_from(v).map_err(|e| e.to_string()))
            .map_err(Error::InvalidRequest)?;
        let url = format!("{}/text", client.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(super::Client::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = client
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "text",
        };
        client.pre(&mut request, &info).await?;
        let result = client.exec(request, &info).await;
        client.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    ///Sends a `POST` request to `/text`
    pub async fn send(
        self,
    ) -> Result<crate::Response<types::TextResponse>, crate::Error> {
        let call = crate::call::Call::begin(self.client);
        let result = Text {
            client: call.client(),
            ..self
        }
            .execute()
            .await;
        call.finish(result)
    }
    ///The text that the model answers. The length is counted in Unicode code points.
    pub fn text(
        mut self,
        value: impl std::convert::TryInto<
            types::TextRequestText,
            Error: std::fmt::Display,
        >,
    ) -> Self {
        self.body = self
            .body
            .and_then(|body| {
                crate::fields::value::<types::TextRequestText, _>("text", value)
                    .map(|value| body.text(value))
            });
        self
    }
}
/**Builder for [`Client::model_list`]

[`Client::model_list`]: super::Client::model_list*/
#[derive(Debug, Clone)]
pub struct ModelList<'a> {
    client: &'a super::Client,
}
impl<'a> ModelList<'a> {
    pub fn new(client: &'a super::Client) -> Self {
        Self { client: client }
    }
    ///Sends a `GET` request to `/models`
    pub(crate) async fn execute(
        self,
    ) -> Result<ResponseValue<types::ModelList>, Error<types::ErrorBody>> {
        let Self { client } = self;
        let url = format!("{}/models", client.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(super::Client::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = client
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "model_list",
        };
        client.pre(&mut request, &info).await?;
        let result = client.exec(request, &info).await;
        client.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    ///Sends a `GET` request to `/models`
    pub async fn send(self) -> Result<crate::Response<types::ModelList>, crate::Error> {
        let call = crate::call::Call::begin(self.client);
        let result = ModelList {
            client: call.client(),
            ..self
        }
            .execute()
            .await;
        call.finish(result)
    }
}
/**Builder for [`Client::health`]

[`Client::health`]: super::Client::health*/
#[derive(Debug, Clone)]
pub struct Health<'a> {
    client: &'a super::Client,
}
impl<'a> Health<'a> {
    pub fn new(client: &'a super::Client) -> Self {
        Self { client: client }
    }
    ///Sends a `GET` request to `/health`
    pub(crate) async fn execute(
        self,
    ) -> Result<ResponseValue<types::Health>, Error<types::ErrorBody>> {
        let Self { client } = self;
        let url = format!("{}/health", client.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(super::Client::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = client
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "health",
        };
        client.pre(&mut request, &info).await?;
        let result = client.exec(request, &info).await;
        client.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    ///Sends a `GET` request to `/health`
    pub async fn send(self) -> Result<crate::Response<types::Health>, crate::Error> {
        let call = crate::call::Call::begin(self.client);
        let result = Health {
            client: call.client(),
            ..self
        }
            .execute()
            .await;
        call.finish(result)
    }
}
