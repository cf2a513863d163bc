"""Our own inbound rule at ClickSend, without which nothing can be polled."""

from ..api.clicksend import ClickSendClient
from ..api.models import InboundRule

POLL = "POLL"


async def async_ensure_rule(client: ClickSendClient, entry_id: str) -> None:
    """See to it that our rule is there, enabled, and there once.

    An empty inbox looks the same with and without a rule, so nothing else would tell.

    Raises:
        ApiError: see ``api.errors``.

    """
    usable = None
    for rule in await _own_rules(client, entry_id):
        if usable is None and rule.enabled and rule.action == POLL:
            usable = rule
        else:
            await client.delete_inbound_rule(rule.rule_id)
    if usable is None:
        await client.create_poll_rule(_name(entry_id))


async def async_remove_rule(client: ClickSendClient, entry_id: str) -> None:
    """Delete our rule, and nobody else's.

    Raises:
        ApiError: see ``api.errors``.

    """
    for rule in await _own_rules(client, entry_id):
        await client.delete_inbound_rule(rule.rule_id)


async def _own_rules(client: ClickSendClient, entry_id: str) -> list[InboundRule]:
    """Return the rules that carry our name."""
    rules = await client.inbound_rules()
    return [rule for rule in rules if rule.name == _name(entry_id)]


def _name(entry_id: str) -> str:
    """Return what our rule is called; no other Home Assistant calls its own so."""
    return f"Home Assistant {entry_id}"
