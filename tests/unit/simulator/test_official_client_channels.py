"""ClickSend's own Python client as a witness for MMS, calls and cancelling."""

from collections.abc import Generator
from typing import Any

import clicksend as official
from clicksend.exceptions import NotFoundException
from pydantic import ValidationError
import pytest

from simulator import Simulator
from tests.unit.simulator.official import assert_complete, call, open_client, texts
from tests.unit.simulator.pictures import PICTURE

DAD = "+15551234567"


@pytest.fixture
def client(simulator: Simulator) -> Generator[official.ApiClient]:
    """Return the client, pointed at the simulator."""
    with open_client(simulator) as opened:
        yield opened


@pytest.fixture
def mms(client: official.ApiClient) -> official.MmsApi:
    """Return the part that is about MMS."""
    return official.MmsApi(client)


@pytest.fixture
def voice(client: official.ApiClient) -> official.VoiceMessagingApi:
    """Return the part that is about calls."""
    return official.VoiceMessagingApi(client)


async def test_sends_and_prices_mms(simulator: Simulator, mms: official.MmsApi) -> None:
    """Accepted messages are as documented; a price has the same shape."""
    hello: dict[str, Any] = {"to": DAD, "subject": "Front door", "body": "Hello"}
    sending = official.SendMmsRequest(
        media_file=PICTURE, messages=[official.SendMmsRequestMessagesInner(**hello)]
    )
    pricing = official.CalculateMmsPriceRequest(
        media_file=PICTURE,
        messages=[official.CalculateMmsPriceRequestMessagesInner(**hello)],
    )

    sent = await call(mms.send_mms, send_mms_request=sending)
    priced = await call(mms.calculate_mms_price, calculate_mms_price_request=pricing)

    assert sent.data is not None
    assert priced.data is not None
    assert (sent.data.total_price, priced.data.total_price) == (0.35, 0.35)
    (row,) = sent.data.messages or []
    assert (row.status, row.media_file_url) == ("SUCCESS", PICTURE)
    assert_complete(row)
    assert_complete(sent.data)
    assert simulator.phones[DAD].received == ["Hello"]


async def test_lists_mms_history(simulator: Simulator, mms: official.MmsApi) -> None:
    """Every row is as documented, though its types are unlike those of texts."""
    message = official.SendMmsRequestMessagesInner(to=DAD, subject="Hi", body="Hello")
    request = official.SendMmsRequest(media_file=PICTURE, messages=[message])
    await call(mms.send_mms, send_mms_request=request)
    simulator.clock.advance(5)

    reply = await call(mms.view_mms_history)

    assert reply.data is not None
    (row,) = reply.data.data or []
    assert (row.status, row.status_code, row.subject) == ("Completed", "201", "Hi")
    assert (row.message_parts, type(row.var_date)) == ("1.00", str)
    assert_complete(row)


async def test_calls(simulator: Simulator, voice: official.VoiceMessagingApi) -> None:
    """An accepted call is as documented, in the answer and in history."""
    message = official.SendVoiceMessageRequestMessagesInner(
        to=DAD, body="Hello", lang="en-gb", voice="male", machine_detection=1
    )
    request = official.SendVoiceMessageRequest(messages=[message])

    sent = await call(voice.send_voice_message, send_voice_message_request=request)
    simulator.clock.advance(5)
    listed = await call(voice.get_voice_history)

    assert sent.data is not None
    assert listed.data is not None
    (row,), (past,) = sent.data.messages or [], listed.data.data or []
    assert (row.status, row.lang, row.message_price) == ("SUCCESS", "en-gb", "0.0700")
    assert (past.status, past.status_code, past.machine_detected) == (
        "Completed",
        "201",
        1,
    )
    for model in (sent.data, row, past):
        assert_complete(model)
    assert simulator.phones[DAD].calls[0].text == "Hello"


async def test_prices_calls(voice: official.VoiceMessagingApi) -> None:
    """Prices can be read, also with the odd field of the client's own example."""
    message = official.CalculateVoicePriceRequestMessagesInner(
        to=DAD, body="Hello", lang="en-us", voice="female", asdasd="asdasd"
    )
    request = official.CalculateVoicePriceRequest(messages=[message])

    reply = await call(
        voice.calculate_voice_price, calculate_voice_price_request=request
    )

    assert reply.data is not None
    assert reply.data.total_price == 0.07


async def test_cannot_read_keys_that_are_numbers(
    simulator: Simulator, voice: official.VoiceMessagingApi
) -> None:
    """The document has text, and other sources a number."""
    message = official.SendVoiceMessageRequestMessagesInner(to=DAD, body="Hello")
    request = official.SendVoiceMessageRequest(messages=[message])
    await call(voice.send_voice_message, send_voice_message_request=request)
    (entry,) = simulator.books
    assert entry.call is not None
    # The client has no field to ask for it.
    entry.call.require_input = True
    entry.call.press("1", simulator.clock.now())

    reply = await call(voice.get_voice_history)
    simulator.settings.voice_digits = "int"
    with pytest.raises(ValidationError, match="digits"):
        await call(voice.get_voice_history)

    assert reply.data is not None
    assert (reply.data.data or [])[0].digits == "1"


async def test_reads_languages_as_listed(
    simulator: Simulator, voice: official.VoiceMessagingApi
) -> None:
    """The client knows all three ways to put the gender."""
    counts = {}
    for genders in ("array", "string", "rows"):
        simulator.settings.patch({"voice_genders": genders})
        reply = await call(voice.view_voice_languages)
        counts[genders] = len(reply.data or [])

    assert counts == {"array": 23, "string": 23, "rows": 39}


async def test_cancels(
    simulator: Simulator,
    client: official.ApiClient,
    voice: official.VoiceMessagingApi,
) -> None:
    """Texts and calls that are still to be sent can be taken back."""
    sms = official.SmsApi(client)
    due = int(simulator.clock.now()) + 3600
    await call(
        sms.send_sms,
        send_sms_request=texts(
            *({"to": DAD, "body": "Later", "schedule": due} for _ in range(3))
        ),
    )
    first, *_ = simulator.books

    one = await call(sms.cancel_sms, message_id=first.message_id)
    rest = await call(sms.cancel_all_sms)
    calls = await call(voice.cancel_all_voice_messages)
    with pytest.raises(NotFoundException):
        await call(sms.cancel_sms, message_id=first.message_id)

    assert one.data is None
    assert rest.data is not None
    assert calls.data is not None
    assert (rest.data.count, calls.data.count) == (2, 0)
