"""Checks that the lines of code in openapi/README.md are lines of the callers."""

import re

from programs import ROOT
from tools import CALLERS

BLOCK = re.compile(r"^```(?:python|ts|go|java|js)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def untrue_lines() -> list[str]:
    shown = "".join(BLOCK.findall((ROOT / "openapi" / "README.md").read_text()))
    known = {line.strip() for program in CALLERS.iterdir() for line in program.read_text().splitlines()}
    return [line for line in shown.splitlines() if line.strip() not in known | {""}]
