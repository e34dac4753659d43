// Generated from the contract by `cargo openapi generate`. Do not edit.

use crate::generated_operations as operations;
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
