"""A home that ClickSend can tell about texts, and whoever tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry
from yarl import URL

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.clicksend.inbox import ReceivedText
from simulator.clicksend.receipt_rules import ReceiptRule
from simulator.clicksend.rules import Rule
from tests.unit.clock import poll_now

# Not on this computer, so the simulator's own pushes go nowhere.
HOME_URL = "https://home.example.com"
INBOX = "/sms/inbound"
SOON = timedelta(seconds=1)

type AnyRule = Rule | ReceiptRule


@dataclass(frozen=True, kw_only=True)
class Home:
    """A home with an account, and a client that knows nothing but an address."""

    hass: HomeAssistant
    entry: MockConfigEntry
    simulator: Simulator
    client: TestClient[Any, Any]

    @property
    def path(self) -> str:
        """Where ClickSend was told to push to."""
        return path_of(self.simulator)

    async def push(self, fields: Mapping[str, Any]) -> None:
        """Push a form, and let happen what comes of it."""
        answer = await self.client.post(self.path, data=fields)
        assert answer.status == HTTPStatus.OK
        await self.settle()

    async def announce(self, text: ReceivedText) -> None:
        """Push what ClickSend would push for a text."""
        await self.push(push_of(text))

    async def settle(self) -> None:
        """Wait for all that is under way."""
        await self.hass.async_block_till_done(wait_background_tasks=True)

    def reads(self) -> int:
        """Count how often the inbox was read, a page each."""
        return len(self.simulator.requests.find("GET", INBOX))


def push_of(text: ReceivedText, **changes: Any) -> dict[str, Any]:
    """Return what is pushed for a text, by every name that is documented."""
    return {
        "originalsenderid": text.to,
        "body": text.body,
        "message": text.body,
        "sms": text.sender,
        "from": text.sender,
        "to": text.to,
        "timestamp": str(int(text.time)),
        "message_id": text.message_id,
        "original_message_id": "",
        "original_body": "",
        "originalmessage": "",
        "originalmessageid": "",
        "user_id": "1",
        "subaccount_id": "1",
        "custom_string": "",
        "customstring": "",
        **changes,
    }


async def switch(hass: HomeAssistant, entry: MockConfigEntry, **inbound: Any) -> None:
    """Set options about texts that come in, and wait until all that follows is done."""
    hass.config_entries.async_update_entry(entry, options={"inbound": inbound})
    await hass.async_block_till_done(wait_background_tasks=True)
    await poll_now(hass, SOON)


async def move(hass: HomeAssistant, url: str | None) -> None:
    """Have the home be found elsewhere, and wait until ClickSend knows."""
    await hass.config.async_update(external_url=url)
    await hass.async_block_till_done(wait_background_tasks=True)
    await poll_now(hass, SOON)


def all_rules(simulator: Simulator) -> dict[str, list[AnyRule]]:
    """Return the rules of every kind."""
    receipts = simulator.account.receipts
    return {
        "inbound": list(simulator.rules),
        "sms": list(receipts["sms"].rules),
        "voice": list(receipts["voice"].rules),
    }


def rules_with(simulator: Simulator, action: str) -> dict[str, list[AnyRule]]:
    """Return the rules of every kind that have an action."""
    return {
        kind: [rule for rule in rules if rule.action == action]
        for kind, rules in all_rules(simulator).items()
    }


def pushed_to(simulator: Simulator) -> list[str]:
    """Return all the addresses that anything is pushed to."""
    return [
        rule.action_address or ""
        for rules in rules_with(simulator, "URL").values()
        for rule in rules
    ]


def path_of(simulator: Simulator) -> str:
    """Return the path of the one address that everything is pushed to."""
    (address,) = set(pushed_to(simulator))
    return URL(address).path


def webhooks(hass: HomeAssistant) -> set[str]:
    """Return the ids of our webhooks that Home Assistant answers to."""
    handlers = hass.data.get("webhook", {})
    return {id_ for id_, hook in handlers.items() if hook.domain == DOMAIN}


def issues(hass: HomeAssistant) -> set[str]:
    """Return which repairs there are."""
    return {
        issue.translation_key or ""
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN
    }
