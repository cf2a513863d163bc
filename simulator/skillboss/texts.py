"""What the hub sends to phones, and takes credit for."""

from collections import Counter, deque
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus

from ..clicksend.numbers import parse_number
from ..phones import PhoneText
from ..world import World
from .answers import RefusedError, bad_request

_MOST_TEXTS = 50_000
_SENDER = "Prelude"
_ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


@dataclass(frozen=True, kw_only=True)
class HubText:
    """One text that was accepted, and so paid for."""

    message_id: str
    model: str
    to: str
    body: str
    sender: str
    price: Decimal
    accepted_at: float
    correlation_id: str | None = None

    def as_dict(self) -> dict[str, object]:
        """Return it as control shows it."""
        return {**vars(self), "price": str(self.price)}


class Texts:
    """Every accepted text, oldest first, and the credit that is left."""

    def __init__(self, world: World) -> None:
        """Start with none, and some credit."""
        self._world = world
        self._sent: deque[HubText] = deque(maxlen=_MOST_TEXTS)
        self.balance = Decimal("5.00")
        """In US dollars."""

    @property
    def sent(self) -> list[HubText]:
        """All of them, so that a test can count."""
        return list(self._sent)

    def duplicates(self) -> dict[tuple[str, str], int]:
        """Return each recipient and words that were accepted more than once."""
        seen = Counter((text.to, text.body) for text in self._sent)
        return {text: count for text, count in seen.items() if count > 1}

    def new_id(self, prefix: str) -> str:
        """Return a new id in Prelude's spelling."""
        letters = self._world.chance.choices(_ID_LETTERS, k=26)
        return f"{prefix}_{''.join(letters)}"

    def recipient(self, written: object) -> str:
        """Return a number in E.164; raises RefusedError if it cannot be texted."""
        number = None
        if isinstance(written, str) and written.startswith("+"):
            number = parse_number(written, self._world.settings.account_country)
        if number is None or number.e164 != written:
            message = "The phone number is not a valid E.164 number."
            raise bad_request("invalid_phone_number", message)
        if number.country in self._world.settings.skillboss_refused_countries:
            message = "This region is not enabled for the account."
            raise bad_request("unsupported_region", message)
        return number.e164

    def afford(self, count: int) -> None:
        """Raise RefusedError unless there is credit for so many texts."""
        if count * self._price > self.balance:
            raise RefusedError(
                HTTPStatus.PAYMENT_REQUIRED, "insufficient_coins", "Insufficient coins"
            )

    def send(
        self,
        to: str,
        body: str,
        *,
        model: str,
        prefix: str,
        sender: str | None = None,
        correlation_id: str | None = None,
    ) -> HubText:
        """Text a phone and take credit; raises RefusedError if there is too little."""
        self.afford(1)
        text = HubText(
            message_id=self.new_id(prefix),
            model=model,
            to=to,
            body=body,
            sender=sender or _SENDER,
            price=self._price,
            accepted_at=self._world.clock.now(),
            correlation_id=correlation_id,
        )
        self.balance -= text.price
        self._sent.append(text)
        on_phone = PhoneText(
            direction="in",
            text=body,
            other=text.sender,
            time=text.accepted_at,
            message_id=text.message_id,
        )
        self._world.phones.use(to).add(on_phone)
        return text

    @property
    def _price(self) -> Decimal:
        """What one text costs."""
        return Decimal(str(self._world.settings.skillboss_text_price))
