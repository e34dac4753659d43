"""LocalStack imports the API Gateway document unchanged and enforces it in front of the running server."""

import json
import re
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from localstack_emulator import localstack
from programs import ROOT, cargo_build
from service import Answer, Caller, Service, textgate

# Patterns of expected warnings of the import, each with its reason. Any other warning is a failure.
EXPLAINED_WARNINGS: dict[str, str] = {}

# Faults that LocalStack accepts, unlike API Gateway. The server must refuse them.
GAPS = {
    "an integer with a fraction of zero": "LocalStack accepts 1.0 as an integer; draft 4 does not",
    "an integer with an exponent": "LocalStack accepts 1e0 as an integer; draft 4 does not",
    "a bound, with a fraction of zero": "LocalStack accepts 1.0 as an integer; draft 4 does not",
    "a bound, with an exponent": "LocalStack accepts 1e0 as an integer; draft 4 does not",
    "less than a double over a bound": "LocalStack reads numbers as doubles",
}
BLIND_SPOTS = (
    "gateway responses: the import ignores them, so refusals have LocalStack's own body",
    "integrations: only http_proxy; LocalStack runs no Lambda function here",
    "formats, throttling, quotas, authorizers, streaming",
)


@dataclass(frozen=True)
class Body:
    """A request body, the contract's verdict (`valid`), and API Gateway's verdict (`edge`).

    API Gateway ignores array lengths. For a text that is not acceptable JSON there is no verdict (None).
    """

    operation: str
    path: str
    kind: str
    place: str
    text: str
    valid: bool
    edge: bool | None

    def __str__(self) -> str:
        shown = self.text if len(self.text) <= 160 else f"{self.text[:60]}… ({len(self.text)} characters)"
        return f"{self.kind} at {self.place or 'the root'}: {shown}"


@dataclass
class Edge:
    """The deployed gateway with the server behind it, and the failures."""

    gateway: Caller
    service: Service
    failures: list[str] = field(default_factory=list)

    def send(self, method: str, path: str, text: str | None = None) -> tuple[Answer, int, int]:
        """The answer, and the numbers of requests that reached the server and the model for it."""
        requests, calls = self.service.requests(), self.service.generations()
        answer = self.gateway.send(method, path, text)
        return answer, self.service.requests() - requests, self.service.generations() - calls

    def fail(self, what: object, answer: Answer, requests: int, calls: int) -> None:
        said = f"{answer.status} {answer.text[:200]}"
        self.failures.append(f"{what}\n     answered {said}; {requests} requests reached the server, {calls} the model")

    def check(self, name: str, bodies: list[Body]) -> None:
        """Sends all bodies to one operation and prints the outcome."""
        passed: Counter[str] = Counter()
        refused: Counter[str] = Counter()
        notes: Counter[str] = Counter()
        for body in bodies:
            answer, requests, calls = self.send("post", body.path, body.text)
            outcome = (answer.status, requests, calls)
            if body.valid and outcome == (200, 1, 1):
                passed["answered"] += 1
            elif body.valid and answer.policy_refuses and outcome[1:] == (1, 0):
                passed["refused by the policy"] += 1
            elif not body.edge and outcome == (400, 0, 0):
                refused[body.kind] += 1
            elif body.edge is None and outcome == (400, 1, 0):
                notes[f"{body.kind}: let pass, refused by the server"] += 1
            elif not body.valid and body.edge and outcome == (400, 0, 0):
                notes[f"{body.kind}: refused by LocalStack, which API Gateway would leave to the server"] += 1
            elif not body.valid and outcome == (400, 1, 0) and (body.kind in GAPS or body.edge):
                reason = GAPS.get(body.kind, "API Gateway does not judge it either")
                notes[f"{body.kind}: let pass, refused by the server; {reason}"] += 1
            else:
                self.fail(f"{name}: {body}", answer, requests, calls)
        print(f"{name}: passed {passed.total()}, {dict(passed)}; refused at the edge {refused.total()}:")
        print("     " + ", ".join(f"{kind} ({count})" for kind, count in refused.items()))
        for note, count in notes.items():
            print(f" --  {note} ({count})")


def main() -> None:
    began = time.monotonic()
    contract = json.loads((ROOT / "openapi" / "v1.json").read_text())
    bodies = systematic_bodies()
    with tempfile.TemporaryDirectory(prefix="textgate-localstack-") as name:
        folder = Path(name)
        with textgate(folder) as service, localstack(folder) as emulator:
            document = rendering(service.url)
            built = time.monotonic()
            deployed = emulator.deploy(document)
            print(f"imported and deployed {len(document)} bytes; {len(deployed.warnings)} warnings")
            failures = unexplained(deployed.warnings)
            edge = Edge(Caller(deployed.url, {"x-api-key": deployed.key}), service)
            stranger = Edge(Caller(deployed.url), service)
            for path, item in contract["paths"].items():
                for method, operation in item.items():
                    check_without_key(stranger, method, path, operation, keyed(contract, operation))
                    if "requestBody" not in operation:
                        check_without_body(edge, method, path, operation["operationId"])
                    else:
                        mine = [body for body in bodies if body.operation == operation["operationId"]]
                        edge.check(operation["operationId"], mine)
            check_seed(edge)
            failures += edge.failures + stranger.failures
            complaints = emulator.logged(0)
    print("not shown by LocalStack:", *BLIND_SPOTS, sep="\n --  ")
    for failure in failures:
        print(f"FAIL {failure}")
    print(f"{built - began:.0f} s to build and start, {time.monotonic() - built:.0f} s to check")
    if failures:
        print("LocalStack's warnings and errors:", *complaints, sep="\n     ")
        raise SystemExit(f"failed: {len(failures)} checks")


def systematic_bodies() -> list[Body]:
    """The systematic bodies of the agreement tests, as texts."""
    program = cargo_build("bodies", "build", "--workspace", "--bin", "bodies")
    lines = subprocess.run([program], stdout=subprocess.PIPE, check=True).stdout.splitlines()
    return [Body(**json.loads(line)) for line in lines]


def rendering(url: str) -> bytes:
    command = ["cargo", "openapi", "gateway", "--proxy-to", url]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout


def unexplained(warnings: list[str]) -> list[str]:
    failures = []
    for warning in warnings:
        reason = next((why for pattern, why in EXPLAINED_WARNINGS.items() if re.search(pattern, warning)), None)
        print(f" --  the import warns: {warning}" + (f" ({reason})" if reason else ""))
        if reason is None:
            failures.append(f"a warning of the import that nothing explains: {warning}")
    return failures


def keyed(contract: dict[str, Any], operation: dict[str, Any]) -> bool:
    """Whether the contract requires an API key for the operation."""
    schemes = contract["components"]["securitySchemes"]
    return any(schemes[name].get("name") == "x-api-key" for need in operation.get("security", []) for name in need)


def check_without_key(stranger: Edge, method: str, path: str, operation: dict[str, Any], needs_key: bool) -> None:
    """Checks that a caller without a key can call only the operations that the document opens."""
    name = operation["operationId"]
    if needs_key:
        answer, requests, calls = stranger.send(method, path, "{}" if "requestBody" in operation else None)
        print(f"{name} without a key: {answer.status}")
        if (answer.status, requests) != (403, 0):
            stranger.fail(f"{name} without a key", answer, requests, calls)
    elif "requestBody" not in operation:
        check_without_body(stranger, method, path, f"{name} without a key")


def check_without_body(edge: Edge, method: str, path: str, what: str) -> None:
    answer, requests, calls = edge.send(method, path)
    print(f"{what}: {answer.status}")
    if (answer.status, requests, calls) != (200, 1, 0):
        edge.fail(what, answer, requests, calls)


def check_seed(edge: Edge) -> None:
    answer, requests, calls = edge.send("post", "/generate", '{"input": ""}')
    print(f'POST /generate {{"input": ""}}: {answer.status} {answer.text}; {requests} requests reached the server')
    if (answer.status, requests) != (400, 0):
        edge.fail("the empty input", answer, requests, calls)


if __name__ == "__main__":
    main()
