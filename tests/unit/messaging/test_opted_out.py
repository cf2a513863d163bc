"""Whoever has opted out gets no message, on whatever way."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.messaging.clicksend_carrier import (
    ClickSendCarrier,
)
from simulator import Simulator
from tests.unit.clock import HOUR, MINUTE, poll_now
from tests.unit.conftest import DAD, MUM, direct_data, recipient
from tests.unit.inbound.opting import text
from tests.unit.picture import DOOR, add_pictures
from tests.unit.sending import (
    DAD_ENTITY,
    MUM_ENTITY,
    TEXT,
    notify,
    refusal,
    requests,
    send_sms,
)
from tests.unit.services.asking import ask
from tests.unit.services.cancel.scheduled import let_go, schedule, to_come

from .limited import (
    ACCEPTED,
    blocked,
    failures,
    listen,
    outcomes,
    reload,
    repairs,
    set_options,
)
from .waiting import SECOND, advance, reported, settle, until

LONDON = "+447400123456"
ANN, BOB = "+12025550103", "+12025550104"
OPTED_OUT = blocked("OPTED_OUT")
EVEN_SO = {"critical": {"ignore_opt_out": True}}


@pytest.fixture
async def entry(
    hass: HomeAssistant, make_entry: Callable[..., MockConfigEntry], tmp_path: Path
) -> MockConfigEntry:
    """Return an account with Dad and Mum, who can be reached on every channel."""
    await add_pictures(hass, tmp_path)
    every = {"channels": ["sms", "mms", "voice"], "mms": {"attachment": DOOR}}
    added = make_entry(recipient("Dad", DAD, **every), recipient("Mum", MUM, **every))
    assert await hass.config_entries.async_setup(added.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return added


async def send(hass: HomeAssistant, channel: str, **data: Any) -> list[tuple[str, str]]:
    """Send over a channel; return the status and the code of each message."""
    answer: Any = await hass.services.async_call(
        DOMAIN,
        f"send_{channel}",
        {"message": TEXT, **data},
        blocking=True,
        return_response=True,
    )
    return [(row["status"], row["code"]) for row in answer["messages"]]


def hold_back(simulator: Simulator) -> None:
    """Have ClickSend take nothing for longer than it takes to look for texts."""
    simulator.faults.arm("rate_limited", path="*/send", times=None, retry_after=100)


def sent(simulator: Simulator) -> list[str]:
    """Return the numbers of all messages that ClickSend has taken."""
    return [message.to for message in simulator.books]


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("channel", ["sms", "mms", "voice"])
@pytest.mark.parametrize("priority", ["normal", "critical"])
async def test_every_channel_and_priority(
    hass: HomeAssistant, simulator: Simulator, channel: str, priority: str
) -> None:
    """Named as a recipient or by number; everybody else gets the message."""
    await text(hass, simulator, DAD, "STOP")
    await text(hass, simulator, ANN, "STOP")
    attached = {"attachment": DOOR} if channel == "mms" else {}

    found = await send(
        hass,
        channel,
        entity_id=[f"notify.dad_{channel}", f"notify.mum_{channel}"],
        phone_numbers=[ANN, BOB],
        priority=priority,
        **attached,
    )

    assert found == [OPTED_OUT, ACCEPTED, OPTED_OUT, ACCEPTED]
    assert sent(simulator) == [MUM, BOB]


@pytest.mark.parametrize("channel", ["sms", "mms", "voice"])
@pytest.mark.parametrize(
    ("priority", "outcome"), [("normal", OPTED_OUT), ("critical", ACCEPTED)]
)
async def test_critical_messages_may_go_to_them_all_the_same(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    channel: str,
    priority: str,
    outcome: tuple[str, str],
) -> None:
    """If that is wanted, and no others."""
    await set_options(hass, entry, **EVEN_SO)
    await text(hass, simulator, DAD, "STOP")

    assert await send(
        hass, channel, entity_id=f"notify.dad_{channel}", priority=priority
    ) == [outcome]


@pytest.mark.usefixtures("entry")
async def test_members_of_a_list(hass: HomeAssistant, simulator: Simulator) -> None:
    """Everybody on it is asked for by themselves."""
    family = simulator.add_list(
        "Family",
        {"first_name": "Ann", "phone_number": ANN},
        {"first_name": "Bob", "phone_number": "(202) 555-0104"},
    )
    await text(hass, simulator, BOB, "STOP")

    found = await outcomes(hass, list_id=str(family.list_id))

    assert found == [ACCEPTED, OPTED_OUT]
    assert sent(simulator) == [ANN]


@pytest.mark.usefixtures("entry")
async def test_the_answer(hass: HomeAssistant, simulator: Simulator) -> None:
    """A row like any other; it counts as failed."""
    await text(hass, simulator, DAD, "STOP")

    answer = await send_sms(hass, entity_id=DAD_ENTITY, reference="door")

    assert answer == {
        "messages": [
            {
                "recipient": DAD,
                "name": "Dad",
                "status": "blocked",
                "code": "OPTED_OUT",
                "message_id": None,
                "reference": "door",
                "sender": None,
                "parts": None,
                "price": None,
            }
        ],
        "accepted": 0,
        "failed": 1,
        "total_price": "0",
        "currency": "USD",
    }
    assert requests(simulator) == []


@pytest.mark.usefixtures("entry")
async def test_the_error(hass: HomeAssistant, simulator: Simulator) -> None:
    """It names them, and says what has to be done."""
    await text(hass, simulator, DAD, "STOP")
    reports = listen(hass)

    error = await refusal(hass, entity_id=[DAD_ENTITY, MUM_ENTITY])

    assert type(error) is HomeAssistantError
    assert str(error) == (
        "Not sent, because they have opted out: Dad (OPTED_OUT). They texted STOP; "
        "they must text START to get messages again. 1 of 2 messages were accepted"
    )
    with pytest.raises(HomeAssistantError, match=r"Dad \(OPTED_OUT\)") as caught:
        await notify(hass, DAD_ENTITY)
    assert caught.value.translation_key == "opted_out"
    # Whoever sent it knows.
    assert failures(reports) == []


@pytest.mark.usefixtures("entry")
async def test_two_reasons_in_one_call(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Each recipient is named with their own."""
    await set_options(hass, entry, limits={"countries": ["US"]})
    await text(hass, simulator, DAD, "STOP")

    error = await refusal(hass, phone_numbers=[LONDON, DAD])

    assert error.translation_key == "send_failed"
    assert f"{LONDON} (LIMIT_COUNTRY), Dad (OPTED_OUT)" in str(error)


async def test_they_take_no_place_and_no_money(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Limits are for those who may be texted."""
    await set_options(
        hass,
        entry,
        limits={"messages_per_hour": 1},
        spending={"spend_per_day": 0.08},
    )
    await text(hass, simulator, DAD, "STOP")

    assert await outcomes(hass, phone_numbers=[DAD, MUM, ANN]) == [
        OPTED_OUT,
        ACCEPTED,
        blocked("LIMIT_PER_HOUR"),
    ]


async def test_no_other_reason_hides_it(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Neither a limit, nor a price that nobody knows, nor the same message before."""
    same = {"phone_numbers": [DAD], "dedup_key": "door"}
    assert await outcomes(hass, **same) == [ACCEPTED]
    await set_options(
        hass, entry, limits={"messages_per_hour": 1}, spending={"spend_per_day": 9}
    )
    simulator.faults.arm("server_error", path="/sms/price", times=None)
    await text(hass, simulator, DAD, "STOP")
    await text(hass, simulator, LONDON, "STOP")

    assert await outcomes(hass, phone_numbers=[LONDON]) == [OPTED_OUT]
    assert await outcomes(hass, **same) == [OPTED_OUT]


@pytest.mark.usefixtures("entry")
async def test_what_was_not_sent_is_no_repetition(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """After START the message may be sent."""
    same = {"phone_numbers": [DAD], "dedup_key": "door"}
    await text(hass, simulator, DAD, "STOP")
    assert await outcomes(hass, **same) == [OPTED_OUT]

    await text(hass, simulator, DAD, "START")

    assert await outcomes(hass, **same) == [ACCEPTED]


@pytest.mark.usefixtures("entry")
async def test_asking_for_the_price(hass: HomeAssistant, simulator: Simulator) -> None:
    """It is no message."""
    await text(hass, simulator, DAD, "STOP")

    answer = await ask(hass, "get_price", message=TEXT, phone_numbers=[DAD])

    assert [row["price"] for row in answer["messages"]] == ["0.0792"]


@pytest.mark.usefixtures("entry", "impatient_callers")
@pytest.mark.parametrize("later", [{}, {"schedule": "01:00:00"}], ids=["now", "later"])
async def test_what_waits_does_not_leave(
    hass: HomeAssistant, simulator: Simulator, later: dict[str, str]
) -> None:
    """Taken in before the STOP, as ClickSend took nothing then; others do leave."""
    hold_back(simulator)
    found = await outcomes(hass, phone_numbers=[DAD, MUM], **later)
    assert [status for status, _ in found] == ["queued", "queued"]
    reports = listen(hass)
    await text(hass, simulator, DAD, "STOP")

    await let_go(hass, simulator)

    assert sent(simulator) == [MUM]
    assert failures(reports) == [("Dad", "OPTED_OUT")]


@pytest.mark.usefixtures("impatient_callers")
@pytest.mark.parametrize(("priority", "numbers"), [("normal", []), ("critical", [DAD])])
async def test_what_waits_may_leave_all_the_same_if_it_is_critical(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    priority: str,
    numbers: list[str],
) -> None:
    """The option counts here as well."""
    await set_options(hass, entry, **EVEN_SO)
    hold_back(simulator)
    await outcomes(hass, phone_numbers=[DAD], priority=priority)
    await text(hass, simulator, DAD, "STOP")

    await let_go(hass, simulator)

    assert sent(simulator) == numbers


@pytest.mark.usefixtures("impatient_callers")
async def test_what_waits_does_not_leave_after_a_reload_either(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """It gives its place back."""
    await set_options(hass, entry, limits={"messages_per_hour": 1})
    hold_back(simulator)
    await outcomes(hass, phone_numbers=[DAD])
    await text(hass, simulator, DAD, "STOP")
    await reload(hass, entry)

    await let_go(hass, simulator)

    assert sent(simulator) == []
    assert await outcomes(hass, phone_numbers=[MUM]) == [ACCEPTED]


@pytest.mark.usefixtures("entry", "impatient_callers")
async def test_what_waits_leaves_after_a_start(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """They want it again."""
    hold_back(simulator)
    await outcomes(hass, phone_numbers=[DAD])
    await text(hass, simulator, DAD, "STOP", "START")

    await let_go(hass, simulator)

    assert sent(simulator) == [DAD]


@pytest.mark.usefixtures("entry", "impatient_callers")
async def test_a_picture_that_waits(hass: HomeAssistant, simulator: Simulator) -> None:
    """It stays here."""
    hold_back(simulator)
    assert [s for s, _ in await send(hass, "mms", entity_id="notify.dad_mms")] == [
        "queued"
    ]
    reports = listen(hass)
    await text(hass, simulator, DAD, "STOP")

    await let_go(hass, simulator)

    assert failures(reports) == [("Dad", "OPTED_OUT")]
    assert sent(simulator) == []


@pytest.mark.usefixtures("entry")
async def test_what_clicksend_has_already(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """What is scheduled there stays: taking it back is up to you."""
    await schedule(hass, reference="oven")
    await text(hass, simulator, DAD, "STOP")
    assert to_come(simulator) == [DAD]

    await ask(hass, "cancel_message", reference="oven")

    assert to_come(simulator) == []


@pytest.mark.usefixtures("freezer", "impatient_callers")
@pytest.mark.parametrize(
    ("ignores", "code", "times"), [(False, "ANSWER_LOST", 1), (True, "SENT_AGAIN", 2)]
)
async def test_a_lost_message_is_not_sent_again(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    *,
    ignores: bool,
    code: str,
    times: int,
) -> None:
    """Although critical ones are, unless the option says otherwise."""
    options = {"resend_unknown": True, "ignore_opt_out": ignores}
    await set_options(hass, entry, critical=options)
    reports = reported(hass)
    fault = simulator.faults.arm("reset_before", path="/sms/send")
    sending = hass.async_create_task(
        send_sms(hass, phone_numbers=[DAD], priority="critical")
    )
    await until(hass, lambda: fault.hits)
    await settle(hass)
    await advance(hass, freezer, SECOND)
    await sending
    simulator.inject_inbound(DAD, "STOP")
    await advance(hass, freezer, MINUTE)

    for delay in ClickSendCarrier.delays:
        await advance(hass, freezer, timedelta(seconds=delay))
    await advance(hass, freezer, HOUR)

    assert reports[0] == ("unknown", code)
    assert len(requests(simulator)) == times


async def test_the_repair(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """There while a recipient has opted out; it names nobody."""
    await text(hass, simulator, DAD, "STOP")
    [(key, repair)] = repairs(hass).items()
    assert key == "opted_out"
    assert repair.severity is ir.IssueSeverity.WARNING
    assert not repair.is_fixable
    assert repair.translation_placeholders == {"account": "ClickSend"}

    await text(hass, simulator, MUM, "STOP")
    await text(hass, simulator, DAD, "START")
    assert list(repairs(hass)) == ["opted_out"]
    await reload(hass, entry)
    assert list(repairs(hass)) == ["opted_out"]
    await text(hass, simulator, MUM, "START")
    assert repairs(hass) == {}


@pytest.mark.usefixtures("entry")
async def test_strangers_need_no_repair(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nobody expects them to get anything."""
    await text(hass, simulator, ANN, "STOP")

    assert repairs(hass) == {}


async def test_the_repair_goes_with_the_recipient(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Nobody is left that it is about."""
    await text(hass, simulator, DAD, "STOP")
    dad = next(item for item in entry.subentries.values() if item.title == "Dad")

    hass.config_entries.async_remove_subentry(entry, dad.subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert repairs(hass) == {}
    assert await outcomes(hass, phone_numbers=[DAD]) == [OPTED_OUT]


async def test_the_repair_of_another_account(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Each has its own, which goes with it."""
    other = MockConfigEntry(
        domain=DOMAIN,
        title="Second",
        unique_id="another",
        data=direct_data(simulator),
        subentries_data=(recipient("Dad", DAD),),
    )
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    simulator.inject_inbound(DAD, "STOP")
    await poll_now(hass)

    registry = ir.async_get(hass)
    found = [
        account.title
        for account in (entry, other)
        if registry.async_get_issue(DOMAIN, f"opted_out_{account.entry_id}")
    ]
    assert len(found) >= 1
    for account in (entry, other):
        await hass.config_entries.async_remove(account.entry_id)
    assert repairs(hass) == {}
