"""Our own rules at ClickSend, without which nothing can be polled."""

import logging

from .api.clicksend import ClickSendClient
from .api.clicksend.rules import Rules
from .api.errors import ForbiddenError, NotFoundError, RefusedError
from .api.models import Rule

_LOGGER = logging.getLogger(__name__)

POLL = "POLL"


async def async_ensure_rule(rules: Rules, entry_id: str) -> int:
    """See to it that our rule is there, enabled, and there once.

    An empty list looks the same with and without a rule, so nothing else would tell.

    Args:
        rules: the account's rules for one kind of arrival.
        entry_id: the account's entry.

    Returns:
        How many rules, ours and others, made arrivals readable by polling so far. Each
        of them gives a copy of everything that it matches.

    Raises:
        ApiError: see ``api.errors``.

    """
    found = await rules.all()
    own = [rule for rule in found if rule.name == _name(entry_id)]
    # The oldest has a copy of everything that came in since.
    kept = next((rule for rule in own if _polls(rule)), None)
    if kept is None:
        await rules.create_poll(_name(entry_id))
    for rule in own:
        if rule is not kept:
            await _async_delete(rules, rule)
    return sum(_polls(rule) for rule in found)


async def async_remove_rules(client: ClickSendClient, entry_id: str) -> None:
    """Delete our rules, and nobody else's.

    Raises:
        ApiError: see ``api.errors``.

    """
    for receipt_rules in client.receipt_rules.values():
        try:
            await _async_remove(receipt_rules, entry_id)
        except RefusedError as err:
            if not err.not_offered:
                raise
            # Where there are none, such as without voice, there is none of ours.
            _LOGGER.debug("There are no receipt rules (HTTP %s)", err.status)
    await _async_remove(client.inbound_rules, entry_id)


async def _async_remove(rules: Rules, entry_id: str) -> None:
    """Delete our rule for one kind of arrival."""
    for rule in await rules.all():
        if rule.name == _name(entry_id):
            try:
                await rules.delete(rule.rule_id)
            except NotFoundError:
                _LOGGER.debug("The rule is gone already")


async def _async_delete(rules: Rules, rule: Rule) -> None:
    """Delete a rule too many; one that stays does no harm, copies are recognised."""
    try:
        await rules.delete(rule.rule_id)
    except (ForbiddenError, NotFoundError) as err:
        _LOGGER.debug("A rule is not deleted (%s)", type(err).__name__)


def _polls(rule: Rule) -> bool:
    """Return whether a rule makes arrivals readable by polling."""
    return rule.enabled and rule.action == POLL


def _name(entry_id: str) -> str:
    """Return what our rules are called; no other Home Assistant calls its own so."""
    return f"Home Assistant {entry_id}"
