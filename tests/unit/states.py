"""Read the state machine as people see it."""

from typing import Any

from homeassistant.core import HomeAssistant, State

BALANCE = "sensor.clicksend_balance"
EVENT = "event.clicksend_inbound_message"
LAST = "sensor.clicksend_last_inbound_message"
LOW = "binary_sensor.clicksend_low_balance"
OPT_OUT = "event.clicksend_opt_out"
OUTBOX = "sensor.clicksend_outbox"
REPORT = "event.clicksend_delivery_report"
SPENT = "sensor.clicksend_spent_today"


def full_state(hass: HomeAssistant, entity_id: str) -> State:
    """Return the state of an entity that has to exist."""
    state = hass.states.get(entity_id)
    assert state is not None, f"There is no {entity_id}"
    return state


def value(hass: HomeAssistant, entity_id: str) -> str:
    """Return what the entity shows."""
    return full_state(hass, entity_id).state


def attribute(hass: HomeAssistant, entity_id: str, name: str) -> Any:
    """Return one of the entity's attributes."""
    return full_state(hass, entity_id).attributes[name]
