"""Judges bodies by the schemas of an OpenAPI document with the Python implementation of JSON Schema, as draft 4.

Argument: the document. Input: a line {"schema": pointer, "text": body} for each body. Output: for each a line {"accepted": ...,
"because": ...}. Numbers are read as decimals, so that no digit is lost.
"""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator
from jsonschema.validators import extend

# Without this the implementation does not accept a Decimal as a number.
DECIMALS = Draft4Validator.TYPE_CHECKER.redefine(
    "number", lambda _, value: isinstance(value, int | float | Decimal) and not isinstance(value, bool)
)
Draft4WithDecimals = extend(Draft4Validator, type_checker=DECIMALS)


def main() -> None:
    document = json.loads(Path(sys.argv[1]).read_text(), parse_float=Decimal)
    validators: dict[str, Any] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        pointer = asked["schema"]
        if pointer not in validators:
            validators[pointer] = Draft4WithDecimals({**document, "$ref": f"#{pointer}"})
        body = json.loads(asked["text"], parse_float=Decimal)
        fault = next(validators[pointer].iter_errors(body), None)
        because = "" if fault is None else f"/{'/'.join(map(str, fault.absolute_path))}: {fault.validator}"
        print(json.dumps({"accepted": fault is None, "because": because}), flush=True)


if __name__ == "__main__":
    main()
