"""Who a message comes from: only whom the account has, where that can be known."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging import pickers
from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.messaging.content import remembered
from simulator import Simulator
from tests.unit.clock import MINUTE, pass_time
from tests.unit.conftest import DAD
from tests.unit.sending import DAD_ENTITY, TEXT, notify, refusal, requests, send_sms

NUMBER = "+18335550177"
SYDNEY = "+61491570006"
LISTS = ("/numbers", "/own-numbers", "/alpha-tags")


@pytest.fixture(autouse=True)
def _no_pickers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nobody else ask for the same."""
    monkeypatch.setattr(pickers, "DELAY_SECONDS", 10**12)


def asked(simulator: Simulator) -> int:
    """Return how often all senders were asked for."""
    return len(simulator.requests.find("GET", "/alpha-tags"))


def senders(simulator: Simulator) -> list[str | None]:
    """Return who the messages were to come from."""
    return [message.get("from") for sent in requests(simulator) for message in sent]


@pytest.mark.parametrize(
    ("wanted", "used"),
    [
        ("MyHome", "MyHome"),
        ("myhome", "MyHome"),
        (" MYHOME ", "MyHome"),
        (NUMBER, NUMBER),
        ("(833) 555-0177", NUMBER),
        (18335550177, NUMBER),
        ("8335550177", NUMBER),
        # ClickSend has the last word on what it has not approved.
        ("frontdoor", "FrontDoor"),
    ],
)
@pytest.mark.usefixtures("entry")
async def test_a_sender_may_be_written_in_any_form(
    hass: HomeAssistant,
    simulator: Simulator,
    wanted: Any,
    used: str,
) -> None:
    """ClickSend gets it as it is registered, or it would put another in its place."""
    await send_sms(hass, phone_numbers=DAD, sender=wanted)

    assert senders(simulator) == [used]


@pytest.mark.parametrize("stored", ["18335550177", "+1 833-555-0177", "8335550177"])
@pytest.mark.usefixtures("entry")
async def test_the_account_may_write_its_number_in_any_form(
    hass: HomeAssistant, simulator: Simulator, stored: str
) -> None:
    """What it is compared with has no one form either."""
    simulator.settings.approved_senders = (stored,)

    await send_sms(hass, phone_numbers=DAD, sender=NUMBER)

    assert senders(simulator) == [stored]


@pytest.mark.parametrize("wanted", ["Stranger", "+12025550199", "12345"])
@pytest.mark.usefixtures("entry")
async def test_a_sender_that_the_account_does_not_have(
    hass: HomeAssistant, simulator: Simulator, wanted: str
) -> None:
    """Nothing is sent, and it is said which there are."""
    error = await refusal(hass, phone_numbers=DAD, sender=wanted)

    assert isinstance(error, ServiceValidationError)
    assert str(error) == (
        f"Your ClickSend account has no sender {wanted}, so nothing was sent. It has: "
        "+18335550177, MyHome"
    )
    assert requests(simulator) == []


@pytest.mark.usefixtures("entry")
async def test_an_account_without_senders(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It is said that there are none."""
    simulator.settings.approved_senders = ()

    error = await refusal(hass, phone_numbers=DAD, sender="MyHome")

    assert error.translation_key == "sender_none"
    assert requests(simulator) == []


@pytest.mark.usefixtures("entry")
async def test_known_senders_are_not_asked_for_again(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """And nobody asks for any unless a call names one."""
    await send_sms(hass, phone_numbers=DAD)
    await notify(hass, DAD_ENTITY)
    assert asked(simulator) == 0

    for _ in range(3):
        await send_sms(hass, phone_numbers=DAD, sender="MyHome")

    assert asked(simulator) == 1


@pytest.mark.usefixtures("entry")
async def test_a_new_sender_is_found_within_a_minute(
    hass: HomeAssistant,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Who keeps naming a wrong one does not keep asking."""
    for _ in range(3):
        await refusal(hass, phone_numbers=DAD, sender="NewName")
    assert asked(simulator) == 1
    simulator.settings.approved_senders += ("NewName",)
    await refusal(hass, phone_numbers=DAD, sender="NewName")
    assert asked(simulator) == 1

    freezer.tick(MINUTE)
    await send_sms(hass, phone_numbers=DAD, sender="NewName")

    assert asked(simulator) == 2
    assert senders(simulator) == ["NewName"]


@pytest.mark.parametrize("fault", ["hang", "server_error", "forbidden", "rate_limited"])
@pytest.mark.parametrize("path", LISTS)
@pytest.mark.usefixtures("entry")
async def test_an_alarm_does_not_wait_for_senders(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    path: str,
) -> None:
    """Where they cannot be had soon, the message goes, and the next asks nothing."""
    monkeypatch.setattr(remembered, "ASK_SECONDS", 0.1)
    simulator.faults.arm(fault, path=path, times=None)

    for text in ("First", "Second"):
        await send_sms(hass, phone_numbers=DAD, sender="Stranger", message=text)

    assert simulator.phones[DAD].received == ["First", "Second"]
    assert len(simulator.requests.find("GET", path)) == 1


@pytest.mark.usefixtures("entry")
async def test_what_is_remembered_is_no_reason_to_hold_a_message_back(
    hass: HomeAssistant,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
) -> None:
    """The sender may be new, and nobody can say."""
    await send_sms(hass, phone_numbers=DAD, sender="MyHome")
    freezer.tick(MINUTE)
    simulator.faults.arm("server_error", path="/numbers", times=None)

    for _ in range(2):
        await send_sms(hass, phone_numbers=DAD, sender="NewName")

    assert senders(simulator) == ["MyHome", "NewName", "NewName"]


@pytest.mark.usefixtures("entry")
async def test_a_call_has_no_sender_to_check(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """ClickSend says what it makes of one."""
    await hass.services.async_call(
        DOMAIN,
        "send_voice",
        {"phone_numbers": DAD, "message": TEXT, "sender": "Stranger"},
        blocking=True,
    )

    assert len(simulator.requests.find("POST", "/voice/send")) == 1
    assert asked(simulator) == 0


async def add_sydney(
    hass: HomeAssistant, entry: MockConfigEntry, sender: str | None
) -> None:
    """Make Dad somebody in Australia with a sender of his own."""
    dad = next(iter(entry.subentries.values()))
    hass.config_entries.async_update_subentry(
        entry,
        dad,
        data={
            **dad.data,
            "phone_number": SYDNEY,
            "sms": {"sender": sender} if sender else {},
        },
    )
    await hass.async_block_till_done(wait_background_tasks=True)


def repair(hass: HomeAssistant, entry: MockConfigEntry) -> ir.IssueEntry | None:
    """Return the repair about a name that is not registered."""
    issue_id = f"unregistered_sender_{entry.entry_id}"
    return ir.async_get(hass).async_get_issue(DOMAIN, issue_id)


async def text_sydney(hass: HomeAssistant) -> None:
    """Text the recipient in Australia, and let happen what follows."""
    await notify(hass, DAD_ENTITY)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_a_name_that_australia_marks(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """There is a repair until ClickSend has approved it; it names nobody."""
    await add_sydney(hass, entry, "FrontDoor")

    await text_sydney(hass)

    issue = repair(hass, entry)
    assert issue
    assert issue.translation_placeholders == {"account": "ClickSend"}
    simulator.settings.approved_senders += ("FrontDoor",)
    simulator.settings.pending_senders = ()
    await text_sydney(hass)
    assert repair(hass, entry)
    freezer.tick(MINUTE)
    await text_sydney(hass)
    assert repair(hass, entry) is None


async def test_one_of_two_names_is_approved(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """The repair stays as long as there is another."""
    simulator.settings.pending_senders = ("FrontDoor", "BackDoor")
    for sender in ("FrontDoor", "BackDoor", "MyHome"):
        await send_sms(hass, phone_numbers=SYDNEY, sender=sender)
    simulator.settings.approved_senders += ("FrontDoor",)
    simulator.settings.pending_senders = ("BackDoor",)
    await pass_time(hass, freezer)

    await send_sms(hass, phone_numbers=SYDNEY, sender="FrontDoor")
    await hass.async_block_till_done(wait_background_tasks=True)

    assert repair(hass, entry)


async def test_a_reload_looks_anew(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """The recipient may have another sender now."""
    await add_sydney(hass, entry, "FrontDoor")
    await text_sydney(hass)
    assert repair(hass, entry)

    await add_sydney(hass, entry, None)

    assert repair(hass, entry) is None
    await text_sydney(hass)
    assert repair(hass, entry) is None


@pytest.mark.parametrize(
    ("number", "sender"),
    [(SYDNEY, "MyHome"), (SYDNEY, NUMBER), (SYDNEY, None), (DAD, "FrontDoor")],
)
async def test_what_australia_does_not_mark(
    hass: HomeAssistant, entry: MockConfigEntry, number: str, sender: str | None
) -> None:
    """A name that is approved, a number, and what goes elsewhere."""
    data = {"sender": sender} if sender else {}

    await send_sms(hass, phone_numbers=number, **data)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert repair(hass, entry) is None


async def test_nothing_is_said_of_a_name_that_nobody_can_look_up(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """A repair needs to be true."""
    simulator.faults.arm("server_error", path="/alpha-tags", times=None)
    await add_sydney(hass, entry, "FrontDoor")

    await text_sydney(hass)

    assert repair(hass, entry) is None
