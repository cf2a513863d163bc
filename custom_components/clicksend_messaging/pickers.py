"""What can be picked in the action editor: the accounts' own senders, lists and so on.

Descriptions of actions are files. Home Assistant lets them be replaced, and takes the
words from the translations all the same. A page that is open shows them when it is
loaded anew: telling it that an action has changed would empty the form for that action
until it has read all of them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    validate_selector,
)
from homeassistant.helpers.service import async_set_service_schema
from homeassistant.helpers.start import async_at_started
from homeassistant.util.yaml import load_yaml_dict

from .api.clicksend import ClickSendClient
from .api.errors import ApiError
from .connection import async_gateway, is_hub
from .const import (
    CONF_CONNECTION_ID,
    CONF_LANGUAGE,
    CONF_LIST_ID,
    CONF_SENDER,
    DOMAIN,
)
from .messaging.content.senders import SenderBook
from .messaging.content.voices import VoiceBook

CONF_TEMPLATE: Final = "template"

# The fields of actions, and what they are picked from.
FIELDS: Final = {
    CONF_SENDER: CONF_SENDER,
    CONF_LANGUAGE: CONF_LANGUAGE,
    CONF_TEMPLATE: CONF_TEMPLATE,
    "template_id": CONF_TEMPLATE,
    CONF_LIST_ID: CONF_LIST_ID,
    "to_list_id": CONF_LIST_ID,
    CONF_CONNECTION_ID: CONF_CONNECTION_ID,
}

# Nobody knows these by heart, and there are no others. A connection that nobody has
# authorised yet is not offered, but may be asked for or deleted.
_PICKED_ONLY: Final = {"template_id", CONF_LIST_ID, "to_list_id"}

# Whoever has just been started, or changes many things, has better things to do.
DELAY_SECONDS: Final = 5
ASK_SECONDS: Final = 5

_DESCRIPTIONS: Final = Path(__file__).with_name("services.yaml")


class Choices:
    """What an account has to choose from, by field: the values with their labels."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        client: ClickSendClient,
        sender_book: SenderBook,
        voices: VoiceBook,
    ) -> None:
        """Know nothing yet."""
        self.options: dict[str, dict[str, str]] = {}
        self._hass = hass
        self._entry = entry
        self._client = client
        self._senders = sender_book
        self._voices = voices
        self._waiting: CALLBACK_TYPE | None = None
        self._stopped = False

    @callback
    def async_start(self) -> None:
        """Ask once Home Assistant has started, until the account is unloaded."""

        @callback
        def refresh(_hass: HomeAssistant) -> None:
            self.async_refresh_soon()

        self._entry.async_on_unload(self._async_stop)
        self._entry.async_on_unload(async_at_started(self._hass, refresh))

    @callback
    def async_refresh_soon(self) -> None:
        """Ask anew, as something was changed; once for many changes."""
        # What is changed may have been changed only after the account was unloaded.
        if self._waiting is None and not self._stopped:
            job = HassJob(self._async_ask, "ClickSend pickers", cancel_on_shutdown=True)
            self._waiting = async_call_later(self._hass, DELAY_SECONDS, job)

    @callback
    def _async_stop(self) -> None:
        """Ask no more."""
        self._stopped = True
        if self._waiting is not None:
            self._waiting()

    @callback
    def _async_ask(self, _now: object) -> None:
        """Ask without holding up anybody."""
        self._waiting = None
        self._entry.async_create_background_task(
            self._hass, self.async_learn(), "ClickSend pickers"
        )

    async def async_learn(self) -> None:
        """Ask what the account has; what is not answered stays as it was."""

        async def senders() -> dict[str, str]:
            found = await self._senders.async_all()
            return {sender.value: sender.value for sender in found if sender.usable}

        async def languages() -> dict[str, str]:
            found = await self._voices.async_all()
            return {language.code.lower(): language.name for language in found}

        async def templates() -> dict[str, str]:
            found = await self._client.templates.all()
            return {each.template_id: each.name or each.template_id for each in found}

        async def lists() -> dict[str, str]:
            return {each.list_id: each.name for each in await self._client.lists.all()}

        async def connections() -> dict[str, str]:
            gateway = async_gateway(self._hass, self._entry.data)
            found = await gateway.connections() if gateway else ()
            return {each.connection_id: each.label for each in found}

        async def learn(
            field: str, ask: Callable[[], Awaitable[dict[str, str]]]
        ) -> None:
            with suppress(ApiError):
                self.options[field] = await ask()

        with suppress(TimeoutError):
            async with asyncio.timeout(ASK_SECONDS):
                await asyncio.gather(
                    learn(CONF_SENDER, senders),
                    learn(CONF_LANGUAGE, languages),
                    learn(CONF_TEMPLATE, templates),
                    learn(CONF_LIST_ID, lists),
                    learn(CONF_CONNECTION_ID, connections),
                )
        await async_offer(self._hass)


async def async_offer(hass: HomeAssistant) -> None:
    """Offer in the action editor what all accounts have together."""
    described = await hass.async_add_executor_job(_described)
    choices: dict[str, dict[str, str]] = {kind: {} for kind in FIELDS.values()}
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        if is_hub(entry):
            continue
        for kind, options in entry.runtime_data.choices.options.items():
            choices[kind] = options | choices[kind]
    for name, description in described.items():
        fields = description["fields"]
        for field, kind in FIELDS.items():
            options = choices[kind]
            if options and "text" in fields.get(field, {}).get("selector", {}):
                box = fields[field]["selector"]
                fields[field]["selector"] = _picker(
                    box, options, typed=field not in _PICKED_ONLY
                )
        async_set_service_schema(hass, DOMAIN, name, description)


def _described() -> dict[str, dict[str, Any]]:
    """Return what the file says of actions with pickers, as Home Assistant reads it."""
    described = {
        name: description
        for name, description in load_yaml_dict(_DESCRIPTIONS).items()
        if not set(FIELDS).isdisjoint(description.get("fields", ()))
    }
    for description in described.values():
        for field in description["fields"].values():
            if "selector" in field:
                field["selector"] = validate_selector(field["selector"])
    return described


def _picker(
    box: Mapping[str, Any], options: Mapping[str, str], *, typed: bool
) -> dict[str, Any]:
    """Return a selector with these options, for as many as the box takes.

    Args:
        box: the selector in the file.
        options: the values with their labels.
        typed: whether other values can be typed; then the editor shows the value of
            what was picked, and not its label.

    """
    config = SelectSelectorConfig(
        options=[
            SelectOptionDict(value=value, label=label)
            for value, label in options.items()
        ],
        multiple=box["text"]["multiple"],
        custom_value=typed,
        sort=True,
        mode=SelectSelectorMode.DROPDOWN,
    )
    return {"select": SelectSelector(config).config}
