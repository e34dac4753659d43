"""Deploys infra/template.yaml with the real Lambda build in MiniStack, and the gateway's document in front of the stack's function.
Then it runs tests/gateway.rs against the gateway.

The document is deployed in two ways: as a part of the stack, of which MiniStack keeps only paths, keys and integrations, and with
API calls, of which it also keeps models, validators and gateway responses.
"""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ministack_deploy import Gateway, Json
from ministack_emulator import PATIENCE_SECONDS, Ministack
from ministack_refusals import AUTHORIZER, Refusals, unprovoked
from ministack_stack import Stack, render
from ministack_template import ACCESS, FIRST, SECOND, check_access, check_first, check_second, consumer
from programs import ROOT, cargo, cargo_build, fake_bedrock

BUILT_IN = ROOT / "server" / "core" / "src" / "policy" / "default.toml"

# Differences between MiniStack and AWS, in addition to those that the calls above show.
BLIND_SPOTS = (
    "import: of the document in the stack it keeps only paths, keys and integrations; so this check also creates it by calls",
    "the stack: it does not tell a function the id of the key, so this check also invokes the function with the id",
    "the stack: permissions, log groups, throttles, alarms and dashboards have no effect",
    "updates: another document makes another API with another id; AWS keeps the API",
    "models: it applies array lengths and formats, which AWS ignores, and uses the JSON model for other media types",
    "permissions: a gateway without lambda:InvokeFunction can invoke the function; there are no account limits",
    "integrations: timeoutInMillis and response streaming",
    "preflights: parameters of an integration response need no declaration in the method response",
)


def main() -> None:
    began = time.monotonic()
    os.environ.update(dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1"))
    tests = cargo_build("gateway", "test", "--no-run", "--workspace", "--test", "gateway")
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="textgate-ministack-")))
        program = build_lambda(folder)
        built = time.monotonic()
        bedrock = opened.enter_context(fake_bedrock())
        ministack = opened.enter_context(Ministack(folder / "ministack"))
        verifying = opened.enter_context(Ministack(folder / "verifying", verify_signatures=True))

        stack = Stack(ministack, bedrock)
        deploy_stack(ministack, stack, program, folder)
        function = stack.outputs()["BufferedFunctionArn"]
        authorizer = create_authorizer(ministack.client("lambda"))

        document_path = folder / "api-gateway.json"
        document_path.write_text(read_document(function))
        document = json.loads(document_path.read_text())
        gateway = Gateway(ministack.client("apigateway"), ministack.url, stack.key(FIRST))
        deployed = gateway.deploy(document)
        refusals = Refusals(document, deployed, gateway, authorizer).all(verifying)
        missing = unprovoked(document, refusals)
        print(f"deployed by calls: {summary(document)}; {len(refusals)} requests that end in gateway responses")

        fixture = folder / "fixture.json"
        fixture.write_text(json.dumps({"document": str(document_path), **asdict(deployed), "refusals": refusals}))
        passed = run_tests(tests, fixture)
        if not passed:
            print(f"--- the end of MiniStack's log\n{ministack.log()}")

    show(
        "gateway responses that MiniStack cannot be made to answer", (f"{kind}: {why}" for kind, why in missing.items())
    )
    show("replaced for MiniStack", stack.replaced | gateway.replaced)
    show("dropped by MiniStack", stack.dropped | gateway.dropped)
    show("not shown by MiniStack", BLIND_SPOTS)
    print(f"{built - began:.0f} s to build, {time.monotonic() - built:.0f} s to deploy and check")
    if not passed:
        raise SystemExit("failed: the tests above")


def show(heading: str, lines: Iterable[str]) -> None:
    print(f"# {heading}")
    print(*(f"  --  {line}" for line in sorted(lines) or ["nothing"]), sep="\n")


def build_lambda(folder: Path) -> bytes:
    """Builds the program as for Lambda."""
    name = "textgate-server"
    program = cargo_build(name, "build", "--package", name, "--no-default-features")
    # The build with the local model has the same path, so the file is copied at once.
    return Path(shutil.copy(program, folder)).read_bytes()


def deploy_stack(ministack: Ministack, stack: Stack, program: bytes, folder: Path) -> None:
    """Deploys the template and checks it; then updates the authentication, the contract, the keys and the code, and checks again."""
    print("# infra/template.yaml as a stack")
    policy = folder / "textgate.toml"
    built_in = BUILT_IN.read_text()
    policy.write_text(built_in + consumer(FIRST))
    files = {"bootstrap": program, policy.name: policy.read_bytes()}
    first = stack.deploy(render(policy), archive(files))
    check_first(ministack, stack)

    for who, (arguments, wanted) in ACCESS.items():
        stack.deploy(render(policy, "--auth", who, *arguments), archive({"bootstrap": program}))
        check_access(stack, who, wanted)

    policy.write_text(built_in + consumer(FIRST, SECOND))
    template = render(policy)
    del template["Resources"]["Api"]["Properties"]["DefinitionBody"]["paths"]["/text"]
    second = stack.deploy(template, archive({"bootstrap": program}))
    check_second(stack, first, second)


def archive(files: dict[str, bytes]) -> bytes:
    """An archive for a function, with executable files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, content in files.items():
            member = zipfile.ZipInfo(name)
            member.external_attr = 0o100755 << 16
            file.writestr(member, content, zipfile.ZIP_DEFLATED, 1)
    return written.getvalue()


def create_authorizer(client: Any) -> str:
    """Creates the function that authorizes tokens. Returns its ARN."""
    created = client.create_function(
        FunctionName="authorizer",
        Runtime="python3.12",
        Handler="authorizer.decide",
        Role="arn:aws:iam::000000000000:role/textgate",
        Code={"ZipFile": archive({"authorizer.py": AUTHORIZER.encode()})},
    )
    client.get_waiter("function_active_v2").wait(
        FunctionName="authorizer", WaiterConfig={"Delay": 1, "MaxAttempts": PATIENCE_SECONDS}
    )
    arn: str = created["FunctionArn"]
    return arn


def read_document(arn: str) -> str:
    """The document with this function's ARN for all operations, or the document from the command line."""
    if len(sys.argv) > 1:
        return Path(sys.argv[1]).read_text()
    return cargo("openapi", "gateway", "--function-arn", arn, "--streaming-function-arn", arn)


def summary(document: Json) -> str:
    methods = [method for item in document["paths"].values() for method in item]
    models = document["components"]["schemas"]
    responses = document["x-amazon-apigateway-gateway-responses"]
    return (
        f"{len(methods) - methods.count('options')} operations, {methods.count('options')} preflights, "
        f"{len(models)} models, {len(responses)} gateway responses"
    )


def run_tests(program: Path, fixture: Path) -> bool:
    """Runs the tests and prints their report, or all of their output if one fails."""
    done = subprocess.run(
        [program, "--ignored", "--nocapture", "--test-threads", "1"],
        env={**os.environ, "TEXTGATE_GATEWAY": str(fixture), "RUST_BACKTRACE": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    passed = done.returncode == 0
    print("\n".join(line for line in done.stdout.splitlines() if not passed or line.startswith(("# ", "  "))))
    return passed


if __name__ == "__main__":
    # So that a cancelled run stops the programs that it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    main()
