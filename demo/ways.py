"""The other ways to text: the account through Membrane, and SkillBoss without one."""

from decimal import Decimal

from .progress import say
from .stack.errors import StackError
from .stack.flows import (
    add_skillboss,
    reach_directly,
    reach_through_membrane,
    recipient_values,
    wait_until_ready,
)
from .stack.waiting import eventually
from .steps import SECONDS, Steps
from .tour import BALANCE_SECONDS, DAD, SPENT

ANN = "+12025550103"

_BALANCE = "sensor.skillboss_balance"
_CREDIT = Decimal(5)

# The recipients and entities of an account, by their ids.
type Belongings = tuple[dict[str, str], dict[str, str]]

_PRICE_OF = {"messages": [{"to": DAD, "body": "What does this cost?"}]}


class Ways(Steps):
    """What the account and the service beside it do in other ways."""

    async def add_skillboss(self) -> None:
        """Add SkillBoss, with a recipient of its own."""
        access = self._simulator.access["skillboss"]
        ann = recipient_values("Ann", "(202) 555-0103")
        await add_skillboss(self._api, access, ann)
        await self._expect("notify.ann_sms", "unknown")
        await self._expect("sensor.skillboss_outbox", "0")
        if (credit := await self._credit()) != _CREDIT:
            raise StackError(f"{_BALANCE} is {credit}")
        say("Added SkillBoss, with Ann as its recipient")

    async def text_ann(self) -> None:
        """Send a text by SkillBoss's template."""
        message = "The heating is on."
        target = {"entity_id": "notify.ann_sms", "message": message}
        await self._api.act("notify.send_message", **target)
        await self._phone_shows("Ann", ANN, f"Home: {message}")

    async def look_at_credit(self) -> None:
        """See that the text was paid for at SkillBoss."""

        async def paid() -> Decimal | None:
            credit = await self._credit()
            return credit if credit < _CREDIT else None

        what = "SkillBoss's balance goes down"
        credit = await eventually(what, BALANCE_SECONDS, paid)
        say(f"SkillBoss's balance went down to {credit.normalize()} USD")

    async def go_through_membrane(self, entry_id: str) -> None:
        """Move an account to Membrane, use it there, and move it back."""
        had, spent = await self._belongings(entry_id), await self._spent()
        access = self._simulator.access["membrane"]
        await reach_through_membrane(self._api, entry_id, access)
        await self._expect_kept(entry_id, had, spent)
        say("Moved the account to Membrane; it has kept all that it had")

        await self._text_through_membrane()
        await self._ask_price()

        async def more() -> Decimal | None:
            now = await self._spent()
            return now if now > spent else None

        spent = await eventually("the text through Membrane counts", SECONDS, more)
        await reach_directly(self._api, entry_id, self._simulator.clicksend)
        await self._expect_kept(entry_id, had, spent)
        say(f"Moved it back, where it has kept all, and the {spent} USD spent")

    async def _text_through_membrane(self) -> None:
        """Text Dad, and see which way the text went."""
        message = "This text went through Membrane."
        target = {"entity_id": "notify.dad_sms", "message": message}
        await self._api.act("notify.send_message", **target)
        await self._phone_shows("Dad", DAD, message)
        path = "*/proxy*/sms/send"
        asked = await self._simulator.requests("POST", path, service="membrane")
        sent = [
            each["body"] for request in asked for each in request["body"]["messages"]
        ]
        if sent != [message]:
            raise StackError(f"through Membrane went: {sent}")

    async def _ask_price(self) -> None:
        """Have one of Membrane's own actions tell what a text costs."""
        action = {"action": "get-sms-price", "input": _PRICE_OF}
        answer = await self._api.ask("clicksend_messaging.run_action", **action)
        price = Decimal(str(answer["output"]["data"]["total_price"]))
        say(f"Membrane's own action says that a text costs {price} USD")

    async def _expect_kept(
        self, entry_id: str, had: Belongings, spent: Decimal
    ) -> None:
        """See that an account is ready again and has what it had."""
        await wait_until_ready(self._api, ["Dad", "Mum"])
        await self._expect(SPENT, str(spent))
        if (has := await self._belongings(entry_id)) != had:
            raise StackError(f"the account had {had}, and has {has}")

    async def _belongings(self, entry_id: str) -> Belongings:
        """Return the recipients and entities of an account."""
        recipients = await self._api.command(
            "config_entries/subentries/list", entry_id=entry_id
        )
        entities = await self._api.command("config/entity_registry/list")
        return (
            {each["subentry_id"]: each["title"] for each in recipients},
            {
                each["id"]: each["entity_id"]
                for each in entities
                if each["config_entry_id"] == entry_id
            },
        )

    async def _spent(self) -> Decimal:
        """Return what the account has spent today."""
        return Decimal((await self._entity(SPENT))["state"])

    async def _credit(self) -> Decimal:
        """Return what is left at SkillBoss."""
        return Decimal((await self._entity(_BALANCE))["state"])
