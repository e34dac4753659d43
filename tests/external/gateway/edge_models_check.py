"""Judges bodies by the models of openapi/api-gateway.json with fge, by the server, and by what the contract says of them.

Arguments: the class path of fge, and another document to judge by instead, if wanted.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bodies import BEYOND_DOUBLES, Body, Generator, operations, read
from programs import ROOT, cargo_build
from service import Answer, Caller, textgate

# Faults that only one of the two sees, with the reason. API Gateway does not judge others: array lengths, and an empty body,
# which is {} to it.
EDGE_ALONE = {BEYOND_DOUBLES: "refused by fge alone: the server reads numbers as doubles, and accepts"}
SERVER_ALONE = "refused by the server alone: API Gateway does not judge it"


def main() -> None:
    began = time.monotonic()
    class_path, *others = sys.argv[1:]
    document = Path(others[0]).resolve() if others else ROOT / "openapi" / "api-gateway.json"
    contract = read(ROOT / "openapi" / "v1.json")
    derived = read(document)
    generator = Generator(contract)
    failures: list[str] = []
    with tempfile.TemporaryDirectory(prefix="textgate-edge-models-") as folder, textgate(Path(folder)) as service:
        server = Caller(service.url)
        built = time.monotonic()
        for operation in operations(contract):
            if operation.body is None:
                continue
            bodies = list(generator.bodies(operation.body))
            verdicts = judge(class_path, document, model(derived, operation.path, operation.method), bodies)
            answers = [server.send(operation.method, operation.path, body.text) for body in bodies]
            disagreements = []
            for body, verdict, answer in zip(bodies, verdicts, answers, strict=True):
                if fault := compare(body, verdict, answer):
                    disagreements.append(f"{operation.name}: {body}\n     {fault}")
            failures += disagreements
            accepted = sum(verdict["accepted"] for verdict in verdicts)
            print(
                f"{operation.name}: {len(bodies)} bodies of {len({body.kind for body in bodies})} kinds;",
                f"fge accepts {accepted}, refuses {len(bodies) - accepted}; {len(disagreements)} disagreements",
            )
            exceptions = Counter(body.kind for body in bodies if not body.edge or body.kind in EDGE_ALONE)
            for kind, count in exceptions.items():
                print(f" --  {kind} ({count}): {EDGE_ALONE.get(kind, SERVER_ALONE)}")
    failures += planted(class_path)
    for failure in failures:
        print(f"FAIL {failure}")
    print(f"{built - began:.0f} s to build and start, {time.monotonic() - built:.0f} s to check")
    if failures:
        raise SystemExit(f"failed: {len(failures)} disagreements")


def planted(class_path: str) -> list[str]:
    """A constraint on a field of any contract is enforced at the edge: fge alone, since no server serves this contract."""
    program = cargo_build("planted", "build", "--workspace", "--example", "planted")
    documents = json.loads(subprocess.run([program], stdout=subprocess.PIPE, text=True, check=True).stdout)
    failures = []
    with tempfile.NamedTemporaryFile("w", prefix="textgate-planted-", suffix=".json") as file:
        json.dump(documents["derived"], file)
        file.flush()
        for operation in operations(documents["contract"]):
            bodies = list(Generator(documents["contract"]).bodies(operation.body))
            name = model(documents["derived"], operation.path, operation.method)
            for body, verdict in zip(bodies, judge(class_path, Path(file.name), name, bodies), strict=True):
                if body.edge and verdict["accepted"] != body.valid:
                    failures.append(f"planted: {body}\n     fge: {verdict}")
            refused = sum(not body.valid for body in bodies if body.edge)
            print(f"planted constraints: {len(bodies)} bodies, {refused} to refuse; {len(failures)} disagreements")
            if not refused:
                failures.append("planted: no constraint was tried")
    return failures


def model(derived: dict[str, Any], path: str, method: str) -> str:
    """The name of the model that API Gateway judges the body by."""
    content = derived["paths"][path][method]["requestBody"]["content"]
    reference: str = content["application/json"]["schema"]["$ref"]
    return reference.removeprefix("#/components/schemas/")


def judge(class_path: str, document: Path, name: str, bodies: list[Body]) -> list[dict[str, Any]]:
    asked = "".join(json.dumps({"model": name, "text": body.text}) + "\n" for body in bodies)
    command = ["java", "-cp", class_path, "FgeJudge", str(document)]
    done = subprocess.run(command, input=asked, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def compare(body: Body, verdict: dict[str, Any], answer: Answer) -> str:
    """What is wrong with the two verdicts; empty where they are the one that the contract implies."""
    server_accepts = answer.status == 200 or answer.policy_refuses
    # A status that is neither an acceptance nor a 400, such as 500, is right for no body.
    right = server_accepts if body.valid or body.kind in EDGE_ALONE else answer.status == 400
    if body.edge:
        right = right and verdict["accepted"] == body.valid
    if right:
        return ""
    implied = "accept" if body.valid else "refuse"
    edge = "accepts" if verdict["accepted"] else f"refuses: {verdict['because']}"
    return f"the contract implies to {implied} it; fge {edge}; the server answers {answer.status} {answer.text[:300]}"


if __name__ == "__main__":
    main()
