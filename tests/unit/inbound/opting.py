"""What the tests of opting out have in common: texts, and what is told of them."""

from collections.abc import Callable, Iterable

from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNAVAILABLE
from homeassistant.core import (
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
)

from simulator import Simulator
from tests.unit.clock import poll_now
from tests.unit.states import EVENT, OPT_OUT

type Changes = list[tuple[str, str, str | None]]


def _follow(
    hass: HomeAssistant, entity_ids: Iterable[str], told: Callable[[State], None]
) -> None:
    """Pass on each event of some entities, but not that they appear or go."""

    @callback
    def hear(event: Event[EventStateChangedData]) -> None:
        old, new = event.data["old_state"], event.data["new_state"]
        if event.data["entity_id"] not in entity_ids or old is None or new is None:
            return
        if STATE_UNAVAILABLE not in (old.state, new.state):
            told(new)

    hass.bus.async_listen(EVENT_STATE_CHANGED, hear)


def changes_of(hass: HomeAssistant, entity_id: str = OPT_OUT) -> Changes:
    """Return a list that fills with what happened, to which number, and its name."""
    changes: Changes = []

    def told(new: State) -> None:
        found = new.attributes
        changes.append((found["event_type"], found["from_number"], found["name"]))

    _follow(hass, [entity_id], told)
    return changes


def order_of(hass: HomeAssistant) -> list[str]:
    """Return a list that fills with the types of inbound and opt-out events."""
    order: list[str] = []
    _follow(
        hass, [EVENT, OPT_OUT], lambda new: order.append(new.attributes["event_type"])
    )
    return order


async def text(
    hass: HomeAssistant, simulator: Simulator, sender: str, *bodies: str
) -> None:
    """Have texts come in, one after the other."""
    for body in bodies:
        simulator.inject_inbound(sender, body)
        await poll_now(hass)
