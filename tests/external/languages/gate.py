"""A proxy between a client and the server. It requires an API key, as API Gateway does, and records the calls.

It answers as a later minor version of the contract may: each object of a response has an additional field, and a stream has an
additional event.
"""

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

API_KEY = "a-key-for-the-check"
FORBIDDEN = {"error": "no API key, or not a valid one", "code": "forbidden", "request_id": "req_gate"}
LATER_EVENT = b'event: later\ndata: {"type": "later"}\n\n'
# Paths that need no key, according to the contract.
OPEN = "/health"


@dataclass
class Gate:
    """The URL of the proxy, and the calls: method, path, status."""

    url: str
    calls: list[tuple[str, str, int]] = field(default_factory=list)


@contextmanager
def gate(upstream: str) -> Iterator[Gate]:
    calls: list[tuple[str, str, int]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.forward(None)

        def do_POST(self) -> None:
            self.forward(self.rfile.read(int(self.headers["content-length"])))

        def forward(self, body: bytes | None) -> None:
            if self.headers["x-api-key"] != API_KEY and self.path != OPEN:
                self.answer(403, "application/json", json.dumps(FORBIDDEN).encode())
                return
            connection = http.client.HTTPConnection(urlsplit(upstream).netloc, timeout=60)
            headers = {"content-type": self.headers["content-type"]} if body else {}
            connection.request(self.command, self.path, body, headers)
            response = connection.getresponse()
            media_type = response.headers["content-type"]
            if media_type == "text/event-stream":
                self.stream(response)
            else:
                self.answer(response.status, media_type, with_a_field_more(response.read()))
            connection.close()

        def answer(self, status: int, media_type: str, body: bytes) -> None:
            calls.append((self.command, self.path, status))
            self.send_response(status)
            self.send_header("content-type", media_type)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def stream(self, response: http.client.HTTPResponse) -> None:
            calls.append((self.command, self.path, response.status))
            self.send_response(response.status)
            self.send_header("content-type", "text/event-stream")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            for line in chain(LATER_EVENT.splitlines(keepends=True), response):
                if line.startswith(b"data: "):
                    line = b"data: " + with_a_field_more(line.removeprefix(b"data: ")) + b"\n"
                self.wfile.write(b"%x\r\n%b\r\n" % (len(line), line))
            self.wfile.write(b"0\r\n\r\n")

        def log_message(self, *_: object) -> None:
            """Does nothing: the calls are recorded elsewhere."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Gate(f"http://127.0.0.1:{server.server_port}", calls)
    finally:
        server.shutdown()
        server.server_close()


def with_a_field_more(text: bytes) -> bytes:
    return json.dumps(json.loads(text, object_hook=extend)).encode()


def extend(value: dict[str, Any]) -> dict[str, Any]:
    return value | {"added_later": "to be ignored"}
