"""The account, and the currency of its amounts."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from ..lenient import Record, as_decimal, as_int, as_record, as_text, first


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A ClickSend account, without the personal details that nothing here needs.

    Amounts are in ``currency``, an ISO 4217 code. ``country`` is the ISO 3166 code
    that ClickSend assumes for numbers in national form. ``max_parts`` is how many
    parts a text may have before ClickSend cuts it off
    (``setting_sms_message_char_limit``: 6 or 8).
    """

    user_id: int
    balance: Decimal | None
    currency: str | None
    country: str | None
    low_credit_amount: Decimal | None
    max_parts: int | None

    @classmethod
    def parse(cls, data: object) -> Self | None:
        """Read the ``data`` of ``GET /account``; ``None`` if it names no account."""
        record = as_record(data)
        if (user_id := as_int(record.get("user_id"))) is None:
            return None
        return cls(
            user_id=user_id,
            balance=as_decimal(record.get("balance")),
            currency=currency_code(record),
            country=as_text(first(record, "default_country_sms", "country")),
            low_credit_amount=as_decimal(record.get("low_credit_amount")),
            max_parts=as_int(record.get("setting_sms_message_char_limit")),
        )


def currency_code(record: Record) -> str | None:
    """Return the ISO 4217 code, from either name of the currency object."""
    currency = as_record(first(record, "_currency", "currency"))
    return as_text(currency.get("currency_name_short"))
