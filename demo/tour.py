"""What the demo does and shows, and what it looks at to be sure."""

import asyncio
from decimal import Decimal
from http import HTTPStatus
from io import BytesIO
from typing import Any

from PIL import Image

from .dashboard import add_dashboard
from .front_door import CAMERA, add_front_door
from .progress import say
from .stack.errors import RefusedError, StackError
from .stack.flows import (
    add_account,
    recipient_values,
    set_options,
    wait_until_ready,
)
from .stack.waiting import eventually
from .steps import SECONDS, Steps

DAD = "+12025550101"
MUM = "+12025550102"

_BALANCE = "sensor.clicksend_balance"
_LAST_MESSAGE = "sensor.clicksend_last_inbound_message"
_EVENT = "event.clicksend_inbound_message"
_REPORT = "event.clicksend_delivery_report"
SPENT = "sensor.clicksend_spent_today"
_AUTOMATION = "automation.answer_the_text_status"
_TELLER = "automation.tell_that_a_text_did_not_get_through"
_DOORBELL = "input_button.doorbell"
_DOORMAN = "automation.show_dad_who_is_at_the_door"
_NOTE_TAKER = "automation.note_who_takes_care_of_it"

_GREETING = 'Hello Dad, this is your home. Text me "status" and I will answer.'

# Seconds until the next look at ClickSend is over, with some to spare.
BALANCE_SECONDS = 30
_PUSH_SECONDS = 10
_REPORT_SECONDS = 70

# Long enough for a person to see it, come over and pick up.
_RING_SECONDS = 30


class Tour(Steps):
    """What the account does for a home."""

    async def set_up(self) -> str:
        """Add a camera, and the account with its recipients; return its entry id."""
        ringing = {"ring_seconds": _RING_SECONDS}
        await self._simulator.control("PATCH", "settings", ringing)
        await add_front_door(self._home_assistant)
        entry_id = await add_account(
            self._api,
            self._simulator.clicksend,
            recipient_values("Dad", DAD, camera=CAMERA),
            recipient_values("Mum", "(202) 555-0102"),
        )
        await set_options(self._api, entry_id, {"inbound": {"instant": True}})
        await wait_until_ready(self._api, ["Dad", "Mum"])
        say("Added the ClickSend account, with Dad and Mum as recipients")
        await self._expect(_BALANCE, "100.000000")
        await self._expect("binary_sensor.clicksend_low_balance", "off")
        await self._expect("sensor.clicksend_outbox", "0")
        await self._expect(SPENT, "0")
        for entity_id in (_LAST_MESSAGE, _EVENT, _REPORT):
            await self._expect(entity_id, "unknown")
        for channel in ("dad_sms", "dad_mms", "dad_voice", "mum_sms"):
            await self._expect(f"notify.{channel}", "unknown")
        for entity_id in (_AUTOMATION, _TELLER, _DOORMAN, _NOTE_TAKER):
            await self._expect(entity_id, "on")
        return entry_id

    async def add_dashboard(self) -> None:
        """Add the dashboard."""
        await add_dashboard(self._api)
        say('Added a dashboard; an automation answers the text "status"')

    async def send(self) -> None:
        """Send a text to Dad."""
        target = {"entity_id": "notify.dad_sms", "message": _GREETING}
        await self._api.act("notify.send_message", **target)
        await self._phone_shows("Dad", DAD, _GREETING)

    async def ring_the_doorbell(self) -> None:
        """Have an automation send what the camera at the front door sees."""
        await self._api.act("input_button.press", entity_id=_DOORBELL)

        async def shows_it() -> str | None:
            texts = await self._simulator.phone(DAD)
            return next((text["picture"] for text in texts if text["picture"]), None)

        picture = await eventually("a picture is on Dad's phone", SECONDS, shows_it)
        size = await asyncio.to_thread(
            _size_of_jpeg, await self._simulator.picture(picture)
        )
        say(f"Somebody rang; Dad's phone shows the front door, in {size} pixels")

    async def call(self) -> None:
        """Call Dad, who presses a key, and hear of it."""
        await self._api.act(
            "clicksend_messaging.send_voice",
            entity_id="notify.dad_voice",
            message="There is water in the kitchen. Press 1 if you take care of it.",
            require_input=True,
        )

        async def rings() -> str | None:
            texts = await self._simulator.phone(DAD)
            calls = (text for text in texts if text["call"])
            return next(
                (
                    str(c["message_id"])
                    for c in calls
                    if c["call"]["state"] == "ringing"
                ),
                None,
            )

        call = await eventually("Dad's phone rings", SECONDS, rings)
        say("Dad's phone rings")
        await self._simulator.control("POST", f"calls/{call}/keys", {"digits": "1"})
        say("Dad picked up and pressed 1")

    async def hear_of_call(self) -> None:
        """Wait for the delivery report with the key that Dad pressed."""

        async def reported() -> bool:
            report = (await self._entity(_REPORT))["attributes"]
            told = ("event_type", "channel", "recipient", "digits")
            wanted = ["delivered", "voice", "Dad", "1"]
            return [report.get(key) for key in told] == wanted

        await eventually("the call is reported", _REPORT_SECONDS, reported)
        await self._expect_run(_NOTE_TAKER)
        say("The delivery report says that Dad pressed 1; an automation took note")

    async def look_at_balance(self) -> None:
        """See that the text was paid for."""

        async def paid() -> str | None:
            balance = str((await self._entity(_BALANCE))["state"])
            return balance if Decimal(balance) < Decimal(100) else None

        balance = await eventually("the balance goes down", BALANCE_SECONDS, paid)
        say(f"The balance went down to {Decimal(balance).normalize()} USD")

    async def answer(self) -> None:
        """Text "status" from Dad's phone and wait for the answer."""
        await self._simulator.type_text(DAD, "Status")
        say('Dad typed "Status" on his phone')

        async def arrived() -> dict[str, Any] | None:
            attributes: dict[str, Any] = (await self._entity(_EVENT))["attributes"]
            return attributes if attributes["event_type"] else None

        event = await eventually("the text arrives", _PUSH_SECONDS, arrived)
        shown = {
            "event_type": "trusted",
            "name": "Dad",
            "from_number": DAD,
            "message": "Status",
        }
        if (seen := {key: event[key] for key in shown}) != shown:
            raise StackError(f"the event is about something else: {seen}")
        say("ClickSend told Home Assistant, which got it, and trusts its sender")
        balance = Decimal((await self._entity(_BALANCE))["state"])
        reply = f"All is well at home. ClickSend balance: {balance:.2f} USD."
        await self._phone_shows("Dad", DAD, reply)

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

        await self._expect_run(_TELLER)
        say("The delivery report says so, too, and an automation told it on the screen")


def _size_of_jpeg(content: bytes) -> str:
    """Return how large a picture is, which is read to its end."""
    with Image.open(BytesIO(content), formats=["JPEG"]) as picture:
        picture.load()
        return f"{picture.width} x {picture.height}"
