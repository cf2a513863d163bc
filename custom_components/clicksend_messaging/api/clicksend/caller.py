"""What the resources have in common: one request, and lists page by page."""

from collections.abc import AsyncIterator, Mapping

from ..http import SessionSource, exchange
from ..lenient import Record, as_record
from ..models import Page
from ..transports import Transport

# The API takes 15 to 100 rows a page; its page addresses are wrong and never followed.
PAGE_SIZE = 100
MAX_PAGES = 100


class Caller:
    """Sends requests for the resources."""

    def __init__(self, sessions: SessionSource, transport: Transport) -> None:
        """Prepare; nothing is sent yet."""
        self._sessions = sessions
        self._transport = transport

    async def rows(
        self, path: str, query: Mapping[str, str] | None = None
    ) -> AsyncIterator[Record]:
        """Yield the rows of a list, page by page, up to a bound no account reaches."""
        async for page in self.pages(path, query):
            for row in page.rows:
                yield row

    async def pages(
        self, path: str, query: Mapping[str, str] | None = None
    ) -> AsyncIterator[Page]:
        """Yield the pages of a list that have rows, up to the same bound."""
        rows: tuple[Record, ...] = ()
        for number in range(1, MAX_PAGES + 1):
            params = {**(query or {}), "page": str(number), "limit": str(PAGE_SIZE)}
            page = Page.parse(await self.data("GET", path, params=params))
            # Some lists do not say where they end; nor that they have one page only.
            if not page.rows or page.rows == rows:
                break
            rows = page.rows
            yield page
            last_page = page.last_page
            if len(rows) < PAGE_SIZE if last_page is None else number >= last_page:
                break

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
        params: Mapping[str, str] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        once: bool = False,
    ) -> object:
        """Send one request and return all of the answer; a few have no envelope."""
        return await exchange(
            self._sessions,
            method,
            self._transport.url(path),
            headers={**(headers or {}), **self._transport.headers()},
            own_error=self._transport.own_error,
            params=params,
            json=json,
            once=once,
        )
