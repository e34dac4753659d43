"""A Bedrock runtime on a loopback port that answers every Converse call with one fixed text, and counts the calls."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANSWER = {
    "output": {"message": {"role": "assistant", "content": [{"text": "An answer."}]}},
    "stopReason": "end_turn",
    "usage": {"inputTokens": 3, "outputTokens": 2, "totalTokens": 5},
    "metrics": {"latencyMs": 1},
}


class Converse(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        known = re.fullmatch(r"/model/[^/]+/converse", self.path) is not None
        self.server.calls += known
        body = json.dumps(ANSWER if known else {"message": f"the fake has no {self.path}"}).encode()
        self.send_response(200 if known else 404)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing: the checks print what matters."""


class FakeBedrock(ThreadingHTTPServer):
    daemon_threads = True
    calls = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def fake_bedrock() -> Iterator[FakeBedrock]:
    with FakeBedrock(("127.0.0.1", 0), Converse) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
