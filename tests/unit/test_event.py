"""The event entity: what an automation learns of a text."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import (
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    mock_restore_cache_with_extra_data,
)

from simulator import Simulator
from tests.unit.clock import pass_time
from tests.unit.conftest import DAD, recipient
from tests.unit.sending import DAD_ENTITY, send_sms
from tests.unit.states import EVENT, full_state, value

STRANGER = "+12025550199"
NOON = 1_800_000_000


@pytest.fixture(autouse=True)
def _frozen(freezer: FrozenDateTimeFactory) -> None:
    """Stop the clock before anything is set up."""


def shown(hass: HomeAssistant) -> dict[str, Any]:
    """Return the attributes of the last event."""
    return dict(full_state(hass, EVENT).attributes)


async def receive(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    sender: str,
    body: str,
) -> dict[str, Any]:
    """Have a text come in, and return what the event says of it."""
    simulator.inject_inbound(sender, body)
    await pass_time(hass, freezer)
    return shown(hass)


@pytest.mark.usefixtures("entry")
async def test_an_event_tells_all_there_is_to_know(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """The text, who sent it, where to, when, and whether to trust it."""
    text = simulator.inject_inbound(
        DAD, "Open the garage", to="+18335550177", timestamp=NOON
    )
    await pass_time(hass, freezer)

    assert value(hass, EVENT) == dt_util.utcnow().isoformat(timespec="milliseconds")
    assert shown(hass) == {
        "event_types": ["trusted", "untrusted"],
        "event_type": "trusted",
        "message_id": text.message_id,
        "from_number": DAD,
        "to_number": "+18335550177",
        "name": "Dad",
        "message": "Open the garage",
        "timestamp": datetime.fromtimestamp(NOON, UTC).isoformat(),
        "in_reply_to": None,
        "friendly_name": "ClickSend Inbound message",
    }


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("key", ["timestamp", "timestamp_send"])
@pytest.mark.parametrize("kind", ["int", "str"])
async def test_the_time_is_understood_as_it_comes(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    key: str,
    kind: str,
) -> None:
    """ClickSend writes it in four ways."""
    simulator.settings.patch({"inbound_time_key": key, "inbound_time_type": kind})
    simulator.inject_inbound(DAD, "Hello", timestamp=NOON)

    await pass_time(hass, freezer)

    assert shown(hass)["timestamp"] == "2027-01-15T08:00:00+00:00"


@pytest.mark.usefixtures("entry")
async def test_a_time_that_makes_no_sense_is_now(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """A text with milliseconds for seconds did not come in the year 58000."""
    simulator.inject_inbound(DAD, "Hello", timestamp=NOON * 1000)

    await pass_time(hass, freezer)

    assert shown(hass)["timestamp"] == dt_util.utcnow().isoformat()


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    "body",
    [
        "",
        " ",
        "😀👨‍👩‍👧‍👦🇩🇪",
        'Say "hi" & <b>bye</b>\n\tnow\r\n{{ states("sun.sun") }} \\ \x7f',
        "ñ€œ漢字عربى",
        "x" * 2000,
        "😀" * 1000,
    ],
    ids=["empty", "space", "emoji", "markup", "scripts", "long", "long emoji"],
)
async def test_a_text_arrives_whole(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    body: str,
) -> None:
    """Nothing is cut off, stripped, escaped or rendered."""
    event = await receive(hass, freezer, simulator, DAD, body)

    assert event["message"] == body


@pytest.mark.usefixtures("entry")
async def test_half_an_emoji_does_not_stop_the_rest(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """What a cut between two parts leaves cannot be written to disk as it is."""
    event = await receive(hass, freezer, simulator, DAD, "Cut \ud83d")
    assert event["message"] == "Cut ?"

    event = await receive(hass, freezer, simulator, DAD, "Next")
    assert event["message"] == "Next"


@pytest.mark.usefixtures("entry")
async def test_a_stranger_is_untrusted(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """And has no name, whatever the text says."""
    event = await receive(hass, freezer, simulator, STRANGER, "This is Dad")

    assert event["event_type"] == "untrusted"
    assert event["from_number"] == STRANGER
    assert event["name"] is None


@pytest.mark.usefixtures("entry")
async def test_a_reply_carries_the_reference_of_the_message(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """The automation's own, and otherwise the one that the action returned."""
    await send_sms(hass, entity_id=DAD_ENTITY, reference="home?")
    event = await receive(hass, freezer, simulator, DAD, "Yes")
    assert event["in_reply_to"] == "home?"

    response = await send_sms(hass, entity_id=DAD_ENTITY)
    event = await receive(hass, freezer, simulator, DAD, "Still here")
    assert event["in_reply_to"] == response["messages"][0]["reference"]


@pytest.mark.usefixtures("entry")
async def test_a_reply_to_another_program(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """It carries that program's own reference."""
    await send_sms(hass, entity_id=DAD_ENTITY)
    (sent,) = simulator.books
    object.__setattr__(sent, "custom_string", "order 5")

    event = await receive(hass, freezer, simulator, DAD, "Thanks")

    assert event["in_reply_to"] == "order 5"


@pytest.mark.usefixtures("entry")
async def test_texts_of_one_poll_are_events_of_their_own(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """Each has a state of its own, a millisecond apart at least."""
    states: list[str] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        """Note the state that an automation would be triggered by."""
        new = event.data["new_state"]
        assert new is not None
        states.append(new.state)

    async_track_state_change_event(hass, EVENT, note)
    for number in range(5):
        simulator.inject_inbound(DAD, "Ring", timestamp=NOON + number)

    await pass_time(hass, freezer)

    assert len(set(states)) == 5
    assert states == sorted(states)


async def test_the_entity(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
) -> None:
    """It belongs to the account, and nothing was heard yet."""
    entity = entity_registry.async_get(EVENT)
    assert entity is not None
    assert entity.unique_id == f"{entry.entry_id}_inbound_message"
    assert entity.translation_key == "inbound_message"
    assert value(hass, EVENT) == STATE_UNKNOWN

    await hass.config_entries.async_unload(entry.entry_id)
    assert value(hass, EVENT) == STATE_UNAVAILABLE


async def test_the_last_event_is_remembered(
    hass: HomeAssistant, make_entry: Callable[..., MockConfigEntry]
) -> None:
    """After a restart it shows what it showed before, and does not fire again."""
    moment = "2026-11-19T12:00:00.000+00:00"
    mock_restore_cache_with_extra_data(
        hass,
        [
            (
                State(EVENT, moment),
                {
                    "last_event_type": "trusted",
                    "last_event_attributes": {"message": "Yesterday"},
                },
            )
        ],
    )
    entry = make_entry(recipient("Dad", DAD))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert value(hass, EVENT) == moment
    assert shown(hass)["message"] == "Yesterday"


@pytest.mark.usefixtures("entry")
async def test_what_is_private_is_not_recorded(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """Numbers, names and texts stay out of the database."""
    await receive(hass, freezer, simulator, DAD, "Secret")

    info = full_state(hass, EVENT).state_info
    assert info is not None
    assert info["unrecorded_attributes"] >= {
        "from_number",
        "to_number",
        "name",
        "message",
    }
