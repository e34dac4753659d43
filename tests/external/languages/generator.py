"""A generator, and its three stages: it generates without a warning, the client compiles, and a caller succeeds with it."""

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from gate import API_KEY, gate
from tools import BIN, CALLERS, GO_VARIABLES

Command = list[str | Path]

# The calls that a caller must make. It may make others, if they are answered.
CALLS = Counter(
    {
        ("POST", "/generate", 200): 1,
        ("POST", "/generate", 400): 1,
        ("GET", "/models", 200): 1,
        ("POST", "/generate/stream", 200): 1,
    }
)
WARNING = re.compile(r"\b(warn(ing)?s?|errors?)\b", re.IGNORECASE)
INFORMATION = "[main] INFO "


class Fault(Exception):
    """The reason why a stage fails."""


@dataclass(frozen=True)
class Generator:
    """The commands of one generator. They run in the generator's own folder, which has the document as `document.json`."""

    language: str
    name: str
    generate: list[Command]
    # How well the client supports streams.
    streams: str = ""
    compile: list[Command] = field(default_factory=list)
    run: Command = field(default_factory=list)
    # Files of `callers/` that are compiled and run together with the client.
    callers: tuple[str, ...] = ()
    # Files that are written into the folder before and after the client is generated.
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    # Patterns of expected warnings, each with its reason. Any other warning is a failure.
    explained: dict[str, str] = field(default_factory=dict)
    # The reason why the client is not compiled.
    not_compiled: str = ""


@dataclass
class Outcome:
    """The outcome of one generator: a word for each stage, notes, and the fault that ended it."""

    generator: Generator
    stages: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fault: str = ""


def try_generator(generator: Generator, document: Path, folder: Path, server: str) -> Outcome:
    """Runs the stages of one generator up to the first one that fails."""
    outcome = Outcome(generator)
    stages: list[tuple[bool, Callable[[], list[str]]]] = [
        (True, lambda: generates(generator, document, folder)),
        (bool(generator.compile), lambda: compiles(generator, folder)),
        (bool(generator.run), lambda: goes_round(generator, folder, server)),
    ]
    for there, stage in stages:
        try:
            outcome.notes += stage() if there else []
            outcome.stages.append("yes" if there else "-")
        except Fault as fault:
            outcome.stages.append("NO")
            outcome.fault = str(fault)
            break
    if generator.not_compiled:
        outcome.notes.append(generator.not_compiled)
    return outcome


def generates(generator: Generator, document: Path, folder: Path) -> list[str]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(document, folder / "document.json")
    write(folder, generator.before)
    said = "".join(run(command, folder) for command in generator.generate)
    warnings = sorted({line for line in said.splitlines() if WARNING.search(line) and not line.startswith(INFORMATION)})
    notes = []
    for warning in warnings:
        reason = next((why for pattern, why in generator.explained.items() if re.search(pattern, warning)), None)
        if reason is None:
            raise Fault(f"an unexpected warning: {warning}")
        notes.append(f"{warning} ({reason})")
    for caller in generator.callers:
        shutil.copy(CALLERS / caller, folder)
    write(folder, generator.after)
    return notes


def compiles(generator: Generator, folder: Path) -> list[str]:
    for command in generator.compile:
        run(command, folder)
    return []


def goes_round(generator: Generator, folder: Path, server: str) -> list[str]:
    with gate(server) as before:
        run(generator.run, folder, TEXTGATE_URL=before.url, TEXTGATE_API_KEY=API_KEY)
    calls = Counter(before.calls)
    missing = CALLS - calls
    refused = [call for call in calls - CALLS if call[2] != 200]
    if missing or refused:
        raise Fault(f"the caller succeeded, but did not make the calls {[*missing]}, or these were refused: {refused}")
    return [generator.streams]


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text)


def run(command: Command, folder: Path, **variables: str) -> str:
    """Runs a command to its end. Returns its whole output."""
    environment = {**os.environ, **GO_VARIABLES, **variables, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    # A caller must not find the check's own modules.
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        shown = " ".join(Path(part).name for part in command)
        raise Fault(f"`{shown}` ended with {done.returncode}:\n{tail(done.stdout)}")
    return done.stdout


def tail(text: str) -> str:
    return "\n".join(text.splitlines()[-30:])
