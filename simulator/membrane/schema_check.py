"""Whether a value is as a JSON schema has it: the keywords that the actions use."""

from collections.abc import Iterator, Mapping
import re
from typing import Any

type Schema = Mapping[str, Any]
_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def problems(schema: Schema, value: object, where: str = "input") -> Iterator[str]:
    """Say what is wrong with a value, and where."""
    types = schema.get("type", [])
    names = [types] if isinstance(types, str) else types
    if names and not any(_is(value, name) for name in names):
        yield f"{where} must be {' or '.join(names)}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where} must be one of {', '.join(map(str, schema['enum']))}"
    if "anyOf" in schema and all(any(problems(s, value)) for s in schema["anyOf"]):
        yield f"{where} must match one of the schemas in anyOf"
    yield from _inside(schema, value, where)


def _inside(schema: Schema, value: object, where: str) -> Iterator[str]:
    """Say what is wrong with a value of the right type."""
    match value:
        case dict():
            yield from _of_object(schema, value, where)
        case list():
            yield from _of_length(schema, len(value), "Items", where)
            items = schema.get("items", {})
            for position, item in enumerate(value):
                yield from problems(items, item, f"{where}[{position}]")
        case str():
            yield from _of_length(schema, len(value), "Length", where)
            if not re.search(schema.get("pattern", ""), value):
                yield f"{where} must match {schema['pattern']}"
        case int() | float():
            if value < schema.get("minimum", value):
                yield f"{where} must be at least {schema['minimum']}"
            if value > schema.get("maximum", value):
                yield f"{where} must be at most {schema['maximum']}"


def _is(value: object, name: str) -> bool:
    """Return whether a value is of a type; true and false are no numbers."""
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _TYPES[name])


def _of_object(schema: Schema, value: dict[str, Any], where: str) -> Iterator[str]:
    """Say what is wrong with an object."""
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{where}.{name} is required"
    for name, item in value.items():
        if name in properties:
            yield from problems(properties[name], item, f"{where}.{name}")
        elif not schema.get("additionalProperties", True):
            yield f"{where}.{name} is not known"


def _of_length(schema: Schema, length: int, what: str, where: str) -> Iterator[str]:
    """Say whether something is too short or too long."""
    if length < schema.get(f"min{what}", length):
        yield f"{where} must have at least {schema[f'min{what}']}"
    if length > schema.get(f"max{what}", length):
        yield f"{where} must have at most {schema[f'max{what}']}"
