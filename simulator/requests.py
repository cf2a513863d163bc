"""The log of what was asked of the services. It holds no secret."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
import json
from typing import Any

from .http import Request

_MOST_REQUESTS = 10_000
_MOST_BYTES = 64 * 1024 * 1024
_SECRET_HEADERS = {"authorization", "cookie", "proxy-authorization"}


@dataclass(kw_only=True)
class RequestRecord:
    """One request, and what became of it."""

    time: float
    service: str
    method: str
    path: str
    query: Mapping[str, str]
    user_agent: str
    auth: str
    """The kind of credentials: `basic`, `bearer`, another scheme, or `none`."""
    connection: str | None
    """The Maton connection asked for by name."""
    body: Any
    """The JSON that came with it."""
    headers: Mapping[str, str]
    """All headers but those that may hold secrets, by their names in small letters."""
    status: int | None = None
    """None while it is being answered, and for ever if it never was."""
    faults: list[str] = field(default_factory=list)
    names: tuple[str, ...] = field(default=(), repr=False)
    size: int = field(default=0, repr=False)

    def as_dict(self) -> dict[str, object]:
        """Return it as control shows it."""
        hidden = ("headers", "names", "size")
        return {key: value for key, value in vars(self).items() if key not in hidden}


@dataclass(kw_only=True)
class _Action:
    """What is done after an answer."""

    do: Callable[[], object]
    method: str
    path: str
    count: int
    """How many answers are still to come until then."""


class RequestLog:
    """The latest requests, oldest first."""

    def __init__(self) -> None:
        """Start empty."""
        self._records: deque[RequestRecord] = deque()
        self._bytes = 0
        self._arrival = asyncio.Event()
        self._actions: list[_Action] = []

    def __iter__(self) -> Iterator[RequestRecord]:
        """Go through them, oldest first."""
        return iter(self._records)

    def __len__(self) -> int:
        """Count them."""
        return len(self._records)

    def find(self, method: str = "*", path: str = "*") -> list[RequestRecord]:
        """Return those with that method and a path that matches the glob.

        The path is ClickSend's (`/sms/send`), whichever way the request came, or the
        whole of it (`/maton/connections`).
        """
        return [record for record in self._records if _matches(record, method, path)]

    async def wait_for(
        self, count: int, method: str = "*", path: str = "*"
    ) -> list[RequestRecord]:
        """Return those that `find` finds, as soon as there are so many."""
        while len(found := self.find(method, path)) < count:
            await self._arrival.wait()
        return found

    def after(
        self,
        action: Callable[[], object],
        method: str = "*",
        path: str = "*",
        *,
        count: int = 1,
    ) -> None:
        """Do something once, after so many answers from now on to what `find` finds.

        The last of these answers is made by then, but not yet on its way: so whatever
        its reader asks next is asked of a world that has changed.
        """
        self._actions.append(_Action(do=action, method=method, path=path, count=count))

    def answered(self, record: RequestRecord) -> None:
        """Do what is due after an answer."""
        for action in self._actions.copy():
            if _matches(record, action.method, action.path):
                action.count -= 1
                if action.count <= 0:
                    self._actions.remove(action)
                    action.do()

    def clear(self) -> None:
        """Forget them."""
        self._records.clear()
        self._bytes = 0

    def start(
        self,
        request: Request,
        *,
        service: str,
        time: float,
        names: tuple[str, ...],
    ) -> RequestRecord:
        """Note a request; its status follows."""
        scheme = request.headers.get("Authorization", "none").split(" ", 1)[0].lower()
        record = RequestRecord(
            time=time,
            service=service,
            method=request.method,
            path=request.path,
            query=dict(request.query),
            user_agent=request.headers.get("User-Agent", ""),
            auth=scheme or "none",
            connection=request.headers.get("Maton-Connection"),
            body=_json_or_none(request.body),
            headers={
                name.lower(): value
                for name, value in request.headers.items()
                if name.lower() not in _SECRET_HEADERS
            },
            names=names,
            size=len(request.body),
        )
        self._records.append(record)
        self._arrival.set()
        self._arrival = asyncio.Event()
        self._bytes += record.size
        while len(self._records) > _MOST_REQUESTS or self._bytes > _MOST_BYTES:
            self._bytes -= self._records.popleft().size
        return record


def _matches(record: RequestRecord, method: str, path: str) -> bool:
    """Return whether a request has that method and a path that matches the glob."""
    return fnmatchcase(record.method, method) and any(
        fnmatchcase(name, path) for name in record.names
    )


def _json_or_none(body: bytes) -> Any:
    """Return the JSON in a body, if that is what it is."""
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None
