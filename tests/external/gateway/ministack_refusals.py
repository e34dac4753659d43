"""For each gateway response type, a deployment and a request that MiniStack answers with it, or the reason why there is none.

A deployment is the document with one change, so each gateway response is that of the document.
"""

import copy
import datetime
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from ministack_deploy import EXTENSION, Deployed, Gateway, Json
from ministack_emulator import REGION, Ministack

# Gateway responses that MiniStack never sends. The report says what it sends instead.
IMPOSSIBLE = {
    "INTEGRATION_FAILURE": "if a function fails, it answers 502 with the function's error, without a gateway response",
    "INTEGRATION_TIMEOUT": "if a function takes too long, it answers in the same way; it ignores timeoutInMillis",
    "RESOURCE_NOT_FOUND": "an unknown path is MISSING_AUTHENTICATION_TOKEN, as on AWS",
    "WAF_FILTERED": "it has no WAF",
    "REQUEST_TOO_LARGE": "neither MiniStack nor AWS applies this gateway response",
}

BODY = {"input": "Hello"}
JSON = {"content-type": "application/json"}

# The token says whether the authorizer allows it, denies it or fails.
AUTHORIZER = """
def decide(event, context):
    token = event["authorizationToken"]
    if token == "fail":
        raise RuntimeError("as the token asked")
    statement = {"Action": "execute-api:Invoke", "Effect": token.capitalize(), "Resource": event["methodArn"]}
    return {"principalId": "check", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}
"""


@dataclass(frozen=True)
class Refusal:
    """A request of the client crate that ends in one gateway response. `headers` are those that the client always sends."""

    type: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    body: Json = field(default_factory=lambda: dict(BODY))


class Refusals:
    """Makes the gateway send each gateway response that it can send."""

    def __init__(self, document: Json, main: Deployed, gateway: Gateway, authorizer_arn: str) -> None:
        self._document = document
        self._main = main
        self._gateway = gateway
        self._authorizer_arn = authorizer_arn

    def all(self, verifying: Ministack) -> list[Json]:
        """Every refusal. `verifying` is a MiniStack that verifies signatures."""
        main, key = self._main, {"x-api-key": self._main.api_key}
        refusals = [
            Refusal("BAD_REQUEST_BODY", main.url, key, BODY | {"temperature": 2}),
            Refusal("INVALID_API_KEY", main.url),
            Refusal("INVALID_API_KEY", main.url, {"x-api-key": "not-the-key"}),
            Refusal("MISSING_AUTHENTICATION_TOKEN", f"{main.url}/nowhere", key),
            self._changed("BAD_REQUEST_PARAMETERS", require_a_header),
            self._changed("UNSUPPORTED_MEDIA_TYPE", take_xml_only),
            self._changed("API_CONFIGURATION_ERROR", name_no_function),
            self._changed("DEFAULT_5XX", break_the_model),
            self._limited("THROTTLED", throttle={"rateLimit": 0.0, "burstLimit": 0}),
            self._spent("QUOTA_EXCEEDED"),
        ]
        return [asdict(refusal) for refusal in refusals + self._by_authorizer() + self._by_signature(verifying)]

    def _changed(self, kind: str, change: Callable[[Json], None]) -> Refusal:
        deployed = self._gateway.deploy(changed(self._document, change))
        return Refusal(kind, deployed.url, {"x-api-key": deployed.api_key})

    def _limited(self, kind: str, **limits: Json) -> Refusal:
        deployed = self._gateway.deploy(self._document, **limits)
        return Refusal(kind, deployed.url, {"x-api-key": deployed.api_key})

    def _spent(self, kind: str) -> Refusal:
        refusal = self._limited(kind, quota={"limit": 1, "period": "DAY"})
        request = urllib.request.Request(f"{refusal.url}/generate", b"{}", {**JSON, **refusal.headers})
        try:
            urllib.request.urlopen(request)
        except urllib.error.HTTPError as error:
            # This request is refused because of its body, and it counts.
            error.close()
        return refusal

    def _by_authorizer(self) -> list[Refusal]:
        def guarded_by(function: str) -> Deployed:
            uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{function}/invocations"
            authorizer = {"type": "token", "authorizerUri": uri, "authorizerResultTtlInSeconds": 0}
            scheme = {EXTENSION + "authtype": "custom", EXTENSION + "authorizer": authorizer}
            return self._gateway.deploy(changed(self._document, require(scheme)))

        guarded, misconfigured = guarded_by(self._authorizer_arn), guarded_by(f"{self._authorizer_arn}-none")
        return [
            Refusal("UNAUTHORIZED", guarded.url),
            Refusal("ACCESS_DENIED", guarded.url, {"authorization": "deny"}),
            Refusal("AUTHORIZER_FAILURE", guarded.url, {"authorization": "fail"}),
            Refusal("AUTHORIZER_CONFIGURATION_ERROR", misconfigured.url, {"authorization": "allow"}),
        ]

    def _by_signature(self, verifying: Ministack) -> list[Refusal]:
        gateway = Gateway(verifying.client("apigateway"), verifying.url)
        url = gateway.deploy(changed(self._document, require({EXTENSION + "authtype": "awsSigv4"}))).url
        role = assumable_role(verifying.client("iam"))
        sts = verifying.client("sts")

        def signed(seconds: int) -> dict[str, str]:
            session = sts.assume_role(RoleArn=role, RoleSessionName="check", DurationSeconds=seconds)
            return signed_by(session["Credentials"])

        return [
            Refusal("INVALID_SIGNATURE", url, signed(900)),
            Refusal("EXPIRED_TOKEN", url, signed(-1)),
            Refusal("DEFAULT_4XX", url, {"authorization": "AWS4-HMAC-SHA256 Credential=test"}),
        ]


def unprovoked(document: Json, refusals: list[Json]) -> dict[str, str]:
    """The gateway responses of the document that no refusal has, with the reason. Fails if there is no reason."""
    missing = set(document[EXTENSION + "gateway-responses"]) - {refusal["type"] for refusal in refusals}
    unexplained = missing - set(IMPOSSIBLE)
    if unexplained:
        raise SystemExit(f"failed: no request leads to {', '.join(sorted(unexplained))}")
    return {kind: IMPOSSIBLE[kind] for kind in sorted(missing)}


def changed(document: Json, change: Callable[[Json], None]) -> Json:
    """The document with a change of the operation that the client calls."""
    document = copy.deepcopy(document)
    document["paths"] = {"/generate": document["paths"]["/generate"]}
    change(document)
    return document


def generate(document: Json) -> Any:
    return document["paths"]["/generate"]["post"]


def require_a_header(document: Json) -> None:
    parameter = {"name": "x-absent", "in": "header", "required": True, "schema": {"type": "string"}}
    generate(document).setdefault("parameters", []).append(parameter)


def take_xml_only(document: Json) -> None:
    generate(document)[EXTENSION + "integration"] |= {
        "passthroughBehavior": "never",
        "requestTemplates": {"application/xml": "$input.body"},
    }


def name_no_function(document: Json) -> None:
    integration = generate(document)[EXTENSION + "integration"]
    integration["uri"] = re.sub("(/functions/[^/]+)/", r"\1-none/", integration["uri"])


def break_the_model(document: Json) -> None:
    """Makes a model refer to itself: such a model is valid and cannot be applied."""
    name = "Loop"
    reference = {"$ref": f"#/components/schemas/{name}"}
    document["components"]["schemas"][name] = {"allOf": [reference]}
    generate(document)["requestBody"]["content"]["application/json"]["schema"] = reference


def require(scheme: Json) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        document["components"]["securitySchemes"]["other"] = {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            **scheme,
        }
        generate(document)["security"] = [{"other": []}]

    return change


def signed_by(credentials: Json) -> dict[str, str]:
    """The headers of a request with an invalid signature."""
    now = datetime.datetime.now(datetime.timezone.utc)
    scope = f"{credentials['AccessKeyId']}/{now:%Y%m%d}/{REGION}/execute-api/aws4_request"
    signature = f"Credential={scope}, SignedHeaders=host;x-amz-date, Signature={'0' * 64}"
    return {
        "authorization": f"AWS4-HMAC-SHA256 {signature}",
        "x-amz-date": f"{now:%Y%m%dT%H%M%SZ}",
        "x-amz-security-token": credentials["SessionToken"],
    }


def assumable_role(iam: Any) -> str:
    """Creates a role that everyone may assume."""
    trust = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}'
    arn: str = iam.create_role(RoleName="check", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    return arn
