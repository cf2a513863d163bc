"""Triggers for automations."""

from typing import ClassVar, override

from homeassistant.const import CONF_TARGET
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
from homeassistant.helpers.trigger import (
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType
import voluptuous as vol

from .messaging.news import SIGNAL_NEWS, News, NewsType

_SCHEMA = vol.Schema({vol.Optional(CONF_TARGET): cv.TARGET_FIELDS})


class _NewsTrigger(Trigger):
    """Triggers when something becomes known about a message.

    It goes by what the messages themselves say: entities may be disabled or renamed,
    and accounts reloaded.
    """

    _types: ClassVar[frozenset[NewsType]]

    @classmethod
    @override
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate the target, which may be left out."""
        validated: ConfigType = _SCHEMA(config)
        return validated

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take the target: accounts, by any of their entities; all of them without."""
        super().__init__(hass, config)
        self._target = TargetSelection(config.target) if config.target else None

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Run the action for every such message of the target."""

        @callback
        def async_hear(news: News) -> None:
            if news.type in self._types and self._concerns(news.entry_id):
                run_action(
                    {"type": news.type.value, **news.as_attributes()},
                    f"message {news.type} ({news.reason})",
                )

        return async_dispatcher_connect(self._hass, SIGNAL_NEWS, async_hear)

    def _concerns(self, entry_id: str) -> bool:
        """Tell whether an account is part of the target, as things are now."""
        if self._target is None:
            return True
        selected = async_extract_referenced_entity_ids(self._hass, self._target)
        registry = er.async_get(self._hass)
        return any(
            entity.config_entry_id == entry_id
            for entity_id in selected.referenced | selected.indirectly_referenced
            if (entity := registry.async_get(entity_id))
        )


class MessageDeliveredTrigger(_NewsTrigger):
    """Triggers when the network reports that a message has arrived."""

    _types = frozenset({NewsType.DELIVERED})


class MessageFailedTrigger(_NewsTrigger):
    """Triggers when a message was not sent, or nobody will ever know."""

    _types = frozenset({NewsType.FAILED, NewsType.UNKNOWN})


TRIGGERS: dict[str, type[Trigger]] = {
    "message_delivered": MessageDeliveredTrigger,
    "message_failed": MessageFailedTrigger,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers."""
    return TRIGGERS
