"""The options: how long to try, how much may leave, what it may cost, and who."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData, section
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.clicksend_messaging.const import CONF_CURRENCY
from custom_components.clicksend_messaging.messaging.limits.limits import LimitOptions
from custom_components.clicksend_messaging.messaging.options import SendOptions
from simulator import Simulator
from tests.unit.conftest import DAD, MUM, direct_data
from tests.unit.dialogs import prefilled
from tests.unit.messaging.limited import ACCEPTED, blocked, outcomes
from tests.unit.sending import DAD_ENTITY, MUM_ENTITY, TEXT, accepted

SECTIONS = ["sending", "limits", "spending", "critical", "inbound", "people"]
STRANGER = "+12025550199"

# What the form holds before anybody has typed anything.
UNTOUCHED: dict[str, Any] = {
    "sending": {"retry_for": 10, "plain_letters": False},
    "limits": {
        "messages_per_hour": 200,
        "messages_per_recipient": 30,
        "answers_per_number": 30,
    },
    "critical": {
        "critical_per_hour": 50,
        "resend_unknown": False,
        "ignore_opt_out": False,
    },
    "inbound": {"instant": False, "trust_everyone": False},
    "people": {"import_channels": ["sms"], "import_trusted": False},
}
EVERYTHING: dict[str, Any] = {
    "sending": {"retry_for": 5, "plain_letters": True},
    "limits": {
        "messages_per_hour": 20,
        "messages_per_recipient": 3,
        "answers_per_number": 4,
        "parts_per_message": 2,
        "countries": ["GB", "US"],
    },
    "spending": {"spend_per_day": 2.5, "spend_per_month": 20, "balance_floor": 0.75},
    "critical": {
        "critical_per_hour": 7,
        "critical_spend_per_day": 1.25,
        "resend_unknown": True,
        "ignore_opt_out": True,
    },
    "inbound": {
        "instant": True,
        "trusted_numbers": [STRANGER],
        "trust_everyone": True,
    },
    "people": {"import_channels": ["sms", "voice"], "import_trusted": True},
}


async def open_options(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Open the dialog."""
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "init"
    return form


async def submit(
    hass: HomeAssistant, form: ConfigFlowResult, typed: dict[str, Any]
) -> ConfigFlowResult:
    """Submit what was typed, and let what follows from it happen."""
    result = await hass.config_entries.options.async_configure(form["flow_id"], typed)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def change(
    hass: HomeAssistant, entry: MockConfigEntry, typed: dict[str, Any]
) -> None:
    """Open the dialog, and submit it with that."""
    result = await submit(hass, await open_options(hass, entry), typed)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.state is ConfigEntryState.LOADED


def as_boxes_give_it(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as the frontend may send them: every number with a fraction."""
    return {
        name: {
            key: float(value) if type(value) is int else value
            for key, value in fields.items()
        }
        for name, fields in values.items()
    }


async def test_the_form_shows_the_defaults(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """They count already, in an account whose options nobody has ever opened."""
    assert prefilled(await open_options(hass, entry)) == UNTOUCHED

    assert SendOptions.from_entry({}) == SendOptions(
        retry_for=600,
        plain_letters=False,
        resend_unknown=False,
        ignore_opt_out=False,
        limits=LimitOptions(),
    )
    assert SendOptions.from_entry(UNTOUCHED) == SendOptions.from_entry({})


@pytest.mark.parametrize("typed", [UNTOUCHED, {}], ids=["prefilled", "nothing"])
async def test_submitting_the_form_as_it_is_changes_nothing(
    hass: HomeAssistant, entry: MockConfigEntry, typed: dict[str, Any]
) -> None:
    """A section that was not opened may be missing altogether."""
    await change(hass, entry, typed)

    assert entry.options == typed
    assert SendOptions.from_entry(entry.options) == SendOptions.from_entry({})
    assert prefilled(await open_options(hass, entry)) == UNTOUCHED


async def test_everything_is_stored_and_shown_again(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """As it was typed."""
    await change(hass, entry, EVERYTHING)

    assert entry.options == EVERYTHING
    assert prefilled(await open_options(hass, entry)) == EVERYTHING


async def test_counts_are_whole_numbers(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Although the boxes give numbers with a fraction."""
    await change(hass, entry, as_boxes_give_it(EVERYTHING))

    assert entry.options == EVERYTHING
    counts = [
        entry.options[name][key]
        for name, key in (
            ("sending", "retry_for"),
            ("limits", "messages_per_hour"),
            ("limits", "messages_per_recipient"),
            ("limits", "answers_per_number"),
            ("limits", "parts_per_message"),
            ("critical", "critical_per_hour"),
        )
    ]
    assert [type(count) for count in counts] == [int] * 6
    assert entry.options["critical"]["resend_unknown"] is True
    assert entry.options["critical"]["ignore_opt_out"] is True
    assert entry.options["spending"]["spend_per_day"] == 2.5


async def test_amounts_are_what_was_typed(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """To the last fraction of a cent; in binary there is no such amount."""
    await change(
        hass,
        entry,
        {
            "spending": {"spend_per_day": 0.1, "balance_floor": 2.2},
            "critical": {"critical_per_hour": 1, "critical_spend_per_day": 0.0003},
        },
    )

    limits = SendOptions.from_entry(entry.options).limits
    assert limits.spend_per_day == Decimal("0.1")
    assert limits.balance_floor == Decimal("2.2")
    assert limits.critical_spend_per_day == Decimal("0.0003")


async def test_values_take_effect_at_once(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """The account is loaded anew with them."""
    await change(
        hass,
        entry,
        {"limits": {"messages_per_hour": 1, "messages_per_recipient": 30}},
    )

    assert await outcomes(hass, entity_id=[DAD_ENTITY, MUM_ENTITY]) == [
        ACCEPTED,
        blocked("LIMIT_PER_HOUR"),
    ]
    await change(
        hass,
        entry,
        {"limits": {"messages_per_hour": 2, "messages_per_recipient": 30}},
    )
    assert await outcomes(hass, entity_id=MUM_ENTITY) == [ACCEPTED]
    assert accepted(simulator) == {DAD: [TEXT], MUM: [TEXT]}


@pytest.mark.parametrize(
    ("name", "key", "value", "stopped"),
    [
        ("limits", "parts_per_message", 1, "LIMIT_PARTS"),
        ("limits", "countries", ["GB"], "LIMIT_COUNTRY"),
        ("spending", "spend_per_day", 0.1, "LIMIT_SPEND_PER_DAY"),
        ("spending", "spend_per_month", 0.1, "LIMIT_SPEND_PER_MONTH"),
        ("spending", "balance_floor", 100, "LIMIT_BALANCE"),
        ("critical", "critical_spend_per_day", 0.1, "LIMIT_CRITICAL_SPEND_PER_DAY"),
    ],
)
@pytest.mark.parametrize("without", ["value", "section"])
async def test_an_optional_value_can_be_cleared(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    name: str,
    key: str,
    value: object,
    stopped: str,
    without: str,
) -> None:
    """Then there is no such limit; it does not come back by itself."""
    priority = "critical" if name == "critical" else "normal"

    async def send() -> list[tuple[str, str]]:
        return await outcomes(
            hass, entity_id=DAD_ENTITY, message="x" * 161, priority=priority
        )

    fields = UNTOUCHED.get(name, {})
    await change(hass, entry, UNTOUCHED | {name: fields | {key: value}})
    assert await send() == [blocked(stopped)]

    shown = prefilled(await open_options(hass, entry))
    del shown[name][key]
    if without == "section":
        del shown[name]
    await change(hass, entry, shown)

    assert key not in entry.options.get(name, {})
    assert prefilled(await open_options(hass, entry)) == UNTOUCHED
    assert await send() == [ACCEPTED]


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("sending", "retry_for", 0),
        ("sending", "retry_for", 1441),
        ("sending", "retry_for", "soon"),
        ("sending", "retry_for", None),
        ("limits", "messages_per_hour", 0),
        ("limits", "messages_per_hour", -1),
        ("limits", "messages_per_hour", 100_001),
        ("limits", "messages_per_hour", "many"),
        ("limits", "messages_per_recipient", 0),
        ("limits", "answers_per_number", 0),
        ("limits", "answers_per_number", 1_001),
        ("limits", "parts_per_message", 0),
        ("limits", "parts_per_message", 9),
        ("limits", "countries", ["XX"]),
        ("limits", "countries", ["us"]),
        ("limits", "countries", "US"),
        ("spending", "spend_per_day", -0.01),
        ("spending", "spend_per_month", 1_000_001),
        ("spending", "balance_floor", "a little"),
        ("critical", "critical_per_hour", 0),
        ("critical", "critical_spend_per_day", -1),
        ("limits", "something_else", 1),
        ("something_else", "retry_for", 1),
    ],
)
async def test_the_form_refuses_what_cannot_be(
    hass: HomeAssistant, entry: MockConfigEntry, name: str, key: str, value: object
) -> None:
    """The dialog stays, nothing is stored, and it can be put right."""
    form = await open_options(hass, entry)
    fields = UNTOUCHED.get(name, {})

    with pytest.raises(InvalidData):
        await submit(hass, form, UNTOUCHED | {name: fields | {key: value}})

    assert entry.options == {}
    result = await submit(hass, form, EVERYTHING)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == EVERYTHING


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("limits", "messages_per_hour"),
        ("limits", "messages_per_recipient"),
        ("limits", "answers_per_number"),
        ("limits", "parts_per_message"),
        ("critical", "critical_per_hour"),
        ("sending", "retry_for"),
    ],
)
async def test_half_a_message_is_none(
    hass: HomeAssistant, entry: MockConfigEntry, name: str, key: str
) -> None:
    """What is counted is stored as a whole number, whatever was typed."""
    fields = UNTOUCHED.get(name, {})

    await change(hass, entry, UNTOUCHED | {name: fields | {key: 2.5}})

    assert entry.options[name][key] == 2
    assert type(entry.options[name][key]) is int


async def test_sections_have_no_value_of_their_own(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The frontend would prefer it to what the fields inside hold, and lose that."""
    form = await open_options(hass, entry)
    assert form["data_schema"] is not None

    schema = form["data_schema"].schema

    assert list(schema) == SECTIONS
    for key, value in schema.items():
        assert isinstance(value, section)
        assert type(key) is vol.Optional
        assert key.default is vol.UNDEFINED
        assert not (key.description or {}).get("suggested_value")
    assert [value.options["collapsed"] for value in schema.values()] == [
        *(False, False),
        *(True, True, True, True),
    ]


@pytest.mark.parametrize("currency", ["USD", "GBP", None])
async def test_amounts_are_in_the_currency_of_the_account(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    currency: str | None,
) -> None:
    """So that nobody has to guess; as long as nobody knows it, nothing is said."""
    entry = make_entry(data={**direct_data(simulator), CONF_CURRENCY: currency})
    form = await open_options(hass, entry)
    assert form["data_schema"] is not None
    schema = form["data_schema"].schema

    boxes = [
        *schema["spending"].schema.schema.values(),
        schema["critical"].schema.schema["critical_spend_per_day"],
    ]

    assert len(boxes) == 4
    assert [box.config.get("unit_of_measurement") for box in boxes] == [currency] * 4


async def test_a_trusted_number_is_kept_in_one_form(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """However it is written, and once."""
    await change(
        hass,
        entry,
        {"inbound": {"trusted_numbers": ["(202) 555-0199", "+1 202 555 0199"]}},
    )

    assert entry.options["inbound"]["trusted_numbers"] == [STRANGER]


async def test_a_trusted_number_that_is_none(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The form says so, keeps what was typed, and takes another."""
    form = await open_options(hass, entry)

    refused = await submit(
        hass, form, {"inbound": {"trusted_numbers": [STRANGER, "12"]}}
    )
    assert refused["errors"] == {"inbound": "invalid_phone_number"}
    assert prefilled(refused)["inbound"]["trusted_numbers"] == [STRANGER, "12"]
    result = await submit(hass, refused, {"inbound": {"trusted_numbers": [STRANGER]}})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options["inbound"]["trusted_numbers"] == [STRANGER]
