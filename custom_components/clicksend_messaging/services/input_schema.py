"""Whether the input of an action is what its schema asks for."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import probatio
from probatio.error import render_path

_MOST: Final = 10

# What these hold is no schema, whatever it looks like.
_VALUES: Final = frozenset({"const", "default", "enum", "example", "examples"})
# What these hold has schemas by names.
_BY_NAME: Final = frozenset({"$defs", "definitions", "properties"})


def problems(schema: object, given: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with an input: where, and the rule, but not the value.

    Of a schema that cannot be read only the names that it requires count: an action
    must not become unusable because of how its input is described.

    Args:
        schema: a JSON Schema; ``None`` if there is none.
        given: the input, as JSON has it.

    """
    if schema is None:
        return []
    try:
        validate = probatio.from_json_schema(_opened(schema))
    except probatio.SchemaError, RecursionError:
        return [
            f"{name}: required key not provided" for name in _missing(schema, given)
        ]
    try:
        validate(given)
    except probatio.Invalid as err:
        found = err.errors if isinstance(err, probatio.MultipleInvalid) else [err]
        return [_described(error) for error in found[:_MOST]]
    return []


def _described(error: probatio.Invalid) -> str:
    """Return where something is wrong, and what."""
    rule = str(error.msg)
    # The only rule that speaks of the values themselves.
    if error.translation_key == "contains_duplicate_items":
        rule = "contains duplicate items"
    where = render_path(error.path)
    return f"{where}: {rule}" if where else rule


def _opened(schema: Any) -> Any:
    """Return a schema in which everything is allowed that it does not forbid.

    The library takes an object that names properties for one that has no others, and
    a format for a rule; to JSON Schema, neither is.
    """
    if isinstance(schema, list):
        return [_opened(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    opened = {
        keyword: _inside(keyword, value)
        for keyword, value in schema.items()
        if keyword != "format"
    }
    if "properties" in schema:
        opened.setdefault("additionalProperties", True)
    return opened


def _inside(keyword: str, value: Any) -> Any:
    """Return what a keyword holds, opened where it is a schema."""
    if keyword in _VALUES:
        return value
    if keyword in _BY_NAME and isinstance(value, dict):
        return {name: _opened(schema) for name, schema in value.items()}
    return _opened(value)


def _missing(schema: object, given: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names that a schema requires and an input does not have."""
    required = schema.get("required") if isinstance(schema, dict) else None
    for name in required if isinstance(required, list) else ():
        if isinstance(name, str) and name not in given:
            yield name
