"""What the resources have in common: one request, and lists page by page."""

from collections.abc import AsyncIterator, Hashable, Mapping

from ..http import Query, SessionSource, exchange
from ..lenient import Record, as_record
from ..models import Listing, Page
from ..transports import Transport
from .listing import identity_by, read_in_order
from .progress import PAGE_SIZE, Progress


class Caller:
    """Sends requests for the resources."""

    def __init__(self, sessions: SessionSource, transport: Transport) -> None:
        """Prepare; nothing is sent yet."""
        self._sessions = sessions
        self._transport = transport

    async def rows(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        key: str | None = None,
    ) -> AsyncIterator[Record]:
        """Yield the rows of a list, each once.

        Args:
            path: where the list is.
            query: what to ask for.
            key: the name of the rows' id, if they have one.

        Raises:
            ApiError: as ``pages``.

        """
        identity = identity_by(key)
        seen: set[Hashable] = set()
        async for page in self.pages(path, query, key=key):
            for row in page.rows:
                if (mark := identity(row)) not in seen:
                    seen.add(mark)
                    yield row

    async def pages(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        key: str | None = None,
    ) -> AsyncIterator[Page]:
        """Yield the pages of a list that have rows, some again when rows have moved.

        Args:
            path: where the list is.
            query: what to ask for.
            key: the name of the rows' id, if they have one. Then a list of which fewer
                rows came than it says it has is read once more: as one went another may
                have come, so that rows moved and nothing told.

        Raises:
            MalformedAnswerError: not all of the list can be read.
            ApiError: see ``errors``.

        """
        identity = identity_by(key)
        seen: set[Hashable] = set()
        for _ in range(1 if key is None else 2):
            progress, stated = Progress(), 0
            while (number := progress.next_page()) is not None:
                params = {**(query or {}), "page": str(number), "limit": str(PAGE_SIZE)}
                page = Page.parse(await self.data("GET", path, params=params))
                stated = page.total or 0
                for known in progress.take(number, page):
                    if key is not None:
                        seen.update(map(identity, known.rows))
                    yield known
            if len(seen) >= stated:
                break

    async def listing(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        key: str,
        limit: int,
    ) -> Listing:
        """Return rows of a list as ClickSend has them, in its own order.

        Args:
            path: where the list is.
            query: what to ask for.
            key: the name of the rows' id.
            limit: how many at most.

        Raises:
            ApiError: as ``pages``.

        """
        pages = self.pages(path, query, key=key)
        return await read_in_order(pages, key=key, enough=limit)

    async def data(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: object = None,
        once: bool = False,
    ) -> object:
        """Send one request and return the envelope's ``data``."""
        answer = await self.answer(method, path, params=params, json=json, once=once)
        return as_record(answer).get("data")

    async def change(self, method: str, path: str, *, json: object = None) -> object:
        """Send a change exactly once and return the envelope's ``data``.

        A second time, what was deleted would not be found.
        """
        return await self.data(method, path, json=json, once=True)

    async def answer(
        self,
        method: str,
        path: str,
        *,
        params: Query | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        once: bool = False,
    ) -> object:
        """Send one request and return all of the answer; a few have no envelope."""
        own = self._transport.headers()
        taken = {name.casefold() for name in own}
        further = {
            name: value
            for name, value in (headers or {}).items()
            if name.casefold() not in taken
        }
        return await exchange(
            self._sessions,
            method,
            self._transport.url(path),
            headers={**further, **own},
            own_error=self._transport.own_error,
            params=params,
            json=json,
            once=once,
        )
