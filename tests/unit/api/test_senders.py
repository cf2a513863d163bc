"""Senders that ClickSend has to approve, in whichever shape they come."""

from collections.abc import Callable

import pytest

from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.errors import MalformedAnswerError
from tests.unit.api.wire import Heard, Wire, answer_json, envelope

pytestmark = pytest.mark.usefixtures("socket_enabled")

LISTS = {
    "own_numbers": [{"phone_number": "+12025550198", "status": "APPROVED"}],
    "alpha_tags": [{"alpha_tag": "MyHome", "status": "PENDING"}],
}


def serve(lists: Callable[[], bytes]) -> Callable[[Heard], bytes]:
    """Answer with no numbers, and with these lists elsewhere."""
    return lambda heard: (
        envelope({"data": []}) if heard.path.endswith("/numbers") else lists()
    )


@pytest.mark.parametrize(
    "lists",
    [lambda: answer_json(200, LISTS), lambda: envelope(LISTS)],
    ids=["bare", "envelope"],
)
async def test_lists_with_and_without_an_envelope(
    client: ClickSendClient, wire: Wire, lists: Callable[[], bytes]
) -> None:
    """Documents have none there, unlike everywhere else."""
    wire.says(serve(lists))

    found = await client.senders.all()

    assert [(sender.value, sender.usable) for sender in found] == [
        ("+12025550198", True),
        ("MyHome", False),
    ]


@pytest.mark.parametrize("data", [None, [], {}, {"data": []}], ids=repr)
async def test_answer_without_a_list(
    client: ClickSendClient, wire: Wire, data: object
) -> None:
    """It does not say that there are none, so nobody is refused because of it."""
    wire.says(serve(lambda: envelope(data)))

    with pytest.raises(MalformedAnswerError):
        await client.senders.all()
