"""Deploys an API Gateway import document with calls of API Gateway's API, for an emulator that cannot import a document.

It knows no operation of the document. If it cannot create a part of the document, it fails. It also notes what the gateway has not
kept, according to its answers.
"""

import json
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

STAGE = "prod"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
EXTENSION = "x-amazon-apigateway-"

# MiniStack does not know the extended request id: it leaves the variable in a body unchanged and omits the header. In Lambda's
# event the two ids are equal.
EXTENDED_ID, PLAIN_ID = "context.extendedRequestId", "context.requestId"
STREAMING, BUFFERED = ("2021-11-15", "response-streaming-invocations"), ("2015-03-31", "invocations")


@dataclass(frozen=True)
class Key:
    """An API key."""

    id: str
    value: str


@dataclass(frozen=True)
class Deployed:
    """A deployed document: its URL and its API key."""

    url: str
    api_key: str


class Gateway:
    """The API with which API Gateway is managed. Without a key, each deployment gets its own one."""

    def __init__(self, client: Any, url: str, key: Key | None = None) -> None:
        self._client = client
        self._url = url
        self._key = key
        self.dropped: set[str] = set()
        self.replaced: set[str] = set()

    def deploy(self, document: Json, *, throttle: Json | None = None, quota: Json | None = None) -> Deployed:
        """Creates what the document describes, a stage, and a usage plan with the key. Returns the deployment."""
        known = {"request-validators", "request-validator", "api-key-source", "gateway-responses"}
        refuse_unknown("the document", document, known)
        api = _Api(self, document)
        api.create()
        stage = {"apiId": api.id, "stage": STAGE}
        self.call("create_deployment", restApiId=api.id, stageName=STAGE)
        limits = {name: value for name, value in (("throttle", throttle), ("quota", quota)) if value}
        plan = self.call("create_usage_plan", name="check", apiStages=[stage], **limits)["id"]
        key = self._key or self._create_key()
        self.call("create_usage_plan_key", usagePlanId=plan, keyId=key.id, keyType="API_KEY")
        return Deployed(f"{self._url}/restapis/{api.id}/{STAGE}/_user_request_", key.value)

    def _create_key(self) -> Key:
        created = self.call("create_api_key", name="check", enabled=True)
        return Key(created["id"], created["value"])

    def call(self, operation: str, **sent: Any) -> Json:
        """Calls an operation, and notes the members of the request that its answer should repeat and does not."""
        answer: Json = getattr(self._client, operation)(**sent)
        model = self._client.meta.service_model.operation_model(self._client.meta.method_to_api_mapping[operation])
        members = model.output_shape.members if model.output_shape else {}
        if operation == "put_integration":
            sent = {**sent, "httpMethod": sent.get("integrationHttpMethod", "POST")}
        for name, value in sent.items():
            if name in members and answer.get(name) != value:
                self.dropped.add(f"{operation}: {name}")
        return answer


class _Api:
    """One REST API while it is created."""

    def __init__(self, gateway: Gateway, document: Json) -> None:
        self._gateway = gateway
        self._document = document
        info = document["info"]
        self.id: str = gateway.call(
            "create_rest_api",
            name=info["title"],
            version=info["version"],
            apiKeySource=document.get(EXTENSION + "api-key-source", "HEADER"),
            endpointConfiguration={"types": ["REGIONAL"]},
        )["id"]
        self._schemes: Json = document.get("components", {}).get("securitySchemes", {})
        self._validators: dict[str, str] = {}
        self._authorizers: dict[str, str] = {}

    def create(self) -> None:
        for name, schema in self._document.get("components", {}).get("schemas", {}).items():
            self._call(
                "create_model", name=name, contentType="application/json", schema=json.dumps(self._model(schema))
            )
        for name, validator in self._document.get(EXTENSION + "request-validators", {}).items():
            self._validators[name] = self._call("create_request_validator", name=name, **validator)["id"]
        for name, scheme in self._schemes.items():
            self._create_authorizer(name, scheme)
        resources = {"/": self._call("get_resources")["items"][0]["id"]}
        for path, item in self._document["paths"].items():
            resource = self._resource(path, resources)
            for method, operation in item.items():
                if method not in METHODS:
                    raise SystemExit(f"failed: {path} has {method}, which this script does not create")
                self._create_method(resource, f"{method} {path}", method.upper(), operation)
        for kind, response in self._document.get(EXTENSION + "gateway-responses", {}).items():
            self._create_gateway_response(kind, response)

    def _call(self, operation: str, **sent: Any) -> Json:
        return self._gateway.call(operation, restApiId=self.id, **sent)

    def _model(self, schema: Any) -> Any:
        """The schema, with references to other models in API Gateway's form."""
        if isinstance(schema, list):
            return [self._model(one) for one in schema]
        if not isinstance(schema, dict):
            return schema
        prefix = "#/components/schemas/"
        model = f"https://apigateway.amazonaws.com/restapis/{self.id}/models/"
        return {
            name: value.replace(prefix, model) if name == "$ref" else self._model(value)
            for name, value in schema.items()
        }

    def _create_authorizer(self, name: str, scheme: Json) -> None:
        refuse_unknown(f"the security scheme {name}", scheme, {"authtype", "authorizer"})
        authorizer = scheme.get(EXTENSION + "authorizer")
        if authorizer is None:
            return
        self._authorizers[name] = self._call(
            "create_authorizer",
            name=name,
            type=authorizer["type"].upper(),
            authorizerUri=authorizer["authorizerUri"],
            authorizerResultTtlInSeconds=authorizer["authorizerResultTtlInSeconds"],
            identitySource=f"method.request.header.{scheme['name']}",
        )["id"]

    def _resource(self, path: str, resources: dict[str, str]) -> str:
        if path not in resources:
            parent, _, part = path.rpartition("/")
            parent_id = self._resource(parent or "/", resources)
            resources[path] = self._call("create_resource", parentId=parent_id, pathPart=part)["id"]
        return resources[path]

    def _create_method(self, resource: str, place: str, method: str, operation: Json) -> None:
        refuse_unknown(place, operation, {"integration", "request-validator"})
        of_method = {"resourceId": resource, "httpMethod": method}
        sent: Json = {"operationName": operation["operationId"]} if "operationId" in operation else {}
        validator = operation.get(EXTENSION + "request-validator", self._document.get(EXTENSION + "request-validator"))
        if validator is not None:
            sent["requestValidatorId"] = self._validators[validator]
        models = models_of(operation.get("requestBody", {}))
        if models:
            sent["requestModels"] = models
        locations = {"query": "querystring", "header": "header", "path": "path"}
        parameters = {
            f"method.request.{locations[parameter['in']]}.{parameter['name']}": parameter.get("required", False)
            for parameter in operation.get("parameters", [])
        }
        if parameters:
            sent["requestParameters"] = parameters
        self._call("put_method", **of_method, **sent, **self._authorization(place, operation))
        for status, response in operation.get("responses", {}).items():
            headers = {f"method.response.header.{name}": False for name in response.get("headers", {})}
            models = models_of(response)
            self._call(
                "put_method_response",
                **of_method,
                statusCode=status,
                **({"responseParameters": headers} if headers else {}),
                **({"responseModels": models} if models else {}),
            )
        self._create_integration(place, of_method, operation[EXTENSION + "integration"])

    def _authorization(self, place: str, operation: Json) -> Json:
        authorization: Json = {"authorizationType": "NONE", "apiKeyRequired": False}
        for requirement in operation.get("security", []):
            for name in requirement:
                scheme = self._schemes[name]
                if name in self._authorizers:
                    authorization |= {"authorizationType": "CUSTOM", "authorizerId": self._authorizers[name]}
                elif scheme.get(EXTENSION + "authtype") == "awsSigv4":
                    authorization["authorizationType"] = "AWS_IAM"
                elif (scheme["type"], scheme["in"], scheme["name"].lower()) == ("apiKey", "header", "x-api-key"):
                    authorization["apiKeyRequired"] = True
                else:
                    raise SystemExit(f"failed: {place} needs {name}, which this script does not create")
        return authorization

    def _create_integration(self, place: str, of_method: Json, integration: Json) -> None:
        renamed = {"httpMethod": "integrationHttpMethod"}
        upper = {"type", "passthroughBehavior", "contentHandling", "connectionType"}
        sent = {
            renamed.get(name, name): value.upper() if name in upper else value
            for name, value in integration.items()
            if name != "responses"
        }
        uri = sent.get("uri", "")
        if uri.endswith("/" + STREAMING[1]):
            # MiniStack does not find the function in such a URI.
            sent["uri"] = uri.replace(STREAMING[0], BUFFERED[0]).replace(STREAMING[1], BUFFERED[1])
            self._gateway.replaced.add(f"the response-streaming URI of {place} by the buffered one")
        self._call("put_integration", **of_method, **sent)
        for pattern, response in integration.get("responses", {}).items():
            self._call(
                "put_integration_response",
                **of_method,
                **response,
                **({} if pattern == "default" else {"selectionPattern": pattern}),
            )

    def _create_gateway_response(self, kind: str, response: Json) -> None:
        text = json.dumps(response)
        if EXTENDED_ID in text:
            response = json.loads(text.replace(EXTENDED_ID, PLAIN_ID))
            self._gateway.replaced.add(f"${EXTENDED_ID} of the gateway responses by ${PLAIN_ID}")
        self._call("put_gateway_response", responseType=kind, **response)


def models_of(content: Json) -> dict[str, str]:
    """The model of each media type of a request body or a response."""
    schemas = {media_type: one.get("schema", {}) for media_type, one in content.get("content", {}).items()}
    return {media_type: schema["$ref"].rpartition("/")[2] for media_type, schema in schemas.items() if "$ref" in schema}


def refuse_unknown(place: str, part: Json, known: set[str]) -> None:
    """Fails for a part of the document that this script does not create, because it would not be checked."""
    unknown = {name for name in part if name.startswith(EXTENSION)} - {EXTENSION + name for name in known}
    if unknown:
        raise SystemExit(f"failed: {place} has {', '.join(sorted(unknown))}, which this script does not create")
