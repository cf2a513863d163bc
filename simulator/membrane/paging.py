"""Lists in pages: `limit` and `cursor` in, `items` and perhaps `cursor` out."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from ..http import Answer, json_answer
from .errors import bad_request

_MOST = 1000
_USUAL = 25


def page(
    query: Mapping[str, str], items: Sequence[Mapping[str, Any]], most: int
) -> Answer:
    """Answer with the page that is asked for, of `most` items; 0 for no such bound.

    A full page has a cursor even if nothing follows, so that the last may be empty.
    """
    limit = query.get("limit", str(_USUAL))
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit) <= _MOST):
        raise bad_request(f"limit must be a number from 1 to {_MOST}")
    size = min(int(limit), most or _MOST)
    start = _start(query.get("cursor", ""))
    shown = items[start : start + size]
    body: dict[str, Any] = {"items": shown}
    if len(shown) == size:
        body["cursor"] = urlsafe_b64encode(f"after {start + size}".encode()).decode()
    return json_answer(HTTPStatus.OK, body)


def _start(cursor: str) -> int:
    """Return where the page begins that a cursor stands for."""
    if not cursor:
        return 0
    try:
        word, _, number = urlsafe_b64decode(cursor).decode().partition(" ")
        if word == "after":
            return int(number)
    except ValueError:
        pass
    raise bad_request("Invalid cursor")
