"""Compiles and runs consumers outside the workspace. Prints the number of packages and the time to compile for each.

Their dependencies have the versions of the packaged client's Cargo.lock. `--compare` adds a consumer with progenitor's macro.
"""

import os
import resource
import shutil
import subprocess
import sys
import tarfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from programs import ROOT, cargo
from service import textgate

HERE = Path(__file__).resolve().parent
CARGO = os.environ.get("CARGO", "cargo")
# A cache of compiled crates would make the time meaningless.
ENVIRONMENT = {name: value for name, value in os.environ.items() if "WRAPPER" not in name}
SAID = "Text from the fake.\n"


@dataclass(frozen=True)
class Cost:
    """The cost of a consumer's dependencies."""

    name: str
    packages: int
    seconds: float
    cpu_seconds: float


def main() -> None:
    if sys.argv[1:] not in ([], ["--compare"]):
        raise SystemExit("error: the only argument is --compare")
    with TemporaryDirectory(prefix="textgate-consumer-") as name, textgate(Path(name)) as service:
        folder = Path(name)
        unpack_client(folder)
        print(f"{'a consumer that depends on':<30}{'packages':>10}{'compiles in':>14}{'of CPU':>12}")
        first = try_consumer(folder, "client", "textgate", SAID + SAID + "model_not_found\n", service.url)
        print_row(first)
        if sys.argv[1:]:
            second = try_consumer(folder, "macro", "progenitor's macro", SAID, service.url)
            print_row(second)
            packages, seconds = second.packages / first.packages, second.seconds / first.seconds
            cpu = second.cpu_seconds / first.cpu_seconds
            print(f"{'the second to the first':<30}{packages:>10.2f}{seconds:>14.2f}{cpu:>12.2f}")


def print_row(cost: Cost) -> None:
    print(f"{cost.name:<30}{cost.packages:>10}{cost.seconds:>12.1f} s{cost.cpu_seconds:>10.1f} s")


def unpack_client(folder: Path) -> None:
    """Puts the files that `cargo package` would publish into `package`."""
    cargo("package", "--package", "textgate", "--no-verify", "--allow-dirty", "--quiet", "--target-dir", str(folder / "built"))
    (archive,) = (folder / "built" / "package").glob("textgate-*.crate")
    with tarfile.open(archive) as files:
        files.extractall(folder, filter="data")
    (folder / archive.stem).rename(folder / "package")


def try_consumer(folder: Path, source: str, name: str, said: str, url: str) -> Cost:
    crate = folder / source
    shutil.copytree(HERE / source, crate, ignore=shutil.ignore_patterns("target"))
    shutil.copy(ROOT / "openapi" / "v1.json", crate)
    shutil.copy(folder / "package" / "Cargo.lock", crate)
    run(crate, "fetch", "--quiet")
    if source == "client":
        check_lock(folder)
    tree = run(crate, "tree", "--locked", "--edges", "normal,build", "--prefix", "none", "--no-dedupe")
    packages = set(tree.splitlines()[1:])
    began, cpu_began = time.monotonic(), cpu_seconds()
    run(crate, "build", "--locked", "--offline", "--quiet", "--lib")
    cost = Cost(name, len(packages), time.monotonic() - began, cpu_seconds() - cpu_began)
    output = run(crate, "run", "--locked", "--offline", "--quiet", "--example", "call", "--", url)
    if output != said:
        raise SystemExit(f"failed: the consumer of {name} says {output!r}, not {said!r}")
    return cost


def cpu_seconds() -> float:
    """The CPU seconds of all processes that have ended. Unlike the elapsed time, they do not depend on other work of the machine."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def check_lock(folder: Path) -> None:
    """Fails unless every version is that of the package's Cargo.lock."""
    added = locked(folder / "client") - locked(folder / "package") - {("consumer", "0.0.0")}
    if added:
        raise SystemExit(f"failed: the package's Cargo.lock does not have {added}")


def locked(crate: Path) -> set[tuple[str, str]]:
    packages = tomllib.loads((crate / "Cargo.lock").read_text())["package"]
    return {(package["name"], package["version"]) for package in packages}


def run(crate: Path, *arguments: str) -> str:
    """Runs cargo in this crate, with its own target folder."""
    done = subprocess.run(
        [CARGO, *arguments],
        cwd=crate,
        env=ENVIRONMENT | {"CARGO_TARGET_DIR": str(crate / "target")},
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"failed: cargo {' '.join(arguments)}")
    return done.stdout


if __name__ == "__main__":
    main()
