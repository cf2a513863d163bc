"""A home that sends: Home Assistant's core and an account, one life after the other."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, override

from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.storage import STORAGE_DIR
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.transports import DirectTransport
from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.coordinator import AccountCoordinator
from custom_components.clicksend_messaging.messaging.clicksend_messenger import (
    ClickSendMessenger,
)
from custom_components.clicksend_messaging.messaging.message import Order, Report
from custom_components.clicksend_messaging.messaging.news import SIGNAL_NEWS, News
from custom_components.clicksend_messaging.messaging.outbox.outbox import LoadReport
from custom_components.clicksend_messaging.messaging.outbox.record import Record
from custom_components.clicksend_messaging.messaging.outbox.states import State
from custom_components.clicksend_messaging.messaging.recipients import Recipient
from custom_components.clicksend_messaging.rules import OwnRules
from simulator.clicksend.books import SentText
from tests.unit.messaging.disk import Disk, PowerCutError
from tests.unit.messaging.near_server import BASE_URL, NearServer
from tests.unit.messaging.skipping_loop import SkippingLoop

ENTRY_ID = "account"

# All others are the end.
_STEPS = (
    *(State.QUEUED, State.SUBMITTING, State.UNKNOWN),
    *(State.ACCEPTED, State.SENT),
)


class Entry(MockConfigEntry):
    """An account's entry that is asked to sign in again by nobody."""

    @override
    def async_start_reauth(self, *args: Any, **kwargs: Any) -> None:
        """Do nothing."""


@dataclass(eq=False)
class Call:
    """One call of the action, and what its caller was told."""

    order: Order
    task: asyncio.Task[Report]
    killed: bool = False

    @property
    def report(self) -> Report | None:
        """What the caller was told, if it still listened."""
        if self.killed or self.task.cancelled() or self.task.exception():
            return None
        return self.task.result()


@dataclass
class Home:
    """Everything on this side of the line."""

    loop: SkippingLoop
    server: NearServer
    disk: Disk
    folder: Path
    chance: Random
    options: Mapping[str, Any]
    news: list[News] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    process: Context = field(init=False)
    messenger: ClickSendMessenger = field(init=False)
    loaded: LoadReport = field(init=False)
    knew_balance: bool = True
    """Whether ClickSend has told the balance at the beginning of each life."""
    created: dict[str, float] = field(default_factory=dict)
    """When each message was taken in, by our id."""
    cancelled: set[tuple[str, str | None]] = field(default_factory=set)
    """The reference and the recipient of each message that was cancelled."""
    states: set[State] = field(default_factory=set)
    """What states there were messages in."""
    wrong: list[str] = field(default_factory=list)
    """What no message may ever do, and one did."""
    _processes: list[Context] = field(default_factory=list)
    _hass: HomeAssistant = field(init=False)
    _entry: Entry = field(init=False)

    @property
    def journal(self) -> Path:
        """The outbox's file."""
        return self.folder / STORAGE_DIR / f"{DOMAIN}.{ENTRY_ID}.outbox"

    def run(self, steps: Callable[[], Any]) -> Any:
        """Run something in the home's process, until it ends."""
        task = self.loop.create_task(steps(), context=self.process)
        return self.loop.run_until_complete(task)

    def start(self) -> None:
        """Begin a life, with what is on disk from the one before."""
        self.process = self.loop.new_process()
        self._processes.append(self.process)
        self.run(self._start)

    async def _start(self) -> None:
        """Set the account up, as ``async_setup_entry`` does."""
        self._hass = hass = HomeAssistant(str(self.folder))
        hass.set_state(CoreState.running)
        self._entry = Entry(
            domain=DOMAIN,
            entry_id=ENTRY_ID,
            data={"connection_type": "direct"},
            options=self.options,
        )
        account = self.server.account
        client = ClickSendClient(
            lambda: self.server,  # type: ignore[arg-type,return-value]
            DirectTransport(account.username, account.api_key, BASE_URL),
        )
        coordinator = AccountCoordinator(hass, self._entry, client)
        await coordinator.async_refresh()
        self._entry.async_on_unload(coordinator.async_add_listener(lambda: None))
        self.knew_balance &= coordinator.balance is not None
        self.messenger = ClickSendMessenger(
            hass,
            self._entry,
            client,
            coordinator,
            OwnRules(hass, client, self._entry.entry_id),
            (),
        )
        self.loaded = await self.messenger.async_load()
        self.messenger.outbox.async_add_listener(self._check_change)
        async_dispatcher_connect(hass, SIGNAL_NEWS, self._hear)
        self.messenger.async_start()

    def stop(self) -> None:
        """End a life as Home Assistant does when it unloads an account."""
        self.run(self._stop)

    async def _stop(self) -> None:
        """Unload."""
        await self.messenger.async_stop()
        await self._entry._async_process_on_unload(self._hass)  # noqa: SLF001

    def call(self, recipients: Sequence[Recipient], order: Order) -> Call:
        """Call the action, without waiting for anything."""
        task = self.loop.create_task(
            self.messenger.async_send(recipients, order), context=self.process
        )
        self.calls.append(Call(order, task))
        return self.calls[-1]

    def cancel(self, call: Call) -> None:
        """Cancel the messages of a call, as far as they have not left."""

        async def cancel() -> None:
            reference = call.order.reference or ""
            canceller = self.messenger.canceller
            report = await canceller.async_cancel_reference(reference, None)
            self.cancelled |= {
                (reference, row.recipient) for row in report.rows if row.succeeded
            }

        self.run(cancel)

    def report(self, text: SentText, state: State) -> None:
        """Have ClickSend say what became of a text."""

        async def change() -> None:
            outbox = self.messenger.outbox
            if record := outbox.get(text.custom_string):
                outbox.async_change(record, state=state, message_id=text.message_id)

        self.run(change)

    def shut_down(self) -> None:
        """End a life as Home Assistant does when it stops."""
        self.run(self.messenger.async_finish)
        self._end()

    def crash(self) -> None:
        """Have the power cut, whatever is being written to the disk."""
        self._end()
        for job in self.loop.jobs.values():
            self.disk.cut_power_after(self.chance.randrange(8))
            with suppress(OSError, PowerCutError):
                job()
        self.loop.jobs.clear()
        self.disk.cut_power(self.folder / STORAGE_DIR)

    def _end(self) -> None:
        """End everything that runs, without a chance to tidy up."""
        for process in self._processes:
            self.loop.kill(process)
        self._processes.clear()
        for call in self.calls:
            call.killed |= not call.task.done()

    @callback
    def _hear(self, news: News) -> None:
        """Take note of what automations are told."""
        self.news.append(news)

    @callback
    def _check_change(self, record: Record, previous: Record | None) -> None:
        """See that no message goes a way that is closed."""
        self.states.add(record.state)
        if previous is None:
            self.created[record.message.key] = record.created
            return
        if record.state is previous.state:
            return
        if not leads_on(previous.state, record.state):
            self.wrong.append(f"{previous.state} -> {record.state}")


def rank(state: State) -> int:
    """Return how far a message has come."""
    return _STEPS.index(state) if state in _STEPS else len(_STEPS)


def leads_on(previous: State, state: State) -> bool:
    """Tell whether a message comes closer to its end, or is kept for another try."""
    return rank(state) > rank(previous) or (
        (previous, state) == (State.SUBMITTING, State.QUEUED)
    )
