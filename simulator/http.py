"""What passes between a connection and a service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
import json


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request as a service sees it."""

    method: str
    path: str
    """Below the service's prefix."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Looked up without regard to case."""
    body: bytes
    names: tuple[str, ...]
    """The paths that a fault, or someone reading the log, may know it by."""
    source: str = "direct"
    """What a rate limiter takes for the caller's address."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A service's answer."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


type Refusal = Callable[[int], Answer]
"""How a service words an error with that HTTP status."""


class DroppedError(Exception):
    """The connection is to be reset."""


class UnansweredError(Exception):
    """The caller is to be left waiting until it gives up."""


def json_answer(
    status: int, data: object, headers: Mapping[str, str] | None = None
) -> Answer:
    """Answer with JSON."""
    return Answer(status=status, body=json.dumps(data).encode(), headers=headers or {})


def html_page(status: int, title: str) -> Answer:
    """Answer as the machine in front of a service does when it has had enough."""
    page = (
        f"<html>\r\n<head><title>{status} {title}</title></head>\r\n<body>\r\n"
        f"<center><h1>{status} {title}</h1></center>\r\n<hr><center>cloudflare</center>"
        "\r\n</body>\r\n</html>\r\n"
    )
    return Answer(status=status, body=page.encode(), content_type="text/html")


def phrase(status: int) -> str:
    """Name an HTTP status, also one that is not registered."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
