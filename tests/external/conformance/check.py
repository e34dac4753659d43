"""Schemathesis against two running servers: one without API keys, which lets everybody call, and one with keys."""

import copy
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from programs import cargo_build
from service import Caller, Service, textgate

EXAMPLES = os.environ.get("TEXTGATE_SCHEMATHESIS_EXAMPLES", "50")
SEED = os.environ.get("TEXTGATE_SCHEMATHESIS_SEED", "1")
EVERYTHING = ("--phases", "examples,coverage,fuzzing,stateful", "--mode", "all", "--checks", "all")
# Enough to get an answer 200 of each operation. The document has no examples for operations without a body.
PLANTED = ("--phases", "examples,fuzzing", "--mode", "positive", "--checks", "response_schema_conformance,ignored_auth")
# How many seconds an answer may take. Schemathesis would report its own slowness on a busy machine as a fault.
PATIENCE = ("--max-response-time", "5", "--suppress-health-check", "too_slow")
# A warning says that something could not be tested, so it is a fault. Nothing is kept between runs.
CONFIGURATION = "[cache]\nenabled = false\n\n[warnings]\nfail-on = true\n"

KEY = "a-key-for-the-check"
WITH_KEY = f'\n[auth.openapi.api_key]\napi_key = "{KEY}"\n'
CONSUMER = f'\n[[consumers]]\nname = "check"\napi_key_sha256 = ["{sha256(KEY.encode()).hexdigest()}"]\n'

Document = dict[str, Any]
Report = dict[str, Any]


def main() -> None:
    began = time.monotonic()
    with TemporaryDirectory(prefix="textgate-schemathesis-") as name:
        without, keyed = Path(name) / "without-keys", Path(name) / "with-keys"
        for folder in (without, keyed):
            folder.mkdir()
        with textgate(without) as open_service, textgate(keyed, "--policy", str(policy(keyed))) as keyed_service:
            started = time.monotonic()
            faults = [*unnoticed_faults(open_service, without)]
            faults += check("without keys", open_service, without_security(served(open_service)), without, CONFIGURATION)
            faults += check("with keys", keyed_service, served(keyed_service), keyed, CONFIGURATION + WITH_KEY)
    print(f"{started - began:.0f} s to build and start, {time.monotonic() - started:.0f} s to check")
    for fault in faults:
        print(f"FAIL {fault}")
    if faults:
        raise SystemExit(f"failed: {len(faults)} faults")


def policy(folder: Path) -> Path:
    """The built-in policy, with a consumer that has a key."""
    program = cargo_build("textgate-server", "build", "--workspace", "--bin", "textgate-server")
    built_in = subprocess.run([program, "policy", "show"], stdout=subprocess.PIPE, text=True, check=True).stdout
    path = folder / "textgate.toml"
    path.write_text(built_in + CONSUMER)
    return path


def served(service: Service) -> Document:
    return json.loads(Caller(service.url).send("get", "/openapi.json").text)


def operations(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and operation."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def is_secured(operation: dict[str, Any]) -> bool:
    return any(operation.get("security", []))


def without_security(document: Document) -> Document:
    """The document as it is true of a server without keys, which lets everybody call: `api_key`'s description says so."""
    derived = copy.deepcopy(document)
    del derived["components"]["securitySchemes"]
    for _, _, operation in operations(derived):
        del operation["security"]
    return derived


def with_events(document: Document) -> Document:
    """The document with a schema for each event in place of the schema of a whole stream.

    Schemathesis applies a stream's schema to each event, an object of the event's name and data. The published schema can only
    say that the stream is a text; `x-item-schema` beside it says what JSON the data of an event are.
    """
    derived = copy.deepcopy(document)
    for media_type, content in successes(derived):
        if media_type == "text/event-stream":
            data = {"type": "string", "contentMediaType": "application/json", "contentSchema": content["x-item-schema"]}
            properties = {"event": {"type": "string"}, "data": data}
            content["schema"] = {"type": "object", "required": ["event", "data"], "properties": properties}
    return derived


def successes(document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each media type of each answer 200."""
    for _, _, operation in operations(document):
        yield from operation["responses"]["200"]["content"].items()


def unnoticed_faults(service: Service, folder: Path) -> Iterator[str]:
    """Makes a document that is wrong about a server without keys, to see that schemathesis finds what is wrong.

    It asks for keys, and for a field that is in no answer 200 and in no event of a stream.
    """
    document = served(service)
    for media_type, content in successes(document):
        keyword = "x-item-schema" if media_type == "text/event-stream" else "schema"
        content[keyword] = {"allOf": [content[keyword], {"type": "object", "required": ["planted"]}]}
    configuration = CONFIGURATION + WITH_KEY
    report = run(service, document, folder, configuration, *PLANTED, "--max-examples", "1", output=subprocess.DEVNULL)
    found = {(failure["type"], label) for failure in report["failures"] for label in failure["operations"]}
    for method, path, operation in operations(document):
        for kind in ("JsonSchemaError", "IgnoredAuth") if is_secured(operation) else ("JsonSchemaError",):
            if (kind, f"{method.upper()} {path}") not in found:
                yield f"schemathesis does not find the planted fault of {method.upper()} {path}: {kind}"
    print(f"schemathesis finds {len(found)} planted faults")


def check(name: str, service: Service, document: Document, folder: Path, configuration: str) -> Iterator[str]:
    """Runs every phase and every check, then makes sure that each operation has given the answers that are to be judged."""
    print(f"\n== a server {name}")
    before = answers(service)
    report = run(service, document, folder, configuration, *EVERYTHING, "--max-examples", EXAMPLES)
    seen = {operation: counts - before[operation] for operation, counts in answers(service).items()}
    for operation, counts in sorted(seen.items()):
        print(f"{operation:<20}" + ", ".join(f"{status} ({count})" for status, count in sorted(counts.items())))
    if report["exit_code"] != 0:
        yield f"{name}: schemathesis finds {report['test_cases']['unique_failures']} faults, {len(report['errors'])} errors"
        print("the server's errors:", *(line for line in service.log.read_text().splitlines() if " ERROR " in line), sep="\n")
    for phase, outcome in (report["phases"] or {}).items():
        if outcome["status"] == "skip":
            yield f"{name}: the phase {phase} is skipped: {outcome['skip_reason']}"
    for method, path, operation in operations(document):
        for status in (200, 401) if is_secured(operation) else (200,):
            if not seen.get(operation["operationId"], {}).get(status):
                yield f"{name}: {method.upper()} {path} never answers {status}, so such answers are not tested"


def answers(service: Service) -> dict[str, Counter[int]]:
    """How often each operation has answered with which status. The server logs one line for each request."""
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for operation, status in re.findall(r' operation="(\w+)" .* status=(\d+) ', service.log.read_text()):
        found[operation][int(status)] += 1
    return found


def run(service: Service, document: Document, folder: Path, configuration: str, *options: str, output: Any = None) -> Report:
    """Runs schemathesis in the folder and returns its report."""
    (folder / "schemathesis.toml").write_text(configuration)
    (folder / "openapi.json").write_text(json.dumps(with_events(document)))
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    command = [Path(sys.executable).with_name("schemathesis"), "--no-color", "run", "openapi.json", "--url", service.url]
    command += [*options, *PATIENCE, "--seed", SEED, "--generation-database", "none", "--report-json-path", report.name]
    subprocess.run(command, cwd=folder, stdout=output)
    if not report.exists():
        raise SystemExit("failed: schemathesis makes no report")
    return json.loads(report.read_text())


if __name__ == "__main__":
    main()
