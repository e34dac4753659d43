// Generated from openapi/v1.json by `cargo openapi generate`. Do not edit.

//! Types used as operation parameters and responses.
#![allow(clippy::all)]
///A piece of the generated text. It follows the pieces before it.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
pub struct DeltaEvent {
    ///The piece. All pieces together are the output.
    pub text: ::std::string::String,
    ///The type of the event.
    #[serde(rename = "type")]
    pub type_: DeltaEventType,
}
impl DeltaEvent {
    pub fn builder() -> builder::DeltaEvent {
        Default::default()
    }
}
///The type of the event.
#[derive(
    ::serde::Deserialize,
    ::serde::Serialize,
    Clone,
    Copy,
    Debug,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd
)]
pub enum DeltaEventType {
    #[serde(rename = "delta")]
    Delta,
}
impl ::std::fmt::Display for DeltaEventType {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match *self {
            Self::Delta => f.write_str("delta"),
        }
    }
}
impl ::std::str::FromStr for DeltaEventType {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        match value {
            "delta" => Ok(Self::Delta),
            _ => Err("invalid value".into()),
        }
    }
}
impl ::std::convert::TryFrom<&str> for DeltaEventType {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for DeltaEventType {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
///The generation is complete.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
pub struct DoneEvent {
    ///The id of this generation.
    pub id: ::std::string::String,
    ///The model that answered.
    pub model: ::std::string::String,
    pub stop_reason: StopReason,
    ///The type of the event.
    #[serde(rename = "type")]
    pub type_: DoneEventType,
    pub usage: Usage,
}
impl DoneEvent {
    pub fn builder() -> builder::DoneEvent {
        Default::default()
    }
}
///The type of the event.
#[derive(
    ::serde::Deserialize,
    ::serde::Serialize,
    Clone,
    Copy,
    Debug,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd
)]
pub enum DoneEventType {
    #[serde(rename = "done")]
    Done,
}
impl ::std::fmt::Display for DoneEventType {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match *self {
            Self::Done => f.write_str("done"),
        }
    }
}
impl ::std::str::FromStr for DoneEventType {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        match value {
            "done" => Ok(Self::Done),
            _ => Err("invalid value".into()),
        }
    }
}
impl ::std::convert::TryFrom<&str> for DoneEventType {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for DoneEventType {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
///The error body of every operation.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
pub struct ErrorBody {
    /**What went wrong, for programs. New codes may be added: treat an unknown code by its HTTP status.

- `invalid_request` (400): The request body is not valid JSON or does not match the schema of the operation.
- `unauthorized` (401): The credentials are missing, invalid or expired.
- `forbidden` (403): The credentials do not allow this request, a firewall refuses it, or it comes from a web page of an origin that may not call the service.
- `consumer_unknown` (403): The credentials are valid, but the policy has no consumer for them.
- `not_found` (404): There is no such path.
- `method_not_allowed` (405): The path does not support this method. The header `Allow` lists the methods that it supports.
- `request_timeout` (408): The request body did not arrive in time.
- `payload_too_large` (413): The request body is larger than the service accepts.
- `unsupported_media_type` (415): The content type of the request body is not `application/json`.
- `model_not_found` (404): The policy has no model with this name.
- `structured_output_unsupported` (403): The operation needs a JSON object from the model, and the model generates only text: name a model that `model_list` shows as `structured`.
- `content_blocked` (403): A content filter or a guardrail of the model's provider blocked the prompt or the answer, and left no text or no whole JSON object to answer with.
- `model_not_allowed` (403): The policy has the model, but does not allow the caller to use it.
- `limit_exceeded` (403): The request asks for more than the policy or the model allows.
- `model_refused` (403): The model refuses something in the request that the contract allows, such as a parameter or a stop sequence that the model does not take. The message names the field if it can be told. Leave it out or change it, or name another model.
- `rate_limited` (429): There are too many requests at the moment. Wait for the time that `Retry-After` gives.
- `quota_exceeded` (429): The quota of the API key is used up. Only the gateway answers with this code.
- `overloaded` (503): The queue of the service is full. Wait for the time that `Retry-After` gives.
- `shutting_down` (503): The service is shutting down, so the answer cannot be completed. Send the request again.
- `model_unavailable` (503): The model cannot be reached or is not ready. Wait for the time that `Retry-After` gives.
- `model_timeout` (504): The model did not answer in time.
- `model_error` (502): The model failed.
- `invalid_model_answer` (502): The model answered twice, and neither answer matched the schema of the operation. Send the request again.
- `incomplete_model_answer` (502): The model reached the maximum number of tokens before its answer was complete. Ask for a shorter answer.
- `model_misconfigured` (502): The model's provider refuses the service: its account has no access to the model, or its configuration is wrong. The operator of the service has to fix this.
- `internal` (500): The service failed. Its log has the cause.*/
    pub code: ::std::string::String,
    ///What went wrong, for people. The wording may change.
    pub error: ::std::string::String,
    ///The id of this request in the log of the service. It equals the response header `x-request-id`.
    pub request_id: ::std::string::String,
    /**Where the request body does not match its schema: at most 16 places. Present only if the service checked the
body against its schema.*/
    #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
    pub violations: ::std::vec::Vec<Violation>,
}
impl ErrorBody {
    pub fn builder() -> builder::ErrorBody {
        Default::default()
    }
}
///The generation failed after it had begun. The pieces before this event are not the whole text.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
pub struct ErrorEvent {
    pub error: ErrorBody,
    ///The type of the event.
    #[serde(rename = "type")]
    pub type_: ErrorEventType,
}
impl ErrorEvent {
    pub fn builder() -> builder::ErrorEvent {
        Default::default()
    }
}
///The type of the event.
#[derive(
    ::serde::Deserialize,
    ::serde::Serialize,
    Clone,
    Copy,
    Debug,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd
)]
pub enum ErrorEventType {
    #[serde(rename = "error")]
    Error,
}
impl ::std::fmt::Display for ErrorEventType {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match *self {
            Self::Error => f.write_str("error"),
        }
    }
}
impl ::std::str::FromStr for ErrorEventType {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        match value {
            "error" => Ok(Self::Error),
            _ => Err("invalid value".into()),
        }
    }
}
impl ::std::convert::TryFrom<&str> for ErrorEventType {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for ErrorEventType {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
///Data to explain, and a question about them.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub struct ExplainRequest {
    /**The readers of the explanation. If omitted: `general`.

- `general`: Readers without special knowledge: plain words, no jargon.
- `executive`: Readers who make decisions: the meaning and the consequences, with few details.
- `expert`: Specialists of the field: exact terms and figures.*/
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub audience: ::std::option::Option<ExplainRequestAudience>,
    /**The data to explain: text, CSV or JSON. The length is counted in Unicode code points. The model gets this text
as data, not as instructions.*/
    pub data: ExplainRequestData,
    /**The name of the model, one that `model_list` shows as `structured`. If omitted, the policy's default model for
this operation answers.*/
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub model: ::std::option::Option<ExplainRequestModel>,
    ///The question that the explanation answers.
    pub question: ExplainRequestQuestion,
}
impl ExplainRequest {
    pub fn builder() -> builder::ExplainRequest {
        Default::default()
    }
}
/**The readers of the explanation. If omitted: `general`.

- `general`: Readers without special knowledge: plain words, no jargon.
- `executive`: Readers who make decisions: the meaning and the consequences, with few details.
- `expert`: Specialists of the field: exact terms and figures.*/
#[derive(
    ::serde::Deserialize,
    ::serde::Serialize,
    Clone,
    Copy,
    Debug,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd
)]
pub enum ExplainRequestAudience {
    #[serde(rename = "general")]
    General,
    #[serde(rename = "executive")]
    Executive,
    #[serde(rename = "expert")]
    Expert,
}
impl ::std::fmt::Display for ExplainRequestAudience {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match *self {
            Self::General => f.write_str("general"),
            Self::Executive => f.write_str("executive"),
            Self::Expert => f.write_str("expert"),
        }
    }
}
impl ::std::str::FromStr for ExplainRequestAudience {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        match value {
            "general" => Ok(Self::General),
            "executive" => Ok(Self::Executive),
            "expert" => Ok(Self::Expert),
            _ => Err("invalid value".into()),
        }
    }
}
impl ::std::convert::TryFrom<&str> for ExplainRequestAudience {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for ExplainRequestAudience {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
/**The data to explain: text, CSV or JSON. The length is counted in Unicode code points. The model gets this text
as data, not as instructions.*/
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(transparent)]
pub struct ExplainRequestData(::std::string::String);
impl ::std::ops::Deref for ExplainRequestData {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}
impl ::std::convert::From<ExplainRequestData> for ::std::string::String {
    fn from(value: ExplainRequestData) -> Self {
        value.0
    }
}
impl ::std::str::FromStr for ExplainRequestData {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 200000usize {
            return Err("longer than 200000 characters".into());
        }
        if value.chars().count() < 1usize {
            return Err("shorter than 1 characters".into());
        }
        Ok(Self(value.to_string()))
    }
}
impl ::std::convert::TryFrom<&str> for ExplainRequestData {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for ExplainRequestData {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl<'de> ::serde::Deserialize<'de> for ExplainRequestData {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}
/**The name of the model, one that `model_list` shows as `structured`. If omitted, the policy's default model for
this operation answers.*/
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(transparent)]
pub struct ExplainRequestModel(::std::string::String);
impl ::std::ops::Deref for ExplainRequestModel {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}
impl ::std::convert::From<ExplainRequestModel> for ::std::string::String {
    fn from(value: ExplainRequestModel) -> Self {
        value.0
    }
}
impl ::std::str::FromStr for ExplainRequestModel {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 64usize {
            return Err("longer than 64 characters".into());
        }
        if value.chars().count() < 1usize {
            return Err("shorter than 1 characters".into());
        }
        Ok(Self(value.to_string()))
    }
}
impl ::std::convert::TryFrom<&str> for ExplainRequestModel {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for ExplainRequestModel {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl<'de> ::serde::Deserialize<'de> for ExplainRequestModel {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}
///The question that the explanation answers.
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(transparent)]
pub struct ExplainRequestQuestion(::std::string::String);
impl ::std::ops::Deref for ExplainRequestQuestion {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}
impl ::std::convert::From<ExplainRequestQuestion> for ::std::string::String {
    fn from(value: ExplainRequestQuestion) -> Self {
        value.0
    }
}
impl ::std::str::FromStr for ExplainRequestQuestion {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 4000usize {
            return Err("longer than 4000 characters".into());
        }
        if value.chars().count() < 1usize {
            return Err("shorter than 1 characters".into());
        }
        Ok(Self(value.to_string()))
    }
}
impl ::std::convert::TryFrom<&str> for ExplainRequestQuestion {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for ExplainRequestQuestion {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl<'de> ::serde::Deserialize<'de> for ExplainRequestQuestion {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}
///An explanation of data.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
pub struct ExplainResponse {
    /**The answer to the question, in the question's language, from the data alone. If the data do not answer the question,
it says so.*/
    pub explanation: ::std::string::String,
    ///The id of this generation.
    pub id: ::std::string::String,
    ///The most important points, one sentence each, the most important first.
    pub key_points: ::std::vec::Vec<::std::string::String>,
    ///The model that answered.
    pub model: ::std::string::String,
    pub stop_reason: StopReason,
    pub usage: Usage,
}
impl ExplainResponse {
    pub fn builder() -> builder::ExplainResponse {
        Default::default()
    }
}
///A statement that the reply may rely on.
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(transparent)]
pub struct Fact(::std::string::String);
impl ::std::ops::Deref for Fact {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}
impl ::std::convert::From<Fact> for ::std::string::String {
    fn from(value: Fact) -> Self {
        value.0
    }
}
impl ::std::str::FromStr for Fact {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 2000usize {
            return Err("longer than 2000 characters".into());
        }
        if value.chars().count() < 1usize {
            return Err("shorter than 1 characters".into());
        }
        Ok(Self(value.to_string()))
    }
}
impl ::std::convert::TryFrom<&str> for Fact {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for Fact {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl<'de> ::serde::Deserialize<'de> for Fact {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}
///A text for a model to answer, and how the model should answer it.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub struct GenerateRequest {
    ///The text that the model answers. The length is counted in Unicode code points.
    pub input: GenerateRequestInput,
    ///How the model should answer: its role, tone or format. If omitted, the model gets no instructions.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub instructions: ::std::option::Option<GenerateRequestInstructions>,
    /**Maximum number of tokens to generate. If omitted, the policy's default applies. A number above the model's
`max_output_tokens` is refused with `limit_exceeded`.*/
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub max_tokens: ::std::option::Option<::std::num::NonZeroU32>,
    /**The name of the model, as `model_list` shows it. Only this model answers. If omitted, the policy's default model
answers; if that model is throttled, unavailable or failing, one of the policy's fallback models may answer.
`model` in the response is the model that answered.*/
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub model: ::std::option::Option<GenerateRequestModel>,
    /**Texts that end the generation when the model writes one of them. The output does not contain them. A model may
take fewer or shorter ones (otherwise `limit_exceeded`), or none that consist of white space (otherwise
`model_refused`).*/
    #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
    pub stop_sequences: ::std::vec::Vec<StopSequence>,
    /**Randomness: 0 gives the most likely text, 1 the most varied text. If omitted, the policy's default applies. If
the lowest temperature of the model is above this value, the lowest temperature is used. A model that takes no
temperature refuses it with `model_refused`; `model_list` shows the `parameters` of each model.*/
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub temperature: ::std::option::Option<f32>,
    /**Nucleus sampling: the model chooses among the most likely tokens whose probabilities add up to this value. If
omitted, the policy's default applies. Some models take either `temperature` or `top_p`: if only `top_p` is set,
it is used alone; if both are set, the request is refused with `model_refused`.*/
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub top_p: ::std::option::Option<f32>,
}
impl GenerateRequest {
    pub fn builder() -> builder::GenerateRequest {
        Default::default()
    }
}
///The text that the model answers. The length is counted in Unicode code points.
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(transparent)]
pub struct GenerateRequestInput(::std::string::String);
impl ::std::ops::Deref for GenerateRequestInput {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}
impl ::std::convert::From<GenerateRequestInput> for ::std::string::String {
    fn from(value: GenerateRequestInput) -> Self {
        value.0
    }
}
impl ::std::str::FromStr for GenerateRequestInput {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 200000usize {
            return Err("longer than 200000 characters".into());
        }
        if value.chars().count() < 1usize {
            return Err("shorter than 1 characters".into());
        }
        Ok(Self(value.to_string()))
    }
}
impl ::std::convert::TryFrom<&str> for GenerateRequestInput {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for GenerateRequestInput {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl<'de> ::serde::Deserialize<'de> for GenerateRequestInput {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}
///How the model should answer: its role, tone or format. If omitted, the model gets no instructions.
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(transparent)]
pub struct GenerateRequestInstructions(::std::string::String);
impl ::std::ops::Deref for GenerateRequestInstructions {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}
impl ::std::convert::From<GenerateRequestInstructions> for ::std::string::String {
    fn from(value: GenerateRequestInstructions) -> Self {
        value.0
    }
}
impl ::std::str::FromStr for GenerateRequestInstructions {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 20000usize {
            return Err("longer than 20000 characters".into());
        }
        if value.chars().count() < 1usize {
            return Err("shorter than 1 characters".into());
        }
        Ok(Self(value.to_string()))
    }
}
impl ::std::convert::TryFrom<&str> for GenerateRequestInstructions {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for GenerateRequestInstructions {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl<'de> ::serde::Deserialize<'de> for GenerateRequestInstructions {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}
/**The name of the model, as `model_list` shows it. Only this model answers. If omitted, the policy's default model
answers; if that model is throttled, unavailable or failing, one of the policy's fallback models may answer.
`model` in the response is the model that answered.*/
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(transparent)]
pub struct GenerateRequestModel(::std::string::String);
impl ::std::ops::Deref for GenerateRequestModel {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}
impl ::std::convert::From<GenerateRequestModel> for ::std::string::String {
    fn from(value: GenerateRequestModel) -> Self {
        value.0
    }
}
impl ::std::str::FromStr for GenerateRequestModel {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 64usize {
            return Err("longer than 64 characters".into());
        }
        if value.chars().count() < 1usize {
            return Err("shorter than 1 characters".into());
        }
        Ok(Self(value.to_string()))
    }
}
impl ::std::convert::TryFrom<&str> for GenerateRequestModel {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for GenerateRequestModel {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl<'de> ::serde::Deserialize<'de> for GenerateRequestModel {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}
///Generated text, and what the generation used.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
pub struct GenerateResponse {
    ///The id of this generation.
    pub id: ::std::string::String,
    ///The model that answered: the model of the request, the policy's default model, or one of its fallback models.
    pub model: ::std::string::String,
    ///The generated text.
    pub output: ::std::string::String,
    pub stop_reason: StopReason,
    pub usage: Usage,
}
impl GenerateResponse {
    pub fn builder() -> builder::GenerateResponse {
        Default::default()
    }
}
///The state of the service.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
pub struct Health {
    ///Always `ok`.
    pub status: ::std::string::String,
    ///The version of the service. The version of the contract is in the document.
    pub version: ::std::string::String,
}
impl Health {
    pub fn builder() -> builder::Health {
        Default::default()
    }
}
///A model, its limits and its price.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
pub struct Model {
    ///Maximum number of tokens of the prompt and the answer together.
    pub context_tokens: i64,
    ///Whether this model answers a request that names no model.
    pub default: bool,
    ///Maximum value of `max_tokens` in a request.
    pub max_output_tokens: i64,
    ///The name of the model, for the field `model` of a request.
    pub name: ::std::string::String,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub parameters: ::std::option::Option<ModelParameters>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub price: ::std::option::Option<ModelPrice>,
    ///Whether the model can answer with JSON objects, which `explain` and `reply` need.
    pub structured: bool,
}
impl Model {
    pub fn builder() -> builder::Model {
        Default::default()
    }
}
///The models that the caller may use.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
pub struct ModelList {
    ///The models, in the order of the policy.
    pub models: ::std::vec::Vec<Model>,
}
impl ModelList {
    pub fn builder() -> builder::ModelList {
        Default::default()
    }
}
/**Which parameters a model takes besides `max_tokens`, and within which limits. The limits of `GenerateRequest` apply as
well. Services before version 1.3.0 omit this: they refuse no parameter that `GenerateRequest` allows.*/
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
pub struct ModelParameters {
    /**Whether the model takes stop sequences that consist of white space. If not, a request with one is refused with
`model_refused`. Omitted if the model takes no stop sequences.*/
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub blank_stop_sequences: ::std::option::Option<bool>,
    /**Maximum length of a stop sequence in Unicode code points. Longer ones are refused with `limit_exceeded`. Omitted if
the model has no limit of its own.*/
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub max_stop_sequence_characters: ::std::option::Option<i64>,
    /**Maximum number of stop sequences. More are refused with `limit_exceeded`. Omitted if the model has no limit of its
own.*/
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub max_stop_sequences: ::std::option::Option<i64>,
    /**The lowest temperature that the model gets: a lower one in a request is raised to it. Omitted if the model takes no
temperature.*/
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub min_temperature: ::std::option::Option<f64>,
    ///Whether the model takes `stop_sequences`. If not, a request with them is refused with `model_refused`.
    pub stop_sequences: bool,
    ///Whether the model takes `temperature`. If not, a request with it is refused with `model_refused`.
    pub temperature: bool,
    ///Whether the model takes `top_p`. If not, a request with it is refused with `model_refused`.
    pub top_p: bool,
    /**Whether the model takes only one of `temperature` and `top_p`. If so, a request with both is refused with
`model_refused`.*/
    pub top_p_excludes_temperature: bool,
}
impl ModelParameters {
    pub fn builder() -> builder::ModelParameters {
        Default::default()
    }
}
///The prices of a model, as decimals.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
pub struct ModelPrice {
    ///USD per million input tokens that are read from a prompt cache. Omitted if the policy has no such price.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub cache_read_input_usd_per_million_tokens: ::std::option::Option<
        ::std::string::String,
    >,
    ///USD per million input tokens that are written to a prompt cache. Omitted if the policy has no such price.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub cache_write_input_usd_per_million_tokens: ::std::option::Option<
        ::std::string::String,
    >,
    ///USD per million input tokens that are neither read from nor written to a prompt cache.
    pub input_usd_per_million_tokens: ::std::string::String,
    ///USD per million generated tokens.
    pub output_usd_per_million_tokens: ::std::string::String,
}
impl ModelPrice {
    pub fn builder() -> builder::ModelPrice {
        Default::default()
    }
}
///A customer's message to reply to, and the facts that the reply may rely on.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub struct ReplyRequest {
    /**The facts that the reply may rely on, one statement each. If omitted, the reply relies on nothing and promises
nothing.*/
    #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
    pub facts: ::std::vec::Vec<Fact>,
    /**The customer's message. The length is counted in Unicode code points. The model gets this text as data, not as
instructions.*/
    pub message: ReplyRequestMessage,
    /**The name of the model, one that `model_list` shows as `structured`. If omitted, the policy's default model for
this operation answers.*/
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub model: ::std::option::Option<ReplyRequestModel>,
    /**The tone of the reply. If omitted: `friendly`.

- `friendly`: Warm and personal.
- `formal`: Polite and reserved.
- `brief`: Short and to the point.*/
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub tone: ::std::option::Option<ReplyRequestTone>,
}
impl ReplyRequest {
    pub fn builder() -> builder::ReplyRequest {
        Default::default()
    }
}
/**The customer's message. The length is counted in Unicode code points. The model gets this text as data, not as
instructions.*/
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(transparent)]
pub struct ReplyRequestMessage(::std::string::String);
impl ::std::ops::Deref for ReplyRequestMessage {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}
impl ::std::convert::From<ReplyRequestMessage> for ::std::string::String {
    fn from(value: ReplyRequestMessage) -> Self {
        value.0
    }
}
impl ::std::str::FromStr for ReplyRequestMessage {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 100000usize {
            return Err("longer than 100000 characters".into());
        }
        if value.chars().count() < 1usize {
            return Err("shorter than 1 characters".into());
        }
        Ok(Self(value.to_string()))
    }
}
impl ::std::convert::TryFrom<&str> for ReplyRequestMessage {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for ReplyRequestMessage {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl<'de> ::serde::Deserialize<'de> for ReplyRequestMessage {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}
/**The name of the model, one that `model_list` shows as `structured`. If omitted, the policy's default model for
this operation answers.*/
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(transparent)]
pub struct ReplyRequestModel(::std::string::String);
impl ::std::ops::Deref for ReplyRequestModel {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}
impl ::std::convert::From<ReplyRequestModel> for ::std::string::String {
    fn from(value: ReplyRequestModel) -> Self {
        value.0
    }
}
impl ::std::str::FromStr for ReplyRequestModel {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 64usize {
            return Err("longer than 64 characters".into());
        }
        if value.chars().count() < 1usize {
            return Err("shorter than 1 characters".into());
        }
        Ok(Self(value.to_string()))
    }
}
impl ::std::convert::TryFrom<&str> for ReplyRequestModel {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for ReplyRequestModel {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl<'de> ::serde::Deserialize<'de> for ReplyRequestModel {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}
/**The tone of the reply. If omitted: `friendly`.

- `friendly`: Warm and personal.
- `formal`: Polite and reserved.
- `brief`: Short and to the point.*/
#[derive(
    ::serde::Deserialize,
    ::serde::Serialize,
    Clone,
    Copy,
    Debug,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd
)]
pub enum ReplyRequestTone {
    #[serde(rename = "friendly")]
    Friendly,
    #[serde(rename = "formal")]
    Formal,
    #[serde(rename = "brief")]
    Brief,
}
impl ::std::fmt::Display for ReplyRequestTone {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match *self {
            Self::Friendly => f.write_str("friendly"),
            Self::Formal => f.write_str("formal"),
            Self::Brief => f.write_str("brief"),
        }
    }
}
impl ::std::str::FromStr for ReplyRequestTone {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        match value {
            "friendly" => Ok(Self::Friendly),
            "formal" => Ok(Self::Formal),
            "brief" => Ok(Self::Brief),
            _ => Err("invalid value".into()),
        }
    }
}
impl ::std::convert::TryFrom<&str> for ReplyRequestTone {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for ReplyRequestTone {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
///A draft of a reply, and a classification of the customer's message.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
pub struct ReplyResponse {
    /**What the message is about.

- `question`: The customer wants to know something.
- `request`: The customer wants something to be done.
- `complaint`: The customer is dissatisfied with something.
- `praise`: The customer is satisfied and says so.
- `other`: None of the other values.*/
    pub category: ReplyResponseCategory,
    /**Whether a person should read the message: the facts are not enough to answer it, or the customer is angry, is in
danger or threatens legal action.*/
    pub escalate: bool,
    ///The id of this generation.
    pub id: ::std::string::String,
    ///The model that answered.
    pub model: ::std::string::String,
    ///The reply, in the language of the message. It promises nothing beyond the facts.
    pub reply: ::std::string::String,
    /**The mood of the message.

- `positive`: Satisfied or grateful.
- `neutral`: Neither positive nor negative.
- `negative`: Dissatisfied, angry or worried.
- `other`: None of the other values, or several of them at once.*/
    pub sentiment: ReplyResponseSentiment,
    pub stop_reason: StopReason,
    pub usage: Usage,
}
impl ReplyResponse {
    pub fn builder() -> builder::ReplyResponse {
        Default::default()
    }
}
/**What the message is about.

- `question`: The customer wants to know something.
- `request`: The customer wants something to be done.
- `complaint`: The customer is dissatisfied with something.
- `praise`: The customer is satisfied and says so.
- `other`: None of the other values.*/
#[derive(
    ::serde::Deserialize,
    ::serde::Serialize,
    Clone,
    Copy,
    Debug,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd
)]
pub enum ReplyResponseCategory {
    #[serde(rename = "question")]
    Question,
    #[serde(rename = "request")]
    Request,
    #[serde(rename = "complaint")]
    Complaint,
    #[serde(rename = "praise")]
    Praise,
    #[serde(rename = "other")]
    Other,
}
impl ::std::fmt::Display for ReplyResponseCategory {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match *self {
            Self::Question => f.write_str("question"),
            Self::Request => f.write_str("request"),
            Self::Complaint => f.write_str("complaint"),
            Self::Praise => f.write_str("praise"),
            Self::Other => f.write_str("other"),
        }
    }
}
impl ::std::str::FromStr for ReplyResponseCategory {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        match value {
            "question" => Ok(Self::Question),
            "request" => Ok(Self::Request),
            "complaint" => Ok(Self::Complaint),
            "praise" => Ok(Self::Praise),
            "other" => Ok(Self::Other),
            _ => Err("invalid value".into()),
        }
    }
}
impl ::std::convert::TryFrom<&str> for ReplyResponseCategory {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for ReplyResponseCategory {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
/**The mood of the message.

- `positive`: Satisfied or grateful.
- `neutral`: Neither positive nor negative.
- `negative`: Dissatisfied, angry or worried.
- `other`: None of the other values, or several of them at once.*/
#[derive(
    ::serde::Deserialize,
    ::serde::Serialize,
    Clone,
    Copy,
    Debug,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd
)]
pub enum ReplyResponseSentiment {
    #[serde(rename = "positive")]
    Positive,
    #[serde(rename = "neutral")]
    Neutral,
    #[serde(rename = "negative")]
    Negative,
    #[serde(rename = "other")]
    Other,
}
impl ::std::fmt::Display for ReplyResponseSentiment {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match *self {
            Self::Positive => f.write_str("positive"),
            Self::Neutral => f.write_str("neutral"),
            Self::Negative => f.write_str("negative"),
            Self::Other => f.write_str("other"),
        }
    }
}
impl ::std::str::FromStr for ReplyResponseSentiment {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        match value {
            "positive" => Ok(Self::Positive),
            "neutral" => Ok(Self::Neutral),
            "negative" => Ok(Self::Negative),
            "other" => Ok(Self::Other),
            _ => Err("invalid value".into()),
        }
    }
}
impl ::std::convert::TryFrom<&str> for ReplyResponseSentiment {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for ReplyResponseSentiment {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
/**Why a model stopped.

- `end_turn`: The model ended its answer: it is complete.
- `max_tokens`: The answer reached `max_tokens`.
- `stop_sequence`: The model wrote one of the stop sequences.
- `guardrail_intervened`: A guardrail blocked or masked text: the output is the text that it let pass, or the guardrail's own message.
- `content_filtered`: The provider's content filter cut the text.
- `other`: Any other reason.*/
#[derive(
    ::serde::Deserialize,
    ::serde::Serialize,
    Clone,
    Copy,
    Debug,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd
)]
pub enum StopReason {
    #[serde(rename = "end_turn")]
    EndTurn,
    #[serde(rename = "max_tokens")]
    MaxTokens,
    #[serde(rename = "stop_sequence")]
    StopSequence,
    #[serde(rename = "guardrail_intervened")]
    GuardrailIntervened,
    #[serde(rename = "content_filtered")]
    ContentFiltered,
    #[serde(rename = "other")]
    Other,
}
impl ::std::fmt::Display for StopReason {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match *self {
            Self::EndTurn => f.write_str("end_turn"),
            Self::MaxTokens => f.write_str("max_tokens"),
            Self::StopSequence => f.write_str("stop_sequence"),
            Self::GuardrailIntervened => f.write_str("guardrail_intervened"),
            Self::ContentFiltered => f.write_str("content_filtered"),
            Self::Other => f.write_str("other"),
        }
    }
}
impl ::std::str::FromStr for StopReason {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        match value {
            "end_turn" => Ok(Self::EndTurn),
            "max_tokens" => Ok(Self::MaxTokens),
            "stop_sequence" => Ok(Self::StopSequence),
            "guardrail_intervened" => Ok(Self::GuardrailIntervened),
            "content_filtered" => Ok(Self::ContentFiltered),
            "other" => Ok(Self::Other),
            _ => Err("invalid value".into()),
        }
    }
}
impl ::std::convert::TryFrom<&str> for StopReason {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for StopReason {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
///A text that ends the generation when the model writes it.
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(transparent)]
pub struct StopSequence(::std::string::String);
impl ::std::ops::Deref for StopSequence {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}
impl ::std::convert::From<StopSequence> for ::std::string::String {
    fn from(value: StopSequence) -> Self {
        value.0
    }
}
impl ::std::str::FromStr for StopSequence {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 64usize {
            return Err("longer than 64 characters".into());
        }
        if value.chars().count() < 1usize {
            return Err("shorter than 1 characters".into());
        }
        Ok(Self(value.to_string()))
    }
}
impl ::std::convert::TryFrom<&str> for StopSequence {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for StopSequence {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl<'de> ::serde::Deserialize<'de> for StopSequence {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}
/**An event of a generation. A stream has any number of `delta` events. Then it has one `done` event or one `error`
event, which is the last. New types of events may be added: ignore an event whose type you do not know.*/
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
#[serde(untagged)]
pub enum StreamEvent {
    DeltaEvent(DeltaEvent),
    DoneEvent(DoneEvent),
    ErrorEvent(ErrorEvent),
}
impl ::std::convert::From<DeltaEvent> for StreamEvent {
    fn from(value: DeltaEvent) -> Self {
        Self::DeltaEvent(value)
    }
}
impl ::std::convert::From<DoneEvent> for StreamEvent {
    fn from(value: DoneEvent) -> Self {
        Self::DoneEvent(value)
    }
}
impl ::std::convert::From<ErrorEvent> for StreamEvent {
    fn from(value: ErrorEvent) -> Self {
        Self::ErrorEvent(value)
    }
}
///A text to summarize, and the form and length of the summary.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub struct SummarizeRequest {
    /**The form of the summary. If omitted: `paragraph`.

- `paragraph`: Continuous text.
- `bullets`: A list of points. Each point is one line that begins with a hyphen.*/
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub form: ::std::option::Option<SummarizeRequestForm>,
    /**The length of the summary. If omitted: `medium`.

- `short`: One or two sentences, or at most three points.
- `medium`: Three to five sentences, or at most six points.
- `long`: Two or three paragraphs, or at most twelve points.*/
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub length: ::std::option::Option<SummarizeRequestLength>,
    /**The name of the model, as `model_list` shows it. If omitted, the policy's default model for this operation
answers.*/
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub model: ::std::option::Option<SummarizeRequestModel>,
    /**The text to summarize. The length is counted in Unicode code points. The model gets this text as data, not as
instructions.*/
    pub text: SummarizeRequestText,
}
impl SummarizeRequest {
    pub fn builder() -> builder::SummarizeRequest {
        Default::default()
    }
}
/**The form of the summary. If omitted: `paragraph`.

- `paragraph`: Continuous text.
- `bullets`: A list of points. Each point is one line that begins with a hyphen.*/
#[derive(
    ::serde::Deserialize,
    ::serde::Serialize,
    Clone,
    Copy,
    Debug,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd
)]
pub enum SummarizeRequestForm {
    #[serde(rename = "paragraph")]
    Paragraph,
    #[serde(rename = "bullets")]
    Bullets,
}
impl ::std::fmt::Display for SummarizeRequestForm {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match *self {
            Self::Paragraph => f.write_str("paragraph"),
            Self::Bullets => f.write_str("bullets"),
        }
    }
}
impl ::std::str::FromStr for SummarizeRequestForm {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        match value {
            "paragraph" => Ok(Self::Paragraph),
            "bullets" => Ok(Self::Bullets),
            _ => Err("invalid value".into()),
        }
    }
}
impl ::std::convert::TryFrom<&str> for SummarizeRequestForm {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for SummarizeRequestForm {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
/**The length of the summary. If omitted: `medium`.

- `short`: One or two sentences, or at most three points.
- `medium`: Three to five sentences, or at most six points.
- `long`: Two or three paragraphs, or at most twelve points.*/
#[derive(
    ::serde::Deserialize,
    ::serde::Serialize,
    Clone,
    Copy,
    Debug,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd
)]
pub enum SummarizeRequestLength {
    #[serde(rename = "short")]
    Short,
    #[serde(rename = "medium")]
    Medium,
    #[serde(rename = "long")]
    Long,
}
impl ::std::fmt::Display for SummarizeRequestLength {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match *self {
            Self::Short => f.write_str("short"),
            Self::Medium => f.write_str("medium"),
            Self::Long => f.write_str("long"),
        }
    }
}
impl ::std::str::FromStr for SummarizeRequestLength {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        match value {
            "short" => Ok(Self::Short),
            "medium" => Ok(Self::Medium),
            "long" => Ok(Self::Long),
            _ => Err("invalid value".into()),
        }
    }
}
impl ::std::convert::TryFrom<&str> for SummarizeRequestLength {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for SummarizeRequestLength {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
/**The name of the model, as `model_list` shows it. If omitted, the policy's default model for this operation
answers.*/
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(transparent)]
pub struct SummarizeRequestModel(::std::string::String);
impl ::std::ops::Deref for SummarizeRequestModel {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}
impl ::std::convert::From<SummarizeRequestModel> for ::std::string::String {
    fn from(value: SummarizeRequestModel) -> Self {
        value.0
    }
}
impl ::std::str::FromStr for SummarizeRequestModel {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 64usize {
            return Err("longer than 64 characters".into());
        }
        if value.chars().count() < 1usize {
            return Err("shorter than 1 characters".into());
        }
        Ok(Self(value.to_string()))
    }
}
impl ::std::convert::TryFrom<&str> for SummarizeRequestModel {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for SummarizeRequestModel {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl<'de> ::serde::Deserialize<'de> for SummarizeRequestModel {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}
/**The text to summarize. The length is counted in Unicode code points. The model gets this text as data, not as
instructions.*/
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(transparent)]
pub struct SummarizeRequestText(::std::string::String);
impl ::std::ops::Deref for SummarizeRequestText {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}
impl ::std::convert::From<SummarizeRequestText> for ::std::string::String {
    fn from(value: SummarizeRequestText) -> Self {
        value.0
    }
}
impl ::std::str::FromStr for SummarizeRequestText {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 200000usize {
            return Err("longer than 200000 characters".into());
        }
        if value.chars().count() < 1usize {
            return Err("shorter than 1 characters".into());
        }
        Ok(Self(value.to_string()))
    }
}
impl ::std::convert::TryFrom<&str> for SummarizeRequestText {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for SummarizeRequestText {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl<'de> ::serde::Deserialize<'de> for SummarizeRequestText {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}
///A summary.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
pub struct SummarizeResponse {
    ///The id of this generation.
    pub id: ::std::string::String,
    ///The model that answered.
    pub model: ::std::string::String,
    pub stop_reason: StopReason,
    ///The summary, in the language of the text. The points of a list are separated by line feeds.
    pub summary: ::std::string::String,
    pub usage: Usage,
}
impl SummarizeResponse {
    pub fn builder() -> builder::SummarizeResponse {
        Default::default()
    }
}
///A text for a model to answer.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub struct TextRequest {
    ///The text that the model answers. The length is counted in Unicode code points.
    pub text: TextRequestText,
}
impl TextRequest {
    pub fn builder() -> builder::TextRequest {
        Default::default()
    }
}
///The text that the model answers. The length is counted in Unicode code points.
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(transparent)]
pub struct TextRequestText(::std::string::String);
impl ::std::ops::Deref for TextRequestText {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}
impl ::std::convert::From<TextRequestText> for ::std::string::String {
    fn from(value: TextRequestText) -> Self {
        value.0
    }
}
impl ::std::str::FromStr for TextRequestText {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 200000usize {
            return Err("longer than 200000 characters".into());
        }
        if value.chars().count() < 1usize {
            return Err("shorter than 1 characters".into());
        }
        Ok(Self(value.to_string()))
    }
}
impl ::std::convert::TryFrom<&str> for TextRequestText {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for TextRequestText {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl<'de> ::serde::Deserialize<'de> for TextRequestText {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}
///The answer of a model.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
pub struct TextResponse {
    ///The generated text.
    pub response: ::std::string::String,
}
impl TextResponse {
    pub fn builder() -> builder::TextResponse {
        Default::default()
    }
}
/**The tokens that a generation used, and their cost. If a model was called more than once for the request, or several models
were called, the tokens of all calls. All counts are 0 and the cost is omitted if the model's provider reported no tokens.*/
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
pub struct Usage {
    ///Input tokens that the provider read from its prompt cache. Omitted if there are none.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub cache_read_input_tokens: ::std::option::Option<i64>,
    ///Input tokens that the provider wrote to its prompt cache. Omitted if there are none.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub cache_write_input_tokens: ::std::option::Option<i64>,
    /**The cost of these tokens in USD: each count multiplied by its price, not rounded, as a decimal without an
exponent. Omitted if the policy has no price for the model, or no price for the tokens that a prompt cache was
used for, or if the model's provider did not report the tokens.*/
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub cost_usd: ::std::option::Option<::std::string::String>,
    /**Input tokens, as the model counted them: the input, the instructions and the text that frames them. Tokens in
`cache_read_input_tokens` and `cache_write_input_tokens` are not included.*/
    pub input_tokens: i64,
    ///Tokens that the model generated.
    pub output_tokens: i64,
    ///The sum of all these tokens.
    pub total_tokens: i64,
}
impl Usage {
    pub fn builder() -> builder::Usage {
        Default::default()
    }
}
///A place where the request body does not match its schema.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
pub struct Violation {
    ///What the schema requires at this place, for people.
    pub message: ::std::string::String,
    ///The place in the request body, as a JSON pointer (RFC 6901). Empty for the whole body.
    pub pointer: ::std::string::String,
}
impl Violation {
    pub fn builder() -> builder::Violation {
        Default::default()
    }
}
/// Types for composing complex structures.
pub mod builder {
    #[derive(Clone, Debug)]
    pub struct DeltaEvent {
        text: ::std::result::Result<::std::string::String, ::std::string::String>,
        type_: ::std::result::Result<super::DeltaEventType, ::std::string::String>,
    }
    impl ::std::default::Default for DeltaEvent {
        fn default() -> Self {
            Self {
                text: Err("no value supplied for text".to_string()),
                type_: Err("no value supplied for type_".to_string()),
            }
        }
    }
    impl DeltaEvent {
        pub fn text<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.text = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for text: {e}"));
            self
        }
        pub fn type_<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::DeltaEventType>,
            T::Error: ::std::fmt::Display,
        {
            self.type_ = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for type_: {e}"));
            self
        }
    }
    impl ::std::convert::TryFrom<DeltaEvent> for super::DeltaEvent {
        type Error = super::error::ConversionError;
        fn try_from(
            value: DeltaEvent,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self {
                text: value.text?,
                type_: value.type_?,
            })
        }
    }
    impl ::std::convert::From<super::DeltaEvent> for DeltaEvent {
        fn from(value: super::DeltaEvent) -> Self {
            Self {
                text: Ok(value.text),
                type_: Ok(value.type_),
            }
        }
    }
    #[derive(Clone, Debug)]
    pub struct DoneEvent {
        id: ::std::result::Result<::std::string::String, ::std::string::String>,
        model: ::std::result::Result<::std::string::String, ::std::string::String>,
        stop_reason: ::std::result::Result<super::StopReason, ::std::string::String>,
        type_: ::std::result::Result<super::DoneEventType, ::std::string::String>,
        usage: ::std::result::Result<super::Usage, ::std::string::String>,
    }
    impl ::std::default::Default for DoneEvent {
        fn default() -> Self {
            Self {
                id: Err("no value supplied for id".to_string()),
                model: Err("no value supplied for model".to_string()),
                stop_reason: Err("no value supplied for stop_reason".to_string()),
                type_: Err("no value supplied for type_".to_string()),
                usage: Err("no value supplied for usage".to_string()),
            }
        }
    }
    impl DoneEvent {
        pub fn id<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.id = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for id: {e}"));
            self
        }
        pub fn model<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.model = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for model: {e}"));
            self
        }
        pub fn stop_reason<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::StopReason>,
            T::Error: ::std::fmt::Display,
        {
            self.stop_reason = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for stop_reason: {e}")
                });
            self
        }
        pub fn type_<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::DoneEventType>,
            T::Error: ::std::fmt::Display,
        {
            self.type_ = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for type_: {e}"));
            self
        }
        pub fn usage<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::Usage>,
            T::Error: ::std::fmt::Display,
        {
            self.usage = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for usage: {e}"));
            self
        }
    }
    impl ::std::convert::TryFrom<DoneEvent> for super::DoneEvent {
        type Error = super::error::ConversionError;
        fn try_from(
            value: DoneEvent,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self {
                id: value.id?,
                model: value.model?,
                stop_reason: value.stop_reason?,
                type_: value.type_?,
                usage: value.usage?,
            })
        }
    }
    impl ::std::convert::From<super::DoneEvent> for DoneEvent {
        fn from(value: super::DoneEvent) -> Self {
            Self {
                id: Ok(value.id),
                model: Ok(value.model),
                stop_reason: Ok(value.stop_reason),
                type_: Ok(value.type_),
                usage: Ok(value.usage),
            }
        }
    }
    #[derive(Clone, Debug)]
    pub struct ErrorBody {
        code: ::std::result::Result<::std::string::String, ::std::string::String>,
        error: ::std::result::Result<::std::string::String, ::std::string::String>,
        request_id: ::std::result::Result<::std::string::String, ::std::string::String>,
        violations: ::std::result::Result<
            ::std::vec::Vec<super::Violation>,
            ::std::string::String,
        >,
    }
    impl ::std::default::Default for ErrorBody {
        fn default() -> Self {
            Self {
                code: Err("no value supplied for code".to_string()),
                error: Err("no value supplied for error".to_string()),
                request_id: Err("no value supplied for request_id".to_string()),
                violations: Ok(Default::default()),
            }
        }
    }
    impl ErrorBody {
        pub fn code<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.code = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for code: {e}"));
            self
        }
        pub fn error<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.error = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for error: {e}"));
            self
        }
        pub fn request_id<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.request_id = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for request_id: {e}")
                });
            self
        }
        pub fn violations<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::vec::Vec<super::Violation>>,
            T::Error: ::std::fmt::Display,
        {
            self.violations = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for violations: {e}")
                });
            self
        }
    }
    impl ::std::convert::TryFrom<ErrorBody> for super::ErrorBody {
        type Error = super::error::ConversionError;
        fn try_from(
            value: ErrorBody,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self {
                code: value.code?,
                error: value.error?,
                request_id: value.request_id?,
                violations: value.violations?,
            })
        }
    }
    impl ::std::convert::From<super::ErrorBody> for ErrorBody {
        fn from(value: super::ErrorBody) -> Self {
            Self {
                code: Ok(value.code),
                error: Ok(value.error),
                request_id: Ok(value.request_id),
                violations: Ok(value.violations),
            }
        }
    }
    #[derive(Clone, Debug)]
    pub struct ErrorEvent {
        error: ::std::result::Result<super::ErrorBody, ::std::string::String>,
        type_: ::std::result::Result<super::ErrorEventType, ::std::string::String>,
    }
    impl ::std::default::Default for ErrorEvent {
        fn default() -> Self {
            Self {
                error: Err("no value supplied for error".to_string()),
                type_: Err("no value supplied for type_".to_string()),
            }
        }
    }
    impl ErrorEvent {
        pub fn error<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::ErrorBody>,
            T::Error: ::std::fmt::Display,
        {
            self.error = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for error: {e}"));
            self
        }
        pub fn type_<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::ErrorEventType>,
            T::Error: ::std::fmt::Display,
        {
            self.type_ = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for type_: {e}"));
            self
        }
    }
    impl ::std::convert::TryFrom<ErrorEvent> for super::ErrorEvent {
        type Error = super::error::ConversionError;
        fn try_from(
            value: ErrorEvent,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self {
                error: value.error?,
                type_: value.type_?,
            })
        }
    }
    impl ::std::convert::From<super::ErrorEvent> for ErrorEvent {
        fn from(value: super::ErrorEvent) -> Self {
            Self {
                error: Ok(value.error),
                type_: Ok(value.type_),
            }
        }
    }
    #[derive(Clone, Debug)]
    pub struct ExplainRequest {
        audience: ::std::result::Result<
            ::std::option::Option<super::ExplainRequestAudience>,
            ::std::string::String,
        >,
        data: ::std::result::Result<super::ExplainRequestData, ::std::string::String>,
        model: ::std::result::Result<
            ::std::option::Option<super::ExplainRequestModel>,
            ::std::string::String,
        >,
        question: ::std::result::Result<
            super::ExplainRequestQuestion,
            ::std::string::String,
        >,
    }
    impl ::std::default::Default for ExplainRequest {
        fn default() -> Self {
            Self {
                audience: Ok(Default::default()),
                data: Err("no value supplied for data".to_string()),
                model: Ok(Default::default()),
                question: Err("no value supplied for question".to_string()),
            }
        }
    }
    impl ExplainRequest {
        pub fn audience<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<
                ::std::option::Option<super::ExplainRequestAudience>,
            >,
            T::Error: ::std::fmt::Display,
        {
            self.audience = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for audience: {e}")
                });
            self
        }
        pub fn data<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::ExplainRequestData>,
            T::Error: ::std::fmt::Display,
        {
            self.data = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for data: {e}"));
            self
        }
        pub fn model<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<
                ::std::option::Option<super::ExplainRequestModel>,
            >,
            T::Error: ::std::fmt::Display,
        {
            self.model = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for model: {e}"));
            self
        }
        pub fn question<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::ExplainRequestQuestion>,
            T::Error: ::std::fmt::Display,
        {
            self.question = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for question: {e}")
                });
            self
        }
    }
    impl ::std::convert::TryFrom<ExplainRequest> for super::ExplainRequest {
        type Error = super::error::ConversionError;
        fn try_from(
            value: ExplainRequest,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self {
                audience: value.audience?,
                data: value.data?,
                model: value.model?,
                question: value.question?,
            })
        }
    }
    impl ::std::convert::From<super::ExplainRequest> for ExplainRequest {
        fn from(value: super::ExplainRequest) -> Self {
            Self {
                audience: Ok(value.audience),
                data: Ok(value.data),
                model: Ok(value.model),
                question: Ok(value.question),
            }
        }
    }
    #[derive(Clone, Debug)]
    pub struct ExplainResponse {
        explanation: ::std::result::Result<::std::string::String, ::std::string::String>,
        id: ::std::result::Result<::std::string::String, ::std::string::String>,
        key_points: ::std::result::Result<
            ::std::vec::Vec<::std::string::String>,
            ::std::string::String,
        >,
        model: ::std::result::Result<::std::string::String, ::std::string::String>,
        stop_reason: ::std::result::Result<super::StopReason, ::std::string::String>,
        usage: ::std::result::Result<super::Usage, ::std::string::String>,
    }
    impl ::std::default::Default for ExplainResponse {
        fn default() -> Self {
            Self {
                explanation: Err("no value supplied for explanation".to_string()),
                id: Err("no value supplied for id".to_string()),
                key_points: Err("no value supplied for key_points".to_string()),
                model: Err("no value supplied for model".to_string()),
                stop_reason: Err("no value supplied for stop_reason".to_string()),
                usage: Err("no value supplied for usage".to_string()),
            }
        }
    }
    impl ExplainResponse {
        pub fn explanation<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.explanation = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for explanation: {e}")
                });
            self
        }
        pub fn id<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.id = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for id: {e}"));
            self
        }
        pub fn key_points<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::vec::Vec<::std::string::String>>,
            T::Error: ::std::fmt::Display,
        {
            self.key_points = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for key_points: {e}")
                });
            self
        }
        pub fn model<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.model = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for model: {e}"));
            self
        }
        pub fn stop_reason<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::StopReason>,
            T::Error: ::std::fmt::Display,
        {
            self.stop_reason = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for stop_reason: {e}")
                });
            self
        }
        pub fn usage<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::Usage>,
            T::Error: ::std::fmt::Display,
        {
            self.usage = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for usage: {e}"));
            self
        }
    }
    impl ::std::convert::TryFrom<ExplainResponse> for super::ExplainResponse {
        type Error = super::error::ConversionError;
        fn try_from(
            value: ExplainResponse,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self {
                explanation: value.explanation?,
                id: value.id?,
                key_points: value.key_points?,
                model: value.model?,
                stop_reason: value.stop_reason?,
                usage: value.usage?,
            })
        }
    }
    impl ::std::convert::From<super::ExplainResponse> for ExplainResponse {
        fn from(value: super::ExplainResponse) -> Self {
            Self {
                explanation: Ok(value.explanation),
                id: Ok(value.id),
                key_points: Ok(value.key_points),
                model: Ok(value.model),
                stop_reason: Ok(value.stop_reason),
                usage: Ok(value.usage),
            }
        }
    }
    #[derive(Clone, Debug)]
    pub struct GenerateRequest {
        input: ::std::result::Result<super::GenerateRequestInput, ::std::string::String>,
        instructions: ::std::result::Result<
            ::std::option::Option<super::GenerateRequestInstructions>,
            ::std::string::String,
        >,
        max_tokens: ::std::result::Result<
            ::std::option::Option<::std::num::NonZeroU32>,
            ::std::string::String,
        >,
        model: ::std::result::Result<
            ::std::option::Option<super::GenerateRequestModel>,
            ::std::string::String,
        >,
        stop_sequences: ::std::result::Result<
            ::std::vec::Vec<super::StopSequence>,
            ::std::string::String,
        >,
        temperature: ::std::result::Result<
            ::std::option::Option<f32>,
            ::std::string::String,
        >,
        top_p: ::std::result::Result<::std::option::Option<f32>, ::std::string::String>,
    }
    impl ::std::default::Default for GenerateRequest {
        fn default() -> Self {
            Self {
                input: Err("no value supplied for input".to_string()),
                instructions: Ok(Default::default()),
                max_tokens: Ok(Default::default()),
                model: Ok(Default::default()),
                stop_sequences: Ok(Default::default()),
                temperature: Ok(Default::default()),
                top_p: Ok(Default::default()),
            }
        }
    }
    impl GenerateRequest {
        pub fn input<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::GenerateRequestInput>,
            T::Error: ::std::fmt::Display,
        {
            self.input = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for input: {e}"));
            self
        }
        pub fn instructions<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<
                ::std::option::Option<super::GenerateRequestInstructions>,
            >,
            T::Error: ::std::fmt::Display,
        {
            self.instructions = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for instructions: {e}")
                });
            self
        }
        pub fn max_tokens<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::option::Option<::std::num::NonZeroU32>>,
            T::Error: ::std::fmt::Display,
        {
            self.max_tokens = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for max_tokens: {e}")
                });
            self
        }
        pub fn model<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<
                ::std::option::Option<super::GenerateRequestModel>,
            >,
            T::Error: ::std::fmt::Display,
        {
            self.model = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for model: {e}"));
            self
        }
        pub fn stop_sequences<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::vec::Vec<super::StopSequence>>,
            T::Error: ::std::fmt::Display,
        {
            self.stop_sequences = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for stop_sequences: {e}")
                });
            self
        }
        pub fn temperature<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::option::Option<f32>>,
            T::Error: ::std::fmt::Display,
        {
            self.temperature = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for temperature: {e}")
                });
            self
        }
        pub fn top_p<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::option::Option<f32>>,
            T::Error: ::std::fmt::Display,
        {
            self.top_p = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for top_p: {e}"));
            self
        }
    }
    impl ::std::convert::TryFrom<GenerateRequest> for super::GenerateRequest {
        type Error = super::error::ConversionError;
        fn try_from(
            value: GenerateRequest,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self {
                input: value.input?,
                instructions: value.instructions?,
                max_tokens: value.max_tokens?,
                model: value.model?,
                stop_sequences: value.stop_sequences?,
                temperature: value.temperature?,
                top_p: value.top_p?,
            })
        }
    }
    impl ::std::convert::From<super::GenerateRequest> for GenerateRequest {
        fn from(value: super::GenerateRequest) -> Self {
            Self {
                input: Ok(value.input),
                instructions: Ok(value.instructions),
                max_tokens: Ok(value.max_tokens),
                model: Ok(value.model),
                stop_sequences: Ok(value.stop_sequences),
                temperature: Ok(value.temperature),
                top_p: Ok(value.top_p),
            }
        }
    }
    #[derive(Clone, Debug)]
    pub struct GenerateResponse {
        id: ::std::result::Result<::std::string::String, ::std::string::String>,
        model: ::std::result::Result<::std::string::String, ::std::string::String>,
        output: ::std::result::Result<::std::string::String, ::std::string::String>,
        stop_reason: ::std::result::Result<super::StopReason, ::std::string::String>,
        usage: ::std::result::Result<super::Usage, ::std::string::String>,
    }
    impl ::std::default::Default for GenerateResponse {
        fn default() -> Self {
            Self {
                id: Err("no value supplied for id".to_string()),
                model: Err("no value supplied for model".to_string()),
                output: Err("no value supplied for output".to_string()),
                stop_reason: Err("no value supplied for stop_reason".to_string()),
                usage: Err("no value supplied for usage".to_string()),
            }
        }
    }
    impl GenerateResponse {
        pub fn id<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.id = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for id: {e}"));
            self
        }
        pub fn model<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.model = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for model: {e}"));
            self
        }
        pub fn output<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.output = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for output: {e}"));
            self
        }
        pub fn stop_reason<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::StopReason>,
            T::Error: ::std::fmt::Display,
        {
            self.stop_reason = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for stop_reason: {e}")
                });
            self
        }
        pub fn usage<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::Usage>,
            T::Error: ::std::fmt::Display,
        {
            self.usage = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for usage: {e}"));
            self
        }
    }
    impl ::std::convert::TryFrom<GenerateResponse> for super::GenerateResponse {
        type Error = super::error::ConversionError;
        fn try_from(
            value: GenerateResponse,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self {
                id: value.id?,
                model: value.model?,
                output: value.output?,
                stop_reason: value.stop_reason?,
                usage: value.usage?,
            })
        }
    }
    impl ::std::convert::From<super::GenerateResponse> for GenerateResponse {
        fn from(value: super::GenerateResponse) -> Self {
            Self {
                id: Ok(value.id),
                model: Ok(value.model),
                output: Ok(value.output),
                stop_reason: Ok(value.stop_reason),
                usage: Ok(value.usage),
            }
        }
    }
    #[derive(Clone, Debug)]
    pub struct Health {
        status: ::std::result::Result<::std::string::String, ::std::string::String>,
        version: ::std::result::Result<::std::string::String, ::std::string::String>,
    }
    impl ::std::default::Default for Health {
        fn default() -> Self {
            Self {
                status: Err("no value supplied for status".to_string()),
                version: Err("no value supplied for version".to_string()),
            }
        }
    }
    impl Health {
        pub fn status<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.status = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for status: {e}"));
            self
        }
        pub fn version<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.version = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for version: {e}")
                });
            self
        }
    }
    impl ::std::convert::TryFrom<Health> for super::Health {
        type Error = super::error::ConversionError;
        fn try_from(
            value: Health,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self {
                status: value.status?,
                version: value.version?,
            })
        }
    }
    impl ::std::convert::From<super::Health> for Health {
        fn from(value: super::Health) -> Self {
            Self {
                status: Ok(value.status),
                version: Ok(value.version),
            }
        }
    }
    #[derive(Clone, Debug)]
    pub struct Model {
        context_tokens: ::std::result::Result<i64, ::std::string::String>,
        default: ::std::result::Result<bool, ::std::string::String>,
        max_output_tokens: ::std::result::Result<i64, ::std::string::String>,
        name: ::std::result::Result<::std::string::String, ::std::string::String>,
        parameters: ::std::result::Result<
            ::std::option::Option<super::ModelParameters>,
            ::std::string::String,
        >,
        price: ::std::result::Result<
            ::std::option::Option<super::ModelPrice>,
            ::std::string::String,
        >,
        structured: ::std::result::Result<bool, ::std::string::String>,
    }
    impl ::std::default::Default for Model {
        fn default() -> Self {
            Self {
                context_tokens: Err("no value supplied for context_tokens".to_string()),
                default: Err("no value supplied for default".to_string()),
                max_output_tokens: Err(
                    "no value supplied for max_output_tokens".to_string(),
                ),
                name: Err("no value supplied for name".to_string()),
                parameters: Ok(Default::default()),
                price: Ok(Default::default()),
                structured: Err("no value supplied for structured".to_string()),
            }
        }
    }
    impl Model {
        pub fn context_tokens<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<i64>,
            T::Error: ::std::fmt::Display,
        {
            self.context_tokens = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for context_tokens: {e}")
                });
            self
        }
        pub fn default<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<bool>,
            T::Error: ::std::fmt::Display,
        {
            self.default = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for default: {e}")
                });
            self
        }
        pub fn max_output_tokens<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<i64>,
            T::Error: ::std::fmt::Display,
        {
            self.max_output_tokens = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for max_output_tokens: {e}")
                });
            self
        }
        pub fn name<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.name = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for name: {e}"));
            self
        }
        pub fn parameters<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::option::Option<super::ModelParameters>>,
            T::Error: ::std::fmt::Display,
        {
            self.parameters = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for parameters: {e}")
                });
            self
        }
        pub fn price<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::option::Option<super::ModelPrice>>,
            T::Error: ::std::fmt::Display,
        {
            self.price = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for price: {e}"));
            self
        }
        pub fn structured<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<bool>,
            T::Error: ::std::fmt::Display,
        {
            self.structured = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for structured: {e}")
                });
            self
        }
    }
    impl ::std::convert::TryFrom<Model> for super::Model {
        type Error = super::error::ConversionError;
        fn try_from(
            value: Model,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self {
                context_tokens: value.context_tokens?,
                default: value.default?,
                max_output_tokens: value.max_output_tokens?,
                name: value.name?,
                parameters: value.parameters?,
                price: value.price?,
                structured: value.structured?,
            })
        }
    }
    impl ::std::convert::From<super::Model> for Model {
        fn from(value: super::Model) -> Self {
            Self {
                context_tokens: Ok(value.context_tokens),
                default: Ok(value.default),
                max_output_tokens: Ok(value.max_output_tokens),
                name: Ok(value.name),
                parameters: Ok(value.parameters),
                price: Ok(value.price),
                structured: Ok(value.structured),
            }
        }
    }
    #[derive(Clone, Debug)]
    pub struct ModelList {
        models: ::std::result::Result<
            ::std::vec::Vec<super::Model>,
            ::std::string::String,
        >,
    }
    impl ::std::default::Default for ModelList {
        fn default() -> Self {
            Self {
                models: Err("no value supplied for models".to_string()),
            }
        }
    }
    impl ModelList {
        pub fn models<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::vec::Vec<super::Model>>,
            T::Error: ::std::fmt::Display,
        {
            self.models = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for models: {e}"));
            self
        }
    }
    impl ::std::convert::TryFrom<ModelList> for super::ModelList {
        type Error = super::error::ConversionError;
        fn try_from(
            value: ModelList,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self { models: value.models? })
        }
    }
    impl ::std::convert::From<super::ModelList> for ModelList {
        fn from(value: super::ModelList) -> Self {
            Self { models: Ok(value.models) }
        }
    }
    #[derive(Clone, Debug)]
    pub struct ModelParameters {
        blank_stop_sequences: ::std::result::Result<
            ::std::option::Option<bool>,
            ::std::string::String,
        >,
        max_stop_sequence_characters: ::std::result::Result<
            ::std::option::Option<i64>,
            ::std::string::String,
        >,
        max_stop_sequences: ::std::result::Result<
            ::std::option::Option<i64>,
            ::std::string::String,
        >,
        min_temperature: ::std::result::Result<
            ::std::option::Option<f64>,
            ::std::string::String,
        >,
        stop_sequences: ::std::result::Result<bool, ::std::string::String>,
        temperature: ::std::result::Result<bool, ::std::string::String>,
        top_p: ::std::result::Result<bool, ::std::string::String>,
        top_p_excludes_temperature: ::std::result::Result<bool, ::std::string::String>,
    }
    impl ::std::default::Default for ModelParameters {
        fn default() -> Self {
            Self {
                blank_stop_sequences: Ok(Default::default()),
                max_stop_sequence_characters: Ok(Default::default()),
                max_stop_sequences: Ok(Default::default()),
                min_temperature: Ok(Default::default()),
                stop_sequences: Err("no value supplied for stop_sequences".to_string()),
                temperature: Err("no value supplied for temperature".to_string()),
                top_p: Err("no value supplied for top_p".to_string()),
                top_p_excludes_temperature: Err(
                    "no value supplied for top_p_excludes_temperature".to_string(),
                ),
            }
        }
    }
    impl ModelParameters {
        pub fn blank_stop_sequences<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::option::Option<bool>>,
            T::Error: ::std::fmt::Display,
        {
            self.blank_stop_sequences = value
                .try_into()
                .map_err(|e| {
                    format!(
                        "error converting supplied value for blank_stop_sequences: {e}"
                    )
                });
            self
        }
        pub fn max_stop_sequence_characters<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::option::Option<i64>>,
            T::Error: ::std::fmt::Display,
        {
            self.max_stop_sequence_characters = value
                .try_into()
                .map_err(|e| {
                    format!(
                        "error converting supplied value for max_stop_sequence_characters: {e}"
                    )
                });
            self
        }
        pub fn max_stop_sequences<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::option::Option<i64>>,
            T::Error: ::std::fmt::Display,
        {
            self.max_stop_sequences = value
                .try_into()
                .map_err(|e| {
                    format!(
                        "error converting supplied value for max_stop_sequences: {e}"
                    )
                });
            self
        }
        pub fn min_temperature<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::option::Option<f64>>,
            T::Error: ::std::fmt::Display,
        {
            self.min_temperature = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for min_temperature: {e}")
                });
            self
        }
        pub fn stop_sequences<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<bool>,
            T::Error: ::std::fmt::Display,
        {
            self.stop_sequences = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for stop_sequences: {e}")
                });
            self
        }
        pub fn temperature<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<bool>,
            T::Error: ::std::fmt::Display,
        {
            self.temperature = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for temperature: {e}")
                });
            self
        }
        pub fn top_p<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<bool>,
            T::Error: ::std::fmt::Display,
        {
            self.top_p = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for top_p: {e}"));
            self
        }
        pub fn top_p_excludes_temperature<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<bool>,
            T::Error: ::std::fmt::Display,
        {
            self.top_p_excludes_temperature = value
                .try_into()
                .map_err(|e| {
                    format!(
                        "error converting supplied value for top_p_excludes_temperature: {e}"
                    )
                });
            self
        }
    }
    impl ::std::convert::TryFrom<ModelParameters> for super::ModelParameters {
        type Error = super::error::ConversionError;
        fn try_from(
            value: ModelParameters,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self {
                blank_stop_sequences: value.blank_stop_sequences?,
                max_stop_sequence_characters: value.max_stop_sequence_characters?,
                max_stop_sequences: value.max_stop_sequences?,
                min_temperature: value.min_temperature?,
                stop_sequences: value.stop_sequences?,
                temperature: value.temperature?,
                top_p: value.top_p?,
                top_p_excludes_temperature: value.top_p_excludes_temperature?,
            })
        }
    }
    impl ::std::convert::From<super::ModelParameters> for ModelParameters {
        fn from(value: super::ModelParameters) -> Self {
            Self {
                blank_stop_sequences: Ok(value.blank_stop_sequences),
                max_stop_sequence_characters: Ok(value.max_stop_sequence_characters),
                max_stop_sequences: Ok(value.max_stop_sequences),
                min_temperature: Ok(value.min_temperature),
                stop_sequences: Ok(value.stop_sequences),
                temperature: Ok(value.temperature),
                top_p: Ok(value.top_p),
                top_p_excludes_temperature: Ok(value.top_p_excludes_temperature),
            }
        }
    }
    #[derive(Clone, Debug)]
    pub struct ModelPrice {
        cache_read_input_usd_per_million_tokens: ::std::result::Result<
            ::std::option::Option<::std::string::String>,
            ::std::string::String,
        >,
        cache_write_input_usd_per_million_tokens: ::std::result::Result<
            ::std::option::Option<::std::string::String>,
            ::std::string::String,
        >,
        input_usd_per_million_tokens: ::std::result::Result<
            ::std::string::String,
            ::std::string::String,
        >,
        output_usd_per_million_tokens: ::std::result::Result<
            ::std::string::String,
            ::std::string::String,
        >,
    }
    impl ::std::default::Default for ModelPrice {
        fn default() -> Self {
            Self {
                cache_read_input_usd_per_million_tokens: Ok(Default::default()),
                cache_write_input_usd_per_million_tokens: Ok(Default::default()),
                input_usd_per_million_tokens: Err(
                    "no value supplied for input_usd_per_million_tokens".to_string(),
                ),
                output_usd_per_million_tokens: Err(
                    "no value supplied for output_usd_per_million_tokens".to_string(),
                ),
            }
        }
    }
    impl ModelPrice {
        pub fn cache_read_input_usd_per_million_tokens<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
            T::Error: ::std::fmt::Display,
        {
            self.cache_read_input_usd_per_million_tokens = value
                .try_into()
                .map_err(|e| {
                    format!(
                        "error converting supplied value for cache_read_input_usd_per_million_tokens: {e}"
                    )
                });
            self
        }
        pub fn cache_write_input_usd_per_million_tokens<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
            T::Error: ::std::fmt::Display,
        {
            self.cache_write_input_usd_per_million_tokens = value
                .try_into()
                .map_err(|e| {
                    format!(
                        "error converting supplied value for cache_write_input_usd_per_million_tokens: {e}"
                    )
                });
            self
        }
        pub fn input_usd_per_million_tokens<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.input_usd_per_million_tokens = value
                .try_into()
                .map_err(|e| {
                    format!(
                        "error converting supplied value for input_usd_per_million_tokens: {e}"
                    )
                });
            self
        }
        pub fn output_usd_per_million_tokens<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.output_usd_per_million_tokens = value
                .try_into()
                .map_err(|e| {
                    format!(
                        "error converting supplied value for output_usd_per_million_tokens: {e}"
                    )
                });
            self
        }
    }
    impl ::std::convert::TryFrom<ModelPrice> for super::ModelPrice {
        type Error = super::error::ConversionError;
        fn try_from(
            value: ModelPrice,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self {
                cache_read_input_usd_per_million_tokens: value
                    .cache_read_input_usd_per_million_tokens?,
                cache_write_input_usd_per_million_tokens: value
                    .cache_write_input_usd_per_million_tokens?,
                input_usd_per_million_tokens: value.input_usd_per_million_tokens?,
                output_usd_per_million_tokens: value.output_usd_per_million_tokens?,
            })
        }
    }
    impl ::std::convert::From<super::ModelPrice> for ModelPrice {
        fn from(value: super::ModelPrice) -> Self {
            Self {
                cache_read_input_usd_per_million_tokens: Ok(
                    value.cache_read_input_usd_per_million_tokens,
                ),
                cache_write_input_usd_per_million_tokens: Ok(
                    value.cache_write_input_usd_per_million_tokens,
                ),
                input_usd_per_million_tokens: Ok(value.input_usd_per_million_tokens),
                output_usd_per_million_tokens: Ok(value.output_usd_per_million_tokens),
            }
        }
    }
    #[derive(Clone, Debug)]
    pub struct ReplyRequest {
        facts: ::std::result::Result<
            ::std::vec::Vec<super::Fact>,
            ::std::string::String,
        >,
        message: ::std::result::Result<
            super::ReplyRequestMessage,
            ::std::string::String,
        >,
        model: ::std::result::Result<
            ::std::option::Option<super::ReplyRequestModel>,
            ::std::string::String,
        >,
        tone: ::std::result::Result<
            ::std::option::Option<super::ReplyRequestTone>,
            ::std::string::String,
        >,
    }
    impl ::std::default::Default for ReplyRequest {
        fn default() -> Self {
            Self {
                facts: Ok(Default::default()),
                message: Err("no value supplied for message".to_string()),
                model: Ok(Default::default()),
                tone: Ok(Default::default()),
            }
        }
    }
    impl ReplyRequest {
        pub fn facts<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::vec::Vec<super::Fact>>,
            T::Error: ::std::fmt::Display,
        {
            self.facts = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for facts: {e}"));
            self
        }
        pub fn message<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::ReplyRequestMessage>,
            T::Error: ::std::fmt::Display,
        {
            self.message = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for message: {e}")
                });
            self
        }
        pub fn model<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::option::Option<super::ReplyRequestModel>>,
            T::Error: ::std::fmt::Display,
        {
            self.model = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for model: {e}"));
            self
        }
        pub fn tone<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::option::Option<super::ReplyRequestTone>>,
            T::Error: ::std::fmt::Display,
        {
            self.tone = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for tone: {e}"));
            self
        }
    }
    impl ::std::convert::TryFrom<ReplyRequest> for super::ReplyRequest {
        type Error = super::error::ConversionError;
        fn try_from(
            value: ReplyRequest,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self {
                facts: value.facts?,
                message: value.message?,
                model: value.model?,
                tone: value.tone?,
            })
        }
    }
    impl ::std::convert::From<super::ReplyRequest> for ReplyRequest {
        fn from(value: super::ReplyRequest) -> Self {
            Self {
                facts: Ok(value.facts),
                message: Ok(value.message),
                model: Ok(value.model),
                tone: Ok(value.tone),
            }
        }
    }
    #[derive(Clone, Debug)]
    pub struct ReplyResponse {
        category: ::std::result::Result<
            super::ReplyResponseCategory,
            ::std::string::String,
        >,
        escalate: ::std::result::Result<bool, ::std::string::String>,
        id: ::std::result::Result<::std::string::String, ::std::string::String>,
        model: ::std::result::Result<::std::string::String, ::std::string::String>,
        reply: ::std::result::Result<::std::string::String, ::std::string::String>,
        sentiment: ::std::result::Result<
            super::ReplyResponseSentiment,
            ::std::string::String,
        >,
        stop_reason: ::std::result::Result<super::StopReason, ::std::string::String>,
        usage: ::std::result::Result<super::Usage, ::std::string::String>,
    }
    impl ::std::default::Default for ReplyResponse {
        fn default() -> Self {
            Self {
                category: Err("no value supplied for category".to_string()),
                escalate: Err("no value supplied for escalate".to_string()),
                id: Err("no value supplied for id".to_string()),
                model: Err("no value supplied for model".to_string()),
                reply: Err("no value supplied for reply".to_string()),
                sentiment: Err("no value supplied for sentiment".to_string()),
                stop_reason: Err("no value supplied for stop_reason".to_string()),
                usage: Err("no value supplied for usage".to_string()),
            }
        }
    }
    impl ReplyResponse {
        pub fn category<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::ReplyResponseCategory>,
            T::Error: ::std::fmt::Display,
        {
            self.category = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for category: {e}")
                });
            self
        }
        pub fn escalate<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<bool>,
            T::Error: ::std::fmt::Display,
        {
            self.escalate = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for escalate: {e}")
                });
            self
        }
        pub fn id<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.id = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for id: {e}"));
            self
        }
        pub fn model<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.model = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for model: {e}"));
            self
        }
        pub fn reply<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.reply = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for reply: {e}"));
            self
        }
        pub fn sentiment<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::ReplyResponseSentiment>,
            T::Error: ::std::fmt::Display,
        {
            self.sentiment = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for sentiment: {e}")
                });
            self
        }
        pub fn stop_reason<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::StopReason>,
            T::Error: ::std::fmt::Display,
        {
            self.stop_reason = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for stop_reason: {e}")
                });
            self
        }
        pub fn usage<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::Usage>,
            T::Error: ::std::fmt::Display,
        {
            self.usage = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for usage: {e}"));
            self
        }
    }
    impl ::std::convert::TryFrom<ReplyResponse> for super::ReplyResponse {
        type Error = super::error::ConversionError;
        fn try_from(
            value: ReplyResponse,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self {
                category: value.category?,
                escalate: value.escalate?,
                id: value.id?,
                model: value.model?,
                reply: value.reply?,
                sentiment: value.sentiment?,
                stop_reason: value.stop_reason?,
                usage: value.usage?,
            })
        }
    }
    impl ::std::convert::From<super::ReplyResponse> for ReplyResponse {
        fn from(value: super::ReplyResponse) -> Self {
            Self {
                category: Ok(value.category),
                escalate: Ok(value.escalate),
                id: Ok(value.id),
                model: Ok(value.model),
                reply: Ok(value.reply),
                sentiment: Ok(value.sentiment),
                stop_reason: Ok(value.stop_reason),
                usage: Ok(value.usage),
            }
        }
    }
    #[derive(Clone, Debug)]
    pub struct SummarizeRequest {
        form: ::std::result::Result<
            ::std::option::Option<super::SummarizeRequestForm>,
            ::std::string::String,
        >,
        length: ::std::result::Result<
            ::std::option::Option<super::SummarizeRequestLength>,
            ::std::string::String,
        >,
        model: ::std::result::Result<
            ::std::option::Option<super::SummarizeRequestModel>,
            ::std::string::String,
        >,
        text: ::std::result::Result<super::SummarizeRequestText, ::std::string::String>,
    }
    impl ::std::default::Default for SummarizeRequest {
        fn default() -> Self {
            Self {
                form: Ok(Default::default()),
                length: Ok(Default::default()),
                model: Ok(Default::default()),
                text: Err("no value supplied for text".to_string()),
            }
        }
    }
    impl SummarizeRequest {
        pub fn form<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<
                ::std::option::Option<super::SummarizeRequestForm>,
            >,
            T::Error: ::std::fmt::Display,
        {
            self.form = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for form: {e}"));
            self
        }
        pub fn length<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<
                ::std::option::Option<super::SummarizeRequestLength>,
            >,
            T::Error: ::std::fmt::Display,
        {
            self.length = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for length: {e}"));
            self
        }
        pub fn model<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<
                ::std::option::Option<super::SummarizeRequestModel>,
            >,
            T::Error: ::std::fmt::Display,
        {
            self.model = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for model: {e}"));
            self
        }
        pub fn text<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::SummarizeRequestText>,
            T::Error: ::std::fmt::Display,
        {
            self.text = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for text: {e}"));
            self
        }
    }
    impl ::std::convert::TryFrom<SummarizeRequest> for super::SummarizeRequest {
        type Error = super::error::ConversionError;
        fn try_from(
            value: SummarizeRequest,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self {
                form: value.form?,
                length: value.length?,
                model: value.model?,
                text: value.text?,
            })
        }
    }
    impl ::std::convert::From<super::SummarizeRequest> for SummarizeRequest {
        fn from(value: super::SummarizeRequest) -> Self {
            Self {
                form: Ok(value.form),
                length: Ok(value.length),
                model: Ok(value.model),
                text: Ok(value.text),
            }
        }
    }
    #[derive(Clone, Debug)]
    pub struct SummarizeResponse {
        id: ::std::result::Result<::std::string::String, ::std::string::String>,
        model: ::std::result::Result<::std::string::String, ::std::string::String>,
        stop_reason: ::std::result::Result<super::StopReason, ::std::string::String>,
        summary: ::std::result::Result<::std::string::String, ::std::string::String>,
        usage: ::std::result::Result<super::Usage, ::std::string::String>,
    }
    impl ::std::default::Default for SummarizeResponse {
        fn default() -> Self {
            Self {
                id: Err("no value supplied for id".to_string()),
                model: Err("no value supplied for model".to_string()),
                stop_reason: Err("no value supplied for stop_reason".to_string()),
                summary: Err("no value supplied for summary".to_string()),
                usage: Err("no value supplied for usage".to_string()),
            }
        }
    }
    impl SummarizeResponse {
        pub fn id<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.id = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for id: {e}"));
            self
        }
        pub fn model<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.model = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for model: {e}"));
            self
        }
        pub fn stop_reason<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::StopReason>,
            T::Error: ::std::fmt::Display,
        {
            self.stop_reason = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for stop_reason: {e}")
                });
            self
        }
        pub fn summary<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.summary = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for summary: {e}")
                });
            self
        }
        pub fn usage<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::Usage>,
            T::Error: ::std::fmt::Display,
        {
            self.usage = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for usage: {e}"));
            self
        }
    }
    impl ::std::convert::TryFrom<SummarizeResponse> for super::SummarizeResponse {
        type Error = super::error::ConversionError;
        fn try_from(
            value: SummarizeResponse,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self {
                id: value.id?,
                model: value.model?,
                stop_reason: value.stop_reason?,
                summary: value.summary?,
                usage: value.usage?,
            })
        }
    }
    impl ::std::convert::From<super::SummarizeResponse> for SummarizeResponse {
        fn from(value: super::SummarizeResponse) -> Self {
            Self {
                id: Ok(value.id),
                model: Ok(value.model),
                stop_reason: Ok(value.stop_reason),
                summary: Ok(value.summary),
                usage: Ok(value.usage),
            }
        }
    }
    #[derive(Clone, Debug)]
    pub struct TextRequest {
        text: ::std::result::Result<super::TextRequestText, ::std::string::String>,
    }
    impl ::std::default::Default for TextRequest {
        fn default() -> Self {
            Self {
                text: Err("no value supplied for text".to_string()),
            }
        }
    }
    impl TextRequest {
        pub fn text<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<super::TextRequestText>,
            T::Error: ::std::fmt::Display,
        {
            self.text = value
                .try_into()
                .map_err(|e| format!("error converting supplied value for text: {e}"));
            self
        }
    }
    impl ::std::convert::TryFrom<TextRequest> for super::TextRequest {
        type Error = super::error::ConversionError;
        fn try_from(
            value: TextRequest,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self { text: value.text? })
        }
    }
    impl ::std::convert::From<super::TextRequest> for TextRequest {
        fn from(value: super::TextRequest) -> Self {
            Self { text: Ok(value.text) }
        }
    }
    #[derive(Clone, Debug)]
    pub struct TextResponse {
        response: ::std::result::Result<::std::string::String, ::std::string::String>,
    }
    impl ::std::default::Default for TextResponse {
        fn default() -> Self {
            Self {
                response: Err("no value supplied for response".to_string()),
            }
        }
    }
    impl TextResponse {
        pub fn response<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.response = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for response: {e}")
                });
            self
        }
    }
    impl ::std::convert::TryFrom<TextResponse> for super::TextResponse {
        type Error = super::error::ConversionError;
        fn try_from(
            value: TextResponse,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self { response: value.response? })
        }
    }
    impl ::std::convert::From<super::TextResponse> for TextResponse {
        fn from(value: super::TextResponse) -> Self {
            Self {
                response: Ok(value.response),
            }
        }
    }
    #[derive(Clone, Debug)]
    pub struct Usage {
        cache_read_input_tokens: ::std::result::Result<
            ::std::option::Option<i64>,
            ::std::string::String,
        >,
        cache_write_input_tokens: ::std::result::Result<
            ::std::option::Option<i64>,
            ::std::string::String,
        >,
        cost_usd: ::std::result::Result<
            ::std::option::Option<::std::string::String>,
            ::std::string::String,
        >,
        input_tokens: ::std::result::Result<i64, ::std::string::String>,
        output_tokens: ::std::result::Result<i64, ::std::string::String>,
        total_tokens: ::std::result::Result<i64, ::std::string::String>,
    }
    impl ::std::default::Default for Usage {
        fn default() -> Self {
            Self {
                cache_read_input_tokens: Ok(Default::default()),
                cache_write_input_tokens: Ok(Default::default()),
                cost_usd: Ok(Default::default()),
                input_tokens: Err("no value supplied for input_tokens".to_string()),
                output_tokens: Err("no value supplied for output_tokens".to_string()),
                total_tokens: Err("no value supplied for total_tokens".to_string()),
            }
        }
    }
    impl Usage {
        pub fn cache_read_input_tokens<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::option::Option<i64>>,
            T::Error: ::std::fmt::Display,
        {
            self.cache_read_input_tokens = value
                .try_into()
                .map_err(|e| {
                    format!(
                        "error converting supplied value for cache_read_input_tokens: {e}"
                    )
                });
            self
        }
        pub fn cache_write_input_tokens<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::option::Option<i64>>,
            T::Error: ::std::fmt::Display,
        {
            self.cache_write_input_tokens = value
                .try_into()
                .map_err(|e| {
                    format!(
                        "error converting supplied value for cache_write_input_tokens: {e}"
                    )
                });
            self
        }
        pub fn cost_usd<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
            T::Error: ::std::fmt::Display,
        {
            self.cost_usd = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for cost_usd: {e}")
                });
            self
        }
        pub fn input_tokens<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<i64>,
            T::Error: ::std::fmt::Display,
        {
            self.input_tokens = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for input_tokens: {e}")
                });
            self
        }
        pub fn output_tokens<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<i64>,
            T::Error: ::std::fmt::Display,
        {
            self.output_tokens = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for output_tokens: {e}")
                });
            self
        }
        pub fn total_tokens<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<i64>,
            T::Error: ::std::fmt::Display,
        {
            self.total_tokens = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for total_tokens: {e}")
                });
            self
        }
    }
    impl ::std::convert::TryFrom<Usage> for super::Usage {
        type Error = super::error::ConversionError;
        fn try_from(
            value: Usage,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self {
                cache_read_input_tokens: value.cache_read_input_tokens?,
                cache_write_input_tokens: value.cache_write_input_tokens?,
                cost_usd: value.cost_usd?,
                input_tokens: value.input_tokens?,
                output_tokens: value.output_tokens?,
                total_tokens: value.total_tokens?,
            })
        }
    }
    impl ::std::convert::From<super::Usage> for Usage {
        fn from(value: super::Usage) -> Self {
            Self {
                cache_read_input_tokens: Ok(value.cache_read_input_tokens),
                cache_write_input_tokens: Ok(value.cache_write_input_tokens),
                cost_usd: Ok(value.cost_usd),
                input_tokens: Ok(value.input_tokens),
                output_tokens: Ok(value.output_tokens),
                total_tokens: Ok(value.total_tokens),
            }
        }
    }
    #[derive(Clone, Debug)]
    pub struct Violation {
        message: ::std::result::Result<::std::string::String, ::std::string::String>,
        pointer: ::std::result::Result<::std::string::String, ::std::string::String>,
    }
    impl ::std::default::Default for Violation {
        fn default() -> Self {
            Self {
                message: Err("no value supplied for message".to_string()),
                pointer: Err("no value supplied for pointer".to_string()),
            }
        }
    }
    impl Violation {
        pub fn message<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.message = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for message: {e}")
                });
            self
        }
        pub fn pointer<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<::std::string::String>,
            T::Error: ::std::fmt::Display,
        {
            self.pointer = value
                .try_into()
                .map_err(|e| {
                    format!("error converting supplied value for pointer: {e}")
                });
            self
        }
    }
    impl ::std::convert::TryFrom<Violation> for super::Violation {
        type Error = super::error::ConversionError;
        fn try_from(
            value: Violation,
        ) -> ::std::result::Result<Self, super::error::ConversionError> {
            Ok(Self {
                message: value.message?,
                pointer: value.pointer?,
            })
        }
    }
    impl ::std::convert::From<super::Violation> for Violation {
        fn from(value: super::Violation) -> Self {
            Self {
                message: Ok(value.message),
                pointer: Ok(value.pointer),
            }
        }
    }
}
/// Error types.
pub mod error {
    /// Error from a `TryFrom` or `FromStr` implementation.
    pub struct ConversionError(::std::borrow::Cow<'static, str>);
    impl ::std::error::Error for ConversionError {}
    impl ::std::fmt::Display for ConversionError {
        fn fmt(
            &self,
            f: &mut ::std::fmt::Formatter<'_>,
        ) -> Result<(), ::std::fmt::Error> {
            ::std::fmt::Display::fmt(&self.0, f)
        }
    }
    impl ::std::fmt::Debug for ConversionError {
        fn fmt(
            &self,
            f: &mut ::std::fmt::Formatter<'_>,
        ) -> Result<(), ::std::fmt::Error> {
            ::std::fmt::Debug::fmt(&self.0, f)
        }
    }
    impl From<&'static str> for ConversionError {
        fn from(value: &'static str) -> Self {
            Self(value.into())
        }
    }
    impl From<String> for ConversionError {
        fn from(value: String) -> Self {
            Self(value.into())
        }
    }
}
