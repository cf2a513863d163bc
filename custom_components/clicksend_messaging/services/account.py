"""The actions that show the account, and what ClickSend offers it."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse

from ..api.errors import ForbiddenError
from ..api.models import Channel
from ..const import CONF_API_KEY
from ..exceptions import as_action_error
from ..runtime import ClickSendConfigEntry
from .action import Action, as_items


async def _async_get_account(
    _call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Return the account; the key that ClickSend shows in it stays out."""
    record = await entry.runtime_data.client.account_record()
    return {name: _keyless(record[name]) for name in record if name != CONF_API_KEY}


async def _async_get_countries(
    _call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Return all countries with their codes."""
    return as_items(await entry.runtime_data.client.countries())


async def _async_get_voice_languages(
    _call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Return the languages that calls can speak."""
    try:
        return as_items(await entry.runtime_data.client.messages.language_rows())
    except ForbiddenError as err:
        raise as_action_error(err, Channel.VOICE) from err


def _keyless(value: Any) -> Any:
    """Return a part of the account without the keys in it."""
    if isinstance(value, list):
        return [_keyless(each) for each in value]
    if isinstance(value, dict):
        return {name: _keyless(value[name]) for name in value if name != CONF_API_KEY}
    return value


ACTIONS: Final[Mapping[str, Action]] = {
    "get_account": Action(_async_get_account, {}, SupportsResponse.ONLY),
    "get_countries": Action(_async_get_countries, {}, SupportsResponse.ONLY),
    "get_voice_languages": Action(
        _async_get_voice_languages, {}, SupportsResponse.ONLY
    ),
}
