//! A small contract with everything that may change.

use serde_json::{Value, json};

fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn content(name: &str) -> Value {
    json!({ "application/json": { "schema": schema(name) } })
}

/// The contract, as a lowered document.
pub(crate) fn document() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Parcels", "description": "Sends parcels.", "version": "1.4.0" },
        "servers": [{ "url": "https://parcels.example" }],
        "tags": [{ "name": "sending", "description": "Send." }, { "name": "tracking", "description": "Track." }],
        "paths": paths(),
        "components": {
            "schemas": schemas(),
            "parameters": { "Trace": { "name": "x-trace", "in": "header", "schema": { "type": "string", "maxLength": 32 } } },
            "responses": { "TooLate": { "description": "Too late.", "content": content("Failure") } },
            "securitySchemes": {
                "key": { "type": "apiKey", "in": "header", "name": "x-api-key", "description": "A key." },
                "login": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
            },
        },
    })
}

/// Adds an operation that streams events, and the schemas of the events.
pub(crate) fn add_stream(document: &mut Value) {
    document["paths"]["/parcels/stream"] = json!({ "post": {
        "operationId": "send_stream",
        "tags": ["sending"],
        "requestBody": { "required": true, "content": { "application/json": { "schema": schema("Parcel") } } },
        "responses": { "200": { "description": "A stream.", "content": { "text/event-stream": {
            "schema": { "type": "string", "not": schema("StreamEvent") },
            "x-item-schema": schema("StreamEvent"),
        } } } },
        "security": [{ "key": [] }],
    } });
    let schemas = &mut document["components"]["schemas"];
    schemas["StreamEvent"] = json!({ "oneOf": [schema("Begun"), schema("Receipt")] });
    schemas["Begun"] = json!({ "type": "object", "properties": { "begun": { "type": "boolean" } } });
}

fn paths() -> Value {
    let failed = json!({ "description": "Failed.", "content": content("Failure") });
    json!({
        "/parcels": { "post": {
            "operationId": "send",
            "summary": "Send a parcel",
            "tags": ["sending"],
            "parameters": [
                { "$ref": "#/components/parameters/Trace" },
                { "name": "dry-run", "in": "query", "schema": { "type": "boolean" } },
            ],
            "requestBody": { "required": true, "description": "What to send.", "content": content("Parcel") },
            "responses": {
                "200": {
                    "description": "Sent.",
                    "headers": {
                        "x-parcel": { "required": true, "schema": { "type": "string" } },
                        "x-remaining": { "schema": { "type": "integer", "maximum": 100 } },
                    },
                    "content": content("Receipt"),
                },
                "4XX": failed,
            },
            "security": [{ "key": [] }, { "login": ["send"] }],
        } },
        "/parcels/{id}": {
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
            "get": {
                "operationId": "track",
                "tags": ["tracking"],
                "responses": { "200": { "description": "Here.", "content": content("Track") }, "4XX": failed },
            },
            "put": {
                "operationId": "redirect",
                "tags": ["tracking"],
                "deprecated": true,
                "requestBody": { "content": content("Address") },
                "responses": {
                    "204": { "description": "Redirected." },
                    "409": { "$ref": "#/components/responses/TooLate" },
                },
                "security": [{}],
            },
        },
        "/parcels/{id}/events": {
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
            "get": {
                "operationId": "watch",
                "tags": ["tracking"],
                "responses": {
                    "200": { "description": "A stream.", "content": { "text/event-stream": {
                        "schema": { "type": "string" },
                        "x-events": { "data": schema("Event") },
                    } } },
                    "default": failed,
                },
            },
        },
    })
}

fn schemas() -> Value {
    json!({
        "Parcel": {
            "type": "object",
            "required": ["to", "grams"],
            "additionalProperties": false,
            "properties": {
                "to": schema("Address"),
                "grams": { "type": "integer", "format": "int32", "minimum": 1, "maximum": 30000 },
                "label": { "type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[a-z]+$" },
                "speed": { "type": "string", "enum": ["slow", "fast"] },
                "value": { "type": "number", "format": "float", "maximum": 500 },
                "notes": { "type": "array", "items": { "type": "string" }, "maxItems": 4 },
                "codes": { "type": "object", "additionalProperties": { "type": "string", "maxLength": 8 } },
            },
        },
        // Used in a request and in a response.
        "Address": {
            "type": "object",
            "required": ["street"],
            "properties": { "street": { "type": "string", "maxLength": 80 }, "floor": { "type": "integer" } },
        },
        "Receipt": {
            "type": "object",
            "required": ["id", "price", "state"],
            "properties": {
                "id": { "type": "string", "example": "p1" },
                "price": schema("Price"),
                "state": schema("State"),
                "weight": { "type": "integer", "format": "int32", "minimum": 0 },
                "hint": { "type": "string", "description": "What to do." },
                "window": { "title": "Window", "type": "object", "properties": { "from": { "type": "string" } } },
            },
        },
        "Price": {
            "type": "object",
            "required": ["cents"],
            "additionalProperties": false,
            "properties": { "cents": { "type": "integer", "format": "int64" } },
        },
        "State": { "type": "string", "enum": ["waiting", "gone", "other"] },
        "Track": {
            "type": "object",
            "required": ["address", "state", "steps"],
            "properties": {
                "address": schema("Address"),
                "state": schema("State"),
                "steps": { "type": "array", "items": { "oneOf": [schema("Left"), schema("Arrived")] } },
            },
        },
        "Left": { "type": "object", "required": ["left"], "properties": { "left": { "type": "string" } } },
        "Arrived": { "type": "object", "required": ["arrived"], "properties": { "arrived": { "type": "string" } } },
        "Event": { "oneOf": [schema("Left"), schema("Lost")] },
        "Lost": { "type": "object", "required": ["lost"], "properties": { "lost": { "type": "boolean" } } },
        "Failure": { "type": "object", "required": ["error"], "properties": { "error": { "type": "string" } } },
        "Unused": { "type": "object", "properties": { "size": { "type": "integer", "maximum": 9 } } },
    })
}
