"""Our own rules at ClickSend: without them nothing can be polled, or is pushed."""

from collections.abc import Iterator
import logging
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

from .api.clicksend import ClickSendClient
from .api.clicksend.rules import Rules
from .api.errors import (
    AnswerTimeoutError,
    ApiError,
    ForbiddenError,
    NotFoundError,
    NotReachedError,
    RefusedError,
)
from .api.models import Channel, Rule
from .storage import account_store

_LOGGER = logging.getLogger(__name__)

POLL: Final = "POLL"
PUSH: Final = "URL"
INBOUND: Final = "inbound"


class OwnRules:
    """What belongs to one account of ours among its rules, and nobody else's.

    They are known by their name, and by their id should somebody rename them.
    """

    def __init__(
        self, hass: HomeAssistant, client: ClickSendClient, entry_id: str
    ) -> None:
        """Prepare; call ``async_load`` before anything else."""
        self._kinds: dict[str, Rules] = {
            INBOUND: client.inbound_rules,
            **{channel.value: of for channel, of in client.receipt_rules.items()},
        }
        self._name = f"Home Assistant {entry_id}"
        self._store: Store[dict[str, str]] = account_store(hass, entry_id, "rules")
        self._ids: dict[str, str] = {}

    async def async_load(self) -> None:
        """Remember the ids of our rules; without them the names do."""
        self._ids = await self._store.async_load() or {}

    async def async_poll_inbound(self) -> int:
        """See to it that texts that come in can be polled.

        Returns:
            How many rules, ours and others, made them so before. Each of them gives a
            copy of everything that it matches.

        Raises:
            ApiError: see ``api.errors``.

        """
        found = await self._async_ensure(INBOUND, POLL, "", [])
        return sum(rule.does(POLL) for rule in found)

    async def async_poll_receipts(self, channel: Channel) -> None:
        """See to it that a channel's delivery receipts can be polled.

        Raises:
            ApiError: see ``api.errors``.

        """
        await self._async_ensure(channel, POLL, "", [])

    async def async_push(self, url: str) -> None:
        """See to it that all that comes in is announced at an address, and only there.

        What was created is deleted again if not everything can be.

        Raises:
            ApiError: see ``api.errors``.

        """
        created: list[tuple[Rules, Rule]] = []
        try:
            for kind in self._kinds:
                try:
                    await self._async_ensure(kind, PUSH, url, created)
                except RefusedError as err:
                    if kind == INBOUND or not err.not_offered:
                        raise
                    _LOGGER.debug("No receipts are pushed (HTTP %s)", err.status)
        except ApiError:
            for rules, rule in created:
                await _async_try_delete(rules, rule)
            raise

    async def async_push_nowhere(self) -> None:
        """Delete our rules that push.

        Raises:
            ApiError: see ``api.errors``.

        """
        await self._async_delete(PUSH)

    async def async_remove(self) -> None:
        """Delete all our rules, and forget them.

        Raises:
            ApiError: see ``api.errors``.

        """
        await self._store.async_remove()
        await self._async_delete(POLL, PUSH)

    async def _async_ensure(
        self, kind: str, action: str, address: str, created: list[tuple[Rules, Rule]]
    ) -> list[Rule]:
        """Have our rule there, enabled, and there once; return all there were.

        An empty list looks the same with and without a rule, so nothing else would
        tell.
        """
        rules = self._kinds[kind]
        found = await rules.all()
        own = [rule for rule in found if self._is_own(rule, kind, action)]
        # The oldest has a copy of everything that came in since.
        kept = next(
            (rule for rule in own if rule.does(action) and rule.address == address),
            None,
        )
        if kept is None:
            kept = await rules.create(self._name_of(action), action, address)
            created.append((rules, kept))
        for rule in own:
            if rule is not kept:
                await _async_delete_if_there(rules, rule)
        await self._async_remember(kind, action, kept)
        return found

    async def _async_delete(self, *actions: str) -> None:
        """Delete our rules with these actions; one that stays keeps no other there."""
        failure: ApiError | None = None
        for kind, rules in self._kinds.items():
            try:
                found = await rules.all()
            except NotReachedError, AnswerTimeoutError:
                raise
            except ApiError as err:
                # Where there are none, such as without voice, there is none of ours.
                if kind == INBOUND or not _is_not_offered(err):
                    failure = failure or err
                continue
            for action, rule in self._own(kind, actions, found):
                try:
                    await _async_delete_surely(rules, rule)
                except NotReachedError, AnswerTimeoutError:
                    raise
                except ApiError as err:
                    failure = failure or err
                    continue
                self._ids.pop(_known_as(kind, action), None)
        if failure is not None:
            raise failure

    def _own(
        self, kind: str, actions: tuple[str, ...], found: list[Rule]
    ) -> Iterator[tuple[str, Rule]]:
        """Yield our rules among all, with what they were made for."""
        for rule in found:
            for action in actions:
                if self._is_own(rule, kind, action):
                    yield action, rule

    async def _async_remember(self, kind: str, action: str, rule: Rule) -> None:
        """Keep a rule's id for when somebody renames it."""
        known_as = _known_as(kind, action)
        if self._ids.get(known_as) != rule.rule_id:
            self._ids[known_as] = rule.rule_id
            await self._store.async_save(self._ids)

    def _is_own(self, rule: Rule, kind: str, action: str) -> bool:
        """Tell whether we made a rule for this."""
        return (
            rule.name == self._name_of(action)
            or self._ids.get(_known_as(kind, action)) == rule.rule_id
        )

    def _name_of(self, action: str) -> str:
        """Return what a rule is called; no other Home Assistant calls its own so."""
        return self._name if action == POLL else f"{self._name} instant"


async def _async_delete_surely(rules: Rules, rule: Rule) -> None:
    """Delete a rule, or see that it is gone.

    ClickSend calls what is not there forbidden, too: a rule that was deleted, but whose
    answer was lost, looks so when the request is repeated.
    """
    try:
        await rules.delete(rule.rule_id)
    except NotFoundError:
        _LOGGER.debug("The rule is gone already")
    except ForbiddenError:
        if any(other.rule_id == rule.rule_id for other in await rules.all()):
            raise
        _LOGGER.debug("The rule is gone already, or not shown any more")


async def _async_delete_if_there(rules: Rules, rule: Rule) -> None:
    """Delete a rule too many; one that stays does no harm, copies are recognised."""
    try:
        await rules.delete(rule.rule_id)
    except (ForbiddenError, NotFoundError) as err:
        _LOGGER.debug("A rule is not deleted (%s)", type(err).__name__)


async def _async_try_delete(rules: Rules, rule: Rule) -> None:
    """Take back what was half done; what stays is found by its name next time."""
    try:
        await rules.delete(rule.rule_id)
    except ApiError as err:
        _LOGGER.debug("A rule is not taken back yet (%s)", type(err).__name__)


def _is_not_offered(err: ApiError) -> bool:
    """Tell whether this account has no such rules."""
    return isinstance(err, RefusedError) and err.not_offered


def _known_as(kind: str, action: str) -> str:
    """Return under which name a rule's id is kept."""
    return f"{kind} {action}"
