"""The far side of every benchmark: a ClickSend that costs next to nothing.

A process of its own, so that its work is not counted. It answers every contestant alike
and keeps no books but its counters: the simulator is the one that knows what ClickSend
would say. Prints one JSON line when ready, and ends when its standard input does.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
import re
import ssl
import sys
import time
from typing import Any, override

import orjson

HOST = "127.0.0.1"

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CONTACTS = re.compile(r"/v3/lists/(\d+)/contacts\?.*\bpage=(\d+)")
_PAGE_SIZE = 100
_END_OF_HEAD = b"\r\n\r\n"

_CURRENCY = {"currency_name_short": "USD", "currency_prefix_d": "$"}
_ACCOUNT = {
    "user_id": 672721,
    "username": "home@example.com",
    "balance": "4998.000000",
    "country": "US",
    "default_country_sms": "US",
    "low_credit_amount": "2.50",
    "setting_sms_message_char_limit": 8,
    "_currency": _CURRENCY,
}
_NTFY_ACCOUNT = {
    "username": "home",
    "role": "user",
    "sync_topic": "st_home",
    "language": "en",
    "tier": {"code": "home", "name": "home"},
    "limits": {
        "basis": "tier",
        "messages": 5000,
        "messages_expiry_duration": 43200,
        "emails": 20,
        "calls": 0,
        "reservations": 3,
        "attachment_total_size": 104857600,
        "attachment_file_size": 15728640,
        "attachment_expiry_duration": 10800,
        "attachment_bandwidth": 1073741824,
    },
    "stats": {
        "messages": 10,
        "messages_remaining": 4990,
        "emails": 0,
        "emails_remaining": 20,
        "calls": 0,
        "calls_remaining": 0,
        "reservations": 0,
        "reservations_remaining": 3,
        "attachment_total_size": 0,
        "attachment_total_size_remaining": 104857600,
    },
}


@dataclass(slots=True)
class Counters:
    """What has come in since somebody last asked."""

    requests: int = 0
    sends: int = 0
    messages: int = 0


@dataclass(slots=True)
class World:
    """What the answers depend on; ``paused``, by ``/control``, is 429 to every send."""

    paused: bool = False
    counters: Counters = field(default_factory=Counters)
    rules: list[dict[str, Any]] = field(default_factory=list)
    last_id: int = 0


class Connection(asyncio.Protocol):
    """Answers the requests of one connection, in order."""

    _transport: asyncio.WriteTransport

    def __init__(self, world: World) -> None:
        """Start with nothing received."""
        self._world = world
        self._received = bytearray()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go."""
        assert isinstance(transport, asyncio.WriteTransport)  # noqa: S101
        self._transport = transport

    @override
    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        received = self._received
        received += data
        while (end := received.find(_END_OF_HEAD)) >= 0:
            head = bytes(received[:end])
            start = end + len(_END_OF_HEAD)
            length = int(match[1]) if (match := _LENGTH.search(head)) else 0
            if len(received) < start + length:
                return
            body = bytes(received[start : start + length])
            del received[: start + length]
            method, target, _ = head.split(b" ", 2)
            self._answer(method.decode(), target.decode(), body)

    def _answer(self, method: str, target: str, body: bytes) -> None:
        """Answer one request."""
        world = self._world
        path = target.partition("?")[0]
        if path == "/control":
            self._write(200, _control(world, orjson.loads(body)))
            return
        world.counters.requests += 1
        if match := _CONTACTS.match(target):
            self._write(200, _contacts(int(match[1]), int(match[2])))
            return
        for ending, answer in _ANSWERS.get(method, {}).items():
            if path.endswith(ending):
                self._write(*answer(world, body))
                return
        if path.endswith("/ws"):
            # A subscription of ntfy: it stays open and nothing comes.
            return
        self._write(404, {"http_code": 404, "response_code": "NOT_FOUND"})

    def _write(self, status: int, answer: object) -> None:
        """Write one answer."""
        content = orjson.dumps(answer)
        waiting = "Retry-After: 3600\r\n" if status == 429 else ""  # noqa: PLR2004
        head = (
            f"HTTP/1.1 {status} Answer\r\nContent-Type: application/json\r\n"
            f"{waiting}Content-Length: {len(content)}\r\n\r\n"
        )
        self._transport.write(head.encode() + content)


def _control(world: World, settings: dict[str, bool]) -> dict[str, int]:
    """Set what is given; return the counters and start them anew."""
    world.paused = settings.get("paused", world.paused)
    counters, world.counters = world.counters, Counters()
    return {
        "requests": counters.requests,
        "sends": counters.sends,
        "messages": counters.messages,
    }


def _send(world: World, body: bytes) -> tuple[int, object]:
    """Accept every message, with one row for each."""
    world.counters.sends += 1
    if world.paused:
        return 429, {"http_code": 429, "response_code": "TOO_MANY_REQUESTS"}
    messages = orjson.loads(body)["messages"]
    world.counters.messages += len(messages)
    now = int(time.time())
    data = {
        "total_price": 0.0792 * len(messages),
        "total_count": len(messages),
        "queued_count": len(messages),
        "messages": [_row(world, message, now) for message in messages],
        "_currency": _CURRENCY,
        "blocked_count": 0,
    }
    return 200, _envelope(data)


def _row(world: World, message: dict[str, Any], now: int) -> dict[str, Any]:
    """Return what ClickSend says of an accepted message."""
    world.last_id += 1
    return {
        "direction": "out",
        "date": now,
        "to": message["to"],
        "body": message["body"],
        "from": message.get("from", "+18335550177"),
        "schedule": now,
        "message_id": f"3F1C0A77-6B1E-4C55-8B7D-{world.last_id:012X}",
        "message_parts": 1,
        "message_price": "0.0792",
        "from_email": None,
        "list_id": None,
        "custom_string": message.get("custom_string", ""),
        "contact_id": None,
        "user_id": 672721,
        "subaccount_id": 740012,
        "is_shared_system_number": True,
        "country": "US",
        "carrier": "Example Mobile",
        "status": "SUCCESS",
    }


def _account(_world: World, _body: bytes) -> tuple[int, object]:
    return 200, _envelope(_ACCOUNT)


def _nothing(_world: World, _body: bytes) -> tuple[int, object]:
    return 200, _page([])


def _rules(world: World, _body: bytes) -> tuple[int, object]:
    return 200, _page(world.rules)


def _create_rule(world: World, body: bytes) -> tuple[int, object]:
    rule = orjson.loads(body) | {"inbound_rule_id": len(world.rules) + 1}
    world.rules.append(rule)
    return 200, _envelope(rule)


def _ntfy_account(_world: World, _body: bytes) -> tuple[int, object]:
    return 200, _NTFY_ACCOUNT


def _ntfy_version(_world: World, _body: bytes) -> tuple[int, object]:
    return 200, {"version": "2.17.0", "commit": "0000000", "date": "2026-01-01"}


def _ntfy_may_subscribe(_world: World, _body: bytes) -> tuple[int, object]:
    return 200, {"success": True}


def _contacts(total: int, number: int) -> object:
    """Return a page of a list that has as many contacts as its id says."""
    first = (number - 1) * _PAGE_SIZE
    shown = range(first, min(first + _PAGE_SIZE, total))
    return _page([_contact(total, place) for place in shown], total, number)


def _contact(list_id: int, place: int) -> dict[str, Any]:
    """Return a contact with all that ClickSend has fields for."""
    return {
        "contact_id": 1581565666 + place,
        "list_id": list_id,
        "phone_number": f"+1202555{place:04}",
        "first_name": "Alexandra",
        "last_name": f"Example the {place}th",
        "custom_1": "Second floor, ring twice",
        "custom_2": "",
        "custom_3": "",
        "custom_4": "",
        "fax_number": "",
        "organization_name": "Example Neighbourhood Watch",
        "email": f"neighbour.{place}@example.com",
        "address_line_1": f"{place} Example Street",
        "address_line_2": "",
        "address_city": "Springfield",
        "address_state": "Oregon",
        "address_postal_code": "97477",
        "address_country": "US",
        "date_added": 1784505600 + place,
        "date_updated": 1784505600 + place,
        "_list_name": "Neighbours",
    }


def _page(rows: list[dict[str, Any]], total: int = 0, number: int = 1) -> object:
    """Return a page of a list; without a total it is all there is."""
    total = total or len(rows)
    return _envelope(
        {
            "total": total,
            "per_page": _PAGE_SIZE,
            "current_page": number,
            "last_page": max(1, -(-total // _PAGE_SIZE)),
            "data": rows,
        }
    )


def _envelope(data: object) -> object:
    """Return what ClickSend wraps around every answer."""
    return {
        "http_code": 200,
        "response_code": "SUCCESS",
        "response_msg": "Here are your data.",
        "data": data,
    }


# By how the path ends: the first that fits.
type _Answer = Callable[[World, bytes], tuple[int, object]]
_ANSWERS: dict[str, dict[str, _Answer]] = {
    "GET": {
        "/v1/account": _ntfy_account,
        "/v1/version": _ntfy_version,
        "/auth": _ntfy_may_subscribe,
        "/v3/account": _account,
        "/v3/automations/sms/inbound": _rules,
        "/v3/automations/sms/receipts": _rules,
        "/v3/automations/voice/receipts": _rules,
        "/v3/sms/inbound": _nothing,
        "/v3/sms/receipts": _nothing,
        "/v3/sms/history": _nothing,
        "/v3/sms/templates": _nothing,
        "/v3/lists": _nothing,
        "/v3/numbers": _nothing,
        "/v3/own-numbers": _nothing,
        "/v3/alpha-tags": _nothing,
        "/v3/voice/lang": _nothing,
    },
    "POST": {"/v3/sms/send": _send, "/v3/automations/sms/inbound": _create_rule},
}


async def serve(certificate: str) -> None:
    """Serve over HTTP and over TLS until standard input ends.

    Args:
        certificate: a file with the certificate and its key.

    """
    loop = asyncio.get_running_loop()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    connection = partial(Connection, World())
    ports = {}
    for scheme, tls in (("http", None), ("https", context)):
        server = await loop.create_server(connection, HOST, 0, ssl=tls)
        ports[scheme] = server.sockets[0].getsockname()[1]
    print(orjson.dumps(ports).decode(), flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
