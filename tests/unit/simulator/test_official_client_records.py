"""ClickSend's own Python client as a witness for contacts, senders and receipts."""

from collections.abc import Generator

import clicksend as official
from clicksend.exceptions import ForbiddenException, NotFoundException
from pydantic import ValidationError
import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Send
from tests.unit.simulator.official import assert_complete, call, open_client, texts

DAD, MUM = "+15551234567", "+15557654321"


@pytest.fixture
def client(simulator: Simulator) -> Generator[official.ApiClient]:
    """Return the client, pointed at the simulator."""
    with open_client(simulator) as opened:
        yield opened


@pytest.fixture
def sms(client: official.ApiClient) -> official.SmsApi:
    """Return the part that is about SMS."""
    return official.SmsApi(client)


async def test_manages_templates(simulator: Simulator, sms: official.SmsApi) -> None:
    """Templates come and go; their list cannot be read as in its own example."""
    hello = official.CreateSmsTemplateRequest(template_name="Hello", body="Hello 漢字")
    change = official.CreateSmsTemplateRequest(template_name="Bye", body="Bye")

    created = await call(sms.create_sms_template, create_sms_template_request=hello)
    assert created.data is not None
    one = {"template_id": str(created.data.template_id)}
    viewed = await call(sms.view_a_specific_sms_template, **one)
    listed = await call(sms.view_sms_templates, q="body:hello")
    await call(sms.update_sms_template, create_sms_template_request=change, **one)
    simulator.settings.templates_shape = "wrapped_page"
    with pytest.raises(ValidationError):
        await call(sms.view_sms_templates)
    await call(sms.delete_sms_template, **one)

    assert viewed.data is not None
    assert (viewed.data.template_name, viewed.data.body) == ("Hello", "Hello 漢字")
    assert listed.data is not None
    assert_complete(listed.data)
    (row,) = listed.data.data or []
    assert_complete(row)
    with pytest.raises(NotFoundException):
        await call(sms.view_a_specific_sms_template, **one)


async def test_manages_lists(simulator: Simulator, client: official.ApiClient) -> None:
    """Lists come and go, and have all the fields that are documented."""
    lists = official.ListsApi(client)
    request = {"create_list_request": official.CreateListRequest(list_name="Family")}

    created = await call(lists.create_list, **request)
    assert created.data is not None
    assert_complete(created.data)
    one = {"list_id": str(created.data.list_id)}
    viewed = await call(lists.view_specific_list, **one)
    listed = await call(lists.view_lists)
    deleted = await call(lists.delete_list, **one)

    assert viewed.data == created.data
    assert listed.data is not None
    assert_complete(listed.data)
    assert [row.list_name for row in listed.data.data or []] == [
        "Opt-Out List",
        "Family",
    ]
    assert deleted.data == []
    with pytest.raises(NotFoundException):
        await call(lists.view_specific_list, **one)
    theirs = simulator.account.address_book.add_list(1, "Theirs").list_id
    with pytest.raises(ForbiddenException):
        await call(lists.view_specific_list, list_id=str(theirs))


async def test_manages_contacts(
    simulator: Simulator, client: official.ApiClient
) -> None:
    """Contacts have all the fields that are documented, wherever they are shown."""
    lists, contacts = official.ListsApi(client), official.ContactsApi(client)
    family = str(simulator.add_list("Family").list_id)
    friends = str(simulator.add_list("Friends").list_id)
    dad = official.CreateNewContactRequest(phone_number=DAD, first_name="Dad")

    created = await call(
        lists.create_new_contact, list_id=family, create_new_contact_request=dad
    )
    assert created.data is not None
    assert_complete(created.data)
    one = {"list_id": family, "contact_id": str(created.data.contact_id)}
    updated = await call(
        contacts.update_contact,
        create_new_contact_request=official.CreateNewContactRequest(first_name="Papa"),
        **one,
    )
    moved = {**one, "from_list_id": family, "to_list_id": friends}
    del moved["list_id"]
    copied = await call(lists.copy_contact_to_list, **moved)
    await call(lists.transfer_contact_to_list, **moved)
    repeated = await call(
        lists.remove_duplicate_contacts,
        list_id=friends,
        remove_duplicate_contacts_request=official.RemoveDuplicateContactsRequest(
            fields=official.RemoveDuplicateContactsRequestFields(first_name="x")
        ),
    )
    listed = await call(lists.view_list_contacts, list_id=friends)

    assert updated.data is not None
    assert copied.data is not None
    assert (updated.data.first_name, copied.data.first_name) == ("Papa", "Papa")
    assert repeated.data is not None
    assert repeated.data.deleted == 1
    assert listed.data is not None
    (row,) = listed.data.data or []
    assert_complete(row)
    assert (row.contact_id, row.list_name) == (copied.data.contact_id, "Friends")


async def test_manages_email_addresses(client: official.ApiClient) -> None:
    """Addresses can be read; what is left of one is as documented, and cannot."""
    email = official.EmailApi(client)
    request = official.CreateAllowedEmailAddressRequest(email_address="me@example.com")

    created = await call(
        email.create_allowed_email_address, create_allowed_email_address_request=request
    )
    assert created.data is not None
    one = {"email_address_id": str(created.data.email_address_id)}
    viewed = await call(email.view_allowed_email_address, **one)
    listed = await call(email.view_allowed_email_addresses)
    with pytest.raises(ValidationError, match="valid dictionary"):
        await call(email.delete_allowed_email_address, **one)

    assert viewed.data is not None
    assert viewed.data == created.data
    assert_complete(viewed.data)
    assert listed.data is not None
    assert_complete(listed.data)
    assert listed.data.data == [viewed.data]
    with pytest.raises(NotFoundException):
        await call(email.view_allowed_email_address, **one)


async def test_looks_things_up(client: official.ApiClient) -> None:
    """Countries, time zones and statistics have all the fields that are documented."""
    world = official.InternationalMessagingApi(client)

    countries = await call(world.view_countries)
    enabled = await call(world.get_countries_for_global_sending)
    zones = await call(world.timezones)
    statistics = await call(official.StatisticsApi(client).view_sms_statistics)
    transactions = official.TransactionsApi(client)
    bought = await call(transactions.purchase_recharge_package, package_id="1")

    assert_complete((countries.data or [])[0])
    assert_complete((enabled.data or [])[0])
    assert "America/Chicago" in (zones.data or [])
    assert statistics.data is not None
    assert_complete(statistics.data)
    assert bought.data is not None
    assert_complete(bought.data)


async def test_lists_senders(simulator: Simulator, client: official.ApiClient) -> None:
    """All four lists of senders are as documented, field by field."""
    simulator.settings.patch({"pending_senders": ["FrontDoor", MUM]})

    numbers = await call(official.NumbersApi(client).view_your_numbers)
    tags = await call(official.AlphaTagsApi(client).list_alpha_tags)
    own = await call(official.OwnNumbersApi(client).list_own_numbers)
    defaults = await call(official.DefaultSendersApi(client).get_default_senders_list)

    assert numbers.data is not None
    (number,) = numbers.data.data or []
    assert_complete(number)
    assert [(tag.alpha_tag, tag.status) for tag in tags.alpha_tags or []] == [
        ("MyHome", "APPROVED"),
        ("FrontDoor", "PENDING"),
    ]
    assert_complete((tags.alpha_tags or [])[0])
    (phone,) = own.own_numbers or []
    assert (phone.phone_number, phone.status) == (MUM, "PENDING")
    assert_complete(phone)
    (default,) = defaults.data.data or []
    assert_complete(default)


async def test_lists_receipts(simulator: Simulator, sms: official.SmsApi) -> None:
    """Receipts can be read with the schema's number, not with its example's string."""
    await _add_rule(sms)
    message = {"to": DAD, "body": "Hello", "custom_string": "ref-1"}
    await call(sms.send_sms, send_sms_request=texts(message))
    (sent,) = simulator.books
    one = {"message_id": sent.message_id}
    with pytest.raises(NotFoundException):
        await call(sms.view_specific_sms_receipt, **one)
    simulator.clock.advance(5)

    with pytest.raises(ValidationError, match="status_code"):
        await call(sms.view_sms_receipts)
    simulator.settings.receipt_codes = "int"
    listed = await call(sms.view_sms_receipts)
    viewed = await call(sms.view_specific_sms_receipt, **one)

    assert listed.data is not None
    rows = listed.data.data or []
    assert [(row.status_code, row.custom_string) for row in rows] == [
        (200, "ref-1"),
        (201, "ref-1"),
    ]
    assert_complete(rows[0])
    assert viewed.data == rows[1]


async def test_lists_receipts_of_calls(
    simulator: Simulator, client: official.ApiClient, ring: Send
) -> None:
    """The receipts of calls are all strings, where those of texts are numbers."""
    simulator.settings.receipts_by_themselves = False
    await call(
        official.VoiceApi(client).create_voice_delivery_receipt_rule,
        create_sms_delivery_receipt_rule_request=_rule(),
    )
    await ring({"to": DAD, "body": "Press a key"})
    (sent,) = simulator.books
    simulator.inject_receipt(sent.message_id, "201", digits="4")
    voice = official.VoiceMessagingApi(client)

    with pytest.raises(ValidationError, match="timestamp"):
        await call(voice.view_voice_receipts)
    simulator.settings.receipt_times = "str"
    listed = await call(voice.view_voice_receipts)

    assert listed.data is not None
    (row,) = listed.data.data or []
    assert (row.status_code, row.digits, row.message_type) == ("201", "4", "voice")
    assert_complete(row)


async def test_asks_for_a_test_receipt(
    simulator: Simulator, sms: official.SmsApi
) -> None:
    """What comes back is a receipt; marking says nothing that can be read."""
    request = official.CreateTestSmsReceiptRequest(url="poll")
    test = {"create_test_sms_receipt_request": request}
    simulator.settings.patch({"receipt_codes": "int", "voice_digits": "int"})
    await _add_rule(sms)

    created = await call(sms.create_test_sms_receipt, **test)
    with pytest.raises(ValidationError, match="valid dictionary"):
        await call(sms.mark_sms_receipt_as_read)

    assert created.data is not None
    assert created.data.status_code == 201
    assert_complete(created.data)


async def test_manages_receipt_rules(sms: official.SmsApi) -> None:
    """Receipt rules come and go, and here the client can see their ids."""
    rule_id = await _add_rule(sms)
    one = {"receipt_rule_id": str(rule_id)}

    viewed = await call(sms.view_sms_delivery_receipt_rule, **one)
    listed = await call(sms.view_sms_delivery_receipt_rules)
    deleted = await call(sms.delete_sms_delivery_receipt_rule, **one)

    assert viewed.data is not None
    assert listed.data is not None
    assert_complete(viewed.data)
    (row,) = listed.data.data or []
    assert row == viewed.data
    assert deleted.data == []


def _rule() -> official.CreateSmsDeliveryReceiptRuleRequest:
    """Return a rule that makes receipts visible."""
    return official.CreateSmsDeliveryReceiptRuleRequest(
        rule_name="Home", match_type=0, action="POLL", action_address="", enabled=1
    )


async def _add_rule(sms: official.SmsApi) -> int | None:
    """Add a rule that makes receipts visible; return its id."""
    reply = await call(
        sms.create_sms_delivery_receipt_rule,
        create_sms_delivery_receipt_rule_request=_rule(),
    )
    assert reply.data is not None
    return reply.data.receipt_rule_id
