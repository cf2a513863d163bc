"""The blueprint that forwards texts of strangers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_get_persistent_notifications,
)

from custom_components.clicksend_messaging.const import SUBENTRY_CONTACT_LIST
from simulator import Simulator
from tests.unit.blueprints.conftest import Use, run_by_hand
from tests.unit.clock import jump, poll_now
from tests.unit.conftest import DAD, MUM, recipient
from tests.unit.inbound.conftest import deliver, reload
from tests.unit.sending import DAD_ENTITY, MUM_ENTITY, accepted, send_sms
from tests.unit.states import EVENT

STRANGER = "+12025550199"
ANN = "+12025550103"


@pytest.fixture
def forward(use: Use, entry: MockConfigEntry) -> Use:  # noqa: ARG001 (it has to be there)
    """Return a function that uses the blueprint."""

    async def forward(**inputs: Any) -> None:
        await use(
            "forward_unknown", **{"inbound": EVENT, "people": [DAD_ENTITY], **inputs}
        )

    return forward


async def text(
    hass: HomeAssistant, simulator: Simulator, *bodies: str, sender: str = STRANGER
) -> None:
    """Have texts come in that are read together, in this order."""
    for number, body in enumerate(bodies):
        simulator.inject_inbound(sender, body, timestamp=1_800_000_000 + number)
    await poll_now(hass)


def told(hass: HomeAssistant) -> list[str]:
    """Return what the person who lives here is told."""
    notices = async_get_persistent_notifications(hass)
    return [str(notice["message"]) for notice in notices.values()]


@pytest.mark.parametrize(
    "body",
    ["Hello", "", "🎉", "12", "{{ states }}", "['a']", "Stop by tomorrow!", "One\nTwo"],
)
async def test_forwarding(
    hass: HomeAssistant, simulator: Simulator, forward: Use, body: str
) -> None:
    """Each of the people learns who wrote what, and the sender nothing."""
    await forward(people=[DAD_ENTITY, MUM_ENTITY])

    await text(hass, simulator, body)

    words = f"From {STRANGER}: {body}"
    assert accepted(simulator) == {DAD: [words], MUM: [words]}
    assert told(hass) == []


async def test_sender_under_a_name(
    hass: HomeAssistant, simulator: Simulator, forward: Use
) -> None:
    """That is told instead of a number."""
    await forward()

    deliver(simulator, "MyBank", "Your code is 0123")
    await poll_now(hass)

    assert accepted(simulator) == {DAD: ["From MyBank: Your code is 0123"]}


async def test_recipients(
    hass: HomeAssistant, simulator: Simulator, forward: Use
) -> None:
    """What they write is not forwarded, to whomever."""
    await forward(people=[DAD_ENTITY, MUM_ENTITY])

    await text(hass, simulator, "Hello", sender=DAD)
    await text(hass, simulator, "Hello", sender=MUM)

    assert accepted(simulator) == {}


async def test_everyone_is_trusted(
    hass: HomeAssistant, simulator: Simulator, forward: Use, entry: MockConfigEntry
) -> None:
    """Then nobody is a stranger."""
    options = {"inbound": {"trust_everyone": True}}
    hass.config_entries.async_update_entry(entry, options=options)
    await reload(hass, entry)
    await forward()

    await text(hass, simulator, "Hello")

    assert accepted(simulator) == {}


@pytest.mark.parametrize("body", ["STOP", "stop.", " Stop all ", "opt-out", "'End'!"])
async def test_stop(
    hass: HomeAssistant, simulator: Simulator, forward: Use, body: str
) -> None:
    """It is nobody's business."""
    await forward()

    await text(hass, simulator, body)

    assert accepted(simulator) == {}


async def test_own_stop_words(
    hass: HomeAssistant, simulator: Simulator, forward: Use
) -> None:
    """Only these count; none are none, and an empty one is no empty text."""
    await forward(stop_words=["Genug!", ""])

    await text(hass, simulator, "genug", "STOP", "", "?")

    assert accepted(simulator)[DAD] == [
        f"From {STRANGER}: {body}" for body in ("STOP", "", "?")
    ]


async def test_phone_that_answers(
    hass: HomeAssistant, simulator: Simulator, forward: Use
) -> None:
    """Somebody on a list whom nobody trusts is away, and their phone says so."""
    await forward()
    await send_sms(
        hass, phone_numbers=[STRANGER], reference="text of a stranger", message="From X"
    )

    await text(hass, simulator, "I am away until Monday")

    assert DAD not in accepted(simulator)


async def test_long_text(
    hass: HomeAssistant, simulator: Simulator, forward: Use
) -> None:
    """It is cut, and one can see that."""
    await forward(max_length=70)

    await text(hass, simulator, "x" * 1000)

    ((words,),) = accepted(simulator).values()
    assert words == f"From {STRANGER}: xxx"[:19].ljust(67, "x") + "..."


async def test_flood(hass: HomeAssistant, simulator: Simulator, forward: Use) -> None:
    """Ten an hour to each person; about the others there is one notification."""
    await forward(people=[DAD_ENTITY, MUM_ENTITY])

    await text(hass, simulator, *(f"Text `{number}`" for number in range(30)))

    first = [f"From {STRANGER}: Text `{number}`" for number in range(10)]
    assert accepted(simulator) == {DAD: first, MUM: first}
    (notice,) = told(hass)
    assert "More than 10" in notice
    assert notice.endswith(f"```\nFrom {STRANGER}: Text '29'\n```")


async def test_hours(
    hass: HomeAssistant,
    simulator: Simulator,
    forward: Use,
    freezer: FrozenDateTimeFactory,
) -> None:
    """The limit counts within any sixty minutes, not from hour to hour."""
    await forward(per_hour=2)

    await text(hass, simulator, "0")
    for number in range(1, 6):
        jump(hass, freezer, timedelta(minutes=20))
        await hass.async_block_till_done(wait_background_tasks=True)
        await text(hass, simulator, str(number))

    said = [words[-1] for words in accepted(simulator)[DAD]]
    assert said == ["0", "1", "3", "4"]


async def test_restart(
    hass: HomeAssistant, simulator: Simulator, forward: Use, entry: MockConfigEntry
) -> None:
    """It does not begin a new hour."""
    await forward(per_hour=2)
    await text(hass, simulator, "1", "2")

    await reload(hass, entry)
    await text(hass, simulator, "3")

    assert len(accepted(simulator)[DAD]) == 2
    assert len(told(hass)) == 1


async def test_somebody_new(
    hass: HomeAssistant, simulator: Simulator, forward: Use
) -> None:
    """One person's limit is not another's."""
    await forward(people=[DAD_ENTITY, MUM_ENTITY], per_hour=2)
    await send_sms(
        hass, entity_id=DAD_ENTITY, dedup_key="stranger 1 for automation.ours"
    )

    await text(hass, simulator, "1", "2", "3")

    said = {
        who: [words[-1] for words in texts]
        for who, texts in accepted(simulator).items()
    }
    assert said == {DAD: ["n", "1"], MUM: ["1", "2"]}


async def test_refusal(hass: HomeAssistant, simulator: Simulator, forward: Use) -> None:
    """What ClickSend does not take can be read here, and uses nothing up."""
    await forward(per_hour=1)
    simulator.account.balance *= 0
    await text(hass, simulator, "Hello")
    assert accepted(simulator) == {}
    (notice,) = told(hass)
    assert "did not take one" in notice
    assert f"From {STRANGER}: Hello" in notice

    simulator.account.balance += 10
    await text(hass, simulator, "Hello again")
    assert accepted(simulator) == {DAD: [f"From {STRANGER}: Hello again"]}


async def test_recipient_that_is_gone(
    hass: HomeAssistant, simulator: Simulator, forward: Use
) -> None:
    """The others are told, and Home Assistant says that somebody was not."""
    await forward(people=["notify.gone", DAD_ENTITY])

    await text(hass, simulator, "Hello")

    assert accepted(simulator) == {DAD: [f"From {STRANGER}: Hello"]}
    assert len(told(hass)) == 1


def contact_list(simulator: Simulator, name: str, *people: Any) -> ConfigSubentryData:
    """Return a list at ClickSend, as the dialog stores it."""
    list_id = str(simulator.add_list(name, *people).list_id)
    return ConfigSubentryData(
        subentry_type=SUBENTRY_CONTACT_LIST,
        title=name,
        unique_id=list_id,
        data={"list_id": list_id, "channels": ["sms"]},
    )


async def test_lists(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    make_entry: Callable[..., MockConfigEntry],
    expected_log: list[str],
) -> None:
    """Somebody without a number, or nobody at all, keeps nothing from the others."""
    expected_log.append("Error for call_service")
    ann = {"first_name": "Ann", "phone_number": ANN}
    added = make_entry(
        recipient("Dad", DAD),
        contact_list(simulator, "Family", ann, {"first_name": "Carol"}),
        contact_list(simulator, "Nobody"),
    )
    assert await hass.config_entries.async_setup(added.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    people = ["notify.nobody_sms", "notify.family_sms", DAD_ENTITY]
    await use("forward_unknown", inbound=EVENT, people=people, per_hour=3)

    await text(hass, simulator, "1", "2", "3", "4")

    first = [f"From {STRANGER}: {number}" for number in (1, 2, 3)]
    assert accepted(simulator) == {ANN: first, DAD: first}
    assert len(told(hass)) == 1


async def test_run_by_hand(
    hass: HomeAssistant, simulator: Simulator, forward: Use
) -> None:
    """There is no text to forward."""
    await forward()

    await run_by_hand(hass)

    assert accepted(simulator) == {}
    assert told(hass) == []
