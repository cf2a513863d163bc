"""What Membrane's actions send, and to whom, as far as their input tells."""

from typing import Any

import pytest

from custom_components.clicksend_messaging.api.models import Channel
from custom_components.clicksend_messaging.services.sending_input import (
    UnclearError,
    buys,
    reserved_path,
    sending,
    sends,
)
from tests.unit.conftest import DAD, MUM
from tests.unit.sending import TEXT

ONE_TEXT = {"to": DAD, "body": TEXT}


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("send-sms", "Send SMS"),
        ("sendSms", ""),
        ("sendsms", ""),
        ("SEND_MMS", None),
        ("a1", "Resend a message"),
        ("notify", "Notify Dad"),
        ("get-balance-and-notify", "Get balance and notify"),
        ("create-campaign", ""),
        ("make-call", ""),
        ("make_voice_call", "Make Voice Call"),
        ("create-message", "Create Message"),
        ("dial", ""),
        ("reply", ""),
        ("create-sms", "Create SMS"),
        ("createSMSMessage", ""),
        ("post-sms", ""),
        ("queue-sms", ""),
        ("schedule-sms", "Schedule an SMS"),
        ("smsblast", ""),
        ("sms", ""),
        ("enviar-sms", ""),
        ("retry-failed-sms", ""),
        ("preview-and-deliver", ""),
        ("text-to-speech", ""),
        ("update-voice-message", ""),
        ("create-sms-from-template", ""),
    ],
)
def test_actions_that_send(key: str, name: str | None) -> None:
    """Whatever they are called, and whatever their input is."""
    for given in ({}, ONE_TEXT, {"list_id": 7}):
        assert sends({"key": key, "name": name}, given)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("delete-sms-template", "Delete SMS Template"),
        ("update-sms-template", "Update SMS Template"),
        ("create-sms-template", "Create SMS Template"),
        ("create-message-template", "Create Message Template"),
        ("list-sms-templates", "List SMS Templates"),
        ("cancel-scheduled-sms", "Cancel Scheduled SMS"),
        ("get-inbound-sms", "Get Inbound SMS"),
        ("get-delivery-receipts", "Get Delivery Receipts"),
        ("get-sms-history", "Get SMS History"),
        ("get-sms-price", "Get SMS Price"),
        ("calculate-campaign-price", ""),
        ("list-messages", ""),
        ("get-call-history", ""),
        ("delete-campaign", ""),
        ("list-senders", "List Sender IDs"),
        ("create-sender-id", ""),
        ("create-contact", "Create Contact"),
        ("mark-messages-as-read", ""),
        ("a1", "Get SMS history"),
        ("get-sms-and-mms-history", ""),
        ("check-sms-status", ""),
        ("smstemplates", ""),
    ],
)
def test_actions_that_do_not(key: str, name: str) -> None:
    """They only speak of it."""
    contact = {"list_id": 7, "phone_number": DAD, "first_name": "Dad"}
    for given in ({}, {"body": TEXT}, {"template_id": 7, "body": TEXT}, contact):
        assert not sends({"key": key, "name": name}, given)


@pytest.mark.parametrize(
    "key", ["enviar", "x", "", None, "cancel-sms", "get-sms-and-x", "create-template"]
)
def test_actions_whose_name_tells_nothing(key: str | None) -> None:
    """Then the input does: who gives somebody a text wants it sent."""
    action = {"key": key}
    sent: list[dict[str, Any]] = [
        ONE_TEXT,
        {"messages": [{"message": TEXT, "recipients": [DAD]}]},
        {"list_id": 7, "text": TEXT},
        {"phoneNumber": 12025550101, "content": TEXT},
        {"recipient_number": DAD, "message_body": TEXT},
        {"to": DAD, "smsBody": TEXT},
        {"to": DAD, "messageText": TEXT},
        {"phone": DAD, "msg": TEXT},
        {"somebody": DAD, "sms": TEXT},
        {"people": {"Dad": DAD}, "say": TEXT},
    ]
    kept: list[dict[str, Any]] = [
        *({}, {"to": DAD}, {"body": TEXT}, {"list_id": 7}),
        {"body": f"Call {DAD}", "from": DAD},
    ]

    assert [given for given in sent if not sends(action, given)] == []
    assert [given for given in kept if sends(action, given)] == []


@pytest.mark.parametrize("key", ["get-sms-price", "preview-message", "find-call"])
def test_actions_that_only_ask(key: str) -> None:
    """They send nothing, even if they are told to whom and what."""
    assert not sends({"key": key}, {"messages": [ONE_TEXT]})


@pytest.mark.parametrize(
    ("given", "numbers"),
    [
        (ONE_TEXT, [DAD]),
        ({"phone_number": DAD, "message": TEXT}, [DAD]),
        ({"Phone Number": 12025550101, "Body": TEXT}, [12025550101]),
        ({"recipient": {"phone": DAD, "name": "Dad"}, "text": TEXT}, [DAD]),
        ({"recipients": [DAD, MUM, DAD], "body": TEXT}, [DAD, MUM, DAD]),
        ({"to": f"{DAD}, {MUM};", "body": TEXT}, [DAD, MUM]),
        ({"to": [[DAD], {"number": MUM}], "body": TEXT}, [DAD, MUM]),
        ({"messages": [ONE_TEXT, {**ONE_TEXT, "to": MUM}]}, [DAD, MUM]),
        ({"body": TEXT, "data": {"deep": [{"to_number": DAD}]}}, [DAD]),
        ({**ONE_TEXT, "list_id": None, "contacts": [], "from": MUM}, [DAD]),
        ({**ONE_TEXT, "country": "AU"}, [DAD]),
        ({**ONE_TEXT, "cc": [MUM, 12025550103]}, [DAD, MUM, 12025550103]),
        ({**ONE_TEXT, "people": {"Mum": MUM}}, [DAD, MUM]),
        ({**ONE_TEXT, "copies": {MUM: ""}}, [DAD, MUM]),
        ({**ONE_TEXT, "also": ["1 (202) 555-0102"]}, [DAD, "1 (202) 555-0102"]),
        ({**ONE_TEXT, "also": f'[{{"to":"{MUM}"}},{{"to":"{DAD}"}}]'}, [DAD, MUM, DAD]),
        ({"to": {DAD: "Dad"}, "message_body": TEXT}, [DAD]),
        ({"recipient_phone": DAD, "cell": MUM, "sms": TEXT}, [DAD, MUM]),
        (
            {
                **ONE_TEXT,
                "sender_id": MUM,
                "schedule": "1767225600",
                "at": 1767225600,
                "date": "2026-01-01 00:00",
                "message_id": "12345678901",
                "day": "2026-01-01",
                "price": "0.0792",
                "reply_to": MUM,
            },
            [DAD],
        ),
    ],
)
def test_who_gets_it(given: dict[str, Any], numbers: list[Any]) -> None:
    """Wherever the numbers are, each as often as it is given."""
    found = sending({"key": "send-sms"}, given)

    assert list(found.numbers) == numbers
    assert found.text == TEXT
    assert found.channel is Channel.SMS


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"to": DAD},
        {"body": TEXT},
        {"to": "", "body": TEXT},
        {"to": [], "body": TEXT},
        {"to": DAD, "body": ""},
        {"to": DAD, "body": 5},
        {"to": True, "body": TEXT},
        {"to": 1.5, "body": TEXT},
        {"to": [DAD, {"contact_id": 5}], "body": TEXT},
        {"to": [DAD, {}], "body": TEXT},
        {"recipients": [{"name": "Dad"}], "body": TEXT},
        *(
            {**ONE_TEXT, name: value}
            for name, value in (
                *(("list_id", 7), ("listId", "7"), ("lists", [7]), ("contacts", [5])),
                *(("contact_list", {"id": 7}), ("contact_ids", [5]), ("group", "All")),
                *(("segment_id", 5), ("tags", ["family"]), ("contact", "Dad")),
            )
        ),
        {"messages": [ONE_TEXT, {"list_id": 7, "body": TEXT}]},
        {"messages": [ONE_TEXT, {"body": TEXT}]},
        {**ONE_TEXT, "messages": ["a", "b"]},
        {**ONE_TEXT, "sms": ["a", "b"]},
        {**ONE_TEXT, "recipient_ids": [5]},
        {**ONE_TEXT, "people": [{"name": "Mum"}]},
        {"list": 5, "sms": TEXT},
        {"to": "0412345678", "country": "AU", "body": TEXT},
        {"to": 412345678, "country": "AU", "body": TEXT},
        {"to": "0412345678", "countryCode": "AU", "body": TEXT},
    ],
)
def test_who_gets_it_is_unclear(given: dict[str, Any]) -> None:
    """Nobody could count that."""
    with pytest.raises(UnclearError):
        sending({"key": "send-sms"}, given)


@pytest.mark.parametrize("key", ["send-mms", "send-email", "send-fax", "send-letter"])
def test_what_is_no_text(key: str) -> None:
    """It costs something else."""
    with pytest.raises(UnclearError):
        sending({"key": key}, ONE_TEXT)


@pytest.mark.parametrize("key", ["make-call", "send-voice-message", "dial"])
def test_calls(key: str) -> None:
    """They are counted as calls."""
    assert sending({"key": key}, ONE_TEXT).channel is Channel.VOICE


def test_several_texts() -> None:
    """The one that costs most counts for all."""
    given = {
        "messages": [
            {"to": DAD, "body": "a" * 100},
            {"to": MUM, "body": "ё" * 80},
            {"to": MUM, "body": "b"},
        ]
    }

    found = sending({"key": "send-sms"}, given)

    assert found.text == "ё" * 80
    assert list(found.numbers) == [DAD, MUM, MUM]


@pytest.mark.parametrize(
    "key",
    [
        *("buy-number", "Purchase credit", "recharge", "order-number", "topup"),
        *("top-up-account", "Top Up", "enable-auto-recharge", "find-and-buy"),
    ],
)
def test_what_buys(key: str) -> None:
    """It is told by its name."""
    assert buys({"key": key})
    assert buys({"key": "x", "name": key})


@pytest.mark.parametrize(
    "key",
    [
        *("send-sms", "get-sms-price", "list-recharge-packages", "", None),
        *("get-orders", "cancel-order", "start-up", "reorder-lists"),
    ],
)
def test_what_does_not_buy(key: str | None) -> None:
    """As far as anybody can tell."""
    assert not buys({"key": key})


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"path": "/sms/send"}, "path_sends"),
        ({"request": [{"Path": "v3/voice/send"}]}, "path_sends"),
        ({"url": "https://rest.clicksend.com/v3/mms/send?a=b"}, "path_sends"),
        ({"endpoint": "sms/%73end"}, "path_sends"),
        ({"uri": "/recharge/purchase/7"}, "path_spends"),
        ({"request_path": "/sms/cancel-all"}, "path_everything"),
        ({"requestUrl": "/v3/sms/send"}, "path_sends"),
        ({"resource": "sms/send"}, "path_sends"),
        ({"apiEndpoint": "/sms/send"}, "path_sends"),
        ({"path": ["sms", "send"], "body": "a"}, "path_sends"),
        ({"path": "sms\\send", "payload": "a"}, "path_sends"),
        ({"paths": ["/sms/templates", "/sms/send"]}, "path_sends"),
        ({"path": [{"url": "/sms/send"}, "a"]}, "path_sends"),
        ({"path": ["sms", "templates"]}, None),
        ({"callback_url": "https://example.com/send", "mediaUrl": "/send"}, None),
        ({"path": "/sms/templates"}, None),
        ({"path": ""}, None),
        ({"body": "/sms/send", "media_file": "https://example.com/send.jpg"}, None),
        ({"path": 7, "url": None}, None),
    ],
)
def test_actions_for_any_endpoint(given: dict[str, Any], key: str | None) -> None:
    """What may not be called by hand may not be called by an action, either."""
    found = reserved_path(given)
    assert (found and found.key) == key
