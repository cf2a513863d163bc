"""A plain HTTP client for the simulator, which owes nothing to the integration."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
import json
from typing import Any

import aiohttp

AGENT = "SimulatorTests/1.0"

type Send = Callable[..., Awaitable[Any]]
"""Sends texts, given as messages, and returns the `data` of the answer."""
type Upload = Callable[..., Awaitable[str]]
"""Uploads a picture and returns its address."""
type AddRule = Callable[..., Awaitable[int]]
"""Adds a rule with these changes and returns its id."""


@dataclass(frozen=True)
class Reply:
    """An answer."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        """What it says, if it is JSON."""
        return json.loads(self.text)

    @property
    def data(self) -> Any:
        """What is in ClickSend's envelope."""
        return self.json["data"]


@dataclass(frozen=True)
class Caller:
    """Calls one service with one set of credentials."""

    session: aiohttp.ClientSession
    base_url: str
    headers: Mapping[str, str]

    async def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
        **query: object,
    ) -> Reply:
        """Send a request and return the answer."""
        async with self.session.request(
            method,
            f"{self.base_url}{path}",
            json=body,
            params={key: str(value) for key, value in query.items()},
            headers={**self.headers, **(headers or {})},
        ) as response:
            return Reply(response.status, await response.text(), response.headers)


def basic(username: str, password: str) -> dict[str, str]:
    """Return the header for ClickSend's kind of credentials."""
    return {"Authorization": aiohttp.encode_basic_auth(username, password)}


def bearer(key: str) -> dict[str, str]:
    """Return the header for Maton's kind of credentials."""
    return {"Authorization": f"Bearer {key}"}


async def receipt_codes(clicksend: Caller) -> list[str]:
    """Return the codes of the unread receipts for texts."""
    rows = (await clicksend("GET", "/sms/receipts")).data["data"]
    return [row["status_code"] for row in rows]
