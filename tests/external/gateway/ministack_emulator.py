"""MiniStack as a child process on a free port of the loopback address. It is stopped when the value is closed."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import boto3

REGION = "us-east-1"
PATIENCE_SECONDS = 60


class Ministack:
    """A running MiniStack. With `verify_signatures` it also verifies the signatures for AWS_IAM methods."""

    def __init__(self, folder: Path, *, verify_signatures: bool = False) -> None:
        folder.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._log = folder / "log"
        # Functions inherit this environment, so it has none of the user's variables.
        environment = {
            "AUTH": str(verify_signatures).lower(),
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "HOME": str(folder),
            "IOT_MTLS_ENABLED": "0",
            "PATH": os.environ["PATH"],
            "SFTP_ENABLED": "0",
            "TMPDIR": str(folder),
        }
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [str(Path(sys.executable).with_name("ministack"))],
                env=environment,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._wait(port)

    def _wait(self, port: int) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while self._process.poll() is None and time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise SystemExit(f"failed: MiniStack did not start\n{self.log()}")

    def client(self, service: str) -> Any:
        """The AWS SDK's client for one service of this MiniStack."""
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            # The check requests sessions that expire at once on purpose.
            config=boto3.session.Config(parameter_validation=False, retries={"total_max_attempts": 1}),
        )

    def log(self) -> str:
        """The end of its log."""
        return self._log.read_text(errors="replace")[-4000:]

    def stop(self) -> None:
        """Ends the process, and with it the functions that it started."""
        self._process.terminate()
        try:
            self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def __enter__(self) -> "Ministack":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
