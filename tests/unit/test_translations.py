"""Every key that is used has its words, and all words are used."""

from collections.abc import Callable, Iterator
import json
from pathlib import Path
import string
from typing import Any

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowResult,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.selector import SelectSelector
from homeassistant.util.yaml import load_yaml_dict
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components import clicksend_messaging
from custom_components.clicksend_messaging.api.errors import (
    ApiError,
    ForbiddenError,
    RateLimitedError,
)
from custom_components.clicksend_messaging.api.models import Channel
from custom_components.clicksend_messaging.condition import async_get_conditions
from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.exceptions import (
    as_action_error,
    as_update_error,
    error_key,
)
from custom_components.clicksend_messaging.inbound import pushes, webhook
from custom_components.clicksend_messaging.messaging.cancellation import (
    Cancellation,
    CancelReport,
)
from custom_components.clicksend_messaging.messaging.content import attachment
from custom_components.clicksend_messaging.messaging.failures import raise_for_failures
from custom_components.clicksend_messaging.messaging.limits.limits import Limit
from custom_components.clicksend_messaging.messaging.message import (
    Outcome,
    Priority,
    Report,
    Status,
)
from custom_components.clicksend_messaging.messaging.outbox import outbox
from custom_components.clicksend_messaging.services import ACTIONS
from custom_components.clicksend_messaging.services.cancel import (
    raise_for_uncancelled,
)
from custom_components.clicksend_messaging.trigger import async_get_triggers
from simulator import Simulator
from simulator.clicksend.templates import Template
from tests.unit.clock import poll_now
from tests.unit.conftest import DAD, MUM, maton_data, membrane_data, recipient
from tests.unit.dialogs import choose, maton_input, membrane_input, open_dialog, submit
from tests.unit.picture import jpeg
from tests.unit.run_action.more_actions import add_action
from tests.unit.sending import refusal
from tests.unit.services.asking import problem
from tests.unit.services.scheduled import cancel_refusal
from tests.unit.skillboss.hub import add_hub, start
from tests.unit.source import constants_in, first_arguments, keyword_constants

INTEGRATION = Path(clicksend_messaging.__file__).parent
ENGLISH: dict[str, Any] = json.loads(
    (INTEGRATION / "translations/en.json").read_text(encoding="utf-8")
)
ICONS: dict[str, Any] = json.loads(
    (INTEGRATION / "icons.json").read_text(encoding="utf-8")
)


def placeholders(text: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def every_api_error() -> Iterator[ApiError]:
    """Yield one error of every kind."""
    kinds: list[type[ApiError]] = [ApiError]
    for kind in kinds:
        kinds += kind.__subclasses__()
        if issubclass(kind, RateLimitedError):
            yield kind("message", retry_after=1, code=None)
        else:
            yield kind("message")


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


async def test_exceptions(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    expected_log: list[str],
) -> None:
    """Raise each; its words exist, and have a place for all that it wants to say."""
    expected_log.append("could not authenticate")
    codes = (
        *("INVALID_RECIPIENT", "COUNTRY_NOT_ENABLED", "INSUFFICIENT_CREDIT"),
        *("ANSWER_LOST", "THROTTLED", "EXPIRED", "NOT_AUTHORIZED", "NOT_RECORDED"),
        *("PICTURE_LOST", "VOICE_NOT_ENABLED", "INVALID_SCHEDULE", "LIST_NOT_READ"),
    )
    raised = [
        *(as_update_error(error) for error in every_api_error()),
        *(as_action_error(error) for error in every_api_error()),
        as_action_error(ForbiddenError("message"), Channel.VOICE),
        *(failure(code) for code in codes),
        failure("LIMIT_PER_HOUR", Status.BLOCKED),
        failure("OPTED_OUT", Status.BLOCKED),
        await refusal(hass),
        await refusal(hass, phone_numbers=DAD, message=" "),
        await refusal(hass, phone_numbers=DAD, message="a" * 2000),
        *await refused_choices(hass, simulator, entry),
    ]
    raised += [
        await cancel_refusal(hass),
        await cancel_refusal(hass, reference="nothing"),
        await cancel_refusal(hass, "all", confirm=False),
        *(cancel_failure(code) for code in CANCEL_CODES),
    ]
    raised += [
        await problem(
            hass, "get_history", date_from="2026-07-21", date_to="2026-07-20"
        ),
        await problem(
            hass, "get_price", phone_numbers=DAD, message="Hello", subject="Door"
        ),
    ]
    raised += await refused_texts(hass, simulator)
    raised += await refused_requests(hass, simulator, entry, monkeypatch)
    raised += await refused_imports(hass, simulator)
    raised += await refused_by_hub(hass, simulator)
    raised += await refused_pictures(hass, entry, monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "MAX_ON_THE_WAY", 0)
        raised.append(await refusal(hass, phone_numbers=DAD))
    await entry.runtime_data.messenger.async_stop()
    raised.append(await refusal(hass, phone_numbers=DAD))
    raised += [await unusable(hass, entry), await given_away(hass, simulator)]

    words = ENGLISH["exceptions"]
    for error in raised:
        assert error.translation_domain == DOMAIN
        message = words[error.translation_key]["message"]
        given = error.translation_placeholders or {}
        assert placeholders(message) == set(given), error.translation_key
        # Home Assistant drops a final full stop.
        assert str(error) == message.format(**given).rstrip(".")
    assert {error.translation_key for error in raised} == set(words)


def test_exceptions_in_the_source() -> None:
    """None was forgotten above."""
    keys = keyword_constants(
        INTEGRATION, "translation_key", beside="translation_domain"
    )

    assert keys
    assert keys <= set(ENGLISH["exceptions"])


def test_errors_in_the_dialogs() -> None:
    """Whatever goes wrong with a request is said in the form."""
    used = {error_key(error) for error in every_api_error()}
    used |= constants_in(INTEGRATION, dictionary_key="base")
    # Beside its field.
    used.add("template_missing")

    assert used == set(ENGLISH["config"]["error"])


def test_ends_of_the_dialogs() -> None:
    """Ours, and the one that Home Assistant leaves to us; it has words of its own."""
    used = keyword_constants(INTEGRATION, "reason") | {"already_configured"}
    of_lists = set(ENGLISH["config_subentries"]["contact_list"]["abort"])

    assert used == set(ENGLISH["config"]["abort"]) | of_lists


class Shown:
    """The steps of a dialog that were shown."""

    def __init__(self) -> None:
        """Start with none."""
        self.steps: set[str] = set()
        self.fields: dict[str, set[str]] = {}
        self.selectors: dict[str, set[str]] = {}

    def add(self, words: dict[str, Any], result: Any) -> None:
        """Check the words of a step that is shown."""
        step: str = result["step_id"]
        text = words["step"][step]
        self.steps.add(step)
        given = set(result.get("description_placeholders") or {})
        assert placeholders(text.get("description", "")) <= given
        assert text["title"]
        if result["type"] is FlowResultType.MENU:
            assert set(result["menu_options"]) == set(text["menu_options"])
        if result["type"] is FlowResultType.FORM:
            self._add_fields(step, text, result["data_schema"])

    def _add_fields(self, name: str, text: dict[str, Any], schema: vol.Schema) -> None:
        """Check the words of a form's fields, each with a description."""
        for marker, field in schema.schema.items():
            if isinstance(field, section):
                inner = text["sections"][str(marker)]
                assert inner["name"]
                self._add_fields(f"{name}.{marker}", inner, field.schema)
                self.fields.setdefault(f"{name}.sections", set()).add(str(marker))
                continue
            self.fields.setdefault(name, set()).add(str(marker))
            assert text["data"][str(marker)]
            assert text["data_description"][str(marker)]
            if isinstance(field, SelectSelector) and (
                key := field.config.get("translation_key")
            ):
                options = self.selectors.setdefault(key, set())
                options |= {
                    option if isinstance(option, str) else option["value"]
                    for option in field.config["options"]
                }

    def assert_complete(self, words: dict[str, Any]) -> None:
        """Check that there are no words for what was not shown."""
        assert set(words["step"]) == self.steps
        for step, text in words["step"].items():
            assert set(text.get("data", {})) == self.fields.get(step, set())
            assert set(text.get("data", {})) == set(text.get("data_description", {}))
            sections = text.get("sections", {})
            assert set(sections) == self.fields.get(f"{step}.sections", set())
            for name, inner in sections.items():
                assert set(inner["data"]) == self.fields[f"{step}.{name}"]


@pytest.fixture
def shown() -> Shown:
    """Return an empty collection of steps."""
    return Shown()


async def test_dialog_of_an_account(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, shown: Shown
) -> None:
    """Go through every step there is."""
    words = ENGLISH["config"]

    def see(result: ConfigFlowResult) -> ConfigFlowResult:
        shown.add(words, result)
        return result

    menu = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    see(menu)
    see(await choose(hass, menu, "direct"))
    form = see(await open_dialog(hass, "maton"))
    form = see(await submit(hass, form, maton_input(simulator.maton)))
    page = see(await submit(hass, form, {"connection_id": "new"}))
    hass.config_entries.flow.async_abort(page["flow_id"])
    form = see(await open_dialog(hass, "membrane"))
    form = see(await submit(hass, form, membrane_input(simulator)))
    page = see(await submit(hass, form, {"connection_id": "new"}))
    hass.config_entries.flow.async_abort(page["flow_id"])
    hub = add_hub(hass, simulator)
    see(await open_dialog(hass, "skillboss"))
    see(await hub.start_reconfigure_flow(hass))
    see(await hub.start_reauth_flow(hass))
    see(await entry.start_reconfigure_flow(hass))
    see(await entry.start_reauth_flow(hass))
    hass.config_entries.async_update_entry(entry, data=maton_data(simulator))
    see(await entry.start_reauth_flow(hass))

    hass.config_entries.async_update_entry(entry, data=membrane_data(simulator))
    see(await entry.start_reauth_flow(hass))
    await hass.async_block_till_done(wait_background_tasks=True)
    simulator.membrane_tenant.tokens.expire()
    see(await entry.start_reauth_flow(hass))

    shown.assert_complete(words)
    for gateway in ("maton_connection", "membrane_connection"):
        options = shown.selectors[gateway]
        assert set(ENGLISH["selector"][gateway]["options"]) <= options


async def open_subentry(
    hass: HomeAssistant, entry: MockConfigEntry, kind: str
) -> SubentryFlowResult:
    """Add something to an account."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, kind), context={"source": SOURCE_USER}
    )


async def errors_of(
    hass: HomeAssistant, shown: SubentryFlowResult, *inputs: dict[str, Any]
) -> set[str]:
    """Submit one after the other what is wrong; return all errors."""
    errors: set[str] = set()
    for typed in inputs:
        result = await hass.config_entries.subentries.async_configure(
            shown["flow_id"], typed
        )
        errors |= set((result["errors"] or {}).values())
    return errors


async def errors_of_defaults(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    kind: str,
    otherwise: dict[str, Any],
) -> set[str]:
    """Ask for everything that the account does not have; return all errors."""
    stranger = otherwise | {"sms": {"sender": "Stranger"}}
    approved, simulator.settings.approved_senders = (
        simulator.settings.approved_senders,
        (),
    )
    errors = await errors_of(hass, await open_subentry(hass, entry, kind), stranger)
    simulator.settings.approved_senders = approved
    return errors | await errors_of(
        hass,
        await open_subentry(hass, entry, kind),
        stranger | {"voice": {"language": "tlh"}},
        otherwise | {"voice": {"language": "fr-ca", "voice": "male"}},
    )


def assert_words_of_a_subentry(words: dict[str, Any], shown: Shown) -> None:
    """Check what all dialogs for parts of an account have."""
    shown.assert_complete(words)
    assert set(words["initiate_flow"]) == {"user", "reconfigure"}
    assert words["entry_type"]
    for name in ("channels", "voice"):
        assert set(ENGLISH["selector"][name]["options"]) == shown.selectors[name]


async def test_dialog_of_a_recipient(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, shown: Shown
) -> None:
    """Add one with everything wrong, and change another."""
    words = ENGLISH["config_subentries"]["recipient"]
    form = await open_subentry(hass, entry, "recipient")
    shown.add(words, form)
    ann = {"name": "Ann", "phone_number": DAD, "channels": ["sms"]}
    nobody = {"name": "", "phone_number": "x", "channels": []}
    errors = await errors_of(hass, form, nobody, ann)
    errors |= await errors_of_defaults(hass, simulator, entry, "recipient", ann)
    dad, _ = entry.get_subentries_of_type("recipient")
    shown.add(words, await entry.start_subentry_reconfigure_flow(hass, dad.subentry_id))

    assert_words_of_a_subentry(words, shown)
    assert errors == set(words["error"])
    assert "abort" not in words


async def test_dialog_of_a_contact_list(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, shown: Shown
) -> None:
    """Add one with everything wrong, and change another."""
    words = ENGLISH["config_subentries"]["contact_list"]
    family = str(simulator.add_list("Family").list_id)
    form = await open_subentry(hass, entry, "contact_list")
    shown.add(words, form)
    await hass.config_entries.subentries.async_configure(
        form["flow_id"], {"list_id": family}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    again = {"list_id": family, "channels": []}
    errors = await errors_of(
        hass, await open_subentry(hass, entry, "contact_list"), again
    )
    errors |= await errors_of_defaults(hass, simulator, entry, "contact_list", again)
    [added] = entry.get_subentries_of_type("contact_list")
    shown.add(
        words, await entry.start_subentry_reconfigure_flow(hass, added.subentry_id)
    )

    assert_words_of_a_subentry(words, shown)
    asking = {error_key(error) for error in every_api_error()}
    assert errors | asking == set(words["error"])


async def test_dialog_of_options(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, shown: Shown
) -> None:
    """One page; what is wrong with a list is said there and by the action."""
    words = ENGLISH["options"]
    simulator.add_list("Family")
    shown.add(words, await hass.config_entries.options.async_init(entry.entry_id))

    shown.assert_complete(words)
    of_lists = {key for key in ENGLISH["exceptions"] if key.startswith("import_")}
    asking = {error_key(error) for error in every_api_error()}
    assert set(words["error"]) == {
        *("channel_missing", "invalid_phone_number"),
        *asking,
        # Where there is a form there is a list to choose.
        *(of_lists - {"import_which"}),
    }


def test_selectors() -> None:
    """There are no others than those in the dialogs above, and in the action."""
    assert set(ENGLISH["selector"]) == {
        *("cancel_scope", "channels", "maton_connection", "membrane_connection"),
        *("priority", "voice"),
    }
    assert set(ENGLISH["selector"]["priority"]["options"]) == set(Priority)


def test_repairs() -> None:
    """Each limit has one; all name the account, and what is said elsewhere is not."""
    others = first_arguments(INTEGRATION, "_raise")
    # Some are an account's own, and the hub's others.
    for name in ("no_credit", "message_lost"):
        others |= {name} | keyword_constants(INTEGRATION, name)
    instant = {webhook.NO_URL, webhook.NOT_ALLOWED, pushes.SILENT}

    assert set(ENGLISH["issues"]) == {*map(str.lower, Limit), *others, *instant}
    for words in ENGLISH["issues"].values():
        assert set(words) == {"title", "description"}
        assert "account" in placeholders(words["description"])


async def test_triggers(hass: HomeAssistant) -> None:
    """Each has a name, a description, and an icon, and so have its fields."""
    triggers = await async_get_triggers(hass)
    described = load_yaml_dict(str(INTEGRATION / "triggers.yaml"))

    assert set(ENGLISH["triggers"]) == set(ICONS["triggers"]) == set(triggers)
    for trigger, words in ENGLISH["triggers"].items():
        fields = described[trigger].get("fields", {})
        assert set(words) == {"name", "description", *(["fields"] if fields else [])}
        assert set(words.get("fields", {})) == set(fields)
        for field in words.get("fields", {}).values():
            assert set(field) == {"name", "description"}


async def test_conditions(hass: HomeAssistant) -> None:
    """Each has a name, a description, and an icon."""
    conditions = await async_get_conditions(hass)

    assert set(ENGLISH["conditions"]) == set(ICONS["conditions"]) == set(conditions)
    for words in ENGLISH["conditions"].values():
        assert set(words) == {"name", "description"}


async def test_entities(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    entity_registry: er.EntityRegistry,
) -> None:
    """Each entity, each of its own attributes, and each type of event."""
    entry = make_entry(recipient("Dad", DAD, channels=list(Channel)))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    simulator.inject_inbound(DAD, "Stop")
    await poll_now(hass)
    await refusal(hass, phone_numbers="+573001234567")
    words = ENGLISH["entity"]
    used: dict[str, set[str]] = {}
    for entity in er.async_entries_for_config_entry(entity_registry, entry.entry_id):
        key = entity.translation_key or ""
        used.setdefault(entity.domain, set()).add(key)
        text = words[entity.domain][key]
        state = hass.states.get(entity.entity_id)
        assert state is not None
        assert state.attributes["friendly_name"].endswith(f" {text['name']}")
        if "unit_of_measurement" in text:
            unit = state.attributes["unit_of_measurement"]
            assert unit == text["unit_of_measurement"]
        attributes = text.get("state_attributes", {})
        assert set(attributes) <= set(state.attributes)
        if "event_type" in attributes:
            types = set(state.attributes["event_types"])
            assert set(attributes["event_type"]["state"]) == types
        for personal in ("from_number", "name", "message", "message_id", "timestamp"):
            assert (personal in attributes) == (personal in state.attributes)

    assert {platform: set(keys) for platform, keys in words.items()} == used
    for platform, icons in ICONS["entity"].items():
        assert set(icons) <= used[platform]


@pytest.mark.parametrize("action", ACTIONS)
def test_actions(action: str) -> None:
    """The fields are those that the schema takes, no more and no fewer."""
    fields = {str(marker) for marker in ACTIONS[action].schema.schema}

    assert set(ENGLISH["services"]) == set(ICONS["services"]) == set(ACTIONS)
    words = ENGLISH["services"][action]
    assert set(words) == {"name", "description", "fields"}
    assert set(words["fields"]) == fields
    for field in words["fields"].values():
        assert set(field) == {"name", "description"}


def test_nothing_else() -> None:
    """Whatever is added here is to be tested above."""
    assert set(ENGLISH) == {
        *("config", "config_subentries", "entity", "exceptions", "selector"),
        *("conditions", "issues", "options", "services", "triggers"),
    }
    assert set(ICONS) == {"conditions", "entity", "services", "triggers"}
