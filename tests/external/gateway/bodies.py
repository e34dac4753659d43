"""Bodies of requests, derived from the contract: acceptable ones at the edges of each constraint, and one for each fault.

The contract is openapi/v1.json, whatever judges them, so that a constraint that a derivation drops is missed by a judge here.
A keyword that this does not know is an error: nothing goes unchecked in silence.
"""

import json
import math
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

METHODS = ("get", "put", "post", "delete", "patch")
ANNOTATIONS = {"title", "description", "example", "format", "deprecated"}
KEYWORDS = {"type", "enum", "pattern", "required", "properties", "additionalProperties", "items"} | {
    least_or_most + size for least_or_most in ("min", "max") for size in ("imum", "Length", "Items")
}
SAMPLES: dict[str, Any] = {
    "null": None,
    "string": "text",
    "boolean": True,
    "integer": 1,
    "number": 1.5,
    "array": [],
    "object": {},
}
DEEPEST = 3
BEYOND_DOUBLES = "beyond a bound by less than a double holds"

Schema = dict[str, Any]
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Literal:
    """A number as it is written, where Python would write another or none."""

    text: str


@dataclass(frozen=True)
class Body:
    """A request body, and what the contract says of it."""

    kind: str
    place: str
    text: str
    valid: bool
    edge: bool = True
    """Whether API Gateway is expected to judge this. It does not judge array lengths, nor an empty body of no requirements."""

    def __str__(self) -> str:
        shown = self.text if len(self.text) <= 160 else f"{self.text[:60]}… ({len(self.text)} characters)"
        return f"{self.kind} at {self.place or 'the root'}: {shown}"


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str
    body: Schema | None
    """The body's schema, unresolved; absent where the operation takes none."""


@dataclass(frozen=True)
class Variant:
    kind: str
    path: Place
    value: Any
    valid: bool
    edge: bool = True


def read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text())
    return document


def operations(document: dict[str, Any]) -> list[Operation]:
    found = []
    for path, item in document["paths"].items():
        for method in METHODS:
            if operation := item.get(method):
                if any(parameter.get("required") for parameter in operation.get("parameters", [])):
                    raise NotImplementedError(f"{method} {path} has required parameters; these checks send none yet")
                content = operation.get("requestBody", {}).get("content", {})
                body = content["application/json"]["schema"] if content else None
                found.append(Operation(operation["operationId"], method, path, body))
    return found


class Generator:
    """Makes bodies for the schemas of one document."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    def bodies(self, schema: Schema) -> Iterator[Body]:
        root = self.resolve(schema)
        smallest, whole = self.smallest(root), self.whole(root)
        if "example" in root:
            yield body("the example", (), root["example"], valid=True)
        yield body("the required fields", (), smallest, valid=True)
        yield body("every field", (), whole, valid=True)
        for name in [name for name in root.get("properties", {}) if name not in smallest]:
            yield body("one optional field", (name,), {**smallest, name: whole[name]}, valid=True)
        for variant in self.variants(root, whole, ()):
            planted = plant(whole, variant.path, variant.value)
            yield body(variant.kind, variant.path, planted, variant.valid, variant.edge)
        text = write(smallest)
        for kind, malformed in {
            "JSON cut short": text[:-1],
            "JSON with a trailing comma": text[:-1] + ",}",
            "two JSON values": text + text,
            "no JSON": "text",
        }.items():
            yield Body(kind, "", malformed, valid=False)
        yield Body("empty body", "", "", valid=False, edge=bool(root.get("required")))

    def resolve(self, schema: Schema) -> Schema:
        while True:
            if reference := schema.get("$ref"):
                schema = self.document["components"]["schemas"][reference.removeprefix("#/components/schemas/")]
            elif len(schema.get("allOf", [])) == 1 and schema.keys() <= ANNOTATIONS | {"allOf"}:
                schema = schema["allOf"][0]
            elif unknown := schema.keys() - ANNOTATIONS - KEYWORDS:
                raise NotImplementedError(f"bodies for the keywords {sorted(unknown)} are not made yet: {schema}")
            else:
                return schema

    def smallest(self, schema: Schema) -> Any:
        """A value with the required fields and the required elements only."""
        schema = self.resolve(schema)
        if schema["type"] == "object":
            return {name: self.smallest(schema["properties"][name]) for name in schema.get("required", [])}
        if schema["type"] == "array":
            return [self.smallest(schema["items"]) for _ in range(schema.get("minItems", 0))]
        return scalar(schema)

    def whole(self, schema: Schema, depth: int = 0) -> Any:
        """A value with every field, down to a depth, since schemas may recur."""
        schema = self.resolve(schema)
        kind = schema["type"]
        if kind not in ("object", "array"):
            return scalar(schema)
        if depth > DEEPEST:
            return self.smallest(schema)
        if kind == "array":
            return [self.whole(schema["items"], depth + 1)] * max(schema.get("minItems", 0), 1)
        fields = {name: self.whole(field, depth + 1) for name, field in schema.get("properties", {}).items()}
        if isinstance(others := schema.get("additionalProperties"), dict):
            fields["another"] = self.whole(others, depth + 1)
        return fields

    def variants(self, schema: Schema, value: Any, path: Place) -> Iterator[Variant]:
        """What else may, and what may not, stand at `path`, where `value` stands."""
        schema = self.resolve(schema)
        kind = schema["type"]
        for other, sample in SAMPLES.items():
            if other != kind and not (other == "integer" and kind == "number"):
                yield Variant("null" if other == "null" else "wrong type", path, sample, valid=False)
        if "enum" in schema:
            yield from (Variant("enum value", path, each, valid=True) for each in schema["enum"])
            outside = "unlisted" if kind == "string" else max(schema["enum"]) + 1
            yield Variant("not in the enum", path, outside, valid=False)
        elif kind == "string":
            yield from self.texts(schema, value, path)
        elif kind in ("integer", "number"):
            yield from self.numbers(schema, path)
        elif kind == "array":
            yield from self.arrays(schema, value, path)
        elif kind == "object":
            yield from self.objects(schema, value, path)

    def texts(self, schema: Schema, value: str, path: Place) -> Iterator[Variant]:
        least, most = schema.get("minLength", 0), schema.get("maxLength")
        if least > 0:
            yield Variant("empty string", path, "", valid=False)
        if least > 1:
            yield Variant("too short", path, value[:1] * (least - 1), valid=False)
        if most is not None:
            yield Variant("too long", path, value[:1] * (most + 1), valid=False)
        if pattern := schema.get("pattern"):
            other = next((text for text in ("~", "é", " ", "0", "a") if not re.search(pattern, text * max(least, 1))), None)
            if other is None:
                raise NotImplementedError(f"no text is known that departs from the pattern {pattern}")
            yield Variant("departs from the pattern", path, other * max(least, 1), valid=False)
            return
        yield Variant("shortest", path, "a" * least, valid=True)
        if most is not None:
            yield Variant("longest", path, "a" * most, valid=True)
            yield Variant("longest, beyond the basic plane", path, "\U0001f642" * most, valid=True)
            yield Variant("too long, beyond the basic plane", path, "\U0001f642" * (most + 1), valid=False)
        odd = '\x00\n"\\\u2028\U0001f642'
        if least <= len(odd) and (most is None or len(odd) <= most):
            yield Variant("characters that need care", path, odd, valid=True)

    def numbers(self, schema: Schema, path: Place) -> Iterator[Variant]:
        whole = schema["type"] == "integer"
        for keyword, kind, step, end in (("minimum", "below", -1, -math.inf), ("maximum", "above", 1, math.inf)):
            if (bound := schema.get(keyword)) is None:
                continue
            yield Variant(f"the {keyword}", path, bound, valid=True)
            yield Variant(f"{kind} the {keyword}", path, bound + step, valid=False)
            yield Variant(f"far {kind} the {keyword}", path, Literal(str(step) + "0" * 30), valid=False)
            if not whole:
                yield Variant(f"the {keyword}, with a fraction", path, float(bound), valid=True)
                yield Variant(f"just {kind} the {keyword}", path, math.nextafter(bound, end), valid=False)
                if beyond := barely_beyond(bound, step):
                    yield Variant(BEYOND_DOUBLES, path, Literal(beyond), valid=False)
        if schema.get("minimum", 0) <= 0 <= schema.get("maximum", 0):
            yield Variant("negative zero", path, Literal("-0"), valid=True)
        if whole:
            yield Variant("integer with a fraction of zero", path, Literal("1.0"), valid=False)
            yield Variant("integer with an exponent", path, Literal("1e0"), valid=False)

    def arrays(self, schema: Schema, value: list[Any], path: Place) -> Iterator[Variant]:
        if not value:
            return
        element = value[0]
        least, most = schema.get("minItems", 0), schema.get("maxItems")
        yield Variant("fewest elements", path, [element] * least, valid=True)
        if least > 0:
            yield Variant("too few elements", path, [element] * (least - 1), valid=False, edge=False)
        if most is not None:
            yield Variant("most elements", path, [element] * most, valid=True)
            yield Variant("too many elements", path, [element] * (most + 1), valid=False, edge=False)
        for variant in self.variants(schema["items"], element, (*path, 0)):
            kind = variant.kind if variant.valid or path[-1:] == (0,) else f"element: {variant.kind}"
            yield Variant(kind, variant.path, variant.value, variant.valid, variant.edge)

    def objects(self, schema: Schema, value: dict[str, Any], path: Place) -> Iterator[Variant]:
        for name in schema.get("required", []):
            without = {field: value[field] for field in value if field != name}
            yield Variant("missing required field", path, without, valid=False)
        others = schema.get("additionalProperties", True)
        if others is False:
            yield Variant("unknown field", path, {**value, "unknown": 1}, valid=False)
        elif others is True:
            yield Variant("unknown field, allowed", path, {**value, "unknown": 1}, valid=True)
        elif "another" in value:
            yield from self.variants(others, value["another"], (*path, "another"))
        for name, field in schema.get("properties", {}).items():
            if name in value:
                yield from self.variants(field, value[name], (*path, name))


def barely_beyond(bound: float, step: int) -> str | None:
    """A number that is beyond the bound as it is written, and on it as a double; absent where that is hard to write."""
    digits = repr(bound)
    if bound == 0:
        return "-1e-400" if step < 0 else "1e-400"
    if bound * step < 0 or "e" in digits:
        return None
    return digits + ("" if "." in digits else ".") + "0" * 30 + "1"


def scalar(schema: Schema) -> Any:
    """The example, else a plain value."""
    kind = schema["type"]
    if "example" in schema:
        return schema["example"]
    if "enum" in schema:
        return schema["enum"][0]
    if kind == "string":
        if "pattern" in schema:
            raise NotImplementedError(f"a string with a pattern needs an example: {schema}")
        return "a" * max(schema.get("minLength", 0), 1)
    return {"integer": int, "number": float, "boolean": bool}[kind](schema.get("minimum", schema.get("maximum", 1)))


def plant(whole: Any, path: Place, value: Any) -> Any:
    if not path:
        return value
    planted = deepcopy(whole)
    place = planted
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return planted


def body(kind: str, path: Place, value: Any, valid: bool, edge: bool = True) -> Body:
    return Body(kind, "".join(f"/{step}" for step in path), write(value), valid, edge)


def write(value: Any) -> str:
    """JSON, with each `Literal` as it is written."""
    literals: list[str] = []

    def stand_in(literal: Literal) -> str:
        literals.append(literal.text)
        return f"literal {len(literals) - 1}"

    text = json.dumps(value, default=stand_in, ensure_ascii=False)
    for index, literal in enumerate(literals):
        text = text.replace(f'"literal {index}"', literal)
    return text
