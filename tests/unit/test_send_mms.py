"""The action send_mms, and the notify entities for MMS."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.conftest import DAD, MUM, recipient
from tests.unit.picture import DOOR, GARDEN, add_pictures, colours_sent, jpeg
from tests.unit.sending import TEXT, notify

DAD_MMS = "notify.dad_mms"
MUM_MMS = "notify.mum_mms"
ANN = "+12025550103"


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    tmp_path: Path,
) -> MockConfigEntry:
    """Return an account: Dad sees the door by default, Mum nothing."""
    await add_pictures(hass, tmp_path)
    added = make_entry(
        recipient("Dad", DAD, channels=["sms", "mms"], mms={"attachment": DOOR}),
        recipient("Mum", MUM, channels=["mms"]),
    )
    assert await hass.config_entries.async_setup(added.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return added


pytestmark = pytest.mark.usefixtures("entry")


async def send_mms(hass: HomeAssistant, **data: Any) -> Any:
    """Call the action and return its response."""
    return await hass.services.async_call(
        DOMAIN,
        "send_mms",
        {"message": TEXT, **data},
        blocking=True,
        return_response=True,
    )


async def test_a_picture_arrives(hass: HomeAssistant, simulator: Simulator) -> None:
    """With its text and its subject; the answer is that of every send."""
    answer = await send_mms(
        hass, phone_numbers=[ANN], subject="Front door", attachment=GARDEN
    )

    (message,) = simulator.books
    assert (message.channel, message.to, message.body) == ("mms", ANN, TEXT)
    assert message.subject == "Front door"
    assert await colours_sent(hass, simulator) == {ANN: "green"}
    (row,) = answer["messages"]
    assert row["status"] == "accepted"
    assert row["message_id"] == message.message_id
    assert row["price"] == f"{message.price:.4f}"
    assert answer["accepted"] == 1


async def test_the_picture_goes_beside_the_messages(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """As ClickSend itself documents it; one upload and one request for all."""
    await send_mms(hass, phone_numbers=[DAD, MUM, ANN], attachment=GARDEN)

    (request,) = simulator.requests.find("POST", "/mms/send")
    assert set(request.body) == {"media_file", "messages"}
    assert all("media_file" not in message for message in request.body["messages"])
    (upload,) = simulator.requests.find("POST", "/uploads")
    assert upload.query == {"convert": "mms"}
    assert set(await colours_sent(hass, simulator)) == {DAD, MUM, ANN}


async def test_everybody_gets_the_picture_set_up_for_them(
    hass: HomeAssistant, simulator: Simulator, tmp_path: Path
) -> None:
    """As it is now, not as it was when the recipient was added."""
    await notify(hass, DAD_MMS)

    assert await colours_sent(hass, simulator) == {DAD: "red"}
    (tmp_path / "door.jpg").write_bytes(jpeg("green"))
    await notify(hass, DAD_MMS)
    assert await colours_sent(hass, simulator) == {DAD: "green"}


async def test_an_attachment_of_the_call_comes_first(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Also for who has a picture set up."""
    await send_mms(hass, entity_id=[DAD_MMS, MUM_MMS], attachment=GARDEN)

    assert await colours_sent(hass, simulator) == {DAD: "green", MUM: "green"}


@pytest.mark.parametrize(
    ("message", "subject"),
    [
        ("Hi", "Hi"),
        ("  Somebody is at the door\nLook", "Somebody is at the"),
        ("x" * 30, "x" * 20),
        ("Twenty characters!!!", "Twenty characters!!!"),
    ],
)
async def test_subject_from_the_text(
    hass: HomeAssistant, simulator: Simulator, message: str, subject: str
) -> None:
    """ClickSend wants one, and cuts no words in two for it."""
    await send_mms(hass, phone_numbers=[ANN], attachment=DOOR, message=message)

    (sent,) = simulator.books
    assert sent.subject == subject


async def test_title_is_the_subject(hass: HomeAssistant, simulator: Simulator) -> None:
    """Of the plain action that every notify entity has."""
    await notify(hass, DAD_MMS, title="Doorbell")

    (sent,) = simulator.books
    assert (sent.subject, sent.body) == ("Doorbell", TEXT)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"subject": "x" * 21, "attachment": DOOR}, "subject_too_long"),
        ({"message": "x" * 1501, "attachment": DOOR}, "mms_too_long"),
        ({"message": "ж" * 501, "attachment": DOOR}, "mms_too_long"),
        ({"message": " ", "attachment": DOOR}, "empty_message"),
        ({}, "attachment_missing"),
        ({"attachment": "camera.nowhere"}, "attachment_not_found"),
        ({"attachment": "http://example.com/a.jpg"}, "attachment_not_https"),
    ],
)
async def test_nothing_is_sent_without_a_fitting_text_and_picture(
    hass: HomeAssistant, simulator: Simulator, data: dict[str, Any], key: str
) -> None:
    """The caller learns what to mend."""
    with pytest.raises(ServiceValidationError) as caught:
        await send_mms(hass, entity_id=MUM_MMS, **data)

    assert caught.value.translation_key == key
    assert simulator.requests.find("POST", "/uploads") == []
    assert list(simulator.books) == []


async def test_longest_texts_pass(hass: HomeAssistant, simulator: Simulator) -> None:
    """Whole."""
    for message in ("x" * 1500, "ж" * 500):
        await send_mms(hass, phone_numbers=[ANN], attachment=DOOR, message=message)

    assert [text.body for text in simulator.books] == ["x" * 1500, "ж" * 500]


async def test_refused_upload_refuses_the_message(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """With ClickSend's word, and without asking it to send anything."""
    simulator.settings.upload_most_bytes = 10

    answer = await send_mms(hass, phone_numbers=[ANN], attachment=DOOR)

    (row,) = answer["messages"]
    assert row["status"] == "rejected"
    assert row["code"] not in {"", "NOT_SENT"}
    assert simulator.requests.find("POST", "/mms/send") == []


async def test_picture_is_uploaded_anew_for_every_message(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """What was uploaded ten minutes ago may be gone."""
    simulator.settings.upload_seconds = 600
    await send_mms(hass, phone_numbers=[ANN], attachment=DOOR)
    simulator.clock.advance(700)

    answer = await send_mms(hass, phone_numbers=[ANN], attachment=DOOR)

    assert answer["accepted"] == 1


async def test_sms_and_mms_each_go_their_way(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """From one burst."""
    await notify(hass, ["notify.dad_sms", DAD_MMS])

    assert sorted(text.channel for text in simulator.books) == ["mms", "sms"]


async def test_raises_for_a_rejected_message(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """As every send does when nobody asks for an answer."""
    simulator.settings.mms_countries = ("AU",)
    with pytest.raises(HomeAssistantError, match="Dad"):
        await notify(hass, DAD_MMS)
