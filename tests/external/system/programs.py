"""The project's own programs, built by cargo.

With `--workspace` the dependencies have the same features as in `cargo test --workspace`. Otherwise most of them would be built
once more.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


@cache
def cargo_build(name: str, *arguments: str) -> Path:
    """Runs cargo. Returns the program with this name that it built."""
    for line in cargo(*arguments, "--quiet", "--message-format", "json-render-diagnostics").splitlines():
        message = json.loads(line)
        if message.get("executable") and message["target"]["name"] == name:
            return Path(message["executable"])
    raise SystemExit(f"failed: cargo did not build {name}")


def cargo(*arguments: str) -> str:
    done = subprocess.run([os.environ.get("CARGO", "cargo"), *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"failed: cargo {' '.join(arguments)}")
    return done.stdout


@contextmanager
def fake_bedrock() -> Iterator[str]:
    """Runs the fake Bedrock of the tests. Yields its URL."""
    program = cargo_build("fake-bedrock", "build", "--workspace", "--bin", "fake-bedrock")
    process = subprocess.Popen([program], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    try:
        url = process.stdout.readline().strip() if process.stdout else ""
        if not url:
            raise SystemExit("failed: the fake Bedrock did not start")
        yield url
    finally:
        process.kill()
        process.wait()
