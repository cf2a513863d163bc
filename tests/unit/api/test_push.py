"""A push is read in whatever form it comes, and whatever is no push harms nobody."""

import json
import time
from typing import Any
from urllib.parse import urlencode

from hypothesis import given, strategies as st
import pytest

from custom_components.clicksend_messaging.api.models import Push

TEXT = {
    "originalsenderid": "+18335550177",
    "body": "Open & close",
    "message": "Open & close",
    "sms": "+12025550101",
    "from": "+12025550101",
    "to": "+18335550177",
    "timestamp": "1800000000",
    "message_id": "IN-1",
    "original_message_id": "OUT-1",
    "original_body": "Shall I?",
    "originalmessage": "Shall I?",
    "originalmessageid": "OUT-1",
    "user_id": "1",
    "subaccount_id": "1",
    "custom_string": "key-1",
    "customstring": "key-1",
}
RECEIPT = {
    "custom_string": "key-1",
    "customstring": "key-1",
    "error_code": "",
    "error_text": "",
    "message_id": "OUT-1",
    "messageid": "OUT-1",
    "message_type": "sms",
    "status": "Delivered",
    "status_code": "201",
    "status_text": "Success: Message received on handset.",
    "subaccount_id": "1",
    "timestamp": "1800000000",
    "timestamp_send": "1800000000",
    "user_id": "1",
}


def as_form(fields: dict[str, Any]) -> Push:
    """Read fields that came as a form."""
    return Push.parse({}, urlencode(fields).encode())


def as_query(fields: dict[str, Any]) -> Push:
    """Read fields that came in the address."""
    return Push.parse(fields, b"")


def as_json(fields: dict[str, Any]) -> Push:
    """Read fields that came as JSON."""
    return Push.parse({}, json.dumps(fields).encode())


@pytest.mark.parametrize("read", [as_form, as_query, as_json])
def test_what_is_pushed(read: Any) -> None:
    """A text and a receipt are told apart, and have their ids."""
    text, receipt = read(TEXT), read(RECEIPT)

    assert (text.is_receipt, text.message_id) == (False, "IN-1")
    assert text.custom_string == "key-1"
    assert (receipt.is_receipt, receipt.message_id) == (True, "OUT-1")
    assert receipt.custom_string == "key-1"


@pytest.mark.parametrize("read", [as_form, as_query, as_json])
@pytest.mark.parametrize("words", ["body", "message"])
def test_a_text_that_has_a_status(read: Any, words: str) -> None:
    """Words make it one: a receipt has none."""
    fields = {"status": "Received", "from": TEXT["from"], words: "Open"}

    assert not read(fields).is_receipt


@pytest.mark.parametrize("key", ["status_code", "status_text", "status"])
def test_a_receipt_by_other_names(key: str) -> None:
    """Also one that says less."""
    push = as_form({key: RECEIPT[key], "messageid": "OUT-1", "customstring": "key-1"})

    assert push == Push(is_receipt=True, message_id="OUT-1", custom_string="key-1")


def test_other_types_in_json() -> None:
    """Numbers, nothing, and structures where text belongs."""
    push = as_json({**TEXT, "message_id": 17, "custom_string": None, "user_id": 1})
    assert (push.is_receipt, push.message_id) == (False, "17")
    assert push.custom_string == "key-1"

    push = as_json({**TEXT, "message_id": {"$ne": 1}, "custom_string": ["a"]})
    assert (push.message_id, push.custom_string) == (None, None)


def test_an_empty_text_is_a_text() -> None:
    """People send pictures without a word, or nothing at all."""
    push = as_form({**TEXT, "body": "", "message": ""})

    assert push.message_id == "IN-1"
    assert not push.is_receipt


@pytest.mark.parametrize("words", ["a&status_code=201", "status=1&b=2", "%26status=1"])
@pytest.mark.parametrize("read", [as_form, as_query, as_json])
def test_words_are_no_fields(read: Any, words: str) -> None:
    """Whoever writes a text does not write the push."""
    push = read({**TEXT, "body": words, "message": words})

    assert (push.is_receipt, push.message_id) == (False, "IN-1")


NOTHING = Push(is_receipt=False)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00",
        b"\xff\xfe\x00",
        b"{",
        b'{"message_id": ',
        b"[" * 60_000,
        b'{"a":' * 12_000,
        b'{"a":' + b"[" * 60_000,
        b"[]",
        b"null",
        b"17",
        b'"message_id"',
        b"{}",
        b'{"message_id": NaN',
        b"&" * 60_000,
        b"=" * 60_000,
        b"%" * 60_000,
        urlencode({f"field{number}": "" for number in range(10_000)}).encode(),
        urlencode(
            {"message_id": "IN-1", **dict.fromkeys(map(str, range(200)))}
        ).encode(),
        b'{"message_id": ' + b"9" * 10_000 + b"}",
    ],
)
def test_what_is_no_push(body: bytes) -> None:
    """It is read in no time, and says nothing."""
    begun = time.process_time()

    assert Push.parse({}, body) == NOTHING

    assert time.process_time() - begun < 0.5


@given(st.binary(max_size=300), st.dictionaries(st.text(), st.text(), max_size=5))
def test_anything_can_be_read(body: bytes, query: dict[str, str]) -> None:
    """Nobody can make it fail."""
    push = Push.parse(query, body)

    assert isinstance(push.is_receipt, bool)
    (push.message_id or "").encode()
