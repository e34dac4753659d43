"""LocalStack's API Gateway on a loopback port: starts it, imports a document unchanged, and deploys it."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

REGION = "us-east-1"
STAGE = "v1"
START_SECONDS = 120


@dataclass(frozen=True)
class Deployed:
    url: str
    key: str
    warnings: list[str]


class LocalStack:
    def __init__(self, url: str, log: Path) -> None:
        self.url = url
        self.log = log
        self.gateway: Any = boto3.client(
            "apigateway", REGION, endpoint_url=url, aws_access_key_id="test", aws_secret_access_key="test"
        )

    def deploy(self, document: bytes) -> Deployed:
        """Imports the document and deploys it as a stage, with a usage plan and a key."""
        before = self.log.stat().st_size
        api = self.gateway.import_rest_api(body=document, failOnWarnings=True)
        warnings = [*api.get("warnings", []), *self.logged(before)]
        self.gateway.create_deployment(restApiId=api["id"], stageName=STAGE)
        plan = self.gateway.create_usage_plan(name="check", apiStages=[{"apiId": api["id"], "stage": STAGE}])
        key = self.gateway.create_api_key(name="check", enabled=True)
        self.gateway.create_usage_plan_key(usagePlanId=plan["id"], keyId=key["id"], keyType="API_KEY")
        return Deployed(f"{self.url}/_aws/execute-api/{api['id']}/{STAGE}", key["value"], warnings)

    def logged(self, since: int) -> list[str]:
        """The warnings and errors in the log. The importer writes most of its warnings there, and not into its answer."""
        lines = self.log.read_bytes()[since:].decode().splitlines()
        return [line for line in lines if re.match(r"\S+\s+(WARN|ERROR) ", line)]


@contextmanager
def localstack(folder: Path) -> Iterator[LocalStack]:
    """Runs LocalStack from this interpreter's packages. Its files and its log are in `folder`."""
    port = free_port()
    log = folder / "localstack.log"
    settings = {
        "GATEWAY_LISTEN": f"127.0.0.1:{port}",
        # Otherwise it would write to /var on a machine that looks like its container.
        "OVERRIDE_IN_DOCKER": "0",
        "FILESYSTEM_ROOT": str(folder / "localstack"),
        "SERVICES": "apigateway",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "DISABLE_EVENTS": "1",
        "DNS_ADDRESS": "0",
    }
    with log.open("w") as output:
        command = [sys.executable, "-m", "localstack.runtime.main"]
        process = subprocess.Popen(command, env=os.environ | settings, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait(f"http://127.0.0.1:{port}", process, log)
            yield LocalStack(f"http://127.0.0.1:{port}", log)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_localstack/health", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise SystemExit(f"error: LocalStack did not start\n{log.read_text()}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
