"""Whoever texts STOP has opted out until they text START, whatever happens."""

import asyncio
from collections.abc import Callable, Generator
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.inbound import opt_out
from simulator import Simulator
from tests.unit.clock import poll_now
from tests.unit.conftest import DAD, MUM, direct_data, recipient
from tests.unit.messaging.limited import ACCEPTED, blocked, outcomes
from tests.unit.states import EVENT, attribute

from .conftest import EarlierLife, deliver, reload, same_entry, start
from .opting import Changes, changes_of, order_of, text
from .test_rule import add_rule

STRANGER = "+12025550199"
NOON = 1_800_000_000
OPTED_OUT = blocked("OPTED_OUT")


@pytest.fixture
def changes(hass: HomeAssistant) -> Changes:
    """Return the changes that automations can hear of."""
    return changes_of(hass)


async def status(hass: HomeAssistant, number: str) -> tuple[str, str]:
    """Send to a number, and return what became of it."""
    (found,) = await outcomes(hass, phone_numbers=[number])
    return found


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    "body",
    [
        *("STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"),
        *("OPTOUT", "OPT OUT", "OPT-OUT", "REVOKE"),
        *("stop", "Stop", "sToP", "stop all", "opt-out", "Unsubscribe"),
        *("STOP.", " stop ", "Stop!!!", "\n\tSTOP\r\n", "'stop'", "“Stop”", "*STOP*"),
        *("¡stop!", "STOP…", "(stop)", "STOP 🛑", "stop  all", "stop\nall", "- end -"),
    ],
)
async def test_words_that_opt_out(
    hass: HomeAssistant, simulator: Simulator, changes: Changes, body: str
) -> None:
    """In capitals or not, with whatever stands around them."""
    await text(hass, simulator, DAD, body)

    assert changes == [("opted_out", DAD, "Dad")]
    assert await status(hass, DAD) == OPTED_OUT
    assert await status(hass, MUM) == ACCEPTED


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    "body",
    [
        *("stop it", "please stop", "STOP STOP", "Don't stop", "Stopp", "stops"),
        *("unstoppable", "the end", "cancel all", "St op", "S.T.O.P", "opt", "out"),
        *("all", "stop1", "STOP ALL NOW", "no", "YES", "", " ", "!!!", "REMOVE"),
        "ST0P",
    ],
)
async def test_words_that_do_not(
    hass: HomeAssistant, simulator: Simulator, changes: Changes, body: str
) -> None:
    """The word is the whole text."""
    await text(hass, simulator, DAD, body)

    assert changes == []
    assert await status(hass, DAD) == ACCEPTED


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    "body",
    ["START", "UNSTOP", "OPTIN", "OPT IN", "OPT-IN", " start! ", "Opt in.", "unStop"],
)
async def test_words_that_opt_in_again(
    hass: HomeAssistant, simulator: Simulator, changes: Changes, body: str
) -> None:
    """From then on, messages arrive as before."""
    await text(hass, simulator, DAD, "STOP", body)

    assert changes == [("opted_out", DAD, "Dad"), ("opted_in", DAD, "Dad")]
    assert await status(hass, DAD) == ACCEPTED


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    "body", ["YES", "Y", "OK", "start it", "restart", "JOIN", "in"]
)
async def test_words_that_do_not_opt_in(
    hass: HomeAssistant, simulator: Simulator, changes: Changes, body: str
) -> None:
    """YES is an answer to many a question."""
    await text(hass, simulator, DAD, "STOP", body)

    assert changes == [("opted_out", DAD, "Dad")]
    assert await status(hass, DAD) == OPTED_OUT


@pytest.mark.usefixtures("entry")
async def test_a_stranger(
    hass: HomeAssistant, simulator: Simulator, changes: Changes
) -> None:
    """Anybody can opt out; nobody needs to be trusted for it."""
    await text(hass, simulator, STRANGER, "STOP")

    assert attribute(hass, EVENT, "event_type") == "untrusted"
    assert changes == [("opted_out", STRANGER, None)]
    assert await status(hass, STRANGER) == OPTED_OUT


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("sender", ["2025550101", "+1 (202) 555-0101", "12025550101"])
async def test_a_number_in_another_form(
    hass: HomeAssistant, simulator: Simulator, changes: Changes, sender: str
) -> None:
    """It is Dad's all the same."""
    deliver(simulator, sender, "STOP")
    await poll_now(hass)

    assert changes == [("opted_out", DAD, "Dad")]
    assert await status(hass, DAD) == OPTED_OUT


@pytest.mark.usefixtures("entry")
async def test_a_number_that_looks_unusual(
    hass: HomeAssistant, simulator: Simulator, changes: Changes
) -> None:
    """Italians keep their zero."""
    deliver(simulator, "+390612345678", "STOP")
    await poll_now(hass)

    assert changes == [("opted_out", "+390612345678", None)]


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    "sender", ["Dad", "12345", "", "+1202555010", "202KKK0101", "+12025550101x"]
)
async def test_who_is_no_number(
    hass: HomeAssistant, simulator: Simulator, changes: Changes, sender: str
) -> None:
    """A name cannot be texted, so it cannot opt out either; nor for somebody else."""
    deliver(simulator, sender, "STOP")
    await poll_now(hass)

    assert changes == []
    assert attribute(hass, EVENT, "message") == "STOP"
    assert await status(hass, DAD) == ACCEPTED


@pytest.mark.usefixtures("entry")
async def test_only_a_change_is_told(
    hass: HomeAssistant, simulator: Simulator, changes: Changes
) -> None:
    """Whoever repeats it changes nothing."""
    await text(hass, simulator, DAD, "START", "STOP", "STOP", "Quit", "START", "START")

    assert changes == [("opted_out", DAD, "Dad"), ("opted_in", DAD, "Dad")]


@pytest.mark.usefixtures("entry")
async def test_a_change_is_told_after_its_text(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Also if there is another text in the same poll."""
    order = order_of(hass)
    for second, (sender, body) in enumerate(
        [(DAD, "STOP"), (STRANGER, "STOP"), (DAD, "Hello"), (DAD, "START")]
    ):
        simulator.inject_inbound(sender, body, timestamp=NOON + second)
    await poll_now(hass)

    assert order == [
        *("trusted", "opted_out", "untrusted", "opted_out"),
        *("trusted", "trusted", "opted_in"),
    ]


@pytest.mark.usefixtures("entry")
async def test_texts_of_one_poll_count_in_their_order(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Whatever order ClickSend offers them in."""
    simulator.inject_inbound(DAD, "START", timestamp=NOON + 1)
    simulator.inject_inbound(DAD, "STOP", timestamp=NOON)
    simulator.inject_inbound(MUM, "STOP", timestamp=NOON + 1)
    simulator.inject_inbound(MUM, "START", timestamp=NOON)
    await poll_now(hass)

    assert await status(hass, DAD) == ACCEPTED
    assert await status(hass, MUM) == OPTED_OUT


@pytest.mark.parametrize("reloads", [False, True])
async def test_a_text_that_comes_late(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    changes: Changes,
    *,
    reloads: bool,
) -> None:
    """What somebody has said last counts, not what was offered last."""
    simulator.inject_inbound(DAD, "START", timestamp=NOON + 10)
    simulator.inject_inbound(MUM, "STOP", timestamp=NOON)
    simulator.inject_inbound(MUM, "STOP", timestamp=NOON + 10)
    await poll_now(hass)
    if reloads:
        await reload(hass, entry)
    simulator.inject_inbound(DAD, "STOP", timestamp=NOON + 9)
    simulator.inject_inbound(MUM, "START", timestamp=NOON + 9)
    await poll_now(hass)

    assert changes == [("opted_out", MUM, "Mum")]
    assert await status(hass, DAD) == ACCEPTED
    assert await status(hass, MUM) == OPTED_OUT


async def test_a_reload(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator, changes: Changes
) -> None:
    """It forgets nobody, and tells nothing twice."""
    simulator.faults.arm("server_error", path="/sms/inbound-read*", times=None)
    await text(hass, simulator, DAD, "STOP")

    await reload(hass, entry)

    assert await status(hass, DAD) == OPTED_OUT
    await text(hass, simulator, DAD, "START")
    await reload(hass, entry)
    assert await status(hass, DAD) == ACCEPTED
    assert [kind for kind, *_ in changes] == ["opted_out", "opted_in"]


async def test_a_restart(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    changes: Changes,
    earlier_life: EarlierLife,
) -> None:
    """It forgets nobody either."""
    entry = make_entry(recipient("Dad", DAD))
    async with earlier_life() as before:
        same = same_entry(entry)
        same.add_to_hass(before)
        add_rule(simulator, f"Home Assistant {entry.entry_id}")
        simulator.inject_inbound(DAD, "STOP")
        await start(before, same)
        assert await status(before, DAD) == OPTED_OUT

    await start(hass, entry)

    assert changes == []
    assert await status(hass, DAD) == OPTED_OUT


@pytest.fixture
def killed_in_between() -> Generator[Callable[[], None]]:
    """Return what ends a life after the list is on disk and before the inbox is."""
    write = Store._async_write_data  # noqa: SLF001 (nothing else is between it and the disk)
    killed = False

    async def write_or_die(store: Store[Any], data: dict[str, Any]) -> None:
        if store.key.endswith(".inbox") and not killed:
            raise asyncio.CancelledError
        await write(store, data)

    def live_again() -> None:
        nonlocal killed
        killed = True

    with patch.object(Store, "_async_write_data", write_or_die):
        yield live_again


@pytest.mark.parametrize("words", [["STOP"], ["STOP", "STOP"]])
async def test_killed_between_the_writes(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    changes: Changes,
    earlier_life: EarlierLife,
    hass_storage: dict[str, Any],
    killed_in_between: Callable[[], None],
    words: list[str],
) -> None:
    """The text comes again; its change is on the list already, and told only now."""
    entry = make_entry(recipient("Dad", DAD))
    async with earlier_life() as before:
        same = same_entry(entry)
        same.add_to_hass(before)
        changes_before, order_before = changes_of(before), order_of(before)
        add_rule(simulator, f"Home Assistant {entry.entry_id}")
        for second, word in enumerate(words):
            simulator.inject_inbound(DAD, word, timestamp=NOON + second)
        await start(before, same)
        assert (changes_before, order_before) == ([], [])
        assert f"{DOMAIN}.{entry.entry_id}.opt_outs" in hass_storage
        assert f"{DOMAIN}.{entry.entry_id}.inbox" not in hass_storage
    killed_in_between()

    order = order_of(hass)
    await start(hass, entry)

    assert changes == [("opted_out", DAD, "Dad")]
    assert order == ["trusted", "opted_out", *["trusted"] * (len(words) - 1)]
    assert await status(hass, DAD) == OPTED_OUT
    await reload(hass, entry)
    assert len(changes) == 1


async def test_the_list_is_on_disk_before_anybody_hears_of_it(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    hass_storage: dict[str, Any],
) -> None:
    """Whoever was told relies on it."""
    stored: list[bool] = []
    key = f"{DOMAIN}.{entry.entry_id}.opt_outs"
    hass.bus.async_listen("state_changed", lambda _: stored.append(key in hass_storage))
    assert key not in hass_storage

    await text(hass, simulator, DAD, "STOP")

    assert stored
    assert all(stored)


async def test_other_texts_write_nothing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    hass_storage: dict[str, Any],
) -> None:
    """There is no list before somebody is on it."""
    await text(hass, simulator, DAD, "Hello", "Stop it")

    assert f"{DOMAIN}.{entry.entry_id}.opt_outs" not in hass_storage


async def test_the_list_goes_with_the_entry(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    hass_storage: dict[str, Any],
) -> None:
    """Nothing about the account is left."""
    await text(hass, simulator, DAD, "STOP")
    assert [key for key in hass_storage if entry.entry_id in key]

    await hass.config_entries.async_remove(entry.entry_id)

    assert not [key for key in hass_storage if entry.entry_id in key]


async def test_the_list_is_bounded(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    hass_storage: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who is in again goes first, then who opted out the longest time ago."""
    monkeypatch.setattr(opt_out, "MAX_NUMBERS", 3)
    for second, (sender, body) in enumerate(
        [
            *((DAD, "STOP"), (MUM, "STOP"), (STRANGER, "STOP")),
            *((STRANGER, "START"), (DAD, "STOP")),
        ]
    ):
        simulator.inject_inbound(sender, body, timestamp=NOON + second)
    await poll_now(hass)
    numbers = ["+12025550111", "+12025550112", "+12025550113"]

    async def opted_out() -> list[str]:
        everybody = [DAD, MUM, *numbers]
        found = await outcomes(hass, phone_numbers=everybody)
        return [
            who for who, row in zip(everybody, found, strict=True) if row != ACCEPTED
        ]

    for second, number in enumerate(numbers):
        simulator.inject_inbound(number, "STOP", timestamp=NOON + 10 + second)
        await poll_now(hass)
        gone = [[], [MUM], [MUM, DAD]][second]
        assert await opted_out() == [
            *(known for known in (DAD, MUM) if known not in gone),
            *numbers[: second + 1],
        ]

    stored = hass_storage[f"{DOMAIN}.{entry.entry_id}.opt_outs"]
    assert len(stored["data"]["words"]) == 3
    await reload(hass, entry)
    assert await opted_out() == numbers


async def test_accounts_have_lists_of_their_own(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """Who wants nothing more from one home may want it from another."""
    other = MockConfigEntry(
        domain=DOMAIN,
        title="Second",
        unique_id="another",
        data=direct_data(simulator),
        subentries_data=(recipient("Dad", DAD),),
    )
    changes, others = changes_of(hass), changes_of(hass, "event.second_opt_out")
    await text(hass, simulator, DAD, "STOP")
    await start(hass, other)

    for account, found in ((entry, OPTED_OUT), (other, ACCEPTED)):
        assert await outcomes(
            hass, config_entry_id=account.entry_id, phone_numbers=[DAD]
        ) == [found]
    assert len(changes) == 1
    assert others == []


@pytest.mark.parametrize(
    "data",
    [
        *([1], {"words": []}, {"words": {DAD: "STOP"}}, {"words": {DAD: {}}}),
        {"words": {DAD: {"opted_out": True, "timestamp": "noon", "message_id": "1"}}},
        {"words": {DAD: {"opted_out": True, "timestamp": 5, "message_id": "1"}}},
        {"words": {DAD: {"opted_out": True, "timestamp": "2026-11-19T12:00:00Z"}}},
    ],
)
async def test_a_damaged_list_does_not_keep_an_account_from_starting(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    hass_storage: dict[str, Any],
    expected_log: list[str],
    caplog: pytest.LogCaptureFixture,
    data: Any,
) -> None:
    """It says so, and who opts out from then on is kept."""
    expected_log.append("who opted out is damaged")
    entry = make_entry(recipient("Dad", DAD))
    key = f"{DOMAIN}.{entry.entry_id}.opt_outs"
    hass_storage[key] = {"version": 1, "minor_version": 1, "key": key, "data": data}

    await start(hass, entry)
    assert "who opted out is damaged" in caplog.text
    assert await status(hass, DAD) == ACCEPTED
    await text(hass, simulator, DAD, "STOP")
    await reload(hass, entry)

    assert await status(hass, DAD) == OPTED_OUT


async def test_a_sound_list_is_remembered(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    hass_storage: dict[str, Any],
) -> None:
    """The damaged ones above differ from it, also where a time has no zone."""
    entry = make_entry(recipient("Dad", DAD))
    key = f"{DOMAIN}.{entry.entry_id}.opt_outs"
    word = {"opted_out": True, "timestamp": "2026-11-19T12:00:00", "message_id": "1"}
    hass_storage[key] = {
        "version": 1,
        "minor_version": 1,
        "key": key,
        "data": {"words": {DAD: word}},
    }

    await start(hass, entry)

    assert await status(hass, DAD) == OPTED_OUT


async def test_a_list_of_a_later_version_is_left_alone(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    hass_storage: dict[str, Any],
    expected_log: list[str],
) -> None:
    """Nobody gets a message because the list cannot be read for now."""
    expected_log.append("Error setting up entry|UnsupportedStorageVersion")
    entry = make_entry(recipient("Dad", DAD))
    key = f"{DOMAIN}.{entry.entry_id}.opt_outs"
    content = {"version": 99, "minor_version": 1, "key": key, "data": {}}
    hass_storage[key] = dict(content)

    assert not await hass.config_entries.async_setup(entry.entry_id)

    assert hass_storage[key] == content
