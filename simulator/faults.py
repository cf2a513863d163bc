"""Faults: what goes wrong, with which requests, and how often."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from http import HTTPStatus

from .http import (
    Answer,
    DroppedError,
    Refusal,
    Request,
    UnansweredError,
    html_page,
    phrase,
)


class FaultKind(StrEnum):
    """What can go wrong. Only those that say so process the request."""

    DELAY = "delay"
    """Wait, then process and answer: even if the caller has left by then."""
    HANG = "hang"
    """Neither process nor answer, and keep the connection open."""
    RESET_BEFORE = "reset_before"
    """Reset the connection without processing."""
    RESET_AFTER = "reset_after"
    """Process, then reset the connection instead of answering."""
    LOST_ANSWER = "lost_answer"
    """Process, then never answer and keep the connection open."""
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    """500, not processed."""
    PROCESSED_SERVER_ERROR = "processed_server_error"
    """500, but processed."""
    HTML_ERROR = "html_error"
    """502 (or `status`) with a web page, from something in front of the service."""
    HIDDEN_ERROR = "hidden_error"
    """HTTP 200 around an error with `http_code` (500)."""
    MALFORMED = "malformed"
    """Process, and answer 200 with half of the JSON."""
    EMPTY_ANSWER = "empty_answer"
    """Process, and answer 200 with nothing."""


_REFUSALS = {
    FaultKind.UNAUTHORIZED: HTTPStatus.UNAUTHORIZED,
    FaultKind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    FaultKind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    FaultKind.SERVER_ERROR: HTTPStatus.INTERNAL_SERVER_ERROR,
}
_PROCESSED = {
    FaultKind.DELAY,
    FaultKind.RESET_AFTER,
    FaultKind.LOST_ANSWER,
    FaultKind.PROCESSED_SERVER_ERROR,
    FaultKind.MALFORMED,
    FaultKind.EMPTY_ANSWER,
}


@dataclass(kw_only=True)
class Fault:
    """One armed fault."""

    fault_id: int
    kind: FaultKind
    method: str
    path: str
    times: int | None
    """How many requests it still hits; None for all until it is removed."""
    seconds: float
    retry_after: int
    status: int
    http_code: int
    hits: int = 0

    def as_dict(self) -> dict[str, object]:
        """Return it as control shows it."""
        return dict(vars(self))


class Faults:
    """The armed faults; of several that match, the one armed first goes off."""

    def __init__(self) -> None:
        """Start with nothing armed."""
        self._armed: list[Fault] = []
        self._last_id = 0
        self.stopping = asyncio.Event()
        """Set when the simulator stops, so that nothing waits any longer."""

    def __iter__(self) -> Iterator[Fault]:
        """Go through those that are still armed."""
        return iter(self._armed)

    def arm(
        self,
        kind: FaultKind | str,
        *,
        method: str = "*",
        path: str = "*",
        times: int | None = 1,
        seconds: float = 1,
        retry_after: int = 20,
        status: int = HTTPStatus.BAD_GATEWAY,
        http_code: int = HTTPStatus.INTERNAL_SERVER_ERROR,
    ) -> Fault:
        """Arm a fault for the next `times` requests that match; None for all of them.

        `path` is a glob, in which `*` also matches `/`. ClickSend's own paths
        (`/sms/send`) match however the request came; whole paths
        (`/maton/clicksend/v3/*`) match there only, and the error is that of the service
        named. `seconds` goes with delay, `retry_after` with rate_limited, `status` with
        html_error and `http_code` with hidden_error. Raises ValueError for a kind that
        does not exist.
        """
        self._last_id += 1
        fault = Fault(
            fault_id=self._last_id,
            kind=FaultKind(kind),
            method=method.upper(),
            path=path,
            times=times,
            seconds=seconds,
            retry_after=retry_after,
            status=status,
            http_code=http_code,
        )
        self._armed.append(fault)
        return fault

    def clear(self) -> None:
        """Disarm all of them."""
        self._armed.clear()

    async def run(
        self,
        request: Request,
        process: Callable[[], Awaitable[Answer]],
        refusal: Refusal,
        note: Callable[[str], None],
    ) -> Answer:
        """Answer a request, or do to it what is armed for it.

        `refusal` words an error as the service does; `note` is told what went off.
        Raises DroppedError and UnansweredError.
        """
        fault = self._take(request)
        if fault is None:
            return await process()
        note(fault.kind.value)
        if fault.kind is FaultKind.DELAY:
            await self._wait(fault.seconds)
        if fault.kind in _PROCESSED:
            return _spoil(fault, await process(), refusal)
        return _refuse(fault, refusal)

    def _take(self, request: Request) -> Fault | None:
        """Use up the first fault that matches."""
        for fault in self._armed:
            if fnmatchcase(request.method, fault.method) and any(
                fnmatchcase(name, fault.path) for name in request.names
            ):
                fault.hits += 1
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._armed.remove(fault)
                return fault
        return None

    async def _wait(self, seconds: float) -> None:
        """Wait, unless the simulator stops meanwhile."""
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return
        raise DroppedError


def _refuse(fault: Fault, refusal: Refusal) -> Answer:
    """Fail without having processed the request."""
    match fault.kind:
        case FaultKind.HANG:
            raise UnansweredError
        case FaultKind.RESET_BEFORE:
            raise DroppedError
        case FaultKind.RATE_LIMITED:
            answer = refusal(HTTPStatus.TOO_MANY_REQUESTS)
            waiting = {"Retry-After": str(fault.retry_after)}
            return replace(answer, headers={**answer.headers, **waiting})
        case FaultKind.HTML_ERROR:
            return html_page(fault.status, phrase(fault.status))
        case FaultKind.HIDDEN_ERROR:
            return replace(refusal(fault.http_code), status=HTTPStatus.OK)
        case _:
            return refusal(_REFUSALS[fault.kind])


def _spoil(fault: Fault, answer: Answer, refusal: Refusal) -> Answer:
    """Fail although the request was processed."""
    match fault.kind:
        case FaultKind.RESET_AFTER:
            raise DroppedError
        case FaultKind.LOST_ANSWER:
            raise UnansweredError
        case FaultKind.PROCESSED_SERVER_ERROR:
            return refusal(HTTPStatus.INTERNAL_SERVER_ERROR)
        case FaultKind.MALFORMED:
            half = answer.body[: len(answer.body) // 2]
            return replace(answer, status=HTTPStatus.OK, body=half)
        case FaultKind.EMPTY_ANSWER:
            return replace(answer, status=HTTPStatus.OK, body=b"")
        case _:
            return answer
