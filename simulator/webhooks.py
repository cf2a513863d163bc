"""How a push travels: to addresses of this computer, in one of three encodings."""

from collections.abc import Mapping
from ipaddress import ip_address
import json
import socket
from typing import Any, Literal, override
from urllib.parse import urlencode

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

type WebhookType = Literal["post", "get", "json"]
WEBHOOK_TYPES = ("post", "get", "json")

_FORM = "application/x-www-form-urlencoded"
_NAME, _ADDRESS = "localhost", "127.0.0.1"


class _Loopback(AbstractResolver):
    """Knows the one name that is always this computer's."""

    @override
    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,
    ) -> list[ResolveResult]:
        """Return where it is."""
        if host != _NAME:
            raise OSError(f"{host} is not this computer")
        return [
            ResolveResult(
                hostname=host,
                host=_ADDRESS,
                port=port,
                family=socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    @override
    async def close(self) -> None:
        """Have nothing to let go of."""


def loopback_session() -> aiohttp.ClientSession:
    """Return a session that connects anew for each push, so that none is repeated."""
    connector = aiohttp.TCPConnector(
        resolver=_Loopback(), force_close=True, use_dns_cache=False
    )
    return aiohttp.ClientSession(
        connector=connector, timeout=aiohttp.ClientTimeout(total=None)
    )


def is_loopback(url: str) -> bool:
    """Return whether an address is one of this computer's."""
    try:
        parsed = URL(url)
        return parsed.scheme in {"http", "https"} and (
            parsed.host == _NAME or ip_address(parsed.host or "").is_loopback
        )
    except ValueError:
        return False


async def send(
    session: aiohttp.ClientSession,
    url: str,
    webhook_type: WebhookType,
    payload: Mapping[str, Any],
    json_type: str,
) -> int:
    """Send a payload and return the status of the answer."""
    fields = {key: str(value) for key, value in payload.items() if value is not None}
    method, target = "POST", URL(url)
    body, content_type = urlencode(fields), _FORM
    if webhook_type == "json":
        body, content_type = json.dumps(payload), json_type
    elif webhook_type == "get":
        method, target = "GET", target.extend_query(fields)
    is_get = method == "GET"
    async with session.request(
        method,
        target,
        data=None if is_get else body.encode(),
        headers=None if is_get else {"Content-Type": content_type},
        allow_redirects=False,
    ) as response:
        return response.status
