"""The action send_sms: whom it reaches, and what it answers."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.conftest import DAD, MUM, recipient
from tests.unit.sending import (
    DAD_ENTITY,
    MUM_ENTITY,
    TEXT,
    accepted,
    requests,
    send_sms,
    send_sms_without_response,
)

ANN = "+12025550103"
SHARED_NUMBER = "+18335550123"
OWN_NUMBER = "+18335550177"
TOO_SHORT = "+1911"

pytestmark = pytest.mark.usefixtures("entry")


async def test_answer_says_what_became_of_each_message(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """One accepted, one turned down: every key, amounts as text, counts as integers."""
    answer = await send_sms(
        hass,
        entity_id=DAD_ENTITY,
        phone_numbers=["+573001234567"],
        message="x" * 161,
        reference="front-door",
    )

    (text,) = simulator.books
    assert answer == {
        "messages": [
            {
                "recipient": DAD,
                "name": "Dad",
                "status": "accepted",
                "code": "SUCCESS",
                "message_id": text.message_id,
                "reference": "front-door",
                "sender": SHARED_NUMBER,
                "parts": 2,
                "price": "0.1584",
            },
            {
                "recipient": "+573001234567",
                "name": None,
                "status": "rejected",
                "code": "COUNTRY_NOT_ENABLED",
                "message_id": None,
                "reference": "front-door",
                "sender": None,
                "parts": None,
                "price": None,
            },
        ],
        "accepted": 1,
        "failed": 1,
        "total_price": "0.1584",
        "currency": "USD",
    }


async def test_answer_when_nothing_could_be_asked_of_clicksend(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The same keys, without what only ClickSend could know."""
    answer = await send_sms(hass, phone_numbers="911")

    assert answer == {
        "messages": [
            {
                "recipient": "911",
                "name": None,
                "status": "rejected",
                "code": "INVALID_RECIPIENT",
                "message_id": None,
                "reference": None,
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


@pytest.mark.parametrize(
    ("data", "numbers"),
    [
        ({"entity_id": DAD_ENTITY}, [DAD]),
        ({"entity_id": [DAD_ENTITY, MUM_ENTITY]}, [DAD, MUM]),
        ({"entity_id": f"{MUM_ENTITY}, {DAD_ENTITY}"}, [MUM, DAD]),
        ({"phone_numbers": ANN}, [ANN]),
        ({"phone_numbers": [ANN, DAD]}, [ANN, DAD]),
        ({"phone_numbers": "(202) 555-0103"}, [ANN]),
        ({"phone_numbers": [12025550103]}, [ANN]),
        ({"phone_numbers": 2025550103}, [ANN]),
        ({"entity_id": MUM_ENTITY, "phone_numbers": ANN}, [MUM, ANN]),
        # One phone, however often and however it is named, gets one text.
        ({"entity_id": [DAD_ENTITY, DAD_ENTITY]}, [DAD]),
        ({"phone_numbers": [ANN, "2025550103", "1 (202) 555-0103"]}, [ANN]),
        ({"entity_id": DAD_ENTITY, "phone_numbers": [DAD, ANN]}, [DAD, ANN]),
    ],
)
async def test_recipients_are_any_mix_of_entities_and_numbers(
    hass: HomeAssistant,
    simulator: Simulator,
    data: dict[str, Any],
    numbers: list[str],
) -> None:
    """All of them in one request, in the order given, each phone once."""
    answer = await send_sms(hass, **data)

    assert [message["recipient"] for message in answer["messages"]] == numbers
    assert answer["accepted"] == len(numbers)
    ((*sent,),) = requests(simulator)
    assert [message["to"] for message in sent] == numbers
    assert accepted(simulator) == {number: [TEXT] for number in numbers}


async def test_recipients_may_be_the_target_of_the_action(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """As scripts written by hand name entities."""
    await hass.services.async_call(
        DOMAIN,
        "send_sms",
        {"message": TEXT, "phone_numbers": [ANN]},
        target={ATTR_ENTITY_ID: [DAD_ENTITY, MUM_ENTITY]},
        blocking=True,
    )

    assert accepted(simulator) == {DAD: [TEXT], MUM: [TEXT], ANN: [TEXT]}


async def test_number_of_a_recipient_is_that_recipient(hass: HomeAssistant) -> None:
    """It has the name and the defaults, however it was named."""
    answer = await send_sms(hass, phone_numbers=["2025550101", ANN])

    assert [message["name"] for message in answer["messages"]] == ["Dad", None]


@pytest.mark.parametrize(
    ("account_country", "sender"),
    [("US", "+12025550103"), ("DE", "+4915112345678")],
)
async def test_script_answers_the_number_that_texted(
    hass: HomeAssistant,
    simulator: Simulator,
    account_country: str,
    sender: str,
) -> None:
    """A template turns the number into an integer; the right phone gets the answer."""
    simulator.settings.account_country = account_country
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    await hass.config_entries.async_reload(entry.entry_id)
    assert await async_setup_component(
        hass,
        "script",
        {
            "script": {
                "answer": {
                    "sequence": {
                        "action": f"{DOMAIN}.send_sms",
                        "data": {
                            "message": "All is well",
                            "phone_numbers": "{{ from_number }}",
                        },
                    }
                }
            }
        },
    )

    await hass.services.async_call(
        "script", "answer", {"from_number": sender}, blocking=True
    )

    assert simulator.phones[sender].received == ["All is well"]


async def test_answer_of_clicksend_may_be_in_any_order(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Each outcome belongs to its own recipient all the same."""
    simulator.settings.shuffle_results = True
    numbers = [f"+1202555{line:04}" for line in range(100, 140)]

    answer = await send_sms(hass, phone_numbers=[*numbers, "+573001234567"])

    sent = {text.to: text.message_id for text in simulator.books}
    assert [message["recipient"] for message in answer["messages"][:-1]] == numbers
    assert {
        message["recipient"]: message["message_id"]
        for message in answer["messages"][:-1]
    } == sent
    assert answer["messages"][-1]["code"] == "COUNTRY_NOT_ENABLED"


@pytest.mark.parametrize("message_price", ["str", "number"])
@pytest.mark.parametrize("currency_key", ["_currency", "currency"])
async def test_prices_are_exact_however_clicksend_writes_them(
    hass: HomeAssistant, simulator: Simulator, message_price: str, currency_key: str
) -> None:
    """Three times 0.0792 is 0.2376, which binary fractions get wrong."""
    simulator.settings.patch(
        {"message_price": message_price, "currency_key": currency_key}
    )

    answer = await send_sms(hass, phone_numbers=[DAD, MUM, ANN])

    assert [message["price"] for message in answer["messages"]] == ["0.0792"] * 3
    assert Decimal(answer["total_price"]) == Decimal("0.2376")
    assert answer["currency"] == "USD"


async def test_free_test_number_costs_nothing(hass: HomeAssistant) -> None:
    """ClickSend's own test numbers are accepted with no parts and no price."""
    answer = await send_sms(hass, phone_numbers="+14055555555")

    (message,) = answer["messages"]
    assert message["status"] == "accepted"
    assert (message["parts"], message["price"]) == (0, "0.0000")
    assert Decimal(answer["total_price"]) == 0


@pytest.mark.parametrize("way", ["entity_id", "phone_numbers"])
async def test_recipient_has_a_sender_that_a_call_may_replace(
    hass: HomeAssistant,
    simulator: Simulator,
    way: str,
) -> None:
    """The call's sender comes before the recipient's, and that before ClickSend's."""
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    dad, mum = entry.get_subentries_of_type("recipient")
    hass.config_entries.async_update_subentry(
        entry, dad, data={**dad.data, "sms": {"sender": OWN_NUMBER}}
    )
    hass.config_entries.async_update_subentry(
        entry, mum, data={**mum.data, "sms": {"sender": ""}}
    )
    await hass.async_block_till_done()
    both = {
        "entity_id": [DAD_ENTITY, MUM_ENTITY],
        "phone_numbers": [DAD, MUM],
    }[way]

    default = await send_sms(hass, **{way: both})
    replaced = await send_sms(hass, **{way: both}, sender="MyHome")

    assert [message["sender"] for message in default["messages"]] == [
        OWN_NUMBER,
        SHARED_NUMBER,
    ]
    asked, asked_later = requests(simulator)
    assert [message.get("from") for message in asked] == [OWN_NUMBER, None]
    assert [message.get("from") for message in asked_later] == ["MyHome", "MyHome"]
    # ClickSend replaces a sender without a word; the answer shows the one it used.
    assert {message["sender"] for message in replaced["messages"]} == {SHARED_NUMBER}


async def test_message_without_a_reference_gets_one_of_its_own(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It is what travels along with the text, and so comes back with a reply."""
    answer = await send_sms(hass, entity_id=[DAD_ENTITY, MUM_ENTITY])

    references = [message["reference"] for message in answer["messages"]]
    assert len(set(references)) == 2
    assert references == [text.custom_string for text in simulator.books]
    assert all(len(reference) <= 50 for reference in references)


async def test_reference_of_the_caller_may_be_longer_than_clicksend_keeps(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Our own short id travels; the reference waits here."""
    reference = "front door / " * 20

    answer = await send_sms(
        hass, entity_id=[DAD_ENTITY, MUM_ENTITY], reference=reference
    )

    assert [message["reference"] for message in answer["messages"]] == [reference] * 2
    assert len({text.custom_string for text in simulator.books}) == 2
    assert all(len(text.custom_string) <= 50 for text in simulator.books)


async def test_account_may_be_named(hass: HomeAssistant, simulator: Simulator) -> None:
    """It need not be while there is but one."""
    (entry,) = hass.config_entries.async_entries(DOMAIN)

    await send_sms_without_response(
        hass, config_entry_id=entry.entry_id, entity_id=DAD_ENTITY
    )

    assert accepted(simulator) == {DAD: [TEXT]}


async def test_stored_number_that_clicksend_turns_down(
    hass: HomeAssistant, make_entry: Callable[..., MockConfigEntry]
) -> None:
    """The row of such a number has few fields, and an id that leads nowhere."""
    entry = make_entry(recipient("Ann", TOO_SHORT))
    await hass.config_entries.async_setup(entry.entry_id)

    answer = await send_sms(
        hass, config_entry_id=entry.entry_id, entity_id="notify.ann_sms"
    )

    (message,) = answer["messages"]
    assert message == {
        "recipient": TOO_SHORT,
        "name": "Ann",
        "status": "rejected",
        "code": "INVALID_RECIPIENT",
        "message_id": None,
        "reference": message["reference"],
        "sender": None,
        "parts": None,
        "price": None,
    }
