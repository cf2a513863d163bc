"""The action get_price: what a send would cost, before anything is sent."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.conftest import DAD, MUM
from tests.unit.messaging.limited import ACCEPTED, begin_outage, outcomes, set_options
from tests.unit.sending import DAD_ENTITY, TEXT
from tests.unit.simulator.pictures import picture

from .asking import FAULTS, ask, assert_told, problem

LONDON = "+447400123456"
COLOMBIA = "+573001234567"
TEST_NUMBER = "+14055555555"
SHARED_NUMBER = "+18335550123"

pytestmark = pytest.mark.usefixtures("entry")


async def price(hass: HomeAssistant, **data: Any) -> Any:
    """Ask what a message would cost."""
    return await ask(hass, "get_price", **{"message": TEXT, **data})


@pytest.fixture
async def photo(hass: HomeAssistant, tmp_path: Path) -> str:
    """Return the name of a picture in the media folder."""
    hass.config.media_dirs = {"local": str(tmp_path)}
    assert await async_setup_component(hass, "media_source", {})
    (tmp_path / "door.jpg").write_bytes(picture("JPEG"))
    return "media-source://media_source/local/door.jpg"


def nothing_left(simulator: Simulator) -> bool:
    """Tell whether no send endpoint was called, and nothing was charged."""
    sends = [
        record
        for channel in ("sms", "mms", "voice")
        for record in simulator.requests.find("POST", f"/{channel}/send")
    ]
    untouched = simulator.account.balance == Decimal(100)
    return not sends and not len(simulator.books) and untouched


def kept_pictures(hass: HomeAssistant) -> list[Path]:
    """Return the pictures that wait on the disk."""
    return list(Path(hass.config.path(".storage")).glob("*.media/*"))


async def test_answer_says_what_each_message_would_cost(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """One with a price, one turned down, one that is no number."""
    answer = await price(
        hass,
        entity_id=DAD_ENTITY,
        phone_numbers=[COLOMBIA, "911"],
        message="x" * 161,
        reference="front-door",
        priority="critical",
    )

    nothing = {"sender": None, "parts": None, "price": None}
    assert answer == {
        "messages": [
            {
                "recipient": DAD,
                "name": "Dad",
                "status": "priced",
                "code": "SUCCESS",
                "sender": SHARED_NUMBER,
                "parts": 2,
                "price": "0.1584",
            },
            {
                "recipient": COLOMBIA,
                "name": None,
                "status": "rejected",
                "code": "COUNTRY_NOT_ENABLED",
                **nothing,
            },
            {
                "recipient": "911",
                "name": None,
                "status": "rejected",
                "code": "INVALID_RECIPIENT",
                **nothing,
            },
        ],
        "total_price": "0.1584",
        "currency": "USD",
        "parts": 2,
    }
    assert nothing_left(simulator)


@pytest.mark.parametrize(
    "switches",
    [
        {"shuffle_results": True},
        {"currency_key": "currency"},
        {"price_times": "as_sent", "send_date": "str_comma"},
        {"price_countries": "list"},
    ],
    ids=str,
)
async def test_shapes_of_the_answer(
    hass: HomeAssistant, simulator: Simulator, switches: dict[str, Any]
) -> None:
    """Whatever order and types the rows have, each finds its recipient."""
    simulator.settings.patch(switches)

    answer = await price(hass, phone_numbers=[DAD, LONDON, MUM])

    assert [(row["recipient"], row["price"]) for row in answer["messages"]] == [
        (DAD, "0.0792"),
        (LONDON, "0.0652"),
        (MUM, "0.0792"),
    ]
    assert (answer["total_price"], answer["currency"]) == ("0.2236", "USD")


async def test_price_that_is_a_number(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It is text all the same, as no binary fraction is a price."""
    simulator.settings.patch({"message_price": "number"})

    assert (await price(hass, phone_numbers=DAD))["total_price"] == "0.0792"


async def test_nobody_has_a_number(hass: HomeAssistant, simulator: Simulator) -> None:
    """Then nothing is asked."""
    answer = await price(hass, phone_numbers="911")

    assert (answer["total_price"], answer["parts"]) == ("0", 1)
    assert simulator.requests.find("POST", "/sms/price") == []


async def test_a_free_test_number(hass: HomeAssistant) -> None:
    """Nothing is a price, too."""
    (row,) = (await price(hass, phone_numbers=TEST_NUMBER))["messages"]

    assert (row["status"], row["parts"], row["price"]) == ("priced", 0, "0.0000")


async def test_our_estimate_of_the_parts(hass: HomeAssistant) -> None:
    """It stands beside ClickSend's count, here of a text with letters of its own."""
    answer = await price(hass, phone_numbers=DAD, message="ł" * 71)

    assert answer["parts"] == answer["messages"][0]["parts"] == 2


async def test_plain_letters(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """The text is the one that would be sent."""
    await set_options(hass, entry, sending={"plain_letters": True})

    answer = await price(hass, phone_numbers=DAD, message="“" + "x" * 99)

    assert answer["parts"] == 1
    assert answer["total_price"] == "0.0792"


async def test_more_recipients_than_fit_into_one_request(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """They are asked about in two."""
    numbers = [f"+1202555{number:04}" for number in range(1001)]

    answer = await price(hass, phone_numbers=numbers)

    assert [row["recipient"] for row in answer["messages"]] == numbers
    assert answer["total_price"] == str(Decimal("0.0792") * 1001)
    asked = simulator.requests.find("POST", "/sms/price")
    assert [len(record.body["messages"]) for record in asked] == [1000, 1]


async def test_mms(hass: HomeAssistant, simulator: Simulator, photo: str) -> None:
    """ClickSend names no price without the picture, so that is uploaded."""
    answer = await price(hass, channel="mms", phone_numbers=DAD, attachment=photo)

    # Its answer to this names no currency.
    assert answer == {
        "messages": [
            {
                "recipient": DAD,
                "name": None,
                "status": "priced",
                "code": "SUCCESS",
                "sender": SHARED_NUMBER,
                "parts": 1,
                "price": "0.3500",
            }
        ],
        "total_price": "0.3500",
        "currency": "USD",
        "parts": 1,
    }
    (request,) = simulator.requests.find("POST", "/mms/price")
    assert request.body["media_file"].startswith(simulator.url)
    assert request.body["messages"][0]["subject"] == "The front door is"
    assert nothing_left(simulator)


async def test_pictures_do_not_pile_up(
    hass: HomeAssistant, photo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody sends is deleted after a while."""
    monkeypatch.setattr(
        "custom_components.clicksend_messaging.messaging.content.media.TIDY_AFTER", 0
    )

    await price(hass, channel="mms", phone_numbers=DAD, attachment=photo)

    assert kept_pictures(hass) == []


@pytest.mark.parametrize("parts", ["int", "empty", "timestamp"])
async def test_call(hass: HomeAssistant, simulator: Simulator, parts: str) -> None:
    """ClickSend's own example has a moment where its count of parts belongs."""
    simulator.settings.patch({"voice_message_parts": parts})

    answer = await price(
        hass,
        channel="voice",
        phone_numbers=DAD,
        message="x" * 301,
        voice="male",
        language="en-gb",
        require_input=True,
    )

    (row,) = answer["messages"]
    assert row["parts"] == (2 if parts == "int" else None)
    assert (row["price"], answer["parts"]) == ("0.1400", 2)
    (request,) = simulator.requests.find("POST", "/voice/price")
    (asked,) = request.body["messages"]
    assert (asked["voice"], asked["lang"], asked["country"]) == ("male", "en-gb", "US")
    assert nothing_left(simulator)


@pytest.mark.parametrize(
    ("channel", "field", "value"),
    [
        ("sms", "subject", "Door"),
        ("sms", "attachment", "camera.door"),
        ("mms", "voice", "male"),
        ("sms", "require_input", False),
        ("voice", "subject", "Door"),
    ],
)
async def test_fields_of_another_channel(
    hass: HomeAssistant, simulator: Simulator, channel: str, field: str, value: object
) -> None:
    """What could not be sent has no price."""
    error = await problem(
        hass,
        "get_price",
        channel=channel,
        phone_numbers=DAD,
        message=TEXT,
        **{field: value},
    )

    assert error.translation_key == "field_of_other_channel"
    assert error.translation_placeholders == {"field": field, "channel": channel}
    assert simulator.requests.find("POST", f"/{channel}/price") == []


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"message": " "}, "empty_message"),
        ({"message": "x" * 2000}, "message_too_long"),
        ({"phone_numbers": []}, "no_recipients"),
        ({"schedule": "2020-01-01 10:00:00"}, "schedule_in_past"),
        ({"channel": "mms"}, "attachment_missing"),
    ],
)
async def test_what_could_not_be_sent(
    hass: HomeAssistant, data: dict[str, Any], key: str
) -> None:
    """It is the same mistake as when sending."""
    error = await problem(
        hass, "get_price", **{"message": TEXT, "phone_numbers": DAD, **data}
    )

    assert error.translation_key == key


async def test_limits_do_not_matter(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """They stop nothing here, and nothing here counts for them."""
    await set_options(
        hass,
        entry,
        limits={"messages_per_hour": 1, "countries": ["US"]},
        spending={"spend_per_day": 0.08},
    )

    for _ in range(3):
        answer = await price(hass, phone_numbers=[DAD, LONDON])
        assert answer["total_price"] == "0.1444"

    assert await outcomes(hass, phone_numbers=DAD) == [ACCEPTED]


async def test_what_is_told_counts_for_the_limits(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A price that has gone up since is known before the next message costs it."""
    await set_options(hass, entry, spending={"spend_per_day": 0.25})
    assert await outcomes(hass, phone_numbers=DAD) == [ACCEPTED]
    monkeypatch.setattr("simulator.clicksend.pricing._PRICE_PER_PART", Decimal("0.2"))

    assert (await price(hass, phone_numbers=MUM))["total_price"] == "0.2000"

    assert await outcomes(hass, phone_numbers=MUM) == [
        ("blocked", "LIMIT_SPEND_PER_DAY")
    ]


@FAULTS
async def test_what_may_go_wrong(
    hass: HomeAssistant, simulator: Simulator, fault: str, key: str
) -> None:
    """A person is told what it was, and nothing is made up."""
    await assert_told(
        hass,
        simulator,
        fault,
        key,
        "/sms/price",
        "get_price",
        message=TEXT,
        phone_numbers=DAD,
    )


async def test_clicksend_cannot_be_reached(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """That is said, too."""
    await begin_outage(simulator)

    error = await problem(hass, "get_price", message=TEXT, phone_numbers=DAD)

    assert error.translation_key == "not_reached"


async def test_account_that_may_not_call(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """What to do about it is said."""
    simulator.settings.patch({"voice_enabled": False})

    error = await problem(
        hass, "get_price", channel="voice", message=TEXT, phone_numbers=DAD
    )

    assert error.translation_key == "voice_not_allowed"


async def test_row_that_is_missing(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is not in ClickSend's answer has no price."""
    monkeypatch.setattr(
        "simulator.clicksend.price.summary",
        lambda *_: {"messages": [], "total_price": 0},
    )

    (row,) = (await price(hass, phone_numbers=DAD))["messages"]

    assert (row["status"], row["code"]) == ("rejected", "PRICE_UNKNOWN")
