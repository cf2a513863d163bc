"""The trigger that an automation starts with when somebody texts."""

from collections.abc import AsyncGenerator, Callable
import threading
from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.inbound import senders
from simulator import Simulator
from tests.unit.automating import automate, switch
from tests.unit.clock import poll_now
from tests.unit.conftest import DAD, MUM, direct_data, recipient
from tests.unit.inbound.conftest import deliver, reload, start
from tests.unit.inbound.test_rule import add_rule
from tests.unit.sending import DAD_ENTITY, send_sms
from tests.unit.states import EVENT, LAST

RECEIVED = f"{DOMAIN}.message_received"
STRANGER = "+12025550199"
NOON = 1_800_000_000


def received(id_: str = "", *, target: Any = None, **options: Any) -> dict[str, Any]:
    """Return the trigger as somebody writes it in YAML."""
    trigger: dict[str, Any] = {"trigger": RECEIVED}
    if id_:
        trigger["id"] = id_
    if target is not None:
        trigger["target"] = target
    if options:
        trigger["options"] = options
    return trigger


def from_(*senders: str, **options: Any) -> dict[str, Any]:
    """Return the trigger for certain senders, with them for its id."""
    return received(" ".join(senders), **{"from": list(senders)}, **options)


@pytest.fixture
async def office(
    hass: HomeAssistant,
    entry: MockConfigEntry,  # noqa: ARG001 (it is the first account)
) -> AsyncGenerator[Simulator]:
    """Return the ClickSend of a second account, in Germany."""
    async with Simulator(seed=2) as other:
        other.settings.account_country = "DE"
        added = MockConfigEntry(
            domain=DOMAIN,
            title="Office",
            unique_id="another",
            data=direct_data(other) | {"country": "DE"},
            subentries_data=[recipient("Boss", "+4915112345678")],
        )
        added.add_to_hass(hass)
        await start(hass, added)
        yield other


@pytest.mark.usefixtures("entry")
async def test_what_is_told(hass: HomeAssistant, simulator: Simulator) -> None:
    """The same as the event entity tells, and of what type it is."""
    runs = await automate(hass, received())
    await send_sms(hass, entity_id=DAD_ENTITY, reference="garage?")

    text = simulator.inject_inbound(DAD, "Open the garage", timestamp=NOON)
    await poll_now(hass)

    assert runs.variables == [
        {
            "type": "trusted",
            "message_id": text.message_id,
            "from_number": DAD,
            "to_number": text.to,
            "name": "Dad",
            "message": "Open the garage",
            "timestamp": "2027-01-15T08:00:00+00:00",
            "in_reply_to": "garage?",
        }
    ]


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    "body",
    [
        "One line\nAnother\n\nAnd a last one",
        "👨‍👩‍👧 is home 🏠",
        "Many words. " * 120,
        "{{ states('lock.door') }} and {% if %}",
        "12",
    ],
)
async def test_whole_text(hass: HomeAssistant, simulator: Simulator, body: str) -> None:
    """However long, and whatever is in it."""
    runs = await automate(hass, received())

    simulator.inject_inbound(DAD, body)
    await poll_now(hass)

    assert runs.told("message") == [body]


@pytest.mark.usefixtures("entry")
async def test_empty_text(hass: HomeAssistant, simulator: Simulator) -> None:
    """It is a text, but contains nothing."""
    runs = await automate(hass, received("any"), received("one", contains="yes"))

    simulator.inject_inbound(DAD, "")
    await poll_now(hass)

    assert runs.ids == ["any"]
    assert runs.told("message") == [""]


@pytest.mark.usefixtures("entry")
async def test_trust(hass: HomeAssistant, simulator: Simulator) -> None:
    """A stranger starts what says so, and nothing else."""
    runs = await automate(
        hass,
        received("plain"),
        received("trusted", trusted_only=True),
        received("all", trusted_only=False),
        from_(STRANGER),
        received("words", contains="open"),
    )

    simulator.inject_inbound(STRANGER, "Open the garage")
    await poll_now(hass)
    assert runs.ids == ["all"]
    assert runs.told("type") == ["untrusted"]
    assert runs.told("name") == [None]

    runs.forget()
    simulator.inject_inbound(DAD, "Open the garage")
    await poll_now(hass)
    assert sorted(runs.ids) == ["all", "plain", "trusted", "words"]
    assert set(runs.told("type")) == {"trusted"}


@pytest.mark.usefixtures("entry")
async def test_distrust_is_explained(
    hass: HomeAssistant, simulator: Simulator, hass_ws_client: WebSocketGenerator
) -> None:
    """The automation's traces say so, and only if all else was as wanted."""
    await automate(hass, received(contains="garage"))

    simulator.inject_inbound(STRANGER, "Open the garage")
    simulator.inject_inbound(STRANGER, "Hello")
    await poll_now(hass)

    client = await hass_ws_client()
    request = {"domain": "automation", "item_id": "test"}
    await client.send_json_auto_id({"type": "trace/list", **request})
    answer = await client.receive_json()
    (trace,) = answer["result"]
    assert trace["script_execution"] == "not_triggered"


@pytest.mark.usefixtures("entry")
async def test_from(hass: HomeAssistant, simulator: Simulator) -> None:
    """A number in any form, or a name in capitals or not."""
    dad = (
        *(DAD, "+1 (202) 555-0101", "12025550101", "2025550101"),
        *("(202) 555-0101", " 202.555.0101 ", "011 1 202 555 0101"),
        *("Dad", "dad", " DAD "),
    )
    others = (MUM, "Mum", "Da", "Daddy", "555-0101", "+442025550101", "0101", "Bank")
    runs = await automate(
        hass,
        *(from_(sender) for sender in (*dad, *others)),
        from_("Mum", "2025550101"),
        {**received("one"), "options": {"from": "Dad"}},
    )

    simulator.inject_inbound(DAD, "Hello")
    await poll_now(hass)

    assert set(runs.ids) == {*dad, "Mum 2025550101", "one"}
    assert len(runs) == len(dad) + 2


@pytest.mark.usefixtures("entry")
async def test_from_a_name(hass: HomeAssistant, simulator: Simulator) -> None:
    """Who writes under one is never trusted, and short numbers are names, too."""
    runs = await automate(
        hass,
        from_("MyBank"),
        from_("mybank", trusted_only=False),
        from_("My Bank", trusted_only=False),
        from_("72345", trusted_only=False),
    )

    deliver(simulator, "MYBANK")
    deliver(simulator, "72345")
    await poll_now(hass)

    assert sorted(runs.ids) == ["72345", "mybank"]


@pytest.mark.usefixtures("office")
async def test_from_somebody_who_writes_under_a_recipients_name(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Anybody can; the name means the recipient alone, of whichever account."""
    runs = await automate(hass, from_("Dad", "boss", trusted_only=False))

    deliver(simulator, "DAD")
    deliver(simulator, "Boss")
    await poll_now(hass)
    assert runs.ids == []

    simulator.inject_inbound(DAD, "Hello")
    await poll_now(hass)
    assert runs.told("from_number") == [DAD]


async def test_from_a_number_of_the_accounts_country(
    hass: HomeAssistant, simulator: Simulator, office: Simulator
) -> None:
    """What is in national form means another number for each account."""
    german = ("0049 151 12345678", "0151 12345678")
    # Without a plus, and too long to be an American number.
    foreign, american = "49 151 12345678", "(202) 555-0101"
    runs = await automate(
        hass,
        *(from_(number, trusted_only=False) for number in (*german, foreign, american)),
    )

    office.inject_inbound("+4915112345678", "From a German phone")
    await poll_now(hass)
    assert sorted(runs.ids) == [*german]

    runs.forget()
    simulator.inject_inbound("+4915112345678", "The same, to the other account")
    await poll_now(hass)
    assert runs.ids == [foreign]

    runs.forget()
    simulator.inject_inbound(DAD, "From an American phone")
    await poll_now(hass)
    assert runs.ids == [american]


@pytest.mark.usefixtures("entry")
async def test_contains(hass: HomeAssistant, simulator: Simulator) -> None:
    """Anywhere, in capitals or not, in any language."""
    words = (
        *("GARAGE", "garage", "pen the g", "🚪", "strasse", "STRASSE", "\nplease"),
        # Whatever is around it in the form, and however its accents are put together.
        *("please! ", " open", "cafe\N{COMBINING ACUTE ACCENT}"),
    )
    others = ("garages", "open  the", "door", "street")
    runs = await automate(
        hass, *(received(word, contains=word) for word in (*words, *others))
    )

    start = (
        "Open the Garage 🚪 beside the Caf\N{LATIN SMALL LETTER E WITH ACUTE} Straße"
    )
    simulator.inject_inbound(DAD, f"{start}{' at once' * 50}\nPlease!")
    await poll_now(hass)

    assert set(runs.ids) == set(words)


@pytest.mark.usefixtures("entry")
async def test_options_together(hass: HomeAssistant, simulator: Simulator) -> None:
    """All have to be so."""
    runs = await automate(hass, from_("Dad", contains="open"))

    simulator.inject_inbound(DAD, "Close the garage")
    simulator.inject_inbound(MUM, "Open the garage")
    await poll_now(hass)
    assert len(runs) == 0

    simulator.inject_inbound(DAD, "Open the garage")
    await poll_now(hass)
    assert runs.told("message") == ["Open the garage"]


@pytest.mark.parametrize(
    ("targets", "heard"),
    [
        ({"entity_id": DAD_ENTITY}, ["home"]),
        ({"entity_id": EVENT}, ["home"]),
        ({"entity_id": "sensor.office_balance"}, ["office"]),
        ({"entity_id": [EVENT, "notify.boss_sms"]}, ["home", "office"]),
        ({"entity_id": "sun.sun"}, []),
        ({}, ["home", "office"]),
        (None, ["home", "office"]),
    ],
)
async def test_target(
    hass: HomeAssistant,
    simulator: Simulator,
    office: Simulator,
    targets: Any,
    heard: list[str],
) -> None:
    """An account, by any of its entities; all of them without."""
    runs = await automate(hass, received(target=targets, trusted_only=False))

    simulator.inject_inbound(STRANGER, "home")
    office.inject_inbound(STRANGER, "office")
    await poll_now(hass)

    assert sorted(runs.told("message")) == heard


async def test_target_device(
    hass: HomeAssistant,
    simulator: Simulator,
    office: Simulator,
    entity_registry: er.EntityRegistry,
) -> None:
    """The account's device stands for it as well."""
    entity = entity_registry.async_get("sensor.office_balance")
    assert entity is not None
    runs = await automate(
        hass, received(target={"device_id": entity.device_id}, trusted_only=False)
    )

    simulator.inject_inbound(STRANGER, "home")
    office.inject_inbound(STRANGER, "office")
    await poll_now(hass)

    assert runs.told("message") == ["office"]


async def test_one_run_for_one_text(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """Although ClickSend offers copies of it, again and again, also after a reload."""
    simulator.settings.patch({"inbound_copies": "different_ids"})
    add_rule(simulator, "n8n")
    simulator.faults.arm("server_error", path="/sms/inbound-read*", times=None)
    runs = await automate(hass, received(), received(contains="garage"))

    simulator.inject_inbound(DAD, "Hello")
    for _ in range(2):
        await poll_now(hass)
        await reload(hass, entry)

    assert runs.told("message") == ["Hello"]


async def test_reload_of_the_account(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """The automation need not be reloaded as well, and hears what waited."""
    runs = await automate(hass, from_("Dad"))

    simulator.inject_inbound(DAD, "Waits")
    await reload(hass, entry)
    simulator.inject_inbound(DAD, "Comes later")
    await poll_now(hass)

    assert runs.told("message") == ["Waits", "Comes later"]


async def test_entities_are_not_needed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    entity_registry: er.EntityRegistry,
) -> None:
    """Somebody disabled one, and renamed another."""
    entity_registry.async_update_entity(
        EVENT, disabled_by=er.RegistryEntryDisabler.USER
    )
    entity_registry.async_update_entity(LAST, new_entity_id="sensor.last_text")
    await reload(hass, entry)
    runs = await automate(
        hass,
        received("all"),
        received("disabled", target={"entity_id": EVENT}),
        received("renamed", target={"entity_id": "sensor.last_text"}),
    )

    simulator.inject_inbound(DAD, "Hello")
    await poll_now(hass)

    assert runs.ids == ["all", "disabled", "renamed"]


@pytest.mark.usefixtures("entry")
async def test_automation_that_is_switched_off(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It hears nothing until it is on again."""
    runs = await automate(hass, from_("Dad"))

    await switch(hass, "turn_off")
    simulator.inject_inbound(DAD, "While it is off")
    await poll_now(hass)
    assert len(runs) == 0

    await switch(hass, "turn_on")
    simulator.inject_inbound(DAD, "While it is on")
    await poll_now(hass)
    assert runs.told("message") == ["While it is on"]


async def test_text_that_waited_for_the_start(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
) -> None:
    """The automation comes after the account, and hears of it all the same."""
    entry = make_entry(recipient("Dad", DAD))
    add_rule(simulator, f"Home Assistant {entry.entry_id}")
    simulator.inject_inbound(DAD, "While you were out")
    hass.set_state(CoreState.starting)
    await start(hass, entry)
    runs = await automate(hass, received())

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert runs.told("message") == ["While you were out"]


@pytest.mark.usefixtures("freezer", "entry")
async def test_texts_keep_their_order(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also while the first waits for its country's numbers to be read from disk."""
    later = threading.Event()
    read = senders._numbers  # noqa: SLF001 (nothing else is between it and the disk)

    def read_slowly(*args: Any) -> frozenset[str]:
        """Let whoever comes first wait for who comes later."""
        if not later.is_set():
            later.set()
            threading.Event().wait(0.1)
        return read(*args)

    monkeypatch.setattr(senders, "_numbers", read_slowly)
    runs = await automate(hass, from_("(202) 555-0101"))

    for number in range(5):
        simulator.inject_inbound(DAD, str(number), timestamp=NOON + number)
    await poll_now(hass)

    assert runs.told("message") == ["0", "1", "2", "3", "4"]


@pytest.mark.usefixtures("entry")
async def test_wrong_options(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    """Whoever saves the automation learns what is wrong."""
    await automate(hass, received())
    client = await hass_ws_client()

    async def problem(options: object) -> str | None:
        """Return what the editor shows."""
        await client.send_json_auto_id(
            {
                "type": "validate_config",
                "triggers": {"trigger": RECEIVED, "options": options},
            }
        )
        found = (await client.receive_json())["result"]["triggers"]
        assert found["valid"] == (found["error"] is None)
        error: str | None = found["error"]
        return error

    for right in (
        {},
        {"from": "Dad", "contains": " yes", "trusted_only": False},
        {"from": ["+1 202 555 0101", "0171 1234567", "72345", "+Dad", "ÅÄÖ", "12"]},
    ):
        assert await problem(right) is None
    empty, quotes = "there is nothing in it", "put it in quotes"
    incomplete = "cannot be a phone number"
    for options, message in (
        ({"contains": ""}, empty),
        ({"contains": " \n"}, empty),
        # What YAML makes of yes, and of 0123.
        ({"contains": True}, quotes),
        ({"contains": 83}, quotes),
        ({"contains": ["yes"]}, quotes),
        ({"from": []}, "from"),
        ({"from": [""]}, empty),
        ({"from": ["Dad", " "]}, empty),
        ({"from": [12025550101]}, quotes),
        ({"from": None}, "from"),
        ({"from": "+120255501"}, incomplete),
        ({"from": ["Dad", " +1 (202) 555-01"]}, incomplete),
        ({"trusted_only": "perhaps"}, "trusted_only"),
        ({"trust": False}, "trust"),
        (["from"], "options"),
    ):
        assert message in (await problem(options) or ""), options


async def test_an_automation_without_an_account(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
) -> None:
    """It waits until there is one."""
    entry = make_entry(recipient("Dad", DAD))
    runs = await automate(hass, from_("2025550101"))

    await start(hass, entry)
    simulator.inject_inbound(DAD, "Hello")
    await poll_now(hass)

    assert len(runs) == 1
