//! Response bodies that are read as a whole, up to a maximum size. So a server that never stops sending cannot fill the
//! memory.

use crate::error::{Error, ErrorKind};

/// The maximum size of the body of a successful response, and of the text of a stream that is collected: 16 MiB. The
/// contract's longest answer has 65,536 tokens. This is 256 bytes for each of them, and a token rarely has more than 20.
pub(crate) const MAX_BYTES: usize = 16 * 1024 * 1024;

/// How much of the body of an error response is read: 1 MiB. The service's error bodies are far smaller.
const MAX_ERROR_BYTES: usize = 1024 * 1024;

/// Reads the body of a successful response. A larger body is an error.
pub(crate) async fn read(response: reqwest::Response) -> Result<Vec<u8>, Error> {
    let is_announced_too_large = response.content_length().is_some_and(|length| length > MAX_BYTES as u64);
    if !is_announced_too_large && let (body, true) = read_up_to(MAX_BYTES, response).await? {
        return Ok(body);
    }
    Err(too_large("the response body"))
}

/// Reads the body of an error response, and cuts off what is too much: the status says already that the call failed.
pub(crate) async fn read_error(response: reqwest::Response) -> Result<Vec<u8>, Error> {
    Ok(read_up_to(MAX_ERROR_BYTES, response).await?.0)
}

/// The error for a body or a text that is larger than [`MAX_BYTES`].
pub(crate) fn too_large(what: &str) -> Error {
    Error::new(ErrorKind::UnreadableAnswer, format!("{what} is larger than {MAX_BYTES} bytes"))
}

/// The beginning of a body, and whether it is the whole body.
async fn read_up_to(maximum: usize, mut response: reqwest::Response) -> Result<(Vec<u8>, bool), Error> {
    let mut body = Vec::new();
    while let Some(bytes) = response.chunk().await.map_err(Error::from_transport)? {
        let taken = bytes.len().min(maximum - body.len());
        body.extend_from_slice(&bytes[..taken]);
        if taken < bytes.len() {
            return Ok((body, false));
        }
    }
    Ok((body, true))
}
