"""The simulator as a process of its own."""

import asyncio
from fnmatch import fnmatchcase
from http import HTTPStatus
import json
from pathlib import Path
from typing import Any

import aiohttp
from yarl import URL

from .errors import RefusedError, StackError
from .process import Program

_ROOT = Path(__file__).parents[2]
_START_SECONDS = 20
_STOP_SECONDS = 10


class SimulatorProcess:
    """Starts and stops it, and reaches its control.

    Started again it keeps its port and keys, but remembers nothing else.
    """

    def __init__(self, session: aiohttp.ClientSession, log: Path) -> None:
        """Prepare one."""
        self.access: dict[str, Any] = {}
        """What it said when it was ready: how to reach each service."""
        self._session = session
        self._log = log
        self._program: Program | None = None

    @property
    def clicksend(self) -> dict[str, str]:
        """Return how to reach ClickSend."""
        access: dict[str, str] = self.access["clicksend"]
        return access

    @property
    def phones_url(self) -> str:
        """Return the page that shows the phones."""
        return str(self.access["phones"])

    async def start(self) -> None:
        """Start it and wait until it is ready."""
        port = URL(self.phones_url).port if self.access else 0
        program = await Program.start(
            "the simulator",
            "simulator",
            *("--port", str(port)),
            folder=_ROOT,
            log=self._log,
            talks=True,
        )
        self._program = program
        try:
            async with asyncio.timeout(_START_SECONDS):
                self.access = json.loads(await program.read_line())
        except TimeoutError:
            raise StackError("the simulator does not get ready") from None

    async def stop(self) -> None:
        """End it."""
        program, self._program = self._program, None
        if program is not None:
            await program.stop(_STOP_SECONDS)

    async def control(self, method: str, path: str, body: object = None) -> Any:
        """Ask control for something; raises RefusedError."""
        url = f"{self.access['control']}/{path}"
        async with self._session.request(method, url, json=body) as response:
            answer = await response.json()
            if response.status != HTTPStatus.OK:
                raise RefusedError(url, response.status, answer["error"])
        return answer

    async def received(self, number: str) -> list[str]:
        """Return the texts that arrived on a phone, oldest first."""
        return [
            text["text"]
            for text in await self.phone(number)
            if text["direction"] == "in"
        ]

    async def phone(self, number: str) -> list[dict[str, Any]]:
        """Return the texts and calls on a phone, oldest first."""
        return [
            text
            for phone in (await self.control("GET", "phones"))["phones"]
            if phone["number"] == number
            for text in phone["texts"]
        ]

    async def picture(self, address: str) -> bytes:
        """Return a picture that is on a phone."""
        url = URL(self.phones_url).join(URL(address))
        async with self._session.get(url) as response:
            response.raise_for_status()
            return await response.read()

    async def type_text(self, number: str, body: str) -> str:
        """Type a text on a phone and send it home; return its id."""
        typed = await self.control("POST", "inbound", {"from": number, "body": body})
        return str(typed["message_id"])

    async def requests(
        self, method: str, path: str, *, service: str = "clicksend"
    ) -> list[dict[str, Any]]:
        """Return what was asked of a service, oldest first; the path is a glob."""
        return [
            request
            for request in (await self.control("GET", "requests"))["requests"]
            if (request["service"], request["method"]) == (service, method)
            and fnmatchcase(request["path"], path)
        ]

    async def inbound_rules(self) -> list[str]:
        """Return the names of the account's inbound rules."""
        rules = await self._clicksend("GET", "/automations/sms/inbound")
        return [rule["rule_name"] for rule in rules["data"]]

    async def add_inbound_rule(self, name: str) -> None:
        """Add a rule as somebody does in ClickSend's dashboard."""
        rule = {
            "dedicated_number": "*",
            "rule_name": name,
            "message_search_type": 0,
            "message_search_term": "",
            "action": "EMAIL_USER",
            "action_address": "",
            "enabled": 1,
        }
        await self._clicksend("POST", "/automations/sms/inbound", rule)

    async def _clicksend(self, method: str, path: str, body: object = None) -> Any:
        """Ask ClickSend itself, past Home Assistant; raises RefusedError."""
        access = self.clicksend
        url = f"{access['base_url']}{path}"
        basic = aiohttp.encode_basic_auth(access["username"], access["api_key"])
        async with self._session.request(
            method, url, json=body, headers={"Authorization": basic}
        ) as response:
            answer = await response.json()
            if response.status != HTTPStatus.OK:
                raise RefusedError(url, response.status, answer["response_msg"])
        return answer["data"]
