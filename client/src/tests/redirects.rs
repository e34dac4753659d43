//! Redirects: the client follows none of them, whatever the status, the address or the operation.

use std::io::ErrorKind::WouldBlock;
use std::net::TcpListener;

use super::scripted::{Scripted, Step};
use crate::{Client, Error, ErrorKind};

const STATUSES: [u16; 10] = [300, 301, 302, 303, 304, 305, 306, 307, 308, 399];

const OPERATIONS: usize = 8;

/// A server that must never see a connection.
struct Stranger(TcpListener);

impl Stranger {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("set");
        Self(listener)
    }

    fn address(&self) -> String {
        self.0.local_addr().expect("an address").to_string()
    }

    fn assert_unseen(&self, case: &str) {
        assert!(self.0.accept().is_err_and(|error| error.kind() == WouldBlock), "{case}");
    }
}

/// A redirect whose body looks like an error that a retry may resolve.
fn redirect(status: u16, location: &str) -> Step {
    let headers = if location.is_empty() { String::new() } else { format!("location: {location}\r\n") };
    Step::error(status, "overloaded", format!("{headers}retry-after: 0\r\n").leak())
}

/// Calls every operation, and returns the error of each.
async fn errors_of_all_operations(client: &Client) -> [Error; OPERATIONS] {
    [
        client.generate().input("canary").send().await.err(),
        client.generate_stream().input("canary").events().await.err(),
        client.summarize().text("canary").send().await.err(),
        client.explain().data("canary").question("canary").send().await.err(),
        client.reply().message("canary").send().await.err(),
        client.text().text("canary").send().await.err(),
        client.model_list().send().await.err(),
        client.health().send().await.err(),
    ]
    .map(|error| error.expect("no operation follows a redirect"))
}

#[tokio::test]
async fn no_redirect_is_followed_and_none_is_retried() {
    let stranger = Stranger::start();
    let address = stranger.address();
    let locations = [
        format!("http://{address}/elsewhere"),
        format!("//{address}/elsewhere"),
        "/elsewhere".to_owned(),
        String::new(),
    ];
    let cases: Vec<_> = STATUSES.iter().flat_map(|status| locations.iter().map(move |to| (*status, to))).collect();
    let script = cases.iter().flat_map(|(status, location)| vec![redirect(*status, location); OPERATIONS]);
    let server = Scripted::start(script).await;
    let (client, clock) = server.client(|client| client.api_key("canary-key"));
    for (number, (status, location)) in cases.into_iter().enumerate() {
        let case = format!("{status} {location}");
        let errors = errors_of_all_operations(&client).await;
        for error in &errors {
            assert_eq!((error.kind(), error.status()), (ErrorKind::UnreadableAnswer, Some(status)), "{case}");
            assert_eq!((error.attempts(), error.is_retryable()), (1, false), "{case}");
            assert!(error.to_string().contains(&format!("HTTP status {status}")), "{error}");
        }
        assert_eq!((server.received().len(), clock.waits().len()), ((number + 1) * OPERATIONS, 0), "{case}");
        stranger.assert_unseen(&case);
    }
}

#[tokio::test]
async fn the_error_says_where_a_redirect_points_without_credentials_and_query() {
    let invalid = "to an address that is not a valid http or https URL;";
    let long = format!("https://other.example/{}", "canary".repeat(1000));
    let cases = [
        ("https://other.example/prod", "to https://other.example/prod;"),
        ("https://canary-user:canary@other.example:8443/a?key=canary#canary", "to https://other.example:8443/a;"),
        ("//canary@other.example", "to http://other.example/;"),
        ("https://name:80/canary@other.example/a", "to https://name:80/;"),
        ("/login?next=canary", "/login;"),
        ("?canary", "/generate;"),
        ("HTTPS:\\\\canary@other.example\\a", "to https://other.example/a;"),
        (&long, "to https://other.example/;"),
        ("mailto:canary@other.example", invalid),
        ("data:text/plain,canary", invalid),
        ("http://[canary", invalid),
        ("http://other.example:canary/", invalid),
        ("", "without an address;"),
    ];
    let server = Scripted::start(cases.map(|(location, _)| redirect(307, location))).await;
    let (client, _) = server.client(|client| client);
    for (location, shown) in cases {
        let error = client.generate().input("canary-input").send().await.expect_err("a redirect");
        assert!(error.to_string().contains(shown), "{location}: {error}");
        let text = format!("{error} {error:?}");
        assert!(!text.contains("canary"), "{location}: {text}");
    }
}

#[tokio::test]
async fn the_body_of_a_redirect_is_not_read() {
    let server = Scripted::start([Step::Endless("302 Found\r\nlocation: /elsewhere", "<html>")]).await;
    let (client, _) = server.client(|client| client);
    let error = client.generate().input("Hello").send().await.expect_err("a redirect");
    assert_eq!((error.kind(), error.body()), (ErrorKind::UnreadableAnswer, None));
}
