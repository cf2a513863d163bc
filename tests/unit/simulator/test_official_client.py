"""ClickSend's own Python client, generated from its OpenAPI document, as a witness.

Its models are strict, and cannot read everything that ClickSend has been seen to
answer. Where the client cannot read what the simulator answers by default, the test
says so and shows that it reads the variant that the document describes.
"""

from collections.abc import Generator

import clicksend as official
from clicksend.exceptions import NotFoundException, UnauthorizedException
from pydantic import ValidationError
import pytest

from simulator import Simulator
from tests.unit.simulator.official import assert_complete, call, open_client, texts

DAD = "+15551234567"
TEST_NUMBER = "+61411111111"


@pytest.fixture
def client(simulator: Simulator) -> Generator[official.ApiClient]:
    """Return the client, pointed at the simulator."""
    with open_client(simulator) as opened:
        yield opened


@pytest.fixture
def sms(client: official.ApiClient) -> official.SmsApi:
    """Return the part that is about SMS."""
    return official.SmsApi(client)


async def test_reads_the_account(
    simulator: Simulator, client: official.ApiClient
) -> None:
    """The whole account is as documented, and nothing documented is missing."""
    reply = await call(official.ManagementApi(client).view_account_details)

    account = reply.data
    assert account is not None
    assert account.balance == "100.000000"
    assert account.subaccount is not None
    assert account.subaccount.api_key == simulator.account.subaccount_key
    assert account.currency is not None
    for model in (account, account.subaccount, account.currency):
        assert_complete(model)


async def test_is_refused_with_a_wrong_key(client: official.ApiClient) -> None:
    """The client understands the refusal."""
    client.configuration.password = "wrong"

    with pytest.raises(UnauthorizedException) as caught:
        await call(official.ManagementApi(client).view_account_details)

    assert '"response_code": "UNAUTHORIZED"' in str(caught.value.body)


async def test_sends(simulator: Simulator, sms: official.SmsApi) -> None:
    """Accepted texts are as documented, field by field."""
    request = texts(
        {"to": DAD, "body": "Hello 🚪", "custom_string": "ref-1"},
        {"to": TEST_NUMBER, "body": "Hello"},
    )

    reply = await call(sms.send_sms, send_sms_request=request)

    assert reply.data is not None
    assert reply.data.queued_count == 2
    assert reply.data.total_price == 0.0792
    dad, test = reply.data.messages or []
    assert (dad.status, dad.message_price, dad.custom_string) == (
        "SUCCESS",
        "0.0792",
        "ref-1",
    )
    assert (test.status, test.message_parts) == ("SUCCESS", 0)
    assert_complete(dad)
    assert simulator.phones[DAD].received == ["Hello 🚪"]


async def test_cannot_read_rejections(
    simulator: Simulator, sms: official.SmsApi
) -> None:
    """Rejected rows, as seen live, have text where the document has a number.

    The texts that were accepted in the same request are sent all the same.
    """
    request = texts({"to": "+000", "body": "Hello"}, {"to": DAD, "body": "Hello"})

    with pytest.raises(ValidationError, match="schedule"):
        await call(sms.send_sms, send_sms_request=request)

    assert simulator.phones[DAD].received == ["Hello"]


async def test_prices(simulator: Simulator, sms: official.SmsApi) -> None:
    """Prices can be read in the documented shape, but not in that of its example."""
    message = official.CalculateSmsPriceRequestMessagesInner(to=DAD, body="Hello")
    request = {
        "calculate_sms_price_request": official.CalculateSmsPriceRequest(
            messages=[message]
        )
    }

    with pytest.raises(ValidationError, match="CountriesInner"):
        await call(sms.calculate_sms_price, **request)
    simulator.settings.price_countries = "list"
    reply = await call(sms.calculate_sms_price, **request)

    assert reply.data is not None
    assert reply.data.total_price == 0.0792
    (row,) = reply.data.messages or []
    assert row.message_price == "0.0792"
    assert reply.data.summary is not None
    (entry,) = reply.data.summary.countries or []
    assert entry.country is not None
    assert (entry.country.name, entry.country.receipient_count) == ("US", 1)


async def test_lists_history(simulator: Simulator, sms: official.SmsApi) -> None:
    """History can be read in the documented shape, but not in that of its example."""
    request = texts({"to": DAD, "body": "Hello", "custom_string": "ref-1"})
    await call(sms.send_sms, send_sms_request=request)
    simulator.inject_inbound(DAD, "Hi")
    search = {"q": f"to:{DAD}", "order_by": "date:desc", "limit": 100}

    reply = await call(sms.view_sms_history, **search)

    assert reply.data is not None
    assert (reply.data.total, reply.data.per_page) == (1, 100)
    (row,) = reply.data.data or []
    assert (row.custom_string, row.direction) == ("ref-1", "out")
    assert_complete(row)
    simulator.settings.history_shape = "bare_list"
    with pytest.raises(ValidationError):
        await call(sms.view_sms_history, **search)


async def test_lists_inbound_texts(simulator: Simulator, sms: official.SmsApi) -> None:
    """The client knows the time by its name in the schema, not in the example."""
    await _add_rule(sms)
    text = simulator.inject_inbound(DAD, "Hi")

    by_default = await call(sms.view_inbound_sms)
    simulator.settings.inbound_time_key = "timestamp"
    documented = await call(sms.view_inbound_sms)

    assert by_default.data is not None
    assert documented.data is not None
    (without_time,) = by_default.data.data or []
    (row,) = documented.data.data or []
    assert (without_time.message_id, without_time.timestamp) == (text.message_id, None)
    assert (row.message_id, row.timestamp) == (text.message_id, int(text.time))
    assert (row.var_from, row.body, row.keyword) == (DAD, "Hi", "hi")
    assert_complete(row)


async def test_marks_inbound_texts(simulator: Simulator, sms: official.SmsApi) -> None:
    """The client cannot read the string that its own document gives as an example."""
    await _add_rule(sms)
    text = simulator.inject_inbound(DAD, "Hi")
    cutoff = official.MarkSmsReceiptAsReadRequest(date_before=1)
    mark_all = {"mark_sms_receipt_as_read_request": cutoff}

    one = await call(
        sms.mark_specific_inbound_sms_message_as_read, message_id=text.message_id
    )
    with pytest.raises(ValidationError, match="valid dictionary"):
        await call(sms.mark_inbound_sms_as_read, **mark_all)
    simulator.settings.mark_all_data = "null"
    documented = await call(sms.mark_inbound_sms_as_read, **mark_all)

    assert one.data == 1
    assert documented.response_code == "SUCCESS"


async def test_manages_inbound_rules(sms: official.SmsApi) -> None:
    """Rules come and go; in the list the client cannot see their ids."""
    rule_id = await _add_rule(sms)
    one = {"inbound_rule_id": str(rule_id)}
    change = official.UpdateSmsInboundAutomationRequest(rule_name="Mine")

    viewed = await call(sms.view_sms_inbound_automation, **one)
    updated = await call(
        sms.update_sms_inbound_automation,
        update_sms_inbound_automation_request=change,
        **one,
    )
    listed = await call(sms.view_sms_inbound_automations)
    deleted = await call(sms.delete_sms_inbound_automation, **one)

    assert viewed.data is not None
    assert updated.data is not None
    assert listed.data is not None
    assert (viewed.data.inbound_rule_id, viewed.data.action) == (rule_id, "POLL")
    assert_complete(viewed.data)
    assert updated.data.rule_name == "Mine"
    (row,) = listed.data.data or []
    assert (row.rule_name, row.inbound_rule_id) == ("Mine", None)
    assert deleted.data == []
    with pytest.raises(NotFoundException):
        await call(sms.view_sms_inbound_automation, **one)


async def _add_rule(sms: official.SmsApi) -> int | None:
    """Add a rule that makes inbound texts visible; return its id."""
    rule = official.CreateSmsInboundAutomationRequest(
        dedicated_number="*",
        rule_name="Home",
        message_search_type=0,
        message_search_term="",
        action="POLL",
        action_address="",
        enabled=1,
    )
    reply = await call(
        sms.create_sms_inbound_automation, create_sms_inbound_automation_request=rule
    )
    assert reply.data is not None
    return reply.data.inbound_rule_id
