"""A damaged outbox: the account starts, keeps what can be kept, and says the rest."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.messaging import messenger
from custom_components.clicksend_messaging.messaging.clicksend_carrier import (
    ClickSendCarrier,
)
from simulator import Simulator
from tests.unit.conftest import DAD, MUM, recipient
from tests.unit.sending import accepted, requests

from .limited import listen, reload, repairs
from .stored import (
    GARBAGE,
    HEADER,
    accepted_line,
    content,
    lines_of,
    message,
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


def damage_reported(hass: HomeAssistant) -> int:
    """Return how many lines could not be read, as the repair says."""
    if "outbox_damaged" not in repairs(hass):
        return 0
    said = words(hass, "outbox_damaged")
    assert " of the record of ClickSend could not be read" in said
    return int(said.partition(" lines")[0])


@pytest.mark.parametrize("cut", [1, 2, 10, 60])
async def test_the_last_line_is_cut_off(
    hass: HomeAssistant, simulator: Simulator, waiting: MockConfigEntry, cut: int
) -> None:
    """As in a power cut: nobody was told that it was on the disk."""
    written = content([HEADER, message("A"), message("B", text="Lost")])[:-cut]
    store(hass, waiting, written)

    await start(hass, waiting)

    # Without the line break alone nothing is missing.
    assert sent(simulator) == (["A", "B"] if cut == 1 else ["A"])
    assert damage_reported(hass) == (0 if cut == 1 else 1)
    await works(hass, simulator)


async def test_the_last_line_is_cut_off_while_a_message_is_handed_over(
    hass: HomeAssistant, simulator: Simulator, waiting: MockConfigEntry
) -> None:
    """That it was about to be was not on the disk, so it had not left."""
    written = content([HEADER, message("A"), submitting("A")])[:-5]
    file = store(hass, waiting, written)

    await start(hass, waiting)

    assert sent(simulator) == ["A"]
    assert len(simulator.books) == 1
    await reload(hass, waiting)
    assert state_in(file, "A") == "accepted"
    assert len(requests(simulator)) == 1


@pytest.mark.parametrize(
    "bad",
    [
        GARBAGE,
        b"\x00" * 100,
        b"\xff\xfe\xfd",
        b"[1, 2, 3]",
        b'"text"',
        b"null",
        b"{}",
        b'{"id": "X"}',
        b'{"id": ["X"], "to": "+12025550101"}',
        b'{"id": {"a": 1}}',
        b'{"spent": 5}',
        b'{"spent": {"now": "1"}}',
        b'{"spent": {"1": "a lot"}}',
        b'{"spent": {"1": "NaN"}}',
        b'{"spent": {"1": "1"}, "priority": "highest"}',
        b"[" * 100_000,
        '{"id": "Ω"}'.encode("utf-16"),
    ],
    ids=range(17),
)
async def test_a_bad_line_in_the_middle(
    hass: HomeAssistant, simulator: Simulator, waiting: MockConfigEntry, bad: bytes
) -> None:
    """What is behind it may have left before, what comes after it has not."""
    file = store(
        hass,
        waiting,
        [HEADER, message("A", text="Before"), bad, message("B", text="After")],
    )
    reports = listen(hass)

    await start(hass, waiting)

    assert accepted(simulator) == {DAD: ["After"]}
    assert sent(simulator) == ["B"]
    assert damage_reported(hass) == 1
    unknown = [item for item in reports if item["event_type"] == "unknown"]
    assert [item["reference"] for item in unknown] == ["A"]
    await reload(hass, waiting)
    assert state_in(file, "A") == "unknown"
    assert damage_reported(hass) == 1
    await works(hass, simulator)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", 5),
        ("id", ""),
        ("to", None),
        ("to", "911"),
        ("to", "+1202555010x"),
        ("to", 12025550101),
        ("text", None),
        ("text", ""),
        ("text", ["Hello"]),
        ("name", 5),
        ("from", {}),
        ("reference", False),
        ("dedup_key", 7),
        ("resend_of", []),
        ("priority", "highest"),
        ("channel", "pigeon"),
        ("state", "sleeping"),
        ("state", None),
        ("created", "yesterday"),
        ("created", None),
        ("created", True),
        ("created", -1),
        ("expires", "soon"),
        ("expires", None),
        ("left", "never"),
        ("changed", {}),
        ("attempts", -1),
        ("attempts", 1.5),
        ("code", 0),
        ("message_id", 42),
        ("sender", []),
        ("parts", "two"),
        ("cost", 0.0792),
        ("cost", "free"),
        ("cost", "Infinity"),
        ("final", "yes"),
    ],
)
async def test_a_message_with_a_field_that_cannot_be(
    hass: HomeAssistant,
    simulator: Simulator,
    waiting: MockConfigEntry,
    field: str,
    value: object,
) -> None:
    """The whole line is not believed: half a message is none."""
    store(hass, waiting, [HEADER, message("A", **{field: value}), message("B")])

    await start(hass, waiting)

    assert sent(simulator) == ["B"]
    assert damage_reported(hass) == 1


@pytest.mark.parametrize(
    "line",
    [
        {"id": "A", "state": "sleeping"},
        {"id": "A", "state": "accepted", "cost": 7},
        {"id": "A", "state": "rejected", "parts": "one"},
        {"id": "A", "attempts": None},
    ],
)
async def test_a_change_that_cannot_be(
    hass: HomeAssistant,
    simulator: Simulator,
    waiting: MockConfigEntry,
    line: dict[str, Any],
) -> None:
    """Something happened to the message, nobody knows what: it is unknown."""
    file = store(hass, waiting, [HEADER, message("A"), line, message("B")])

    await start(hass, waiting)

    assert sent(simulator) == ["B"]
    assert damage_reported(hass) == 1
    await reload(hass, waiting)
    assert state_in(file, "A") == "unknown"


async def test_only_what_may_be_concerned_is_doubted(
    hass: HomeAssistant, simulator: Simulator, waiting: MockConfigEntry
) -> None:
    """What has an outcome keeps it, and who was mentioned later waited still."""
    file = store(
        hass,
        waiting,
        [
            HEADER,
            message("DONE"),
            submitting("DONE"),
            accepted_line("DONE"),
            message("BACK"),
            submitting("BACK"),
            GARBAGE,
            {"id": "BACK", "state": "queued", "attempts": 1},
        ],
    )

    await start(hass, waiting)

    assert sent(simulator) == ["BACK"]
    await reload(hass, waiting)
    assert state_in(file, "DONE") == "accepted"
    assert state_in(file, "BACK") == "accepted"


async def test_damage_is_counted(
    hass: HomeAssistant, simulator: Simulator, waiting: MockConfigEntry
) -> None:
    """Everywhere, and the rest goes on; it is over with the next start."""
    file = store(
        hass,
        waiting,
        content([HEADER, GARBAGE, message("A"), GARBAGE, b"", GARBAGE, message("B")])
        + b'{"id":"C","to',
    )

    await start(hass, waiting)

    assert damage_reported(hass) == 4
    assert "may not have been sent" in words(hass, "outbox_damaged")
    assert sent(simulator) == ["B"]
    assert all(isinstance(line, dict) for line in lines_of(file))


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"\n\n\n",
        content([HEADER]),
        b"\x00" * 4096,
        b"\xff" * 1000 + b"\n" + b"\xfe" * 1000,
        b"<html>" * 100,
    ],
    ids=["empty", "line breaks", "header", "zeros", "not text", "something else"],
)
async def test_a_file_without_messages(
    hass: HomeAssistant, simulator: Simulator, waiting: MockConfigEntry, written: bytes
) -> None:
    """The account starts, and the next messages are kept."""
    file = store(hass, waiting, written)

    await start(hass, waiting)

    await works(hass, simulator)
    await reload(hass, waiting)
    header, line = lines_of(file)
    assert header == HEADER
    assert line["text"] == "It works"
