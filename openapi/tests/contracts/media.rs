//! Files and media: raw bytes, forms, and responses that stream events.

#![expect(dead_code, reason = "only the schemas of the wire types are used")]

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{OpenApi, ToSchema};

use crate::checks::{self, body};

#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
struct Bytes(Vec<u8>);

#[derive(ToSchema)]
struct UploadForm {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    #[schema(value_type = String, content_media_type = "application/octet-stream")]
    preview: Vec<u8>,
    #[schema(max_length = 200)]
    caption: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewTranscript {
    #[schema(pattern = "^file_[a-z0-9]{8}$")]
    file_id: String,
    #[schema(max_length = 4096, pattern = "^[A-Za-z0-9+/]*={0,2}$")]
    hint_base64: Option<String>,
}

#[derive(Deserialize, ToSchema)]
struct NewThumbnail {
    bytes: Vec<u8>,
}

#[derive(Serialize, ToSchema)]
struct StoredFile {
    id: String,
    size_bytes: u64,
    checksum: [u8; 32],
}

#[derive(Serialize, ToSchema)]
struct Picture {
    dimensions: (u32, u32),
}

/// The remedy for the tuple: properties with names.
#[derive(Serialize, ToSchema)]
struct Dimensions {
    width: u32,
    height: u32,
}

#[derive(Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Progress {
    Started { at_ms: u64, picture: Option<Dimensions> },
    Line { text: String, confidence: Option<f32> },
    Done,
}

#[utoipa::path(
    put,
    path = "/files/{file_id}/content",
    params(("file_id" = String, Path)),
    request_body(content = Bytes, content_type = "application/octet-stream"),
    responses((status = 200, description = "Stored.", body = StoredFile)),
)]
fn upload() {}

#[utoipa::path(
    post,
    path = "/files",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "Stored.", body = StoredFile)),
)]
fn upload_form() {}

#[utoipa::path(
    get,
    path = "/files/{file_id}/content",
    params(("file_id" = String, Path)),
    responses(
        (status = 200, description = "The bytes.", content((Bytes = "image/png"), (Bytes = "application/octet-stream"))),
        (status = 206, description = "Some of the bytes.", body = Bytes, content_type = "application/octet-stream"),
    ),
)]
fn download() {}

#[utoipa::path(
    post,
    path = "/transcripts",
    request_body = NewTranscript,
    responses((status = 200, description = "Events.", content((String = "text/event-stream", item_schema = Progress)))),
)]
fn transcribe() {}

#[utoipa::path(
    put,
    path = "/raw",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 204, description = "Stored.")),
)]
fn upload_list_of_integers() {}

#[utoipa::path(put, path = "/thumbnail", request_body = NewThumbnail, responses((status = 204, description = "Stored.")))]
fn upload_thumbnail() {}

#[utoipa::path(get, path = "/picture", responses((status = 200, description = "A picture.", body = Picture)))]
fn picture() {}

#[derive(OpenApi)]
// utoipa does not register the type of `item_schema` by itself.
#[openapi(paths(upload, upload_form, download, transcribe), components(schemas(Progress)))]
struct Media;

#[derive(OpenApi)]
#[openapi(paths(upload_list_of_integers))]
struct RawList;

#[derive(OpenApi)]
#[openapi(paths(upload_thumbnail))]
struct BytesWithinJson;

#[derive(OpenApi)]
#[openapi(paths(picture))]
struct Tuple;

#[test]
fn a_tuple_is_refused_where_a_struct_is_not() {
    let contract = checks::contract::<Tuple>();
    let place = "/components/schemas/Picture/properties/dimensions/additionalItems";
    checks::refused_keyword(&contract, place, "schema");
}

#[test]
fn bytes_that_utoipa_describes_as_a_list_of_integers_are_refused() {
    let reason = "an integer in a request needs a maximum, because its Rust type has one; add it";
    assert_eq!(
        checks::refusal(&checks::contract::<RawList>()),
        format!("/paths/~1raw/put/requestBody/content/application~1octet-stream/schema/items: {reason}")
    );
    assert_eq!(
        checks::refusal(&checks::contract::<BytesWithinJson>()),
        format!("/components/schemas/NewThumbnail/properties/bytes/items: {reason}")
    );
}

#[test]
fn bytes_and_forms_lower_to_binary_strings() {
    let lowered = checks::lowered(&checks::contract::<Media>());
    let binary = json!({ "type": "string", "format": "binary" });
    assert_eq!(lowered["components"]["schemas"]["Bytes"], binary);
    let form = &lowered["components"]["schemas"]["UploadForm"]["properties"];
    assert_eq!((&form["file"], &form["preview"]), (&binary, &binary));
    checks::validates(
        &lowered,
        &[
            body::<String>(
                "/paths/~1files~1{file_id}~1content/put/requestBody/content/application~1octet-stream",
                json!("bytes"),
                json!([98]),
                ("", "must be a string"),
            ),
            body::<Value>(
                "/paths/~1files/post/requestBody/content/multipart~1form-data",
                json!({ "file": "bytes", "preview": "bytes" }),
                json!({ "file": "bytes" }),
                ("/preview", "is required"),
            ),
            body::<NewTranscript>(
                "/paths/~1transcripts/post/requestBody/content/application~1json",
                json!({ "file_id": "file_0a1b2c3d", "hint_base64": "aGk=" }),
                json!({ "file_id": "file_0a1b2c3d", "hint_base64": "a?k=" }),
                ("/hint_base64", "must match the pattern ^[A-Za-z0-9+/]*={0,2}$"),
            ),
        ],
    );
}

#[test]
fn the_events_of_a_stream_stay_in_the_document() {
    let lowered = checks::lowered(&checks::contract::<Media>());
    let content = &lowered["paths"]["/transcripts"]["post"]["responses"]["200"]["content"]["text/event-stream"];
    let event = json!({ "$ref": "#/components/schemas/Progress" });
    assert_eq!(*content, json!({ "schema": { "type": "string", "not": event }, "x-item-schema": event }));
    assert!(lowered["components"]["schemas"]["Progress"]["oneOf"].is_array());
}

#[test]
fn the_gateway_streams_events_and_there_is_a_finding_for_each_body_that_it_does_not_validate() {
    let bytes = "/paths/~1files~1{file_id}~1content/put/requestBody/content/application~1octet-stream";
    let form = "/paths/~1files/post/requestBody/content/multipart~1form-data";
    let derived =
        checks::derives(&checks::lowered(&checks::contract::<Media>()), &[("media_type", bytes), ("media_type", form)]);
    let mode = |path: &str, method: &str| {
        derived["paths"][path][method]["x-amazon-apigateway-integration"]["responseTransferMode"].clone()
    };
    assert_eq!(mode("/transcripts", "post"), "STREAM");
    assert_eq!(
        derived["components"]["schemas"].get("Progress"),
        None,
        "there is a model only for schemas that a body reaches"
    );
    assert_eq!(mode("/files/{file_id}/content", "get"), Value::Null);
    assert_eq!(derived["paths"]["/files"]["post"].get("requestBody"), None);
}
