// Generated from the contract by `cargo openapi generate`. Do not edit.

pub mod operations {
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
}
/// An extension trait for [`MockServer`](::httpmock::MockServer) that
/// adds a method for each operation. These are the equivalent of
/// type-checked [`mock()`](::httpmock::MockServer::mock) calls.
pub trait MockServerExt {
    fn generate<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::GenerateWhen, operations::GenerateThen);
    fn generate_stream<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::GenerateStreamWhen, operations::GenerateStreamThen);
    fn summarize<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::SummarizeWhen, operations::SummarizeThen);
    fn explain<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::ExplainWhen, operations::ExplainThen);
    fn reply<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::ReplyWhen, operations::ReplyThen);
    fn text<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::TextWhen, operations::TextThen);
    fn model_list<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::ModelListWhen, operations::ModelListThen);
    fn health<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::HealthWhen, operations::HealthThen);
}
impl MockServerExt for ::httpmock::MockServer {
    fn generate<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::GenerateWhen, operations::GenerateThen),
    {
        self.mock(|when, then| {
            config_fn(
                operations::GenerateWhen::new(when),
                operations::GenerateThen::new(then),
            )
        })
    }
    fn generate_stream<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::GenerateStreamWhen, operations::GenerateStreamThen),
    {
        self.mock(|when, then| {
            config_fn(
                operations::GenerateStreamWhen::new(when),
                operations::GenerateStreamThen::new(then),
            )
        })
    }
    fn summarize<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::SummarizeWhen, operations::SummarizeThen),
    {
        self.mock(|when, then| {
            config_fn(
                operations::SummarizeWhen::new(when),
                operations::SummarizeThen::new(then),
            )
        })
    }
    fn explain<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::ExplainWhen, operations::ExplainThen),
    {
        self.mock(|when, then| {
            config_fn(
                operations::ExplainWhen::new(when),
                operations::ExplainThen::new(then),
            )
        })
    }
    fn reply<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::ReplyWhen, operations::ReplyThen),
    {
        self.mock(|when, then| {
            config_fn(operations::ReplyWhen::new(when), operations::ReplyThen::new(then))
        })
    }
    fn text<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::TextWhen, operations::TextThen),
    {
        self.mock(|when, then| {
            config_fn(operations::TextWhen::new(when), operations::TextThen::new(then))
        })
    }
    fn model_list<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::ModelListWhen, operations::ModelListThen),
    {
        self.mock(|when, then| {
            config_fn(
                operations::ModelListWhen::new(when),
                operations::ModelListThen::new(then),
            )
        })
    }
    fn health<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::HealthWhen, operations::HealthThen),
    {
        self.mock(|when, then| {
            config_fn(
                operations::HealthWhen::new(when),
                operations::HealthThen::new(then),
            )
        })
    }
}
/// Each code of an error, and the status that goes with it.
pub(crate) const STATUSES: &[(&str, u16)] = &[
    ("invalid_request", 400u16),
    ("unauthorized", 401u16),
    ("forbidden", 403u16),
    ("consumer_unknown", 403u16),
    ("not_found", 404u16),
    ("method_not_allowed", 405u16),
    ("request_timeout", 408u16),
    ("payload_too_large", 413u16),
    ("unsupported_media_type", 415u16),
    ("model_not_found", 404u16),
    ("structured_output_unsupported", 403u16),
    ("content_blocked", 403u16),
    ("model_not_allowed", 403u16),
    ("limit_exceeded", 403u16),
    ("rate_limited", 429u16),
    ("quota_exceeded", 429u16),
    ("overloaded", 503u16),
    ("shutting_down", 503u16),
    ("model_unavailable", 503u16),
    ("model_timeout", 504u16),
    ("model_error", 502u16),
    ("invalid_model_answer", 502u16),
    ("incomplete_model_answer", 502u16),
    ("model_misconfigured", 502u16),
    ("internal", 500u16),
];
impl crate::Example for ::textgate::types::DeltaEvent {
    const JSON: &'static str = "{\"type\":\"delta\",\"text\":\"Serverless lets you run code\"}";
}
impl crate::Example for ::textgate::types::DoneEvent {
    const JSON: &'static str = "{\"type\":\"done\",\"id\":\"gen_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b\",\"model\":\"nova-micro\",\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":9,\"output_tokens\":17,\"total_tokens\":26,\"cost_usd\":\"0.000002695\"}}";
}
impl crate::Example for ::textgate::types::ErrorBody {
    const JSON: &'static str = "{\"error\":\"input must not be empty\",\"code\":\"invalid_request\",\"request_id\":\"req_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b\",\"violations\":[{\"pointer\":\"/input\",\"message\":\"must not be empty\"}]}";
}
impl crate::Example for ::textgate::types::ErrorEvent {
    const JSON: &'static str = "{\"type\":\"error\",\"error\":{\"error\":\"the model did not answer in time\",\"code\":\"model_timeout\",\"request_id\":\"req_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b\"}}";
}
impl crate::Example for ::textgate::types::ExplainRequest {
    const JSON: &'static str = "{\"data\":\"month,sales\\nMay,120\\nJune,180\\n\",\"question\":\"How did sales develop?\",\"audience\":\"executive\"}";
}
impl crate::Example for ::textgate::types::ExplainResponse {
    const JSON: &'static str = "{\"id\":\"gen_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b\",\"explanation\":\"Sales rose from 120 in May to 180 in June, by half.\",\"key_points\":[\"Sales rose by 50 percent in June.\"],\"model\":\"nova-micro\",\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":213,\"output_tokens\":61,\"total_tokens\":274,\"cost_usd\":\"0.000015995\"}}";
}
impl crate::Example for ::textgate::types::GenerateRequest {
    const JSON: &'static str = "{\"input\":\"Explain serverless in 2 sentences.\"}";
}
impl crate::Example for ::textgate::types::GenerateResponse {
    const JSON: &'static str = "{\"id\":\"gen_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b\",\"output\":\"Serverless lets you run code without managing servers. You pay only for what runs.\",\"model\":\"nova-micro\",\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":9,\"output_tokens\":17,\"total_tokens\":26,\"cost_usd\":\"0.000002695\"}}";
}
impl crate::Example for ::textgate::types::Health {
    const JSON: &'static str = "{\"status\":\"ok\",\"version\":\"0.1.0\"}";
}
impl crate::Example for ::textgate::types::Model {
    const JSON: &'static str = "{\"name\":\"nova-micro\",\"default\":true,\"context_tokens\":128000,\"max_output_tokens\":5000,\"structured\":true,\"price\":{\"input_usd_per_million_tokens\":\"0.035\",\"output_usd_per_million_tokens\":\"0.14\"}}";
}
impl crate::Example for ::textgate::types::ModelList {
    const JSON: &'static str = "{\"models\":[{\"name\":\"nova-micro\",\"default\":true,\"context_tokens\":128000,\"max_output_tokens\":5000,\"structured\":true,\"price\":{\"input_usd_per_million_tokens\":\"0.035\",\"output_usd_per_million_tokens\":\"0.14\"}}]}";
}
impl crate::Example for ::textgate::types::ModelPrice {
    const JSON: &'static str = "{\"input_usd_per_million_tokens\":\"0.035\",\"output_usd_per_million_tokens\":\"0.14\"}";
}
impl crate::Example for ::textgate::types::ReplyRequest {
    const JSON: &'static str = "{\"message\":\"Where is my parcel?\",\"facts\":[\"The parcel left the warehouse on Monday.\",\"It is expected on Thursday.\"],\"tone\":\"friendly\"}";
}
impl crate::Example for ::textgate::types::ReplyResponse {
    const JSON: &'static str = "{\"id\":\"gen_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b\",\"reply\":\"Thank you for asking: your parcel left on Monday and arrives on Thursday.\",\"category\":\"question\",\"sentiment\":\"neutral\",\"escalate\":false,\"model\":\"nova-micro\",\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":213,\"output_tokens\":61,\"total_tokens\":274,\"cost_usd\":\"0.000015995\"}}";
}
impl crate::Example for ::textgate::types::StreamEvent {
    const JSON: &'static str = "{\"type\":\"delta\",\"text\":\"Serverless lets you run code\"}";
}
impl crate::Example for ::textgate::types::SummarizeRequest {
    const JSON: &'static str = "{\"text\":\"Your parcel left our warehouse on Monday. It is on its way, and we expect it with you on Thursday.\",\"length\":\"short\"}";
}
impl crate::Example for ::textgate::types::SummarizeResponse {
    const JSON: &'static str = "{\"id\":\"gen_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b\",\"summary\":\"The parcel was sent on Monday and is expected on Thursday.\",\"model\":\"nova-micro\",\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":213,\"output_tokens\":61,\"total_tokens\":274,\"cost_usd\":\"0.000015995\"}}";
}
impl crate::Example for ::textgate::types::TextRequest {
    const JSON: &'static str = "{\"text\":\"what is Amazon Bedrock\"}";
}
impl crate::Example for ::textgate::types::TextResponse {
    const JSON: &'static str = "{\"response\":\"Amazon Bedrock is a service for foundation models.\"}";
}
impl crate::Example for ::textgate::types::Usage {
    const JSON: &'static str = "{\"input_tokens\":9,\"output_tokens\":17,\"total_tokens\":26,\"cost_usd\":\"0.000002695\"}";
}
impl crate::Example for ::textgate::types::Violation {
    const JSON: &'static str = "{\"pointer\":\"/input\",\"message\":\"must not be empty\"}";
}
