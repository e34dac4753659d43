"""The running system for a check: the server with a fake Bedrock, and HTTP requests to it or to a gateway in front of it."""

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from programs import ROOT, cargo_build, fake_bedrock


# Status codes for requests that the schema allows and the policy refuses. Such a body has passed validation.
POLICY_CODES = {
    "model_not_allowed",
    "model_not_found",
    "limit_exceeded",
    "model_refused",
    "structured_output_unsupported",
    "content_blocked",
}


@dataclass(frozen=True)
class Answer:
    status: int
    text: str

    @property
    def policy_refuses(self) -> bool:
        return self.status in (403, 404) and json.loads(self.text).get("code") in POLICY_CODES


@dataclass
class Service:
    """The server and its log."""

    url: str
    log: Path

    def requests(self) -> int:
        """The number of requests that have reached the server. It logs a line for each before it answers."""
        return self.logged("request answered") + self.logged("request failed")

    def generations(self) -> int:
        """The number of answers of the model."""
        return self.logged(" output_tokens=")

    def logged(self, message: str) -> int:
        return sum(message in line for line in self.log.read_text().splitlines())


class Caller:
    """Sends requests to one base URL over one connection."""

    def __init__(self, url: str, headers: dict[str, str] | None = None) -> None:
        parts = urlsplit(url)
        self.base = parts.path.rstrip("/")
        self.headers = headers or {}
        self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)

    def send(self, method: str, path: str, text: str | None = None) -> Answer:
        headers = self.headers if text is None else {**self.headers, "content-type": "application/json"}
        body = None if text is None else text.encode()
        self.connection.request(method.upper(), self.base + path, body, headers)
        response = self.connection.getresponse()
        return Answer(response.status, response.read().decode())


@contextmanager
def textgate(folder: Path, *arguments: str) -> Iterator[Service]:
    """Builds the server and starts it with these additional arguments. Its log is in `folder`."""
    with fake_bedrock() as bedrock, server(folder, bedrock, "us-east-1", *arguments) as service:
        yield service


@contextmanager
def server(folder: Path, bedrock: str, region: str, *arguments: str) -> Iterator[Service]:
    """Does the same in a region, with the Bedrock endpoint `bedrock`."""
    log = folder / "textgate.log"
    # When the check is told to end, it ends the programs that it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("error: asked to end"))
    program = cargo_build("textgate-server", "build", "--workspace", "--bin", "textgate-server")
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [program, "--listen", "127.0.0.1:0", "--model", "bedrock", *arguments],
            cwd=ROOT,
            env=os.environ
            | {
                "AWS_REGION": region,
                "AWS_ACCESS_KEY_ID": "fake",
                "AWS_SECRET_ACCESS_KEY": "fake",
                "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrock,
                "RUST_LOG": "info",
            },
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
        try:
            assert process.stdout is not None
            first = process.stdout.readline().strip()
            url = first.removeprefix("Textgate listens on ")
            if url == first:
                raise SystemExit(f"error: the server did not start\n{log.read_text()}")
            yield Service(url, log)
        finally:
            process.terminate()
            process.wait()
