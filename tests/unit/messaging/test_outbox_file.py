"""The outbox's file: what is kept in it, for how long, and for whose eyes."""

from collections.abc import Callable
import stat

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.messaging import messenger
from custom_components.clicksend_messaging.messaging.clicksend_carrier import (
    ClickSendCarrier,
)
from simulator import Simulator
from tests.unit.conftest import DAD, MUM, recipient
from tests.unit.sending import DAD_ENTITY, accepted, notify, requests

from .limited import ACCEPTED, blocked, listen, outcomes, reload, repairs, set_options
from .stored import (
    GARBAGE,
    HEADER,
    NEWER_HEADER,
    Line,
    accepted_line,
    content,
    lines_of,
    message,
    newer_file,
    outbox_file,
    sent,
    start,
    state_in,
    store,
    submitting,
    words,
    works,
)


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look soon for what is unknown, and not for long."""
    monkeypatch.setattr(messenger, "VERDICT_SECONDS", 0.7)
    monkeypatch.setattr(ClickSendCarrier, "delays", (0.05, 0.05))


@pytest.fixture
def waiting(make_entry: Callable[..., MockConfigEntry]) -> MockConfigEntry:
    """Return an account that is not set up yet."""
    return make_entry(recipient("Dad", DAD), recipient("Mum", MUM))


async def test_a_sound_file(
    hass: HomeAssistant, simulator: Simulator, waiting: MockConfigEntry
) -> None:
    """What waited is sent once, in order, and then not again after another start."""
    store(
        hass,
        waiting,
        [
            HEADER,
            message("A", text="First"),
            message("B", to=MUM, text="Second"),
            message("C", text="Urgent", priority="critical"),
        ],
    )

    await start(hass, waiting)

    assert accepted(simulator) == {DAD: ["Urgent", "First"], MUM: ["Second"]}
    assert sent(simulator) == ["C", "A", "B"]
    assert repairs(hass) == {}
    for _ in range(2):
        await reload(hass, waiting)
    assert len(simulator.books) == 3


@pytest.mark.parametrize("delay", [0, 3600], ids=["found", "not found"])
async def test_what_was_being_handed_over_is_looked_up(
    hass: HomeAssistant, simulator: Simulator, waiting: MockConfigEntry, delay: int
) -> None:
    """It may have arrived: it is not sent again, whatever is found."""
    await start(hass, waiting)
    await notify(hass, DAD_ENTITY)
    await hass.config_entries.async_unload(waiting.entry_id)
    file = outbox_file(hass, waiting)
    lines = lines_of(file)
    ((_, position),) = [
        (line, index)
        for index, line in enumerate(lines)
        if line.get("state") == "accepted"
    ]
    # A power cut before ClickSend's answer was on the disk.
    file.write_bytes(content(lines[:position]))
    simulator.settings.history_delay = delay
    reports = listen(hass)

    await start(hass, waiting)

    assert len(requests(simulator)) == 1
    [report] = reports
    assert report["recipient"] == "Dad"
    if delay:
        assert (report["event_type"], report["reason"]) == ("unknown", "ANSWER_LOST")
        assert list(repairs(hass)) == ["message_lost"]
    else:
        assert report["event_type"] == "sent"
        assert repairs(hass) == {}
    await reload(hass, waiting)
    assert len(requests(simulator)) == 1


async def test_what_waited_for_too_long_is_not_sent(
    hass: HomeAssistant, simulator: Simulator, waiting: MockConfigEntry
) -> None:
    """An old alarm does not go out late, and somebody is told."""
    old = message("A")
    store(hass, waiting, [HEADER, {**old, "expires": old["created"] - 1}])
    reports = listen(hass)

    await start(hass, waiting)

    assert requests(simulator) == []
    assert [(item["event_type"], item["reason"]) for item in reports] == [
        ("failed", "EXPIRED")
    ]


async def test_no_file(
    hass: HomeAssistant, simulator: Simulator, waiting: MockConfigEntry
) -> None:
    """As in the beginning: there is one from now on, for its owner's eyes only."""
    file = outbox_file(hass, waiting)

    await start(hass, waiting)

    assert repairs(hass) == {}
    assert lines_of(file) == [HEADER]
    await works(hass, simulator)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_a_file_that_everybody_could_read(
    hass: HomeAssistant, waiting: MockConfigEntry
) -> None:
    """Nobody else can any more."""
    file = store(hass, waiting, [HEADER, message("A")])
    file.chmod(0o644)

    await start(hass, waiting)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_an_older_file(
    hass: HomeAssistant, simulator: Simulator, waiting: MockConfigEntry
) -> None:
    """Without a header, and with what a message cannot do without."""
    full = message("A")
    bare = {key: full[key] for key in ("id", "to", "text", "created", "expires")}
    file = store(hass, waiting, [bare, {**bare, "id": "B", "mood": "from elsewhere"}])

    await start(hass, waiting)

    assert sent(simulator) == ["A", "B"]
    assert repairs(hass) == {}
    assert lines_of(file)[0] == HEADER


@pytest.mark.parametrize(
    "lines",
    [
        [NEWER_HEADER, message("A")],
        [NEWER_HEADER, {"uuid": "A", "phone": DAD}],
        [NEWER_HEADER, GARBAGE],
        # A newer version went on where this one had begun.
        [HEADER, message("A"), NEWER_HEADER, message("B")],
    ],
    ids=range(4),
)
async def test_a_newer_file(
    hass: HomeAssistant,
    simulator: Simulator,
    waiting: MockConfigEntry,
    lines: list[Line],
) -> None:
    """It is put aside whole; guessing at it could send something twice."""
    file = store(hass, waiting, lines)
    written = file.read_bytes()

    await start(hass, waiting)

    assert list(repairs(hass)) == ["outbox_newer"]
    said = words(hass, "outbox_newer")
    assert "The record of ClickSend was written by a newer version" in said
    assert "put aside" in said
    assert newer_file(hass, waiting).read_bytes() == written
    assert lines_of(file) == [HEADER]
    await works(hass, simulator)
    assert accepted(simulator) == {DAD: ["It works"]}
    await reload(hass, waiting)
    assert newer_file(hass, waiting).read_bytes() == written


@pytest.mark.parametrize("beside", ["", ".tmp"], ids=["unreadable", "unwritable"])
async def test_a_file_that_cannot_be_used(
    hass: HomeAssistant,
    simulator: Simulator,
    waiting: MockConfigEntry,
    beside: str,
    expected_log: list[str],
) -> None:
    """Nothing could be promised, so nothing is sent; it is tried again by itself."""
    expected_log.append("The record of messages cannot be read or written")
    file = outbox_file(hass, waiting)
    obstacle = file.with_name(file.name + beside)
    obstacle.mkdir(parents=True)
    if beside:
        store(hass, waiting, [HEADER, message("A")])

    assert not await hass.config_entries.async_setup(waiting.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    state = waiting.state
    assert state is ConfigEntryState.SETUP_RETRY
    assert waiting.error_reason_translation_key == "outbox_unusable"
    assert requests(simulator) == []
    obstacle.rmdir()
    await reload(hass, waiting)
    assert waiting.state is ConfigEntryState.LOADED
    assert sent(simulator) == (["A"] if beside else [])
    await works(hass, simulator)


async def test_the_files_go_with_the_account(
    hass: HomeAssistant, waiting: MockConfigEntry
) -> None:
    """Also what was put aside."""
    file = store(hass, waiting, [NEWER_HEADER])
    fresh = file.with_name(f"{file.name}.tmp")
    await start(hass, waiting)
    await notify(hass, DAD_ENTITY)
    fresh.write_bytes(b"left behind")
    assert file.exists()
    assert newer_file(hass, waiting).exists()

    await hass.config_entries.async_remove(waiting.entry_id)

    assert list(file.parent.glob(f"*{waiting.entry_id}*")) == []


async def test_spending_is_remembered(
    hass: HomeAssistant, waiting: MockConfigEntry
) -> None:
    """What was accepted, what may have been, and what messages cost that are gone."""
    now = message("A")["created"]
    store(
        hass,
        waiting,
        [
            HEADER,
            {"priority": "normal", "spent": {str(int(now // 900)): "1.00"}},
            message("A"),
            submitting("A"),
            accepted_line("A", cost="0.50"),
            message("B", cost="0.30"),
            submitting("B"),
            GARBAGE,
        ],
    )
    # 1.80 is gone, and the next one may cost as much as the dearest did.
    hass.config_entries.async_update_entry(
        waiting, options={"spending": {"spend_per_day": 2.29}}
    )
    await start(hass, waiting)

    assert await outcomes(hass, entity_id=DAD_ENTITY) == [
        blocked("LIMIT_SPEND_PER_DAY")
    ]
    await set_options(hass, waiting, spending={"spend_per_day": 2.3})
    assert await outcomes(hass, entity_id=DAD_ENTITY) == [ACCEPTED]


async def test_what_counts_for_the_hour_is_remembered(
    hass: HomeAssistant, waiting: MockConfigEntry
) -> None:
    """Also what may have left, and not what did not."""
    store(
        hass,
        waiting,
        [
            HEADER,
            message("A"),
            submitting("A"),
            accepted_line("A"),
            message("B"),
            submitting("B"),
            message("C"),
            {"id": "C", "state": "rejected", "code": "NO"},
        ],
    )
    hass.config_entries.async_update_entry(
        waiting, options={"limits": {"messages_per_hour": 3}}
    )
    await start(hass, waiting)

    found = await outcomes(hass, phone_numbers=[DAD, MUM])

    assert found == [ACCEPTED, blocked("LIMIT_PER_HOUR")]


@pytest.mark.parametrize("again", [1, 2, 3])
async def test_lines_that_are_there_twice(
    hass: HomeAssistant, simulator: Simulator, waiting: MockConfigEntry, again: int
) -> None:
    """They are no news, and never lead back."""
    lines: list[Line] = [message("A"), submitting("A"), accepted_line("A")]
    file = store(hass, waiting, [HEADER, *lines, *lines[:again]])

    await start(hass, waiting)

    assert requests(simulator) == []
    assert simulator.requests.find("GET", "/sms/history") == []
    assert repairs(hass) == {}
    assert state_in(file, "A") == "accepted"


@pytest.mark.usefixtures("simulator")
async def test_a_text_that_is_hard_to_keep(
    hass: HomeAssistant, waiting: MockConfigEntry
) -> None:
    """Line breaks, quotes and emoji come back as they were."""
    text = 'Ann\'s "door"\n\\n\t\u2028 🚪 \x00é'
    await start(hass, waiting)
    await outcomes(hass, entity_id=DAD_ENTITY, message=text)

    await reload(hass, waiting)

    assert lines_of(outbox_file(hass, waiting))[1]["text"] == text
