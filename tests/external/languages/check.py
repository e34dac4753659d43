"""Tests clients in other languages, made from the published document alone, with the running server. Prints a table.

Arguments: a document (default: the published one), then parts of the names of the generators to try (default: all).
"""

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from generator import Generator, Outcome, try_generator
from generators import GENERATORS
from programs import ROOT
from readme import untrue_lines
from service import textgate
from tools import TOOLS

STAGES = ("generates without warning", "compiles", "round trip")
NOT_TO_BE_HAD = {
    "Kiota": "a .NET tool; no registry that is reached here has it",
    "oapi-codegen": "built through the Go module proxy, which is not reached here",
    "openapi-generator's Java client with OkHttp": "OkHttp 4 is on Maven Central only, which is not reached here",
}


def main() -> None:
    document = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "openapi" / "v1.json"
    parts = sys.argv[2:] or [""]
    asked = [generator for generator in GENERATORS if any(part in generator.name for part in parts)]
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="textgate-clients-") as name, textgate(Path(name)) as service:
        started = time.monotonic()

        def attempt(generator: Generator) -> Outcome:
            since = time.monotonic()
            folder = TOOLS / "clients" / "".join(letter if letter.isalnum() else "-" for letter in generator.name)
            outcome = try_generator(generator, document, folder, service.url)
            print(f"tried {generator.name} in {time.monotonic() - since:.0f} s")
            return outcome

        # Most of the work is done by other processes, and CI has two cores.
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(attempt, asked))
    print_table(outcomes)
    print(f"{started - began:.0f} s to build and start, {time.monotonic() - started:.0f} s to check")
    failures = [f"{outcome.generator.name}: {outcome.fault}" for outcome in outcomes if outcome.fault]
    failures += [f"openapi/README.md shows a line that no caller here has: {line}" for line in untrue_lines()]
    for failure in failures:
        print(f"FAIL {failure}")
    if failures or not outcomes:
        raise SystemExit(f"failed: {len(failures)} faults")


def print_table(outcomes: list[Outcome]) -> None:
    print(f"\n{'':<50}" + "".join(f"{stage:<28}" for stage in STAGES))
    for outcome in outcomes:
        name = f"{outcome.generator.language}: {outcome.generator.name}"
        cells = outcome.stages + ["-"] * (len(STAGES) - len(outcome.stages))
        print(f"{name:<50}" + "".join(f"{cell:<28}" for cell in cells))
        for note in filter(None, outcome.notes):
            print(f" --  {note}")
    for name, reason in NOT_TO_BE_HAD.items():
        print(f"not tried: {name} ({reason})")


if __name__ == "__main__":
    main()
