// Generated from the contract by `cargo openapi generate`. Do not edit.

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
    const JSON: &'static str = "{\"name\":\"nova-micro\",\"default\":true,\"context_tokens\":128000,\"max_output_tokens\":5000,\"structured\":true,\"parameters\":{\"temperature\":true,\"min_temperature\":0.00001,\"top_p\":true,\"top_p_excludes_temperature\":false,\"stop_sequences\":true,\"blank_stop_sequences\":true},\"price\":{\"input_usd_per_million_tokens\":\"0.035\",\"output_usd_per_million_tokens\":\"0.14\"}}";
}
impl crate::Example for ::textgate::types::ModelList {
    const JSON: &'static str = "{\"models\":[{\"name\":\"nova-micro\",\"default\":true,\"context_tokens\":128000,\"max_output_tokens\":5000,\"structured\":true,\"parameters\":{\"temperature\":true,\"min_temperature\":0.00001,\"top_p\":true,\"top_p_excludes_temperature\":false,\"stop_sequences\":true,\"blank_stop_sequences\":true},\"price\":{\"input_usd_per_million_tokens\":\"0.035\",\"output_usd_per_million_tokens\":\"0.14\"}}]}";
}
impl crate::Example for ::textgate::types::ModelParameters {
    const JSON: &'static str = "{\"temperature\":true,\"min_temperature\":0.00001,\"top_p\":true,\"top_p_excludes_temperature\":false,\"stop_sequences\":true,\"max_stop_sequences\":1,\"max_stop_sequence_characters\":10,\"blank_stop_sequences\":false}";
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
