"""How a text from a phone comes to an account."""

from ..phones import PhoneText
from ..world import World
from .accounts import Account
from .inbound_rows import pushed_text
from .inbox import ReceivedText
from .numbers import parse_number, shared_number
from .polled import Copy
from .rules import Rule


def receive(
    world: World,
    account: Account,
    *,
    sender: str,
    body: str,
    to: str | None = None,
    time: float | None = None,
    media: str | None = None,
) -> ReceivedText:
    """Take in a text that someone typed on a phone.

    `to` is the number it was sent to: unless given the one that last texted this phone.
    `media` is the link of a picture that came with it. A rule sees the text only if it
    exists when the text arrives.
    """
    settings, now = world.settings, world.clock.now()
    country = settings.account_country
    number = parse_number(sender, country)
    phone_number = number.e164 if number else sender
    answers = account.books.latest_to(phone_number)
    if to is None:
        replies_to = answers.sender if answers else ""
        home = shared_number(number.country if number else country)
        to = replies_to if replies_to.startswith("+") else home
    if media and settings.inbound_media == "body":
        body, media = f"{body} {media}".strip(), None
    time = now if time is None else time
    message_id = world.new_message_id()
    firing = account.rules.firing(to, body)
    text = ReceivedText(
        message_id=message_id,
        sender=phone_number,
        to=to,
        body=body,
        time=time,
        answers=answers,
        copies=_copies(world, firing, message_id),
        media_url=media,
        listed_from=now + settings.inbound_latency,
    )
    account.inbox.add(text)
    for rule in firing:
        if rule.action == "URL":
            world.pushes.add(
                "inbound",
                pushed_text(settings, account, text),
                url=rule.action_address,
                webhook_type=rule.webhook_type or "post",
                message_id=message_id,
                rule_id=rule.rule_id,
                delay=settings.push_delay,
            )
    world.phones.use(phone_number).add(
        PhoneText(
            direction="out",
            text=body,
            other=to,
            time=time,
            message_id=message_id,
            picture=media,
        )
    )
    return text


def _copies(world: World, firing: list[Rule], message_id: str) -> tuple[Copy, ...]:
    """Return one copy for each POLL rule that the text meets."""
    polled = [rule for rule in firing if rule.action == "POLL"]
    own_ids = world.settings.inbound_copies == "different_ids"
    return tuple(
        Copy(
            rule_id=rule.rule_id,
            message_id=world.new_message_id() if own_ids and place else message_id,
        )
        for place, rule in enumerate(polled)
    )


def receive_many(
    world: World,
    account: Account,
    count: int,
    *,
    sender: str,
    body: str,
    to: str | None = None,
    time: float | None = None,
) -> list[ReceivedText]:
    """Take in so many texts, with their numbers, from 1 on, for `{n}`."""
    return [
        receive(
            world,
            account,
            sender=sender,
            body=body.replace("{n}", str(number)),
            to=to,
            time=time,
        )
        for number in range(1, count + 1)
    ]
