"""Compares the IAM policy that the server derives with the needs of its calls, with an evaluator of IAM that we did not write.

It does so in every region in which the built-in policy can be served, for each of the two Lambda functions and for a server with all
operations: the policy allows every call of the server and no similar call, and without any part of it a call is denied.
"""

import copy
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import parliament
from authorization import ACCOUNT, Request, every_action, needed, too_much
from calls import Call, calls_by_function
from programs import ROOT, cargo_build

EVALUATOR = Path(sys.argv[1])
BUILT_IN = (ROOT / "server/core/src/policy/default.toml").read_text()
GUARDRAILS = """
[[guardrails]]
id = "east1"
version = "1"
regions = ["us-east-1"]

[[guardrails]]
id = "arn:aws:bedrock:eu-central-1:444455556666:guardrail/shared1"
version = "DRAFT"
regions = ["eu-central-1"]
"""

Document = dict[str, Any]


@dataclass
class Case:
    """The permissions of one function in one region with one policy file."""

    name: str
    region: str
    document: Document
    wanted: list[Request]
    unwanted: list[Request]


def policies() -> Iterator[tuple[str, str, list[str]]]:
    """Name, text and regions of policy files: the built-in one, one with other defaults for the other regions, one with guardrails."""
    models = [model for model in tomllib.loads(BUILT_IN)["models"] if "ids" in model]
    served: set[str] = set()
    for model in models:
        regions = {region for entry in model["ids"] for region in entry["regions"]}
        assert not any("*" in region for region in regions), "this check expects names of regions, not patterns"
        text = BUILT_IN.replace('\nbedrock = "nova-micro"', f'\nbedrock = "{model["name"]}"')
        yield model["name"], text, sorted(regions - served)
        served |= regions
    yield "guarded", BUILT_IN + GUARDRAILS, ["eu-central-1", "us-east-1"]


def derived(policy: Path, region: str, *arguments: str) -> Document:
    program = cargo_build("textgate-server", "build", "--workspace", "--bin", "textgate-server")
    command = [program, "policy", "iam", "--region", region, *arguments, policy]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def resolved(template: Any, region: str) -> Any:
    """Resolves the pseudo parameters as CloudFormation does."""
    if isinstance(template, dict) and "Fn::Sub" in template:
        partition = "aws-us-gov" if region.startswith("us-gov-") else "aws"
        return template["Fn::Sub"].replace("${AWS::Partition}", partition).replace("${AWS::AccountId}", ACCOUNT)
    if isinstance(template, dict):
        return {name: resolved(value, region) for name, value in template.items()}
    return [resolved(value, region) for value in template] if isinstance(template, list) else template


def cases(name: str, text: str, regions: list[str], folder: Path) -> Iterator[Case]:
    policy = folder / "textgate.toml"
    policy.write_text(text)
    for region in regions:
        made = calls_by_function(policy, region)
        for function, calls in [*made.items(), (None, made["buffered"] | made["streaming"])]:
            option = ("--function", function) if function else ()
            document = derived(policy, region, "--account", ACCOUNT, *option)
            template = derived(policy, region, *option)
            assert resolved(template, region) == document, f"{region}: the template has a different policy"
            yield case(f"{name}, {region}, {function or 'all'}", region, document, calls, tomllib.loads(text))


def case(name: str, region: str, document: Document, calls: set[Call], policy: dict[str, Any]) -> Case:
    wanted: list[Request] = []
    for call in sorted(calls, key=str):
        wanted.extend(request for request in needed(call, policy, region) if request not in wanted)
    unwanted = list(too_much(calls, policy, region))
    assert calls and not any(request in wanted for request in unwanted), name
    return Case(name, region, document, wanted, unwanted)


def evaluated(questions: list[tuple[Document, list[Request]]]) -> list[list[str]]:
    text = json.dumps([
        {"policy": document, "requests": [asdict(request) for request in requests]} for document, requests in questions
    ])
    return json.loads(subprocess.run(["node", EVALUATOR], input=text, stdout=subprocess.PIPE, text=True, check=True).stdout)


def without_one(case: Case) -> Iterator[tuple[str, Document, list[Request]]]:
    """The document without one action or one resource of one statement, for each of them, with the requests that need it."""
    for index, statement in enumerate(case.document["Statement"]):
        for field in ("Action", "Resource"):
            for place, element in enumerate(statement[field]):
                poorer = copy.deepcopy(case.document)
                del poorer["Statement"][index][field][place]
                if not poorer["Statement"][index][field]:
                    del poorer["Statement"][index]
                concerned = [
                    request
                    for request in case.wanted
                    if request.action in statement["Action"] and request.resource in statement["Resource"]
                    if element in (request.action, request.resource)
                ]
                yield f"{case.name}: {statement['Sid']} without {element}", poorer, concerned


def faults_of_form(name: str, document: Document, kinds: dict[str, list[str]]) -> Iterator[str]:
    """Wildcards, actions without resources, and the findings of a linter for IAM policies."""
    for statement in document["Statement"]:
        yield from (f"{name}: {arn} has a wildcard" for arn in statement["Resource"] if "*" in arn or "?" in arn)
        yield from (f"{name}: {action} has no resources" for action in statement["Action"] if not kinds.get(action))
    for finding in parliament.analyze_policy_string(json.dumps(document)).findings:
        # AWS's reference lists every kind of resource of an action as required, and the linter follows it: it expects an
        # inference profile with every model. The evaluator does not.
        if finding.issue != "RESOURCE_MISMATCH":
            yield f"{name}: {finding}"


def faults_of_decisions(found: list[Case], kinds: dict[str, list[str]]) -> Iterator[str]:
    questions = [(case.document, case.wanted + case.unwanted) for case in found]
    for case, decisions in zip(found, evaluated(questions), strict=True):
        expected = ["Allowed"] * len(case.wanted) + ["ImplicitlyDenied"] * len(case.unwanted)
        requests = case.wanted + case.unwanted
        for request, decision, right in zip(requests, decisions, expected, strict=True):
            if decision != right:
                yield f"{case.name}: {request} is {decision}, not {right}"
    # This policy file has models with their own ids, inference profiles and a guardrail.
    everything = next(case for case in found if case.name == "guarded, eu-central-1, all")
    requests = list(every_action(kinds, everything.wanted, everything.region))
    print(f"{len(requests)} requests for all {len(kinds)} actions of Bedrock's")
    [decisions] = evaluated([(everything.document, requests)])
    for request, decision in zip(requests, decisions, strict=True):
        # The evaluator does not accept an ARN that may belong to two kinds of resources.
        if decision not in ("ImplicitlyDenied", '{"message":"multiple.resource.types"}'):
            yield f"{everything.name}: {request} is {decision}"


def superfluous(found: list[Case]) -> Iterator[str]:
    names, documents, requests = zip(*(poorer for case in found for poorer in without_one(case)))
    print(f"{len(names)} documents with one thing less")
    for name, decisions in zip(names, evaluated(list(zip(documents, requests))), strict=True):
        if all(decision == "Allowed" for decision in decisions):
            yield f"{name}: nothing is missing"


def main() -> int:
    found: list[Case] = []
    for name, text, regions in policies():
        with TemporaryDirectory() as folder:
            found.extend(cases(name, text, regions, Path(folder)))
    output = subprocess.run(["node", EVALUATOR, "bedrock"], stdout=subprocess.PIPE, check=True).stdout
    kinds: dict[str, list[str]] = json.loads(output)
    regions = {case.region for case in found}
    wanted, unwanted = (sum(map(len, lists)) for lists in zip(*((case.wanted, case.unwanted) for case in found)))
    print(f"{len(found)} documents for {len(regions)} regions: {wanted} requests to allow, {unwanted} to deny")
    faults = [fault for case in found for fault in faults_of_form(case.name, case.document, kinds)]
    faults += [*faults_of_decisions(found, kinds), *superfluous(found)]
    print("\n".join(faults[:50]) or "each document allows what the server calls, and nothing else")
    return 1 if faults else 0


sys.exit(main())
