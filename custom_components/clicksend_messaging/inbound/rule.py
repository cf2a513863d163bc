"""Our own inbound rule at ClickSend, without which nothing can be polled."""

import logging

from ..api.clicksend import ClickSendClient
from ..api.errors import ForbiddenError, NotFoundError
from ..api.models import Rule

_LOGGER = logging.getLogger(__name__)

POLL = "POLL"


async def async_ensure_rule(client: ClickSendClient, entry_id: str) -> int:
    """See to it that our rule is there, enabled, and there once.

    An empty inbox looks the same with and without a rule, so nothing else would tell.

    Returns:
        How many rules, ours and others, made texts readable by polling so far. Each of
        them gives a copy of every text that it matches.

    Raises:
        ApiError: see ``api.errors``.

    """
    rules = await client.inbound_rules.all()
    own = [rule for rule in rules if rule.name == _name(entry_id)]
    # The oldest has a copy of everything that came in since.
    kept = next((rule for rule in own if _polls(rule)), None)
    if kept is None:
        await client.inbound_rules.create_poll(_name(entry_id))
    for rule in own:
        if rule is not kept:
            await _async_delete(client, rule)
    return sum(_polls(rule) for rule in rules)


async def async_remove_rule(client: ClickSendClient, entry_id: str) -> None:
    """Delete our rule, and nobody else's.

    Raises:
        ApiError: see ``api.errors``.

    """
    for rule in await client.inbound_rules.all():
        if rule.name == _name(entry_id):
            try:
                await client.inbound_rules.delete(rule.rule_id)
            except NotFoundError:
                _LOGGER.debug("The inbound rule is gone already")


async def _async_delete(client: ClickSendClient, rule: Rule) -> None:
    """Delete a rule too many; one that stays does no harm, copies are recognised."""
    try:
        await client.inbound_rules.delete(rule.rule_id)
    except (ForbiddenError, NotFoundError) as err:
        _LOGGER.debug("An inbound rule is not deleted (%s)", type(err).__name__)


def _polls(rule: Rule) -> bool:
    """Return whether a rule makes texts readable by polling."""
    return rule.enabled and rule.action == POLL


def _name(entry_id: str) -> str:
    """Return what our rule is called; no other Home Assistant calls its own so."""
    return f"Home Assistant {entry_id}"
