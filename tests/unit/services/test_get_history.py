"""The action get_history: what ClickSend keeps of the messages."""

from datetime import date
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from simulator import Simulator
from simulator.clicksend import paging
from simulator.clicksend.books import SentText
from tests.unit.conftest import DAD, MUM
from tests.unit.sending import send_sms, unlimited

from .asking import FAULTS, ask, assert_told, problem

pytestmark = pytest.mark.usefixtures("entry")

MIDNIGHT = 1_784_505_600
"""2026-07-20 in UTC."""


async def history(hass: HomeAssistant, **data: Any) -> Any:
    """Ask for the history."""
    return await ask(hass, "get_history", **data)


def bodies(answer: Any) -> list[str]:
    """Return the texts."""
    return [row["body"] for row in answer["items"]]


def receive(simulator: Simulator, *times: float) -> None:
    """Have texts come in at these times; each says when."""
    for time in times:
        simulator.inject_inbound(DAD, str(time), timestamp=time)


def asked(simulator: Simulator, channel: str = "sms") -> list[dict[str, str]]:
    """Return the queries of every request."""
    return [
        dict(record.query)
        for record in simulator.requests.find("GET", f"/{channel}/history")
    ]


@pytest.mark.parametrize("shape", ["paginated", "bare_list"])
async def test_rows_are_as_clicksend_has_them(
    hass: HomeAssistant, simulator: Simulator, shape: str
) -> None:
    """By its own names, in its own types, sent and received."""
    simulator.settings.patch({"history_shape": shape})
    await send_sms(hass, phone_numbers=DAD, reference="door")
    simulator.inject_inbound(DAD, "Well?", timestamp=simulator.clock.now() - 60)

    answer = await history(hass)

    assert answer["total"] == 2
    sent, received = answer["items"]
    assert (received["direction"], received["body"]) == ("in", "Well?")
    (text,) = simulator.books
    assert sent["message_id"] == text.message_id
    assert sent["message_price"] == "0.0792"
    assert sent["message_parts"] == 1
    assert sent["schedule"] == str(int(text.due_at))
    assert sent["error_text"] is None


@pytest.mark.parametrize("shape", ["paginated", "bare_list"])
async def test_nothing(hass: HomeAssistant, simulator: Simulator, shape: str) -> None:
    """An empty list, with a last page 0."""
    simulator.settings.patch({"history_shape": shape})

    assert await history(hass) == {"items": [], "total": 0}


@pytest.mark.parametrize("shape", ["paginated", "bare_list"])
@pytest.mark.parametrize(
    ("limit", "pages", "total"),
    [(1, 1, 250), (100, 1, 250), (101, 2, 250), (10_000, 3, 250)],
)
async def test_all_pages_up_to_the_limit(
    hass: HomeAssistant,
    simulator: Simulator,
    shape: str,
    limit: int,
    pages: int,
    total: int,
) -> None:
    """The newest come first, and no page is read in vain."""
    simulator.settings.patch({"history_shape": shape})
    receive(simulator, *range(MIDNIGHT, MIDNIGHT + 250))

    answer = await history(hass, limit=limit)

    newest = [str(MIDNIGHT + 249 - place) for place in range(250)]
    assert bodies(answer) == newest[:limit]
    assert [query["page"] for query in asked(simulator)] == ["1", "2", "3"][:pages]
    # A bare list does not say how many more there are.
    assert answer["total"] == (total if shape == "paginated" else min(250, pages * 100))


async def test_a_hundred_unless_told(hass: HomeAssistant, simulator: Simulator) -> None:
    """And how many there are."""
    receive(simulator, *range(MIDNIGHT, MIDNIGHT + 101))

    answer = await history(hass)

    assert (len(answer["items"]), answer["total"]) == (100, 101)


@pytest.mark.parametrize("limit", [0, -1, 10_001, "many"])
async def test_limits_that_are_none(hass: HomeAssistant, limit: object) -> None:
    """From 1 to 10,000."""
    with pytest.raises(vol.Invalid):
        await history(hass, limit=limit)


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("date_from", "2026-07-20 02:00:00", [2, 3]),
        ("date_to", "2026-07-20 02:00:00", [0, 1, 2]),
        ("date_from", "2026-07-20T02:00:01+00:00", [0, 1, 2, 3]),
        ("date_from", "2026-07-20T08:00:01+00:00", [3]),
        # A day is all of it, in local time, which is six hours behind.
        ("date_from", "2026-07-20", [1, 2, 3]),
        ("date_from", date(2026, 7, 20), [1, 2, 3]),
        ("date_to", "2026-07-19", [0]),
        ("date_to", "2026-07-20", [0, 1, 2]),
    ],
)
@pytest.mark.parametrize("heeded", [True, False])
async def test_dates(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    field: str,
    value: object,
    found: list[int],
    *,
    heeded: bool,
) -> None:
    """What has no time zone is local; a channel's list may not heed dates itself."""
    await hass.config.async_set_time_zone("America/Denver")
    if not heeded:
        monkeypatch.setattr(
            "simulator.clicksend.history.integer", lambda _, __, default: default
        )
    hour = 3600
    times = [
        MIDNIGHT + 5 * hour,
        MIDNIGHT + 6 * hour,
        MIDNIGHT + 8 * hour,
        MIDNIGHT + 30 * hour,
    ]
    receive(simulator, *times)

    answer = await history(hass, **{field: value})

    assert bodies(answer) == [str(times[place]) for place in reversed(found)]
    assert answer["total"] == len(found)


async def test_both_dates(hass: HomeAssistant, simulator: Simulator) -> None:
    """Both ends belong to it."""
    await hass.config.async_set_time_zone("UTC")
    receive(simulator, *range(MIDNIGHT - 2, MIDNIGHT + 3))

    answer = await history(hass, date_from="2026-07-20", date_to="2026-07-20 00:00:01")

    assert bodies(answer) == [str(MIDNIGHT + 1), str(MIDNIGHT)]


async def test_dates_that_are_exchanged(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nothing is asked."""
    error = await problem(
        hass, "get_history", date_from="2026-07-21", date_to="2026-07-20"
    )

    assert error.translation_key == "dates_reversed"
    assert asked(simulator) == []


@pytest.mark.parametrize("value", ["yesterday", 5, "2026-02-30", ""])
async def test_dates_that_are_none(hass: HomeAssistant, value: object) -> None:
    """They are refused."""
    with pytest.raises(vol.Invalid):
        await history(hass, date_from=value)


async def test_a_message_that_moves_to_the_next_page(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One comes in while pages are read; the one that moves on counts once."""
    receive(simulator, *range(MIDNIGHT, MIDNIGHT + 150))

    def page(query: Any, rows: list[Any], out_of_range: Any) -> dict[str, object]:
        if query["page"] == "2":
            rows = [{**rows[0], "message_id": "NEW"}, *rows]
        return paging.page(query, rows, out_of_range)

    monkeypatch.setattr("simulator.clicksend.history.page", page)

    answer = await history(hass, limit=1000)

    assert bodies(answer) == [str(MIDNIGHT + 149 - place) for place in range(150)]
    assert answer["total"] == 150


def sent(simulator: Simulator, channel: str) -> list[SentText]:
    """Return the accepted messages of a channel."""
    return [text for text in simulator.books if text.channel == channel]


async def test_calls(hass: HomeAssistant, simulator: Simulator) -> None:
    """Each channel has a history of its own."""
    await send_sms(hass, phone_numbers=DAD)
    await ask(hass, "send_voice", phone_numbers=MUM, message="Hello")

    answer = await history(hass, channel="voice")

    (call,) = sent(simulator, "voice")
    (row,) = answer["items"]
    assert (row["to"], row["message_id"]) == (MUM, call.message_id)
    assert answer["total"] == 1
    assert (await history(hass, channel="mms")) == {"items": [], "total": 0}


async def test_a_lot_that_was_sent(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Nothing is lost among messages of one second."""
    unlimited(hass, entry)
    await hass.async_block_till_done(wait_background_tasks=True)
    numbers = [f"+1202555{number:04}" for number in range(230)]
    await send_sms(hass, phone_numbers=numbers)

    answer = await history(hass, limit=1000)

    assert sorted(row["to"] for row in answer["items"]) == numbers


@FAULTS
async def test_what_may_go_wrong(
    hass: HomeAssistant, simulator: Simulator, fault: str, key: str
) -> None:
    """A person is told what it was."""
    await assert_told(hass, simulator, fault, key, "/sms/history", "get_history")


async def test_account_that_may_not_call(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """What to do about it is said."""
    simulator.settings.patch({"voice_enabled": False})

    error = await problem(hass, "get_history", channel="voice")

    assert error.translation_key == "voice_not_allowed"
