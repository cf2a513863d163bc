"""Triggers for automations."""

from typing import Any, ClassVar, Final, override
from unicodedata import normalize

from homeassistant.const import CONF_OPTIONS, CONF_TARGET
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.trigger import (
    NotTriggeredInfo,
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType
import voluptuous as vol

from .account_target import AccountTarget
from .balance import SIGNAL_LOW_BALANCE, LowBalance
from .const import CONF_NAME, DOMAIN, SUBENTRY_RECIPIENT
from .inbound.news import SIGNAL_TEXT, text_type
from .inbound.senders import Senders, first_incomplete
from .inbound.text import ReceivedText
from .messaging.news import SIGNAL_NEWS, News, NewsType
from .runtime import ClickSendConfigEntry

CONF_FROM: Final = "from"
CONF_CONTAINS: Final = "contains"
CONF_TRUSTED_ONLY: Final = "trusted_only"

_TARGET: Final = {vol.Optional(CONF_TARGET): cv.TARGET_FIELDS}

# YAML takes yes for a truth, and 0123 for the number 83.
_TEXT: Final = vol.All(
    vol.All(str, msg="has to be text; put it in quotes"),
    vol.Match(r"\s*\S", msg="there is nothing in it"),
)


class _AccountTrigger(Trigger):
    """Triggers when something happens to an account.

    It goes by what the account itself says: entities may be disabled or renamed, and
    accounts reloaded.
    """

    _schema: ClassVar = vol.Schema({**_TARGET, vol.Optional(CONF_OPTIONS): {}})

    @classmethod
    @override
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate the target, which may be left out, and the options."""
        validated: ConfigType = cls._schema(config)
        return validated

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take the target."""
        super().__init__(hass, config)
        self._target = AccountTarget(hass, config.target)


class MessageReceivedTrigger(_AccountTrigger):
    """Triggers when a text comes in."""

    _schema = vol.Schema(
        {
            **_TARGET,
            vol.Required(CONF_OPTIONS, default=dict): {
                vol.Optional(CONF_FROM): vol.All(
                    cv.ensure_list, vol.Length(min=1), [_TEXT]
                ),
                vol.Optional(CONF_CONTAINS): _TEXT,
                vol.Optional(CONF_TRUSTED_ONLY, default=True): cv.boolean,
            },
        }
    )

    @classmethod
    @override
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate the options, and that numbers are complete."""
        validated = await super().async_validate_config(hass, config)
        senders = validated[CONF_OPTIONS].get(CONF_FROM, [])
        index = await hass.async_add_executor_job(first_incomplete, senders)
        if index is not None:
            raise vol.Invalid(
                "this cannot be a phone number", [CONF_OPTIONS, CONF_FROM, index]
            )
        return validated

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take the options."""
        super().__init__(hass, config)
        options: dict[str, Any] = config.options or {}
        senders: list[str] | None = options.get(CONF_FROM)
        self._senders = None if senders is None else Senders(hass, senders)
        self._contained = _plain(options.get(CONF_CONTAINS, "").strip())
        self._trusted_only: bool = options[CONF_TRUSTED_ONLY]

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Run the action for every text that is waited for."""

        async def async_consider(entry_id: str, text: ReceivedText) -> None:
            if not await self._async_is_wanted(entry_id, text):
                return
            if self._trusted_only and not text.trusted:
                if did_not_trigger is not None:
                    did_not_trigger(NotTriggeredInfo("not_trusted"))
                return
            run_action(
                {"type": text_type(text), **text.as_attributes()}, "message received"
            )

        @callback
        def async_hear(entry_id: str, text: ReceivedText) -> None:
            if self._target.async_includes(entry_id):
                self._hass.async_create_task(async_consider(entry_id, text))

        return async_dispatcher_connect(self._hass, SIGNAL_TEXT, async_hear)

    async def _async_is_wanted(self, entry_id: str, text: ReceivedText) -> bool:
        """Tell whether a text says what it has to, and comes from who it has to."""
        if self._contained not in _plain(text.message):
            return False
        if self._senders is None:
            return True
        entries = self._hass.config_entries
        names = {
            recipient.data[CONF_NAME]
            for entry in entries.async_entries(DOMAIN)
            for recipient in entry.get_subentries_of_type(SUBENTRY_RECIPIENT)
        }
        entry: ClickSendConfigEntry = entries.async_get_known_entry(entry_id)
        country = entry.runtime_data.account.country
        return await self._senders.async_include(text, country, names)


class _NewsTrigger(_AccountTrigger):
    """Triggers when something becomes known about a message."""

    _types: ClassVar[frozenset[NewsType]]

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Run the action for every such message."""

        @callback
        def async_hear(news: News) -> None:
            if news.type in self._types and self._target.async_includes(news.entry_id):
                run_action(
                    {"type": news.type.value, **news.as_attributes()},
                    f"message {news.type} ({news.reason})",
                )

        return async_dispatcher_connect(self._hass, SIGNAL_NEWS, async_hear)


class MessageDeliveredTrigger(_NewsTrigger):
    """Triggers when the network reports that a message has arrived."""

    _types = frozenset({NewsType.DELIVERED})


class MessageFailedTrigger(_NewsTrigger):
    """Triggers when a message was not sent, or nobody will ever know."""

    _types = frozenset({NewsType.FAILED, NewsType.UNKNOWN})


class BalanceBecameLowTrigger(_AccountTrigger):
    """Triggers when the balance of an account becomes low."""

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Run the action for every such account."""

        @callback
        def async_hear(low: LowBalance) -> None:
            if self._target.async_includes(low.entry_id):
                run_action(dict(low.as_attributes()), "balance became low")

        return async_dispatcher_connect(self._hass, SIGNAL_LOW_BALANCE, async_hear)


def _plain(text: str) -> str:
    """Return a text without what the eye does not tell apart, nor capitals."""
    return normalize("NFC", text).casefold()


TRIGGERS: dict[str, type[Trigger]] = {
    "balance_became_low": BalanceBecameLowTrigger,
    "message_delivered": MessageDeliveredTrigger,
    "message_failed": MessageFailedTrigger,
    "message_received": MessageReceivedTrigger,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers."""
    return TRIGGERS
