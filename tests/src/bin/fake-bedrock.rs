//! The fake Bedrock as a program, for scripts. It prints its URL on the first line and answers until it is killed.
//!
//! It answers "Text from the fake.". If the request wants a tool called, it answers with an object that satisfies the tool's
//! schema, with that text in every text field. If the request's text names an exception, it answers with that exception.

use textgate_tests::fake_bedrock::{Answer, FakeBedrock};

const EXCEPTIONS: [(&str, u16); 5] = [
    ("AccessDeniedException", 403),
    ("ModelErrorException", 424),
    ("ServiceUnavailableException", 503),
    ("ThrottlingException", 429),
    ("ValidationException", 400),
];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let bedrock = FakeBedrock::start(Answer::ByText(answer)).await;
    println!("{}", bedrock.url());
    std::future::pending::<()>().await;
}

fn answer(text: &str) -> Answer {
    match EXCEPTIONS.iter().find(|(name, _)| text.contains(name)) {
        Some(&(name, status)) => Answer::Exception(status, name, "the request's text names this exception".to_owned()),
        None => Answer::Completion("Text from the fake.", "end_turn", 9, 5),
    }
}
