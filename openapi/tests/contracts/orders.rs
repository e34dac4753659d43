//! Orders and payments: money, unions with every kind of tag, headers that make a call idempotent.

#![expect(dead_code, reason = "only the schemas of the wire types are used")]

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{OpenApi, ToSchema};

use crate::checks::{self, body};

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
enum Currency {
    Eur,
    Usd,
    Jpy,
}

/// An amount in the minor unit of a currency is exact. A floating-point number is not.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Money {
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    amount_minor: i64,
    currency: Currency,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OrderLine {
    #[schema(pattern = "^[A-Z0-9]{4,16}$")]
    sku: String,
    #[schema(minimum = 1, maximum = 999)]
    quantity: u16,
    unit_price: Money,
    #[schema(max_length = 140)]
    gift_note: Option<String>,
}

/// Internally tagged: struct variants.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum PaymentMethod {
    Card { token: String, save: Option<bool> },
    Sepa { iban: String },
    Invoice { purchase_order: Option<String> },
}

/// Untagged.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
enum RefundAmount {
    Part(Money),
    Percent(f64),
}

/// Adjacently tagged, in a response.
#[derive(Serialize, ToSchema)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
enum OrderEvent {
    Placed { by: String },
    Captured(Money),
    Refunded(Vec<Money>),
    Cancelled,
}

/// Externally tagged, in a response.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Shipment {
    Pending,
    Parcel { carrier: String, tracking_code: Option<String> },
    Pickup(String),
}

#[derive(Serialize, ToSchema)]
struct Order {
    id: String,
    lines: Vec<OrderLine>,
    total: Money,
    /// The amount that was captured. Absent before the first capture.
    captured: Option<Money>,
    paid_by: PaymentMethod,
    shipment: Shipment,
    history: Vec<OrderEvent>,
    exchange_rates: BTreeMap<String, f64>,
    #[schema(value_type = String, format = DateTime)]
    placed_at: String,
}

#[derive(Serialize, ToSchema)]
struct Problem {
    code: String,
    message: String,
}

#[derive(Deserialize, ToSchema)]
struct NewOrderByUnion {
    #[schema(min_items = 1, max_items = 100)]
    lines: Vec<OrderLine>,
    payment: PaymentMethod,
}

#[derive(Deserialize, ToSchema)]
struct NewRefundByUnion {
    amount: RefundAmount,
}

/// The remedy for the tagged union: the tag is an enumeration, and the fields of each tag are optional.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Payment {
    kind: PaymentKind,
    #[schema(min_length = 8, max_length = 64)]
    card_token: Option<String>,
    #[schema(pattern = "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$")]
    iban: Option<String>,
    #[schema(max_length = 40)]
    purchase_order: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum PaymentKind {
    Card,
    Sepa,
    Invoice,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewOrder {
    #[schema(min_items = 1, max_items = 100)]
    lines: Vec<OrderLine>,
    payment: Payment,
    labels: Option<BTreeMap<String, String>>,
}

/// The remedy for the untagged union: a field for each alternative.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRefund {
    part: Option<Money>,
    #[schema(minimum = 0.01, maximum = 100)]
    percent: Option<f64>,
}

#[derive(Deserialize, ToSchema)]
struct NewTip {
    #[schema(exclusive_minimum = 0, maximum = 100_000)]
    amount_minor: i64,
}

#[derive(Deserialize, ToSchema)]
struct NewPayout {
    amount_minor: u64,
}

#[derive(Deserialize, ToSchema)]
struct NewCapture {
    #[schema(default = true)]
    is_final: bool,
}

#[utoipa::path(post, path = "/orders", request_body = NewOrderByUnion, responses((status = 204, description = "Placed.")))]
fn place_order_by_union() {}

#[utoipa::path(post, path = "/refunds", request_body = NewRefundByUnion, responses((status = 204, description = "Paid.")))]
fn refund_by_union() {}

#[utoipa::path(post, path = "/tips", request_body = NewTip, responses((status = 204, description = "Taken.")))]
fn tip() {}

#[utoipa::path(post, path = "/payouts", request_body = NewPayout, responses((status = 204, description = "Paid.")))]
fn pay_out() {}

#[utoipa::path(post, path = "/captures", request_body = NewCapture, responses((status = 204, description = "Taken.")))]
fn capture() {}

#[utoipa::path(
    post, path = "/orders", request_body = NewOrder,
    params(("Idempotency-Key" = String, Header, description = "Names the call.", min_length = 16)),
    responses(
        (status = 201, description = "Placed.", body = Order, headers(("Location" = String))),
        (status = "4XX", description = "Refused.", body = Problem),
    ),
)]
fn place_order() {}

#[utoipa::path(
    post, path = "/orders/{order_id}/refunds", request_body = NewRefund, params(("order_id" = String, Path)),
    responses((status = 201, description = "Paid.", body = Order), (status = "5XX", description = "Failed.", body = Problem)),
)]
fn refund() {}

#[utoipa::path(
    get, path = "/orders/{order_id}", params(("order_id" = String, Path)),
    responses((status = 200, description = "The order.", body = Order)),
)]
fn order() {}

#[derive(OpenApi)]
#[openapi(paths(place_order_by_union))]
struct TaggedUnion;

#[derive(OpenApi)]
#[openapi(paths(refund_by_union))]
struct UntaggedUnion;

#[derive(OpenApi)]
#[openapi(paths(tip))]
struct ExclusiveMinimum;

#[derive(OpenApi)]
#[openapi(paths(pay_out))]
struct UnboundedInteger;

#[derive(OpenApi)]
#[openapi(paths(capture))]
struct DefaultedField;

#[derive(OpenApi)]
#[openapi(paths(place_order, refund, order))]
struct Orders;

#[test]
fn unions_of_a_request_are_refused_however_they_are_tagged() {
    let tagged = checks::contract::<TaggedUnion>();
    checks::refused_keyword(&tagged, "/components/schemas/PaymentMethod/oneOf", "request schema");
    let untagged = checks::contract::<UntaggedUnion>();
    checks::refused_keyword(&untagged, "/components/schemas/RefundAmount/oneOf", "request schema");
}

#[test]
fn an_amount_with_an_exclusive_minimum_is_refused() {
    let contract = checks::contract::<ExclusiveMinimum>();
    checks::refused_keyword(&contract, "/components/schemas/NewTip/properties/amount_minor/exclusiveMinimum", "schema");
}

#[test]
fn an_amount_without_an_upper_bound_is_refused() {
    assert_eq!(
        checks::refusal(&checks::contract::<UnboundedInteger>()),
        "/components/schemas/NewPayout/properties/amount_minor: an integer in a request needs a maximum, because its \
         Rust type has one; add it"
    );
}

#[test]
fn a_default_is_refused() {
    let contract = checks::contract::<DefaultedField>();
    checks::refused_keyword(&contract, "/components/schemas/NewCapture/properties/is_final/default", "schema");
}

#[test]
fn the_remedied_contract_validates_bodies_and_keeps_its_unions_in_responses() {
    let lowered = checks::lowered(&checks::contract::<Orders>());
    let money = json!({ "amount_minor": 1299, "currency": "EUR" });
    let order = |quantity: u16| {
        let line = json!({ "sku": "KETTLE01", "quantity": quantity, "unit_price": money });
        json!({ "lines": [line], "payment": { "kind": "sepa", "iban": "DE02120300000000202051" } })
    };
    checks::validates(
        &lowered,
        &[
            body::<NewOrder>(
                "/paths/~1orders/post/requestBody/content/application~1json",
                order(999),
                order(1000),
                ("/lines/0/quantity", "must be at most 999"),
            ),
            body::<NewRefund>(
                "/paths/~1orders~1{order_id}~1refunds/post/requestBody/content/application~1json",
                json!({ "part": money }),
                json!({ "part": null }),
                ("/part", "must be an object"),
            ),
        ],
    );
    let union = |name: &str| lowered["components"]["schemas"][name]["oneOf"].as_array().map(Vec::len);
    let unions = ["PaymentMethod", "OrderEvent", "Shipment"];
    assert_eq!(unions.map(union), [Some(3), Some(4), Some(3)]);
}

#[test]
fn the_gateway_leaves_the_length_of_a_header_and_of_a_list_to_the_server() {
    let derived = checks::derives(
        &checks::lowered(&checks::contract::<Orders>()),
        &[
            ("parameter_constraint", "/paths/~1orders/post/parameters/0/schema/minLength"),
            ("array_length", "/components/schemas/NewOrder/properties/lines/maxItems"),
            ("array_length", "/components/schemas/NewOrder/properties/lines/minItems"),
        ],
    );
    let models = derived["components"]["schemas"].as_object().expect("models");
    assert_eq!(models.keys().collect::<Vec<_>>(), ["NewOrder", "NewRefund"]);
    let price = "/NewOrder/properties/lines/items/properties/unit_price/properties/amount_minor";
    let price = derived["components"]["schemas"].pointer(price).expect("written out");
    assert_eq!(*price, json!({ "type": "integer", "minimum": 1, "maximum": 9_007_199_254_740_991_i64 }));
}
