"""What the database keeps of the texts that came in: when, but not who and what."""

from collections.abc import Callable
from datetime import timedelta

from homeassistant.components.recorder import history
from homeassistant.components.recorder.db_schema import Base
from homeassistant.components.recorder.util import get_instance, session_scope
from homeassistant.core import HomeAssistant, State
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from simulator import Simulator
from tests.unit.clock import poll_now
from tests.unit.conftest import recipient

NAME, NUMBER = "Zelda Quartermaine", "+12025550117"
WORDS = "Feed the walrus at noon"
EVENT = "event.clicksend_inbound_message"
SENSOR = "sensor.clicksend_last_inbound_message"

pytestmark = pytest.mark.usefixtures("recorder_mock")


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations(
    recorder_mock: object, enable_custom_integrations: None
) -> None:
    """Have the recorder there before anything that it could record."""


@pytest.fixture
async def text_received(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
) -> None:
    """Receive a text from a recipient, and have all recorded that is."""
    entry = make_entry(recipient(NAME, NUMBER))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    simulator.inject_inbound(NUMBER, WORDS)
    await poll_now(hass)
    await async_wait_recording_done(hass)


def _everything_recorded(hass: HomeAssistant) -> str:
    """Return all rows of all tables."""
    with session_scope(hass=hass, read_only=True) as session:
        return "\n".join(
            str(row)
            for table in Base.metadata.sorted_tables
            for row in session.execute(table.select())
        )


async def _recorded(hass: HomeAssistant, entity_id: str) -> State:
    """Return the last state that was recorded of an entity."""
    states = await get_instance(hass).async_add_executor_job(
        lambda: history.state_changes_during_period(
            hass, dt_util.utcnow() - timedelta(hours=1), entity_id=entity_id
        )
    )
    return states[entity_id][-1]


@pytest.mark.usefixtures("text_received")
@pytest.mark.parametrize("entity_id", [EVENT, SENSOR])
async def test_sender_and_text_are_shown_but_not_recorded(
    hass: HomeAssistant, entity_id: str
) -> None:
    """The state, a time, is; so are the attributes that say nothing personal."""
    shown = hass.states.get(entity_id)
    assert shown is not None
    personal = {"from_number": NUMBER, "name": NAME, "message": WORDS}
    assert personal.items() <= shown.attributes.items()

    recorded = await _recorded(hass, entity_id)

    assert recorded.state == shown.state
    assert not {*personal, "to_number"} & set(recorded.attributes)
    assert recorded.attributes["friendly_name"] == shown.attributes["friendly_name"]


@pytest.mark.usefixtures("text_received")
async def test_event_can_be_told_apart_in_the_history(hass: HomeAssistant) -> None:
    """Whether it was trusted, and which text it was."""
    recorded = await _recorded(hass, EVENT)

    assert recorded.attributes["event_type"] == "trusted"
    assert recorded.attributes["message_id"]


@pytest.mark.usefixtures("text_received")
async def test_nothing_of_it_is_anywhere_in_the_database(hass: HomeAssistant) -> None:
    """Neither the words nor the number, in whatever table."""
    everything = await get_instance(hass).async_add_executor_job(
        _everything_recorded, hass
    )

    assert EVENT in everything
    assert WORDS not in everything
    assert NUMBER[-7:] not in everything
