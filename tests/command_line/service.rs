//! Which service the command line calls, and with which key: redirects, base URLs, keys and certificates.

use std::ffi::OsString;
use std::io::ErrorKind::WouldBlock;
use std::net::TcpListener;
use std::os::unix::ffi::OsStringExt as _;
use std::process::Command;

use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use textgate_tests::fake_server::serve;
use textgate_tests::program::{Program, ProgramOutput};

use crate::{INPUT, assert_failed, textgate};

const KEY_FILE: &str = "--api-key-file";

async fn ended(command: Command) -> ProgramOutput {
    Program::start(command).wait().await
}

#[tokio::test]
async fn a_redirect_is_an_error_and_the_other_server_sees_no_connection() {
    let stranger = TcpListener::bind("127.0.0.1:0").expect("a free port");
    stranger.set_nonblocking(true).expect("set");
    let address = stranger.local_addr().expect("an address");
    for status in [301, 302, 303, 307, 308] {
        let redirect = move || async move {
            let location = format!("http://name:canary-key@{address}/elsewhere?text={INPUT}");
            (StatusCode::from_u16(status).expect("a status"), [(LOCATION, location)])
        };
        let url = format!("http://{}", serve(Router::new().fallback(redirect)).await);
        for arguments in [
            &["generate", INPUT, "--stream"][..],
            &["generate", INPUT, "--no-stream"],
            &["summarize", INPUT],
            &["models"],
        ] {
            let mut command = textgate(&url, arguments);
            command.env("TEXTGATE_API_KEY", "canary-key");
            let ended = ended(command).await;
            assert_failed(&ended, 1);
            let expected = format!("a redirect (HTTP status {status}) to http://{address}/elsewhere;");
            assert!(ended.stderr.contains(&expected) && ended.stderr.contains("--base-url"), "{ended:?}");
            assert!(stranger.accept().is_err_and(|error| error.kind() == WouldBlock), "{status} {arguments:?}");
        }
    }
}

/// A server that answers `models` if the key is right, and the same server for every key.
async fn models() -> String {
    async fn answer(State(key): State<&'static str>, headers: HeaderMap) -> (StatusCode, Json<serde_json::Value>) {
        let is_known = headers.get("x-api-key").is_some_and(|sent| sent == key);
        let body = json!({ "error": "unknown key", "code": "unauthorized", "request_id": "req_1" });
        if is_known { (StatusCode::OK, Json(json!({ "models": [] }))) } else { (StatusCode::UNAUTHORIZED, Json(body)) }
    }

    let app = Router::new().route("/models", get(answer)).with_state("canary-key");
    format!("http://{}", serve(app).await)
}

#[tokio::test]
async fn keys_from_the_environment_and_from_a_file_are_judged_alike() {
    let url = models().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("key");
    for (key, fault) in [
        (&b"canary-key\r\n"[..], None),
        (b"\xef\xbb\xbf canary-key\n", None),
        (b"canary-key\xff", Some("is not UTF-8 text")),
        (b"canary-key\ncanary-key", Some("has a line break in it")),
        (b"canary\xef\xbb\xbf-key", Some("has a byte order mark in it")),
        ("canary-key\u{200b}".as_bytes(), Some("has characters that are not visible ASCII")),
    ] {
        std::fs::write(&file, key).expect("written");
        let mut from_environment = textgate(&url, &["models"]);
        from_environment.env("TEXTGATE_API_KEY", OsString::from_vec(key.to_vec()));
        let mut from_file = textgate(&url, &["models", KEY_FILE]);
        from_file.arg(&file);
        let places = ["variable TEXTGATE_API_KEY".to_owned(), format!("file {}", file.display())];
        for (command, place) in [from_environment, from_file].into_iter().zip(places) {
            let ended = ended(command).await;
            match fault {
                None => assert!(ended.status.success() && ended.stderr.is_empty(), "{key:?} {place}: {ended:?}"),
                Some(fault) => {
                    assert_failed(&ended, 2);
                    assert_eq!(ended.stderr, format!("error: the API key in the {place} {fault}\n"));
                }
            }
        }
    }
}

#[tokio::test]
async fn base_urls_from_the_environment_and_from_the_option_are_judged_alike() {
    let url = models().await;
    let host = url.strip_prefix("http://").expect("a scheme");
    for (text, fault) in [
        (format!("\u{feff}{url}/\r\n").into_bytes(), None),
        (format!("http://name:canary-key@{host}").into_bytes(), Some("must have no `@`")),
        (
            format!("{url}?key=canary-key").into_bytes(),
            Some("must begin with http:// or https://, and must have no query"),
        ),
        (format!("{url}/\ncanary-key").into_bytes(), Some("has a line break in it")),
        ([url.as_bytes(), b"/canary-key\xff"].concat(), Some("is not UTF-8 text")),
    ] {
        let text = OsString::from_vec(text);
        let mut from_environment = textgate("", &["models"]);
        from_environment.env("TEXTGATE_BASE_URL", &text);
        let mut from_option = textgate("", &["models", "--base-url"]);
        from_option.arg(&text);
        for (mut command, place) in [(from_environment, "variable TEXTGATE_BASE_URL"), (from_option, "--base-url")] {
            command.env("TEXTGATE_API_KEY", "canary-key");
            let ended = ended(command).await;
            let Some(fault) = fault else {
                assert!(ended.status.success() && ended.stderr.is_empty(), "{text:?} {place}: {ended:?}");
                continue;
            };
            assert_failed(&ended, 2);
            let part = format!("{place} {fault}");
            assert!(ended.stderr.starts_with("error: the base URL in ") && ended.stderr.contains(&part), "{ended:?}");
        }
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn only_https_needs_ca_certificates_and_the_error_says_where_they_are_looked_for() {
    let url = models().await;
    let without_certificates = |url: &str| {
        let mut command = textgate(url, &["models"]);
        command.env("SSL_CERT_FILE", "/nowhere/ca.pem").env("SSL_CERT_DIR", "/nowhere");
        command.env("TEXTGATE_API_KEY", "canary-key");
        command
    };
    let called = ended(without_certificates(&url)).await;
    assert!(called.status.success() && called.stderr.is_empty(), "{called:?}");
    let refused = ended(without_certificates("https://127.0.0.1:1")).await;
    assert_failed(&refused, 2);
    for part in ["CA certificates", "SSL_CERT_FILE is \"/nowhere/ca.pem\" and SSL_CERT_DIR is \"/nowhere\""] {
        assert!(refused.stderr.contains(part), "{part}: {refused:?}");
    }
}
