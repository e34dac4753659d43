"""Deploys the gateway's document and the real Lambda build in MiniStack and runs tests/gateway.rs against them."""

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
from programs import cargo, cargo_build, fake_bedrock

# What it lets pass, or does otherwise than AWS, beyond what the calls above show.
BLIND_SPOTS = (
    "import: it does not import a document, so this check creates one by calls",
    "models: it judges array lengths and formats, which AWS ignores, and media types without a model by the JSON one",
    "permissions: a gateway without lambda:InvokeFunction may invoke all the same; there are no account limits",
    "integrations: timeoutInMillis and response streaming",
    "preflights: parameters of an integration response need no declaration in the method response",
)


def main() -> None:
    began = time.monotonic()
    os.environ.update(dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1"))
    tests = cargo_build("gateway", "test", "--no-run", "--workspace", "--test", "gateway")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="textgate-ministack-")))
        bootstrap = build_lambda(folder)
        built = time.monotonic()
        bedrock = stack.enter_context(fake_bedrock())
        ministack = stack.enter_context(Ministack(folder / "ministack"))
        verifying = stack.enter_context(Ministack(folder / "verifying", verify_signatures=True))

        functions = ministack.client("lambda")
        variables = {"AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrock}
        function = create_function(functions, "textgate", "provided.al2023", "bootstrap", bootstrap, variables)
        code = archive("authorizer.py", AUTHORIZER.encode())
        authorizer = create_function(functions, "authorizer", "python3.12", "authorizer.decide", code, {})

        document_path = folder / "api-gateway.json"
        document_path.write_text(read_document(function))
        document = json.loads(document_path.read_text())
        gateway = Gateway(ministack.client("apigateway"), ministack.url)
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
    show("replaced for MiniStack", gateway.replaced)
    show("dropped by MiniStack", gateway.dropped)
    show("not shown by MiniStack", BLIND_SPOTS)
    print(f"{built - began:.0f} s to build, {time.monotonic() - built:.0f} s to deploy and check")
    if not passed:
        raise SystemExit("failed: the tests above")


def show(heading: str, lines: Iterable[str]) -> None:
    print(f"# {heading}")
    print(*(f"  --  {line}" for line in sorted(lines) or ["nothing"]), sep="\n")


def build_lambda(folder: Path) -> bytes:
    """The real Lambda build, as the archive of a function."""
    name = "textgate-server"
    program = cargo_build(name, "build", "--package", name, "--no-default-features")
    # The build with the local model has the same path, so this one is taken at once.
    return archive("bootstrap", Path(shutil.copy(program, folder)).read_bytes())


def archive(name: str, content: bytes) -> bytes:
    """A function's archive of one executable file."""
    member = zipfile.ZipInfo(name)
    member.external_attr = 0o100755 << 16
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr(member, content, zipfile.ZIP_DEFLATED, 1)
    return written.getvalue()


def create_function(client: Any, name: str, runtime: str, handler: str, code: bytes, variables: dict[str, str]) -> str:
    """Creates a function, which gets its region and its credentials from Lambda; returns its ARN."""
    created = client.create_function(
        FunctionName=name,
        Runtime=runtime,
        Handler=handler,
        Role="arn:aws:iam::000000000000:role/textgate",
        Code={"ZipFile": code},
        Timeout=29,
        MemorySize=512,
        Environment={"Variables": variables},
    )
    client.get_waiter("function_active_v2").wait(
        FunctionName=name, WaiterConfig={"Delay": 1, "MaxAttempts": PATIENCE_SECONDS}
    )
    arn: str = created["FunctionArn"]
    return arn


def read_document(arn: str) -> str:
    """The document with this function's ARN, for the streaming operations too; or the one of the command line."""
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
    """Runs the tests and prints their report; all that they print if one fails."""
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
    # So that a cancelled run stops what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    main()
