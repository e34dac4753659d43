//! Settings that are texts: the base URL, the API key, headers and tokens. One function checks all of them, so that a
//! text from a file, from the environment and from code is judged alike. No message shows the text.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

/// Editors of Windows write it at the beginning of a file.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The maximum size of a file with a setting. Such a file has one line.
const MAX_FILE_BYTES: u64 = 64 * 1024;

/// A setting as the caller passed it. It is read and checked when the client is built.
#[derive(Clone)]
pub(crate) struct Setting {
    /// What it is and where it comes from, for messages.
    description: String,
    value: Value,
}

#[derive(Clone)]
enum Value {
    Text(OsString),
    File(PathBuf),
}

impl Setting {
    /// The text that a caller passed. The description says what it is.
    pub(crate) fn in_code(description: impl Into<String>, text: impl Into<OsString>) -> Self {
        Self { description: description.into(), value: Value::Text(text.into()) }
    }

    /// The value of a variable of the environment. A variable without any text counts as not set.
    pub(crate) fn in_variable(what: &str, variable: &str, value: Option<OsString>) -> Option<Self> {
        let value = value.filter(|value| clean(value.as_encoded_bytes()) != Ok(""))?;
        Some(Self::in_code(format!("{what} in the variable {variable}"), value))
    }

    /// The text of a file.
    pub(crate) fn in_file(what: &str, path: PathBuf) -> Self {
        Self { description: format!("{what} in the file {}", path.display()), value: Value::File(path) }
    }

    /// Reads and checks the text, and converts it. An error says what is wrong, with what, and where it comes from.
    pub(crate) fn parse<T>(&self, convert: impl FnOnce(&str) -> Result<T, String>) -> Result<T, String> {
        let parsed = match &self.value {
            Value::Text(text) => non_empty(text.as_encoded_bytes()).map_err(str::to_owned).and_then(convert),
            Value::File(path) => {
                read(path.as_os_str()).and_then(|bytes| non_empty(&bytes).map_err(str::to_owned).and_then(convert))
            }
        };
        parsed.map_err(|fault| format!("{} {fault}", self.description))
    }
}

fn read(path: &OsStr) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes));
    match file {
        Err(error) => Err(format!("cannot be read: {error}")),
        Ok(_) if bytes.len() as u64 > MAX_FILE_BYTES => Err(format!("is larger than {MAX_FILE_BYTES} bytes")),
        Ok(_) => Ok(bytes),
    }
}

/// The cleaned text, which must not be empty.
pub(crate) fn non_empty(bytes: &[u8]) -> Result<&str, &'static str> {
    clean(bytes).and_then(|text| if text.is_empty() { Err("is empty") } else { Ok(text) })
}

/// The text without the white space, line breaks and byte order marks around it: visible ASCII and spaces. The error is what is wrong with it, as
/// the end of a sentence.
pub(crate) fn clean(bytes: &[u8]) -> Result<&str, &'static str> {
    let text = str::from_utf8(bytes).map_err(|_| "is not UTF-8 text")?;
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == BYTE_ORDER_MARK);
    let is_line_break = |c| matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    if text.contains(is_line_break) {
        Err("has a line break in it")
    } else if text.contains(BYTE_ORDER_MARK) {
        Err("has a byte order mark in it")
    } else if text.contains(char::is_control) {
        Err("has a control character in it")
    } else if !text.is_ascii() {
        // Also in a URL: a host name with an invisible character would be that of another host.
        Err("has characters that are not visible ASCII")
    } else {
        Ok(text)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::ffi::OsStringExt as _;

    use super::*;
    use crate::config::ClientBuilder;

    /// Each text, and the API key that is sent, or what is wrong with the text.
    const TABLE: &[(&[u8], Result<&str, &str>)] = &[
        (b"canary", Ok("canary")),
        (b"canary\n", Ok("canary")),
        (b"canary\r\n\r\n", Ok("canary")),
        (b" \t canary \t ", Ok("canary")),
        (b"\xef\xbb\xbfcanary\r\n", Ok("canary")),
        (b"\n\xef\xbb\xbf\xef\xbb\xbf canary", Ok("canary")),
        ("\u{a0}canary\u{2028}\u{85}".as_bytes(), Ok("canary")),
        (b"canary of two words", Ok("canary of two words")),
        (b"canary\xff", Err("is not UTF-8 text")),
        (b"\xff\xfec\0a\0n\0a\0r\0y\0", Err("is not UTF-8 text")),
        (b"\xfe\xff\0c\0a", Err("is not UTF-8 text")),
        (b"c\0a\0n\0a\0r\0y\0", Err("has a control character in it")),
        (b"canary\ncanary", Err("has a line break in it")),
        (b"canary\rcanary", Err("has a line break in it")),
        ("canary\u{2028}canary".as_bytes(), Err("has a line break in it")),
        (b"canary\xef\xbb\xbfcanary", Err("has a byte order mark in it")),
        (b"canary\tcanary", Err("has a control character in it")),
        (b"canary\x7f", Err("has a control character in it")),
        ("canary\u{e9}".as_bytes(), Err("has characters that are not visible ASCII")),
        ("canary\u{200b}".as_bytes(), Err("has characters that are not visible ASCII")),
        (b"", Err("is empty")),
        (b" \r\n", Err("is empty")),
        (b"\xef\xbb\xbf\n", Err("is empty")),
    ];

    /// The settings from every place for these bytes, with the words that name the place.
    fn from_every_place(bytes: &[u8], path: &std::path::Path) -> Vec<(String, Option<Setting>)> {
        let text = || OsString::from_vec(bytes.to_vec());
        fs::write(path, bytes).expect("written");
        vec![
            ("the API key".to_owned(), Some(Setting::in_code("the API key", text()))),
            (
                "the API key in the variable KEY".to_owned(),
                Setting::in_variable("the API key", "KEY", Some(text()).filter(|text| !text.is_empty())),
            ),
            (
                format!("the API key in the file {}", path.display()),
                Some(Setting::in_file("the API key", path.to_owned())),
            ),
        ]
    }

    #[test]
    fn a_text_from_code_a_variable_and_a_file_is_judged_alike() {
        let path = std::env::temp_dir().join(format!("textgate-settings-{}", std::process::id()));
        for (bytes, expected) in TABLE {
            for (place, setting) in from_every_place(bytes, &path) {
                let Some(setting) = setting else {
                    assert_eq!(*expected, Err("is empty"), "{place}: only an empty variable counts as not set");
                    continue;
                };
                let key = setting.parse(|text| Ok(text.to_owned()));
                match (key, expected) {
                    (Ok(key), Ok(expected)) => assert_eq!(key.as_bytes(), expected.as_bytes(), "{place}"),
                    (Err(fault), Err(expected)) => assert_eq!(fault, format!("{place} {expected}")),
                    (key, expected) => panic!("{place} {bytes:?}: {key:?} instead of {expected:?}"),
                }
            }
        }
        fs::remove_file(&path).expect("removed");
        let missing = Setting::in_file("the API key", path).parse(|_| Ok(())).expect_err("no file");
        assert!(missing.contains("textgate-settings-") && missing.contains("cannot be read: "), "{missing}");
        let endless = Setting::in_file("the API key", "/dev/zero".into()).parse(|_| Ok(())).expect_err("endless");
        assert_eq!(endless, "the API key in the file /dev/zero is larger than 65536 bytes");
    }

    #[test]
    fn a_base_url_is_judged_like_a_key() {
        let fault = |expected: &str| Err(format!("--url {expected}"));
        for (bytes, expected) in TABLE {
            let url = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            let start = url.windows(6).position(|word| word == b"canary").unwrap_or(url.len());
            let scheme: &[u8] = if start < url.len() { b"http://" } else { b"" };
            let url = OsString::from_vec([b"\xef\xbb\xbf", &url[..start], scheme, &url[start..]].concat());
            let built = ClientBuilder::from_env().base_url_from("--url", url).build();
            let url = built.map(|client| client.base_url().to_owned()).map_err(|error| error.to_string());
            match expected {
                Ok("canary") => assert_eq!(url, Ok("http://canary".to_owned()), "{bytes:?}"),
                Ok(_) => assert_eq!(url, fault("has white space in it"), "{bytes:?}"),
                Err(expected) => assert_eq!(url, fault(expected), "{bytes:?}"),
            }
        }
    }
}
