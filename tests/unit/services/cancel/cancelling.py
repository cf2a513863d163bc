"""What became of messages that were to be cancelled."""

from decimal import Decimal

CANCELLED = ("cancelled", "CANCELLED_BY_USER")


PRICE = Decimal("0.0792")


def kept(code: str) -> tuple[str, str]:
    """Return the verdict on a message that was not cancelled."""
    return "not_cancelled", code
