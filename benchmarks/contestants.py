"""Those that send: this integration, Home Assistant's own, and as little as can be."""

from base64 import b64encode
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import os
from pathlib import Path
import ssl
from typing import Any, Final, override

import aiohttp
from homeassistant.components.notify import DATA_COMPONENT, NotifyEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
import orjson

from .home import API_KEY, USERNAME, number

OURS: Final = "ours"
CORE: Final = "core"
BARE: Final = "bare"
# What a contestant does at the least that is Home Assistant's and durable.
LEAST: Final = "least durable"
# A bare one that looks at what it gets back.
READING: Final = "bare, reading"

TEXT: Final = "The front door has been open for ten minutes"

# As long as ours are.
_CUSTOM_STRING = "01JD0000000000000000000000"


@dataclass(frozen=True, slots=True)
class Bare:
    """aiohttp and nothing else; what it gets back it reads, and does not look at."""

    session: aiohttp.ClientSession
    url: str

    async def send(
        self, messages: list[dict[str, str]], *, reading: bool = False
    ) -> None:
        """Post messages once; read the JSON of the answer only if told to.

        Raises:
            aiohttp.ClientResponseError: they were not accepted.

        """
        async with self.session.post(
            f"{self.url}/v3/sms/send", json={"messages": messages}
        ) as response:
            response.raise_for_status()
            await (response.json() if reading else response.read())

    async def control(self, **settings: bool) -> dict[str, int]:
        """Set up the far side; return what it has counted since the last time."""
        async with self.session.post(f"{self.url}/control", json=settings) as response:
            counted: dict[str, int] = await response.json()
            return counted


@asynccontextmanager
async def bare_client(url: str) -> AsyncGenerator[Bare]:
    """Open a session of aiohttp's own making, which verifies the far side."""
    tls = ssl.create_default_context(cafile=os.environ["REQUESTS_CA_BUNDLE"])
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=tls),
        auth=aiohttp.BasicAuth(USERNAME, API_KEY),
    ) as session:
        yield Bare(session, url)


def bare_message(recipient: str) -> dict[str, str]:
    """Return the JSON that this integration sends for a message."""
    return {
        "source": "home-assistant",
        "to": recipient,
        "body": TEXT,
        "custom_string": _CUSTOM_STRING,
    }


class LeastDurable(NotifyEntity):
    """Puts a line on the disk, and posts: no less can be durable in Home Assistant."""

    _attr_name = "Least durable"

    def __init__(self, url: str, file: Path) -> None:
        """Open the file."""
        self._url = f"{url}/v3/sms/send"
        self._file = file.open("ab", buffering=0)
        credentials = b64encode(f"{USERNAME}:{API_KEY}".encode()).decode()
        self._headers = {"Authorization": f"Basic {credentials}"}

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Write and post."""
        sms = bare_message(number(0)) | {"body": message}
        await self.hass.async_add_executor_job(self._write, sms)
        session = async_get_clientsession(self.hass)
        async with session.post(
            self._url, json={"messages": [sms]}, headers=self._headers
        ) as response:
            response.raise_for_status()
            await response.read()

    def _write(self, sms: dict[str, str]) -> None:
        """Return when a line is on the disk."""
        self._file.write(orjson.dumps(sms) + b"\n")
        os.fsync(self._file.fileno())


async def add_least_durable(hass: HomeAssistant, url: str) -> str:
    """Set it up; return its entity id."""
    entity = LeastDurable(url, Path(hass.config.path("least_durable")))
    await hass.data[DATA_COMPONENT].async_add_entities([entity])
    return entity.entity_id


async def send_through_entity(hass: HomeAssistant, entity_id: str) -> None:
    """Send through this integration, as an automation does."""
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": entity_id, "message": TEXT},
        blocking=True,
    )


async def send_through_core(hass: HomeAssistant) -> None:
    """Send through Home Assistant's own platform, as an automation does."""
    await hass.services.async_call(
        "notify", "core_clicksend", {"message": TEXT}, blocking=True
    )


async def send_to_numbers(
    hass: HomeAssistant, entry_id: str, numbers: list[str]
) -> dict[str, Any]:
    """Send to many numbers with one action; return its answer."""
    answer = await hass.services.async_call(
        "clicksend_messaging",
        "send_sms",
        {"config_entry_id": entry_id, "phone_numbers": numbers, "message": TEXT},
        blocking=True,
        return_response=True,
    )
    return dict(answer or {})
