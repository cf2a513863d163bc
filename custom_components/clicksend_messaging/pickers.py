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

from homeassistant.core import HassJob, HomeAssistant, callback
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

from .api.errors import ApiError
from .const import CONF_LANGUAGE, CONF_LIST_ID, CONF_SENDER, DOMAIN
from .coordinator import ClickSendConfigEntry

CONF_TEMPLATE: Final = "template"
FIELDS: Final = (CONF_SENDER, CONF_LANGUAGE, CONF_TEMPLATE, CONF_LIST_ID)

# Whoever has just been started has better things to do.
DELAY_SECONDS: Final = 5
ASK_SECONDS: Final = 5

_DESCRIPTIONS: Final = Path(__file__).with_name("services.yaml")


@callback
def async_fill_later(hass: HomeAssistant, entry: ClickSendConfigEntry) -> None:
    """Fill the pickers with what an account has, once Home Assistant has started."""

    @callback
    def fill(_now: object) -> None:
        entry.async_create_background_task(
            hass, async_learn(hass, entry), "ClickSend pickers"
        )

    @callback
    def wait(hass: HomeAssistant) -> None:
        job = HassJob(fill, "ClickSend pickers", cancel_on_shutdown=True)
        entry.async_on_unload(async_call_later(hass, DELAY_SECONDS, job))

    entry.async_on_unload(async_at_started(hass, wait))


async def async_learn(hass: HomeAssistant, entry: ClickSendConfigEntry) -> None:
    """Ask what an account has; what is not answered stays as it was."""
    data = entry.runtime_data

    async def senders() -> dict[str, str]:
        found = await data.senders.async_all()
        return {sender.value: sender.value for sender in found if sender.usable}

    async def languages() -> dict[str, str]:
        found = await data.messenger.voices.async_all()
        return {language.code.lower(): language.name for language in found}

    async def templates() -> dict[str, str]:
        found = await data.client.templates.all()
        return {each.template_id: each.name or each.template_id for each in found}

    async def lists() -> dict[str, str]:
        return {each.list_id: each.name for each in await data.client.contacts.lists()}

    async def learn(field: str, ask: Callable[[], Awaitable[dict[str, str]]]) -> None:
        with suppress(ApiError):
            data.choices[field] = await ask()

    with suppress(TimeoutError):
        async with asyncio.timeout(ASK_SECONDS):
            await asyncio.gather(
                learn(CONF_SENDER, senders),
                learn(CONF_LANGUAGE, languages),
                learn(CONF_TEMPLATE, templates),
                learn(CONF_LIST_ID, lists),
            )
    await async_offer(hass)


async def async_offer(hass: HomeAssistant) -> None:
    """Offer in the action editor what all accounts have together."""
    described = await hass.async_add_executor_job(_described)
    choices: dict[str, dict[str, str]] = {field: {} for field in FIELDS}
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        for field, options in entry.runtime_data.choices.items():
            choices[field] = options | choices[field]
    for name, description in described.items():
        fields = description["fields"]
        for field, options in choices.items():
            if options and "text" in fields.get(field, {}).get("selector", {}):
                fields[field]["selector"] = _picker(fields[field]["selector"], options)
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


def _picker(box: Mapping[str, Any], options: Mapping[str, str]) -> dict[str, Any]:
    """Return a selector with these options, for as many as the box takes."""
    config = SelectSelectorConfig(
        options=[
            SelectOptionDict(value=value, label=label)
            for value, label in options.items()
        ],
        multiple=box["text"]["multiple"],
        custom_value=True,
        sort=True,
        mode=SelectSelectorMode.DROPDOWN,
    )
    return {"select": SelectSelector(config).config}
