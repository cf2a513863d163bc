"""What passes between control and its callers: JSON, and strict."""

from collections.abc import Mapping
import json
from typing import Any

from aiohttp import web

NUMBER = (int, float)
"""What a field may be that is a number."""


async def json_object(request: web.Request) -> dict[str, Any]:
    """Return the object in the body; none at all is an empty one."""
    text = await request.text()
    try:
        body = json.loads(text) if text.strip() else {}
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise bad_request("the body must be a JSON object")
    return body


async def json_fields(
    request: web.Request,
    required: Mapping[str, type | tuple[type, ...]],
    optional: Mapping[str, type | tuple[type, ...]] | None = None,
) -> dict[str, Any]:
    """Return the fields in the body, exactly these and of these types."""
    body = await json_object(request)
    known = {**required, **(optional or {})}
    for name, value in body.items():
        if name not in known:
            there_are = ", ".join(known)
            raise bad_request(f"unknown field {name!r}; there are: {there_are}")
        if not _is(value, known[name]):
            raise bad_request(f"field {name!r} has the wrong type")
    for name in required:
        if name not in body:
            raise bad_request(f"field {name!r} is missing")
    return body


def _is(value: object, types: type | tuple[type, ...]) -> bool:
    """Return whether a value is of the type; true and false are no numbers."""
    if isinstance(value, bool):
        return types is bool
    return isinstance(value, types)


def json_reply(data: object) -> web.Response:
    """Answer with JSON."""
    return web.json_response(data, headers={"Cache-Control": "no-store"})


def bad_request(error: str) -> web.HTTPException:
    """Return what to raise for a request that is wrong."""
    return web.HTTPBadRequest(
        text=json.dumps({"error": error}), content_type="application/json"
    )
