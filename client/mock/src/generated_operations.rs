// Generated from the contract by `cargo openapi generate`. Do not edit.

//! [`When`](::httpmock::When) and [`Then`](::httpmock::Then)
//! wrappers for each operation. Each can be converted to
//! its inner type with a call to `into_inner()`. This can
//! be used to explicitly deviate from permitted values.
use textgate::*;
pub struct GenerateWhen(::httpmock::When);
impl GenerateWhen {
    pub fn new(inner: ::httpmock::When) -> Self {
        Self(
            inner
                .method(::httpmock::Method::POST)
                .path_matches(regex::Regex::new("^/generate$").unwrap()),
        )
    }
    pub fn into_inner(self) -> ::httpmock::When {
        self.0
    }
    pub fn body(self, value: &types::GenerateRequest) -> Self {
        Self(self.0.json_body_obj(value))
    }
}
pub struct GenerateThen(::httpmock::Then);
impl GenerateThen {
    pub fn new(inner: ::httpmock::Then) -> Self {
        Self(crate::answer::with_request_id(inner))
    }
    pub fn into_inner(self) -> ::httpmock::Then {
        self.0
    }
    pub fn ok(self, value: &types::GenerateResponse) -> Self {
        Self(
            self
                .0
                .status(200u16)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
    pub fn client_error(self, status: u16, value: &types::ErrorBody) -> Self {
        assert_eq!(status / 100u16, 4u16);
        Self(
            self
                .0
                .status(status)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
    pub fn server_error(self, status: u16, value: &types::ErrorBody) -> Self {
        assert_eq!(status / 100u16, 5u16);
        Self(
            self
                .0
                .status(status)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
}
pub struct GenerateStreamWhen(::httpmock::When);
impl GenerateStreamWhen {
    pub fn new(inner: ::httpmock::When) -> Self {
        Self(
            inner
                .method(::httpmock::Method::POST)
                .path_matches(regex::Regex::new("^/generate/stream$").unwrap()),
        )
    }
    pub fn into_inner(self) -> ::httpmock::When {
        self.0
    }
    pub fn body(self, value: &types::GenerateRequest) -> Self {
        Self(self.0.json_body_obj(value))
    }
}
pub struct GenerateStreamThen(::httpmock::Then);
impl GenerateStreamThen {
    pub fn new(inner: ::httpmock::Then) -> Self {
        Self(crate::answer::with_request_id(inner))
    }
    pub fn into_inner(self) -> ::httpmock::Then {
        self.0
    }
    pub fn client_error(self, status: u16, value: &types::ErrorBody) -> Self {
        assert_eq!(status / 100u16, 4u16);
        Self(
            self
                .0
                .status(status)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
    pub fn server_error(self, status: u16, value: &types::ErrorBody) -> Self {
        assert_eq!(status / 100u16, 5u16);
        Self(
            self
                .0
                .status(status)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
}
pub struct SummarizeWhen(::httpmock::When);
impl SummarizeWhen {
    pub fn new(inner: ::httpmock::When) -> Self {
        Self(
            inner
                .method(::httpmock::Method::POST)
                .path_matches(regex::Regex::new("^/summarize$").unwrap()),
        )
    }
    pub fn into_inner(self) -> ::httpmock::When {
        self.0
    }
    pub fn body(self, value: &types::SummarizeRequest) -> Self {
        Self(self.0.json_body_obj(value))
    }
}
pub struct SummarizeThen(::httpmock::Then);
impl SummarizeThen {
    pub fn new(inner: ::httpmock::Then) -> Self {
        Self(crate::answer::with_request_id(inner))
    }
    pub fn into_inner(self) -> ::httpmock::Then {
        self.0
    }
    pub fn ok(self, value: &types::SummarizeResponse) -> Self {
        Self(
            self
                .0
                .status(200u16)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
    pub fn client_error(self, status: u16, value: &types::ErrorBody) -> Self {
        assert_eq!(status / 100u16, 4u16);
        Self(
            self
                .0
                .status(status)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
    pub fn server_error(self, status: u16, value: &types::ErrorBody) -> Self {
        assert_eq!(status / 100u16, 5u16);
        Self(
            self
                .0
                .status(status)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
}
pub struct ExplainWhen(::httpmock::When);
impl ExplainWhen {
    pub fn new(inner: ::httpmock::When) -> Self {
        Self(
            inner
                .method(::httpmock::Method::POST)
                .path_matches(regex::Regex::new("^/explain$").unwrap()),
        )
    }
    pub fn into_inner(self) -> ::httpmock::When {
        self.0
    }
    pub fn body(self, value: &types::ExplainRequest) -> Self {
        Self(self.0.json_body_obj(value))
    }
}
pub struct ExplainThen(::httpmock::Then);
impl ExplainThen {
    pub fn new(inner: ::httpmock::Then) -> Self {
        Self(crate::answer::with_request_id(inner))
    }
    pub fn into_inner(self) -> ::httpmock::Then {
        self.0
    }
    pub fn ok(self, value: &types::ExplainResponse) -> Self {
        Self(
            self
                .0
                .status(200u16)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
    pub fn client_error(self, status: u16, value: &types::ErrorBody) -> Self {
        assert_eq!(status / 100u16, 4u16);
        Self(
            self
                .0
                .status(status)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
    pub fn server_error(self, status: u16, value: &types::ErrorBody) -> Self {
        assert_eq!(status / 100u16, 5u16);
        Self(
            self
                .0
                .status(status)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
}
pub struct ReplyWhen(::httpmock::When);
impl ReplyWhen {
    pub fn new(inner: ::httpmock::When) -> Self {
        Self(
            inner
                .method(::httpmock::Method::POST)
                .path_matches(regex::Regex::new("^/reply$").unwrap()),
        )
    }
    pub fn into_inner(self) -> ::httpmock::When {
        self.0
    }
    pub fn body(self, value: &types::ReplyRequest) -> Self {
        Self(self.0.json_body_obj(value))
    }
}
pub struct ReplyThen(::httpmock::Then);
impl ReplyThen {
    pub fn new(inner: ::httpmock::Then) -> Self {
        Self(crate::answer::with_request_id(inner))
    }
    pub fn into_inner(self) -> ::httpmock::Then {
        self.0
    }
    pub fn ok(self, value: &types::ReplyResponse) -> Self {
        Self(
            self
                .0
                .status(200u16)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
    pub fn client_error(self, status: u16, value: &types::ErrorBody) -> Self {
        assert_eq!(status / 100u16, 4u16);
        Self(
            self
                .0
                .status(status)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
    pub fn server_error(self, status: u16, value: &types::ErrorBody) -> Self {
        assert_eq!(status / 100u16, 5u16);
        Self(
            self
                .0
                .status(status)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
}
pub struct TextWhen(::httpmock::When);
impl TextWhen {
    pub fn new(inner: ::httpmock::When) -> Self {
        Self(
            inner
                .method(::httpmock::Method::POST)
                .path_matches(regex::Regex::new("^/text$").unwrap()),
        )
    }
    pub fn into_inner(self) -> ::httpmock::When {
        self.0
    }
    pub fn body(self, value: &types::TextRequest) -> Self {
        Self(self.0.json_body_obj(value))
    }
}
pub struct TextThen(::httpmock::Then);
impl TextThen {
    pub fn new(inner: ::httpmock::Then) -> Self {
        Self(crate::answer::with_request_id(inner))
    }
    pub fn into_inner(self) -> ::httpmock::Then {
        self.0
    }
    pub fn ok(self, value: &types::TextResponse) -> Self {
        Self(
            self
                .0
                .status(200u16)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
    pub fn client_error(self, status: u16, value: &types::ErrorBody) -> Self {
        assert_eq!(status / 100u16, 4u16);
        Self(
            self
                .0
                .status(status)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
    pub fn server_error(self, status: u16, value: &types::ErrorBody) -> Self {
        assert_eq!(status / 100u16, 5u16);
        Self(
            self
                .0
                .status(status)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
}
pub struct ModelListWhen(::httpmock::When);
impl ModelListWhen {
    pub fn new(inner: ::httpmock::When) -> Self {
        Self(
            inner
                .method(::httpmock::Method::GET)
                .path_matches(regex::Regex::new("^/models$").unwrap()),
        )
    }
    pub fn into_inner(self) -> ::httpmock::When {
        self.0
    }
}
pub struct ModelListThen(::httpmock::Then);
impl ModelListThen {
    pub fn new(inner: ::httpmock::Then) -> Self {
        Self(crate::answer::with_request_id(inner))
    }
    pub fn into_inner(self) -> ::httpmock::Then {
        self.0
    }
    pub fn ok(self, value: &types::ModelList) -> Self {
        Self(
            self
                .0
                .status(200u16)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
    pub fn client_error(self, status: u16, value: &types::ErrorBody) -> Self {
        assert_eq!(status / 100u16, 4u16);
        Self(
            self
                .0
                .status(status)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
    pub fn server_error(self, status: u16, value: &types::ErrorBody) -> Self {
        assert_eq!(status / 100u16, 5u16);
        Self(
            self
                .0
                .status(status)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
}
pub struct HealthWhen(::httpmock::When);
impl HealthWhen {
    pub fn new(inner: ::httpmock::When) -> Self {
        Self(
            inner
                .method(::httpmock::Method::GET)
                .path_matches(regex::Regex::new("^/health$").unwrap()),
        )
    }
    pub fn into_inner(self) -> ::httpmock::When {
        self.0
    }
}
pub struct HealthThen(::httpmock::Then);
impl HealthThen {
    pub fn new(inner: ::httpmock::Then) -> Self {
        Self(crate::answer::with_request_id(inner))
    }
    pub fn into_inner(self) -> ::httpmock::Then {
        self.0
    }
    pub fn ok(self, value: &types::Health) -> Self {
        Self(
            self
                .0
                .status(200u16)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
    pub fn client_error(self, status: u16, value: &types::ErrorBody) -> Self {
        assert_eq!(status / 100u16, 4u16);
        Self(
            self
                .0
                .status(status)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
    pub fn server_error(self, status: u16, value: &types::ErrorBody) -> Self {
        assert_eq!(status / 100u16, 5u16);
        Self(
            self
                .0
                .status(status)
                .header("content-type", "application/json")
                .json_body_obj(value),
        )
    }
}
impl crate::Answer for GenerateThen {
    fn map(self, change: impl FnOnce(::httpmock::Then) -> ::httpmock::Then) -> Self {
        Self(change(self.0))
    }
}
impl crate::Answer for GenerateStreamThen {
    fn map(self, change: impl FnOnce(::httpmock::Then) -> ::httpmock::Then) -> Self {
        Self(change(self.0))
    }
}
impl crate::Answer for SummarizeThen {
    fn map(self, change: impl FnOnce(::httpmock::Then) -> ::httpmock::Then) -> Self {
        Self(change(self.0))
    }
}
impl crate::Answer for ExplainThen {
    fn map(self, change: impl FnOnce(::httpmock::Then) -> ::httpmock::Then) -> Self {
        Self(change(self.0))
    }
}
impl crate::Answer for ReplyThen {
    fn map(self, change: impl FnOnce(::httpmock::Then) -> ::httpmock::Then) -> Self {
        Self(change(self.0))
    }
}
impl crate::Answer for TextThen {
    fn map(self, change: impl FnOnce(::httpmock::Then) -> ::httpmock::Then) -> Self {
        Self(change(self.0))
    }
}
impl crate::Answer for ModelListThen {
    fn map(self, change: impl FnOnce(::httpmock::Then) -> ::httpmock::Then) -> Self {
        Self(change(self.0))
    }
}
impl crate::Answer for HealthThen {
    fn map(self, change: impl FnOnce(::httpmock::Then) -> ::httpmock::Then) -> Self {
        Self(change(self.0))
    }
}
