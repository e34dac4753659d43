//! Calls from web pages of other origins.

use reqwest::header::HeaderMap;
use reqwest::{Client, Method, StatusCode};
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::server::{Server, server_on};

const PAGE: &str = "https://app.example.com";

async fn start(origins: &[&str]) -> (FakeBedrock, Server) {
    let bedrock = FakeBedrock::start(Answer::Completion("Text from the fake.", "end_turn", 1, 1)).await;
    let mut command = server_on(&bedrock);
    for origin in origins {
        command.args(["--cors-origin", origin]);
    }
    let server = Server::start(&mut command);
    (bedrock, server)
}

async fn preflight(server: &Server) -> (StatusCode, HeaderMap) {
    let request = Client::new()
        .request(Method::OPTIONS, format!("{}/generate", server.url()))
        .header("origin", PAGE)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type,x-api-key");
    let response = request.send().await.expect("an answer");
    (response.status(), response.headers().clone())
}

async fn call(server: &Server, origin: &str) -> (StatusCode, HeaderMap) {
    let request =
        Client::new().post(format!("{}/generate", server.url())).header("origin", origin).body(r#"{"input":"Hello"}"#);
    let response = request.send().await.expect("an answer");
    (response.status(), response.headers().clone())
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_gets_its_preflight_and_its_call_answered() {
    for origin in ["*", PAGE] {
        let (_bedrock, server) = start(&[origin]).await;
        let (status, headers) = preflight(&server).await;
        assert!(status.is_success(), "{status}");
        assert_eq!(headers["access-control-allow-origin"], origin);
        assert!(headers["access-control-allow-methods"].to_str().expect("text").contains("POST"));
        for name in ["content-type", "x-api-key"] {
            assert!(headers["access-control-allow-headers"].to_str().expect("text").contains(name), "{name}");
        }
        let (status, headers) = call(&server, PAGE).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers["access-control-allow-origin"], origin);
        assert!(headers["access-control-expose-headers"].to_str().expect("text").contains("x-request-id"));
    }
}

#[tokio::test]
async fn a_page_of_another_origin_cannot_call_a_model() {
    for origins in [&[][..], &["https://other.example.com"]] {
        let (bedrock, server) = start(origins).await;
        let (_, headers) = preflight(&server).await;
        assert!(!headers.contains_key("access-control-allow-origin"));
        let (status, headers) = call(&server, PAGE).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(!headers.contains_key("access-control-allow-origin"));
        assert!(bedrock.requests().is_empty());
        let (status, _) = call(&server, server.url()).await;
        assert_eq!(status, StatusCode::OK, "pages of the service itself may call");
    }
}
