"""How a text from a phone comes to an account."""

from ..phones import PhoneText
from ..world import World
from .accounts import Account
from .inbox import ReceivedText
from .numbers import parse_number, shared_number
from .polled import Copy


def receive(
    world: World,
    account: Account,
    *,
    sender: str,
    body: str,
    to: str | None = None,
    time: float | None = None,
) -> ReceivedText:
    """Take in a text that someone typed on a phone.

    `to` is the number it was sent to: unless given the one that last texted this phone.
    A POLL rule sees the text only if it exists when the text arrives.
    """
    country = world.settings.account_country
    number = parse_number(sender, country)
    phone_number = number.e164 if number else sender
    answers = account.books.latest_to(phone_number)
    if to is None:
        replies_to = answers.sender if answers else ""
        home = shared_number(number.country if number else country)
        to = replies_to if replies_to.startswith("+") else home
    time = world.clock.now() if time is None else time
    message_id = world.new_message_id()
    text = ReceivedText(
        message_id=message_id,
        sender=phone_number,
        to=to,
        body=body,
        time=time,
        answers=answers,
        copies=_copies(world, account, to, body, message_id),
    )
    account.inbox.add(text)
    world.phones.use(phone_number).add(
        PhoneText(
            direction="out", text=body, other=to, time=time, message_id=message_id
        )
    )
    return text


def _copies(
    world: World, account: Account, to: str, body: str, message_id: str
) -> tuple[Copy, ...]:
    """Return one copy for each POLL rule that the text meets."""
    polled = [rule for rule in account.rules.firing(to, body) if rule.action == "POLL"]
    own_ids = world.settings.inbound_copies == "different_ids"
    return tuple(
        Copy(
            rule_id=rule.rule_id,
            message_id=world.new_message_id() if own_ids and place else message_id,
        )
        for place, rule in enumerate(polled)
    )
