"""What comes in the body of a request."""

import json
from typing import Any

from .errors import bad_request


def json_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object in a body; raises MembraneError if there is none."""
    try:
        given = json.loads(body)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise bad_request("The request body must be a JSON object")
    return given


def text(given: dict[str, Any], name: str) -> str | None:
    """Return a field that is text, or not there."""
    value = given.get(name)
    if value is None or isinstance(value, str):
        return value
    raise bad_request(f"{name} must be a string")


def flag(given: dict[str, Any], name: str) -> bool:
    """Return a field that is true, or false, or not there."""
    value = given.get(name, False)
    if isinstance(value, bool):
        return value
    raise bad_request(f"{name} must be a boolean")
