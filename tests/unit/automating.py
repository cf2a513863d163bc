"""Automations, and what their triggers tell them."""

from collections.abc import Iterable
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_mock_service

AUTOMATION = "automation.test"

# What Home Assistant itself tells.
_ALWAYS_TOLD = {"alias", "description", "id", "idx", "platform"}


class Runs:
    """What the automation's runs were told, oldest first."""

    def __init__(self, notes: list[ServiceCall]) -> None:
        """Read what the automation notes."""
        self._notes = notes

    @property
    def variables(self) -> list[dict[str, Any]]:
        """Return what the triggers told, without what all triggers tell."""
        return [
            {key: said for key, said in told.items() if key not in _ALWAYS_TOLD}
            for told in self._triggers
        ]

    @property
    def ids(self) -> list[str]:
        """Return the ids of the triggers."""
        return [told["id"] for told in self._triggers]

    def told(self, key: str) -> list[Any]:
        """Return one of the variables of each run."""
        return [variables[key] for variables in self.variables]

    def forget(self) -> None:
        """Begin anew."""
        self._notes.clear()

    @property
    def _triggers(self) -> list[dict[str, Any]]:
        """Return the trigger variable of each run."""
        return [note.data["trigger"] for note in self._notes]

    def __len__(self) -> int:
        """Return how many there were."""
        return len(self._notes)


async def automate(
    hass: HomeAssistant,
    *triggers: dict[str, Any],
    conditions: Iterable[dict[str, Any]] = (),
    actions: Iterable[dict[str, Any]] = (),
) -> Runs:
    """Have an automation note what its triggers tell; return what it notes."""
    notes = async_mock_service(hass, "test", "note")
    assert await async_setup_component(
        hass,
        "automation",
        {
            "automation": {
                "id": "test",
                "alias": "Test",
                "triggers": list(triggers),
                "conditions": list(conditions),
                "actions": [
                    {"action": "test.note", "data": {"trigger": "{{ trigger }}"}},
                    *actions,
                ],
                "mode": "queued",
                "max": 100,
            }
        },
    )
    await hass.async_block_till_done()
    assert hass.states.is_state(AUTOMATION, "on")
    return Runs(notes)


async def switch(hass: HomeAssistant, service: str) -> None:
    """Turn the automation on or off."""
    await hass.services.async_call(
        "automation", service, {"entity_id": AUTOMATION}, blocking=True
    )
