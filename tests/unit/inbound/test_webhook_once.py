"""Poll and push share one inbox: whoever brings a text, it is heard once."""

import asyncio
from collections.abc import Callable

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator import Simulator
from simulator.clicksend.inbox import ReceivedText
from tests.unit.clock import QUARTER, poll_now
from tests.unit.conftest import DAD, MUM, recipient
from tests.unit.states import LAST

from .conftest import EarlierLife, Heard, listen, messages, reload, same_entry, start
from .instant import HOME_URL, INBOX, SOON, Home, move, path_of, push_of
from .test_rule import add_rule

READ = "/sms/inbound-read/*"
NOON = 1_800_000_000


async def announce_ids(home: Home, text: ReceivedText) -> None:
    """Push a text under each of the ids that it may have."""
    for id_ in {text.message_id, *(copy.message_id for copy in text.copies)}:
        await home.push(push_of(text, message_id=id_))


@pytest.mark.parametrize("copies", ["same_id", "different_ids"])
async def test_copies_of_several_rules_are_one_text(
    home: Home, heard: Heard, copies: str
) -> None:
    """Each copy is announced and polled, and has an id of its own, perhaps."""
    home.simulator.settings.patch({"inbound_copies": copies})
    for name in ("n8n", "Home Assistant 01ANOTHERHOME"):
        add_rule(home.simulator, name)
    await reload(home.hass, home.entry)
    first = home.simulator.inject_inbound(DAD, "Open the garage")
    await announce_ids(home, first)
    await poll_now(home.hass)
    second = home.simulator.inject_inbound(MUM, "Close the garage")
    await poll_now(home.hass)
    await announce_ids(home, second)

    assert messages(heard) == ["Open the garage", "Close the garage"]
    assert first.read
    assert second.read


async def test_poll_and_pushes_at_the_same_moment(home: Home, heard: Heard) -> None:
    """Ten texts, each announced twice while somebody else looks for them."""
    await async_setup_component(home.hass, "homeassistant", {})
    texts = [
        home.simulator.inject_inbound(DAD, f"Text {number}", timestamp=NOON + number)
        for number in range(10)
    ]

    await asyncio.gather(
        *(home.client.post(home.path, data=push_of(text)) for text in texts),
        home.hass.services.async_call(
            "homeassistant", "update_entity", {"entity_id": LAST}, blocking=True
        ),
        *(home.client.post(home.path, data=push_of(text)) for text in texts),
    )
    await home.settle()

    assert messages(heard) == [text.body for text in texts]
    assert all(text.read for text in texts)


@pytest.mark.parametrize(
    "kind", ["reset_after", "processed_server_error", "malformed", "forbidden"]
)
async def test_marks_that_fail_repeat_nothing(
    home: Home, heard: Heard, kind: str
) -> None:
    """The text is offered again, announced again, and not heard again."""
    fault = home.simulator.faults.arm(kind, method="PUT", path=READ, times=None)
    text = home.simulator.inject_inbound(DAD, "Open the garage")
    await home.announce(text)
    assert fault.hits
    await home.announce(text)
    await home.push(push_of(text, message_id="FORGED"))
    home.simulator.faults.clear()

    await poll_now(home.hass, QUARTER)

    assert messages(heard) == ["Open the garage"]
    assert text.read


async def test_a_restart_repeats_nothing(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    earlier_life: EarlierLife,
    hass_client_no_auth: ClientSessionGenerator,
    heard: Heard,
    short_pauses: None,  # noqa: ARG001 (they have to come first)
) -> None:
    """Heard before, and announced again after it."""
    entry = make_entry(recipient("Dad", DAD))
    hass.config_entries.async_update_entry(
        entry, options={"inbound": {"instant": True}}
    )
    simulator.faults.arm("server_error", method="PUT", path=READ, times=None)
    async with earlier_life() as before:
        heard_before = listen(before)
        await before.config.async_update(external_url=HOME_URL)
        await start(before, same_entry(entry))
        await poll_now(before, SOON)
        text = simulator.inject_inbound(DAD, "Open the garage")
        await poll_now(before)
        assert messages(heard_before) == ["Open the garage"]
    simulator.faults.clear()

    await move(hass, HOME_URL)
    await start(hass, entry)
    client = await hass_client_no_auth()
    await client.post(path_of(simulator), data=push_of(text))
    await hass.async_block_till_done(wait_background_tasks=True)

    assert heard == []
    assert text.read


async def test_pages_that_shift_while_they_are_read(home: Home, heard: Heard) -> None:
    """Others mark and send meanwhile; what slips through is found with the next."""
    texts = [
        home.simulator.inject_inbound(DAD, f"Text {number}", timestamp=NOON + number)
        for number in range(250)
    ]

    def shift() -> None:
        """Have somebody else read two texts, and two more come."""
        for text in texts[:2]:
            home.simulator.inbox.mark(text.message_id)
        texts.extend(
            home.simulator.inject_inbound(MUM, f"New {number}", timestamp=NOON)
            for number in range(2)
        )

    home.simulator.requests.after(shift, "GET", INBOX)
    await home.announce(texts[-1])
    for _ in range(4):
        await poll_now(home.hass, QUARTER)

    said = messages(heard)
    assert len(said) == len(set(said))
    # Whether the two that others have read are heard depends on who came first.
    assert {text.body for text in texts[2:]} <= set(said)
    assert all(text.read for text in texts)
