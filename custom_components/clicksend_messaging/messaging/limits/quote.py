"""What messages would cost, as ClickSend says before anything is sent."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from homeassistant.util.json import JsonObjectType

from ...api.models import SendRow
from ..content.compose import Compose
from ..content.prepare import Prepared
from ..recipients import Recipient
from .countries import Countries
from .limits import Limit
from .pricing import Pricing

PRICED: Final = "priced"
REJECTED: Final = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What one message would cost, or why it could not be sent."""

    recipient: str = field(repr=False)
    name: str | None = field(repr=False)
    code: str
    sender: str | None = field(default=None, repr=False)
    parts: int | None = None
    price: Decimal | None = None

    def as_response(self) -> JsonObjectType:
        """Return the row of an action's answer."""
        return {
            "recipient": self.recipient,
            "name": self.name,
            "status": REJECTED if self.price is None else PRICED,
            "code": self.code,
            "sender": self.sender,
            "parts": self.parts,
            "price": None if self.price is None else str(self.price),
        }


@dataclass(frozen=True, slots=True)
class Quotation:
    """What everything that one call asks for would cost.

    ``parts`` is our own estimate of the parts of each message.
    """

    quotes: tuple[Quote, ...]
    currency: str | None
    parts: int

    def as_response(self) -> JsonObjectType:
        """Return an action's answer."""
        total = sum((quote.price or Decimal(0) for quote in self.quotes), Decimal(0))
        return {
            "messages": [quote.as_response() for quote in self.quotes],
            "total_price": str(total),
            "currency": self.currency,
            "parts": self.parts,
        }


async def async_quote(
    pricing: Pricing, countries: Countries, compose: Compose, prepared: Prepared
) -> Quotation:
    """Ask what messages would cost.

    Args:
        pricing: asks ClickSend, and remembers.
        countries: knows the numbers' countries.
        compose: makes the message for one recipient, with our id and the country.
        prepared: who would get what.

    Raises:
        ApiError: see ``api.errors``.
        OSError: the picture is not on the disk any more.

    """
    valid = [recipient for recipient in prepared.recipients if recipient.valid]
    home_of = await countries.async_of([r.number for r in valid])
    messages = [compose(r, prepared.order, r.number, home_of[r.number]) for r in valid]
    rows, currency = await pricing.async_ask(messages, prepared.parts)
    answers = dict(zip((message.key for message in messages), rows, strict=True))
    quotes = tuple(
        _quote(recipient, answers.get(recipient.number))
        if recipient.valid
        else _rejected(recipient, recipient.problem)
        for recipient in prepared.recipients
    )
    return Quotation(quotes, currency, prepared.parts)


def _quote(recipient: Recipient, row: SendRow | None) -> Quote:
    """Return what ClickSend says about one message."""
    if row is None or row.status is None or (row.accepted and row.price is None):
        return _rejected(recipient, Limit.PRICE_UNKNOWN.value)
    if not row.accepted:
        return _rejected(recipient, row.status)
    return Quote(
        recipient=recipient.number,
        name=recipient.name,
        code=row.status,
        sender=row.sender,
        parts=row.parts,
        price=row.price,
    )


def _rejected(recipient: Recipient, code: str) -> Quote:
    """Return why a message has no price."""
    return Quote(recipient=recipient.number, name=recipient.name, code=code)
