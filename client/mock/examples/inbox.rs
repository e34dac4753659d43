//! A consumer's own code, with tests that need no service: `cargo test -p textgate-mock --example inbox`.
//!
//! `cargo run -p textgate-mock --example inbox "Where is my parcel?"` calls the service that `cargo run` starts.

use std::env;
use std::time::Duration;

use textgate::{Client, Error};

/// What happens to a customer's message.
#[derive(Debug, PartialEq)]
enum Outcome {
    /// This draft answers it.
    Answered(String),
    /// A person must read it.
    Escalated,
    /// It stays in the inbox for this time, and is handled again after that.
    Waits(Duration),
}

async fn handle(client: &Client, message: &str) -> Result<Outcome, Error> {
    match client.reply().message(message).send().await {
        Ok(reply) if reply.escalate => Ok(Outcome::Escalated),
        Ok(reply) => Ok(Outcome::Answered(reply.into_inner().reply)),
        Err(error) if error.is_retryable() => Ok(Outcome::Waits(error.retry_after().unwrap_or(Duration::from_mins(1)))),
        Err(error) => Err(error),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder("http://127.0.0.1:8080").build()?;
    let message = env::args().nth(1).unwrap_or_else(|| "Where is my parcel?".to_owned());
    println!("{:?}", handle(&client, &message).await?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use textgate::ErrorCode;
    use textgate::types::ReplyResponse;
    use textgate_mock::{Answer as _, MockServer, MockServerExt as _, example};

    use super::*;

    /// A client without retries: the tests check what the code does with an error.
    fn client(service: &MockServer) -> Client {
        Client::builder(service.base_url()).max_attempts(1).build().expect("builds")
    }

    #[tokio::test]
    async fn a_message_is_answered() {
        let service = MockServer::start();
        let mock = service.reply(|_, then| {
            then.ok(&ReplyResponse { reply: "On Thursday.".to_owned(), escalate: false, ..example() });
        });
        let outcome = handle(&client(&service), "Where is my parcel?").await.expect("handled");
        assert_eq!(outcome, Outcome::Answered("On Thursday.".to_owned()));
        mock.assert();
    }

    #[tokio::test]
    async fn a_complaint_goes_to_a_person() {
        let service = MockServer::start();
        service.reply(|_, then| {
            then.ok(&ReplyResponse { escalate: true, ..example() });
        });
        let outcome = handle(&client(&service), "I want my money back!").await.expect("handled");
        assert_eq!(outcome, Outcome::Escalated);
    }

    #[tokio::test]
    async fn a_message_waits_while_the_service_is_busy() {
        let service = MockServer::start();
        service.reply(|_, then| {
            then.error(ErrorCode::Overloaded).retry_after(Duration::from_secs(30));
        });
        let outcome = handle(&client(&service), "Where is my parcel?").await.expect("handled");
        assert_eq!(outcome, Outcome::Waits(Duration::from_secs(30)));
    }

    #[tokio::test]
    async fn an_error_that_a_retry_cannot_resolve_is_returned() {
        let service = MockServer::start();
        service.reply(|_, then| {
            then.error(ErrorCode::ModelNotAllowed);
        });
        let error = handle(&client(&service), "Where is my parcel?").await.expect_err("refused");
        assert_eq!(error.code(), Some(&ErrorCode::ModelNotAllowed));
    }
}
