"""What the demo does and shows, and what it looks at to be sure."""

from decimal import Decimal
from http import HTTPStatus
from typing import Any

from .dashboard import add_dashboard
from .progress import say
from .stack import Stack
from .stack.errors import RefusedError, StackError
from .stack.flows import add_account
from .stack.waiting import eventually

DAD = "+12025550101"
MUM = "+12025550102"

_BALANCE = "sensor.clicksend_balance"
_LAST_MESSAGE = "sensor.clicksend_last_inbound_message"
_EVENT = "event.clicksend_inbound_message"
_REPORT = "event.clicksend_delivery_report"
_SPENT = "sensor.clicksend_spent_today"
_AUTOMATION = "automation.answer_the_text_status"
_TELLER = "automation.tell_that_a_text_did_not_get_through"

_GREETING = 'Hello Dad, this is your home. Text me "status" and I will answer.'

# Seconds until the next look at ClickSend is over, with some to spare.
_BALANCE_SECONDS = 30
_POLL_SECONDS = 70
_SECONDS = 10


class Tour:
    """One step after the other; each raises StackError if it does not work out."""

    def __init__(self, stack: Stack) -> None:
        """Keep who takes part."""
        self._api = stack.home_assistant.api
        self._simulator = stack.simulator

    async def set_up(self) -> None:
        """Add the account and its recipients, and the dashboard."""
        people = {"Dad": DAD, "Mum": "(202) 555-0102"}
        await add_account(self._api, self._simulator.clicksend, people)
        say("Added the ClickSend account, with Dad and Mum as recipients")
        await self._expect(_BALANCE, "100.000000")
        await self._expect("binary_sensor.clicksend_low_balance", "off")
        await self._expect("sensor.clicksend_outbox", "0")
        await self._expect(_SPENT, "0")
        for entity_id in (_LAST_MESSAGE, _EVENT, _REPORT):
            await self._expect(entity_id, "unknown")
        for entity_id in ("notify.dad_sms", "notify.mum_sms"):
            await self._expect(entity_id, "unknown")
        for entity_id in (_AUTOMATION, _TELLER):
            await self._expect(entity_id, "on")
        await add_dashboard(self._api)
        say('Added a dashboard; an automation answers the text "status"')

    async def send(self) -> None:
        """Send a text to Dad."""
        target = {"entity_id": "notify.dad_sms", "message": _GREETING}
        await self._api.act("notify.send_message", **target)
        await self._phone_shows(_GREETING, _SECONDS)

    async def look_at_balance(self) -> None:
        """See that the text was paid for."""

        async def paid() -> str | None:
            balance = str((await self._entity(_BALANCE))["state"])
            return balance if Decimal(balance) < Decimal(100) else None

        balance = await eventually("the balance goes down", _BALANCE_SECONDS, paid)
        say(f"The balance went down to {Decimal(balance).normalize()} USD")

    async def answer(self) -> None:
        """Text "status" from Dad's phone and wait for the answer."""
        await self._simulator.type_text(DAD, "Status")
        say('Dad typed "Status" on his phone')
        # The next poll may be a minute away; the user interface can ask for one, too.
        await self._api.act("homeassistant.update_entity", entity_id=_LAST_MESSAGE)

        async def arrived() -> dict[str, Any] | None:
            attributes: dict[str, Any] = (await self._entity(_EVENT))["attributes"]
            return attributes if attributes["event_type"] else None

        event = await eventually("the text arrives", _POLL_SECONDS, arrived)
        shown = {
            "event_type": "trusted",
            "name": "Dad",
            "from_number": DAD,
            "message": "Status",
        }
        if (seen := {key: event[key] for key in shown}) != shown:
            raise StackError(f"the event is about something else: {seen}")
        say("Home Assistant got it, and trusts its sender")
        balance = Decimal((await self._entity(_BALANCE))["state"])
        reply = f"All is well at home. ClickSend balance: {balance:.2f} USD."
        await self._phone_shows(reply, _POLL_SECONDS)

    async def send_in_vain(self) -> None:
        """Text somebody ClickSend refuses, and see that the caller is told."""
        try:
            await self._api.act(
                "clicksend_messaging.send_sms",
                phone_numbers=["+254712123456"],
                message="Hello",
            )
        except RefusedError as err:
            told = "COUNTRY_NOT_ENABLED" in err.message
            if err.code == HTTPStatus.INTERNAL_SERVER_ERROR and told:
                say("A text to a country that is not enabled failed, and said so")
                await self._expect_told()
                return
            raise
        raise StackError("a text that ClickSend refused was taken for sent")

    async def _expect_told(self) -> None:
        """See that the delivery report says why, and that an automation heard of it."""
        report = (await self._entity(_REPORT))["attributes"]
        if (report["event_type"], report["reason"]) != (
            "failed",
            "COUNTRY_NOT_ENABLED",
        ):
            raise StackError(f"the delivery report says something else: {report}")

        async def has_run() -> bool:
            teller = await self._entity(_TELLER)
            return teller["attributes"]["last_triggered"] is not None

        await eventually("the automation runs", _SECONDS, has_run)
        say("The delivery report says so, too, and an automation told it on the screen")

    async def _entity(self, entity_id: str) -> dict[str, Any]:
        """Return an entity's state and attributes; raises StackError without it."""
        if (state := await self._api.state(entity_id)) is None:
            raise StackError(f"there is no {entity_id}")
        return state

    async def _expect(self, entity_id: str, wanted: str) -> None:
        """Wait until an entity has a state."""

        async def has_it() -> bool:
            state = await self._api.state(entity_id)
            return state is not None and state["state"] == wanted

        await eventually(f"{entity_id} is {wanted}", _SECONDS, has_it)

    async def _phone_shows(self, text: str, seconds: float) -> None:
        """Wait until Dad's phone shows a text, and tell."""

        async def shows_it() -> bool:
            return text in await self._simulator.received(DAD)

        await eventually(f"Dad's phone shows: {text}", seconds, shows_it)
        say(f"Dad's phone ({DAD}) received: {text}")
