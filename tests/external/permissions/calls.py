"""Finds out which calls the server makes to Bedrock: it calls every operation of the running server and records the server's calls.

It does not know how the permissions are derived.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any
from urllib.parse import unquote

from programs import ROOT
from service import Caller, server

CONTRACT = json.loads((ROOT / "openapi/v1.json").read_text())
GATEWAY = json.loads((ROOT / "openapi/api-gateway.json").read_text())


@dataclass(frozen=True, order=True)
class Call:
    """A call of Bedrock: the operation, the model and the guardrail. `ApplyGuardrail` has no model."""

    operation: str
    model_id: str | None
    guardrail: str | None


class Recorder(BaseHTTPRequestHandler):
    """Records every call and answers with an error that the server does not retry, and after which it uses its fallbacks.

    Where a guardrail has to check an object, the model answers with one, so that the server calls the guardrail.
    """

    protocol_version = "HTTP/1.1"
    calls: set[Call]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        _, kind, name, *_, operation = self.path.split("/")
        if kind == "guardrail":
            self.calls.add(Call(operation, None, unquote(name)))
            return self.fail()
        assert kind == "model", self.path
        guardrail = body.get("guardrailConfig", {}).get("guardrailIdentifier")
        self.calls.add(Call(operation, unquote(name), guardrail))
        return self.answer(body["toolConfig"]["tools"][0]["toolSpec"]) if guardrail and "toolConfig" in body else self.fail()

    def answer(self, tool: dict[str, Any]) -> None:
        call = {"toolUseId": "tooluse_1", "name": tool["name"], "input": value_of(tool["inputSchema"]["json"])}
        answer = {
            "output": {"message": {"role": "assistant", "content": [{"toolUse": call}]}},
            "stopReason": "tool_use",
            "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2},
            "metrics": {"latencyMs": 1},
        }
        self.send(200, answer, {})

    def fail(self) -> None:
        self.send(424, {"message": "as ever"}, {"x-amzn-errortype": "ModelErrorException"})

    def send(self, status: int, answer: dict[str, Any], headers: dict[str, str]) -> None:
        text = json.dumps(answer).encode()
        self.send_response(status)
        for name, value in (headers | {"content-type": "application/json", "content-length": str(len(text))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: Any) -> None:
        pass


def value_of(schema: dict[str, Any]) -> Any:
    """A value that the schema of a tool describes."""
    if "enum" in schema:
        return schema["enum"][0]
    if schema["type"] == "object":
        return {name: value_of(inner) for name, inner in schema["properties"].items()}
    return {"array": lambda: [value_of(schema["items"])], "boolean": lambda: True, "string": lambda: "a"}[schema["type"]]()


@contextmanager
def recorder() -> Iterator[tuple[str, set[Call]]]:
    calls: set[Call] = set()
    handler = type("OneRecorder", (Recorder,), {"calls": calls})
    listener = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=listener.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.server_port}", calls
    finally:
        listener.shutdown()
        listener.server_close()


def function_of(path: str) -> str:
    """The Lambda function to which the gateway sends the operation, as `policy iam --function` names it."""
    integration = GATEWAY["paths"][path]["post"]["x-amazon-apigateway-integration"]
    function = re.search(r"\$\{(Buffered|Streaming)Function\w*}", json.dumps(integration["uri"]))
    assert function, path
    return function.group(1).lower()


def bodies(operation: dict[str, Any], models: list[str]) -> Iterator[str]:
    """The smallest body without a model, and one for each model if the operation accepts one."""
    reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    schema = CONTRACT["components"]["schemas"][reference.rsplit("/", 1)[1]]
    body = {field: "Hello" for field in schema["required"]}
    yield json.dumps(body)
    if "model" in schema["properties"]:
        for model in models:
            yield json.dumps(body | {"model": model})


def calls_by_function(policy: Path, region: str) -> dict[str, set[Call]]:
    """Calls every operation of a server in `region` with every model that it offers."""
    made: dict[str, set[Call]] = {"buffered": set(), "streaming": set()}
    with TemporaryDirectory() as folder, recorder() as (bedrock, calls):
        with server(Path(folder), bedrock, region, "--policy", str(policy)) as service:
            caller = Caller(service.url)
            models = [model["name"] for model in json.loads(caller.send("get", "/models").text)["models"]]
            for path, operations in CONTRACT["paths"].items():
                for body in bodies(operations["post"], models) if "post" in operations else ():
                    calls.clear()
                    assert caller.send("post", path, body).status != 400, f"{path} {body}"
                    made[function_of(path)] |= calls
    return made
