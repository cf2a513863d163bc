"""The actions that Membrane has for ClickSend: look for them, and run them."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, Final

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
)
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ..addressing import async_recipients
from ..api.action_output import output_error, sent_in
from ..api.errors import ApiError, GatewayConnectionError, RefusedError
from ..api.lenient import Record, as_text
from ..api.membrane import MembraneClient
from ..connection import async_membrane
from ..const import CONF_CONNECTION_ID
from ..exceptions import as_action_error, mistake
from ..messaging.counted import HandOver, async_counted
from ..messaging.failures import raise_for_failures
from ..messaging.message import Order, Report
from ..messaging.recipients import Recipient
from ..runtime import ClickSendConfigEntry, data_of
from .action import Action, as_items
from .fields import ATTR_LIMIT, LIMIT, MAX_LIMIT, NAME, as_json
from .input_schema import problems
from .sending_input import (
    Sending,
    UnclearError,
    buys,
    reserved_path,
    sending,
    sends,
)

ATTR_QUERY: Final = "query"
ATTR_ACTION: Final = "action"
ATTR_INPUT: Final = "input"

# Membrane's names for what identifies an action, in the order in which they count.
_NAMED_BY: Final = ("id", "key", "name")


async def _async_get_actions(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Return the actions that the connection offers, what fits best first."""
    found = await _membrane(call.hass, entry).actions(
        entry.data[CONF_CONNECTION_ID],
        call.data.get(ATTR_QUERY),
        call.data[ATTR_LIMIT],
    )
    return as_items([_shown(row) for row in found])


async def _async_run_action(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Run an action once its input is what it asks for, and counted if it sends."""
    membrane = _membrane(call.hass, entry)
    connection_id = entry.data[CONF_CONNECTION_ID]
    given = as_json(ATTR_INPUT, call.data[ATTR_INPUT])
    known = await membrane.actions(connection_id, limit=MAX_LIMIT)
    action = _wanted(known, call.data[ATTR_ACTION])
    _check(action, given)
    counted = await _async_counted(call.hass, entry, action, given)
    answer = None
    try:
        async with counted as said:
            answer = await membrane.run_action(connection_id, _reference(action), given)
            said.answer = sent_in(answer.get("output"))
            if error := output_error(answer.get("output")):
                raise error
    except GatewayConnectionError as err:
        if err.code != "not_found":
            raise
        # It was there a moment ago, and so was the connection.
        raise as_action_error(RefusedError(str(err), code=err.code)) from err
    except ApiError:
        # Who asks for the output sees there what went wrong at ClickSend.
        if answer is None or not call.return_response:
            raise
    else:
        if not call.return_response:
            raise_for_failures(Report(said.outcomes, None))
    return {
        "output": answer.get("output"),
        "action_run_id": as_text(answer.get("actionRunId")),
    }


def _check(action: Record, given: Mapping[str, Any]) -> None:
    """See to it that an action may be run with such an input.

    Raises:
        ServiceValidationError: it may not.

    """
    if wrong := problems(action.get("inputSchema"), given):
        raise mistake("input_invalid", problems="; ".join(wrong))
    if buys(action):
        raise mistake("action_spends", action=_called(action))
    if (reserved := reserved_path(given)) is not None:
        raise mistake(reserved.key, path=reserved.path)


def _membrane(hass: HomeAssistant, entry: ClickSendConfigEntry) -> MembraneClient:
    """Return the client of Membrane.

    Raises:
        ServiceValidationError: the account is not reached through it.

    """
    if (membrane := async_membrane(hass, entry.data)) is None:
        raise mistake("needs_membrane")
    return membrane


def _shown(action: Record) -> JsonObjectType:
    """Return an action as it is listed."""
    return {
        **{name: as_text(action.get(name)) for name in (*_NAMED_BY, "description")},
        "input_schema": action.get("inputSchema"),
    }


def _wanted(actions: list[Record], wanted: str) -> Record:
    """Return the action that is called so.

    Raises:
        ServiceValidationError: there is none, or more than one.

    """
    for name in _NAMED_BY:
        found = [action for action in actions if as_text(action.get(name)) == wanted]
        if len(found) > 1:
            raise mistake("action_ambiguous", action=wanted)
        if found:
            return found[0]
    raise mistake("action_not_found", action=wanted)


def _reference(action: Record) -> str:
    """Return what Membrane knows an action by."""
    return as_text(action.get("id")) or as_text(action.get("key")) or ""


def _called(action: Record) -> str:
    """Return what people know an action by."""
    return as_text(action.get("name")) or as_text(action.get("key")) or ""


async def _async_counted(
    hass: HomeAssistant,
    entry: ClickSendConfigEntry,
    action: Record,
    given: Mapping[str, Any],
) -> AbstractAsyncContextManager[HandOver]:
    """Return the context in which an action may run.

    Raises:
        ServiceValidationError: it sends messages, and nobody can tell what to whom.

    """
    if not sends(action, given):
        return nullcontext(HandOver())
    try:
        wanted = sending(action, given)
    except UnclearError as err:
        raise mistake("action_sends", action=_called(action)) from err
    recipients = await _async_recipients(hass, entry, wanted)
    order = Order(text=wanted.text, channel=wanted.channel)
    return async_counted(data_of(entry).messenger, recipients, order)


async def _async_recipients(
    hass: HomeAssistant, entry: ClickSendConfigEntry, wanted: Sending
) -> list[Recipient]:
    """Return who gets a message, somebody twice who gets two."""
    known = {
        number: await async_recipients(
            hass, entry, wanted.channel, phone_numbers=[number]
        )
        for number in dict.fromkeys(wanted.numbers)
    }
    return [recipient for number in wanted.numbers for recipient in known[number]]


ACTIONS: Final[Mapping[str, Action]] = {
    "get_actions": Action(
        _async_get_actions,
        {vol.Optional(ATTR_QUERY): NAME, **LIMIT},
        SupportsResponse.ONLY,
    ),
    "run_action": Action(
        _async_run_action,
        {
            vol.Required(ATTR_ACTION): NAME,
            vol.Optional(ATTR_INPUT, default=dict): dict,
        },
        SupportsResponse.OPTIONAL,
        admin=True,
    ),
}
