"""Everything that an action refuses to do, in one way or another."""

from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.api.models import Channel
from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.messaging.cancellation import (
    Cancellation,
    CancelReport,
)
from custom_components.clicksend_messaging.messaging.content import attachment
from custom_components.clicksend_messaging.messaging.failures import raise_for_failures
from custom_components.clicksend_messaging.messaging.message import (
    Outcome,
    Report,
    Status,
)
from custom_components.clicksend_messaging.services.cancel import raise_for_uncancelled
from simulator import Simulator
from simulator.clicksend.templates import Template
from tests.unit.conftest import DAD, MUM, maton_data, membrane_data, recipient
from tests.unit.picture import jpeg
from tests.unit.run_action.more_actions import add_action
from tests.unit.sending import refusal
from tests.unit.services.asking import problem
from tests.unit.skillboss.hub import add_hub, start
from tests.unit.translations.english import open_subentry


def failure(code: str, status: Status = Status.REJECTED) -> HomeAssistantError:
    """Return what a caller gets when a message failed for that reason."""
    outcome = Outcome(
        recipient=DAD, name="Dad", reference=None, status=status, code=code
    )
    with pytest.raises(HomeAssistantError) as caught:
        raise_for_failures(Report((outcome,), "USD"))
    return caught.value


CANCEL_CODES = (
    *("NOT_SCHEDULED", "BEING_SENT", "MMS_NOT_CANCELLED", "ANSWER_LOST"),
    *("NOT_REACHED", "NOT_AUTHORIZED", "NOT_RECORDED", "FORBIDDEN"),
)


def cancel_failure(code: str) -> HomeAssistantError:
    """Return what a caller gets when a message was not cancelled for that reason."""
    row = Cancellation(channel=Channel.SMS, code=code, message_id="id")
    with pytest.raises(HomeAssistantError) as caught:
        raise_for_uncancelled(CancelReport((row,)))
    return caught.value


def put_folder_in_place_of(path: Path) -> None:
    """Make a file one that cannot be read."""
    path.unlink()
    path.mkdir()


async def unusable(hass: HomeAssistant, entry: MockConfigEntry) -> HomeAssistantError:
    """Return what an account ends with whose outbox cannot be read."""
    put_folder_in_place_of(
        Path(hass.config.path(".storage", f"{DOMAIN}.{entry.entry_id}.outbox"))
    )
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    return reason(entry)


async def given_away(hass: HomeAssistant, simulator: Simulator) -> HomeAssistantError:
    """Return what an account ends with whose connection leads to another account."""
    entry = MockConfigEntry(
        domain=DOMAIN, unique_id="other", data=maton_data(simulator)
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    return reason(entry)


def reason(entry: MockConfigEntry) -> HomeAssistantError:
    """Return why an account was not set up."""
    assert entry.error_reason_translation_key is not None
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=entry.error_reason_translation_key,
        translation_placeholders=entry.error_reason_translation_placeholders,
    )


async def refused_choices(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> list[HomeAssistantError]:
    """Return what a caller gets who chooses what the account does not have."""
    approved = simulator.settings.approved_senders
    simulator.settings.approved_senders = ()
    raised = [await refusal(hass, phone_numbers=DAD, sender="Stranger")]
    simulator.settings.approved_senders = approved
    # A dialog has the account asked again.
    await open_subentry(hass, entry, "recipient")
    raised.append(await refusal(hass, phone_numbers=DAD, sender="Stranger"))
    for wrong in ({"language": "tlh"}, {"language": "fr-ca", "voice": "male"}):
        with pytest.raises(HomeAssistantError) as caught:
            await hass.services.async_call(
                DOMAIN,
                "send_voice",
                {"phone_numbers": DAD, "message": "Leak", **wrong},
                blocking=True,
            )
        raised.append(caught.value)
    return raised


async def refused_texts(
    hass: HomeAssistant, simulator: Simulator
) -> list[HomeAssistantError]:
    """Return what a caller gets whose text, time or list is not to be had."""
    raised = [
        await problem(hass, "send_sms", phone_numbers=DAD),
        await problem(hass, "send_sms", list_id=99, message="Hi"),
        *[
            await problem(
                hass, "send_sms", phone_numbers=DAD, message="Hi", schedule=when
            )
            for when in ("2020-01-01 12:00:00", {"days": 400})
        ],
    ]
    simulator.faults.arm("server_error", path="/lists/*")
    raised.append(await problem(hass, "send_sms", list_id=7, message="Hi"))
    simulator.faults.arm("server_error", path="/sms/templates")
    template = {"phone_numbers": DAD, "template": "Leak"}
    raised.append(await problem(hass, "send_sms", **template))
    templates = simulator.account.templates
    for name, body in (("Leak", "{room}"), ("Twice", "a"), ("Twice", "b")):
        number = templates.next_id()
        templates.keep(
            number, Template(template_id=number, template_name=name, body=body)
        )
    raised += [
        await problem(hass, "send_sms", **template | changes)
        for changes in (
            {"template": "Nothing"},
            {"template": "Twice"},
            {},
            {"variables": {"room": "hall", "Room": "attic"}},
        )
    ]
    return raised


async def refused_imports(
    hass: HomeAssistant, simulator: Simulator
) -> list[HomeAssistantError]:
    """Return what a caller gets who asks for people that cannot be had."""
    people = [{"phone_number": DAD}] * 201
    crowd = simulator.add_list("Crowd", *people)
    action = "sync_recipients"
    raised = [
        await problem(hass, action),
        await problem(hass, action, list_id=99),
        await problem(hass, action, list_id=crowd.list_id),
    ]
    raised.append(await read_while_somebody_goes(hass, simulator))
    return raised


async def read_while_somebody_goes(
    hass: HomeAssistant, simulator: Simulator
) -> HomeAssistantError:
    """Return what a caller gets when a list of two pages changes in between."""
    people = [{"phone_number": f"+1202555{number:04}"} for number in range(150)]
    added = simulator.add_list("Club", *people)
    path = f"/lists/{added.list_id}/contacts"
    before = len(simulator.requests.find("GET", path))
    simulator.faults.arm("delay", path=path, times=2, seconds=0.2)
    asking = hass.async_create_task(
        problem(hass, "sync_recipients", list_id=added.list_id)
    )
    await simulator.requests.wait_for(before + 2, "GET", path)
    del added.contacts[max(added.contacts)]
    return await asking


async def refused_pictures(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> list[HomeAssistantError]:
    """Return what a caller gets whose picture cannot be sent."""
    mms = {"phone_numbers": DAD, "message": "Hi", "attachment": "camera.door"}
    raised = [
        await problem(hass, "send_mms", **mms, subject="x" * 21),
        await problem(hass, "send_mms", **mms | {"message": "x" * 1501}),
        await problem(hass, "send_mms", phone_numbers=DAD, message="Hi"),
    ]
    for reason in attachment._ERRORS:  # noqa: SLF001 (all there are)

        async def fail(*_: object, reason: Any = reason) -> bytes:
            raise attachment._AttachmentError(reason)  # noqa: SLF001

        with monkeypatch.context() as patch:
            patch.setattr(attachment, "_async_content", fail)
            raised.append(await problem(hass, "send_mms", **mms))
    folder = Path(hass.config.path(".storage", f"{DOMAIN}.{entry.entry_id}.media"))
    await hass.async_add_executor_job(folder.write_text, "in the way")

    async def show(*_: object) -> bytes:
        return jpeg("red")

    with monkeypatch.context() as patch:
        patch.setattr(attachment, "_async_content", show)
        raised.append(await problem(hass, "send_mms", **mms))
    return raised


async def refused_requests(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> list[HomeAssistantError]:
    """Return what a caller gets who asks for what there is not, or must not be."""
    connection_id = maton_data(simulator)["connection_id"]
    raised = [
        await problem(hass, "get_list", list_id=99),
        await problem(hass, "create_contact", list_id=99),
        await problem(hass, "create_contact", list_id=99, phone_number="12"),
        await problem(hass, "update_contact", list_id=99, contact_id=5),
        await problem(hass, "copy_contact", list_id=99, contact_id=5, to_list_id=99),
        *[
            await problem(hass, "call_api", **{"path": "/account", **data})
            for data in (
                {"body": {"a": b"bytes"}},
                {"headers": {"Authorization": "mine"}},
                {"path": "https://example.com/account"},
                {"path": "/../account"},
                {"path": "/sms/send"},
                {"path": "/sms/cancel-all"},
                {"path": "/recharge/purchase/1"},
                {"path": "/account?page=1"},
                {"path": "/lists/{id}"},
                {"path_params": {"id": 1}},
                {"path": "/lists/{id}", "path_params": {"id": ".."}},
            )
        ],
    ]
    direct = dict(entry.data)
    raised.append(await problem(hass, "get_actions"))
    hass.config_entries.async_update_entry(entry, data=membrane_data(simulator))
    await hass.async_block_till_done(wait_background_tasks=True)
    raised += await refused_actions(hass, simulator, monkeypatch)
    for data in (maton_data(simulator), direct):
        hass.config_entries.async_update_entry(entry, data=data)
        await hass.async_block_till_done(wait_background_tasks=True)
        raised.append(
            await problem(hass, "delete_connection", connection_id=connection_id)
        )
    return raised


async def refused_actions(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> list[HomeAssistantError]:
    """Return what a caller gets who has Membrane do what it must not do."""
    for key, name in (("buy-it", "Buy"), ("one", "Twice"), ("other", "Twice")):
        add_action(monkeypatch, simulator, key, name)
    return [
        await problem(hass, "run_action", action=action, input=given)
        for action, given in (
            ("nothing", {}),
            ("delete-sms-template", {}),
            ("send-sms", {"messages": [{"list_id": 7, "body": "Hi"}]}),
            ("buy-it", {}),
            ("Twice", {}),
        )
    ]


async def refused_by_hub(
    hass: HomeAssistant, simulator: Simulator
) -> list[HomeAssistantError]:
    """Return what a caller gets who asks the hub, or an account, for the other's."""
    raised = [await problem(hass, "discover_models")]
    hub = await start(hass, add_hub(hass, simulator, recipient("Son", MUM)))
    simulator.settings.patch({"skillboss_blocked_numbers": [DAD]})
    of_hub = {"config_entry_id": hub.entry_id}
    text = {"phone_numbers": DAD, "message": "Hi", "schedule": {"hours": 1}}
    checked = {"phone_number": "12", "code": "1234"}
    raised += [
        await problem(hass, "get_lists", **of_hub),
        await problem(hass, "send_sms", **of_hub, **text),
        await problem(hass, "check_verification", **checked),
    ]
    with pytest.raises(HomeAssistantError) as caught:
        await hass.services.async_call(
            DOMAIN, "send_verification", {"phone_number": DAD}, blocking=True
        )
    return [*raised, caught.value]
