"""The account's options, as the user set them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Self

from ..api.models import Channel
from .limits.limits import LimitOptions

SECTION_SENDING: Final = "sending"
SECTION_LIMITS: Final = "limits"
SECTION_SPENDING: Final = "spending"
SECTION_CRITICAL: Final = "critical"
SECTION_PEOPLE: Final = "people"
SECTION_INBOUND: Final = "inbound"

CONF_RETRY_FOR: Final = "retry_for"
CONF_PLAIN_LETTERS: Final = "plain_letters"
CONF_RESEND_UNKNOWN: Final = "resend_unknown"
CONF_IGNORE_OPT_OUT: Final = "ignore_opt_out"
CONF_PER_HOUR: Final = "messages_per_hour"
CONF_PER_RECIPIENT: Final = "messages_per_recipient"
CONF_ANSWERS: Final = "answers_per_number"
CONF_PARTS: Final = "parts_per_message"
CONF_COUNTRIES: Final = "countries"
CONF_SPEND_PER_DAY: Final = "spend_per_day"
CONF_SPEND_PER_MONTH: Final = "spend_per_month"
CONF_BALANCE_FLOOR: Final = "balance_floor"
CONF_CRITICAL_PER_HOUR: Final = "critical_per_hour"
CONF_CRITICAL_SPEND_PER_DAY: Final = "critical_spend_per_day"
CONF_IMPORT_LIST: Final = "import_list"
CONF_IMPORT_CHANNELS: Final = "import_channels"
CONF_IMPORT_TRUSTED: Final = "import_trusted"
CONF_INSTANT: Final = "instant"
CONF_TRUSTED_NUMBERS: Final = "trusted_numbers"
CONF_TRUSTED_LISTS: Final = "trusted_lists"
CONF_TRUST_EVERYONE: Final = "trust_everyone"

DEFAULT_RETRY_MINUTES: Final = 10
DEFAULT_PER_HOUR: Final = 200
DEFAULT_PER_RECIPIENT: Final = 30
DEFAULT_ANSWERS: Final = 30
DEFAULT_CRITICAL_PER_HOUR: Final = 50
DEFAULT_IMPORT_CHANNELS: Final = (Channel.SMS.value,)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOptions:
    """How to send, how long to keep trying, and the limits.

    ``retry_for`` is in seconds. ``ignore_opt_out`` is for critical messages only.
    """

    retry_for: float
    plain_letters: bool
    resend_unknown: bool
    ignore_opt_out: bool
    limits: LimitOptions

    @classmethod
    def from_entry(cls, options: Mapping[str, Any]) -> Self:
        """Read an entry's options; what is not set has its default."""
        sending = options.get(SECTION_SENDING, {})
        limits = options.get(SECTION_LIMITS, {})
        spending = options.get(SECTION_SPENDING, {})
        critical = options.get(SECTION_CRITICAL, {})
        return cls(
            retry_for=60 * sending.get(CONF_RETRY_FOR, DEFAULT_RETRY_MINUTES),
            plain_letters=sending.get(CONF_PLAIN_LETTERS, False),
            resend_unknown=critical.get(CONF_RESEND_UNKNOWN, False),
            ignore_opt_out=critical.get(CONF_IGNORE_OPT_OUT, False),
            limits=LimitOptions(
                per_hour=limits.get(CONF_PER_HOUR, DEFAULT_PER_HOUR),
                per_recipient=limits.get(CONF_PER_RECIPIENT, DEFAULT_PER_RECIPIENT),
                answers=limits.get(CONF_ANSWERS, DEFAULT_ANSWERS),
                parts=limits.get(CONF_PARTS),
                countries=frozenset(limits.get(CONF_COUNTRIES, ())),
                spend_per_day=_amount(spending.get(CONF_SPEND_PER_DAY)),
                spend_per_month=_amount(spending.get(CONF_SPEND_PER_MONTH)),
                balance_floor=_amount(spending.get(CONF_BALANCE_FLOOR)),
                critical_per_hour=critical.get(
                    CONF_CRITICAL_PER_HOUR, DEFAULT_CRITICAL_PER_HOUR
                ),
                critical_spend_per_day=_amount(
                    critical.get(CONF_CRITICAL_SPEND_PER_DAY)
                ),
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleOptions:
    """Which contact list is imported, for which channels, and whether it is trusted."""

    list_id: str | None
    channels: tuple[str, ...]
    trusted: bool

    @classmethod
    def from_entry(cls, options: Mapping[str, Any]) -> Self:
        """Read an entry's options; what is not set has its default."""
        people = options.get(SECTION_PEOPLE, {})
        return cls(
            list_id=people.get(CONF_IMPORT_LIST),
            channels=tuple(people.get(CONF_IMPORT_CHANNELS, DEFAULT_IMPORT_CHANNELS)),
            trusted=people.get(CONF_IMPORT_TRUSTED, False),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundOptions:
    """Whether texts are announced, and who is trusted besides recipients.

    Numbers are E.164.
    """

    instant: bool
    numbers: frozenset[str] = field(repr=False)
    list_ids: tuple[str, ...]
    everyone: bool

    @classmethod
    def from_entry(cls, options: Mapping[str, Any]) -> Self:
        """Read an entry's options; what is not set has its default."""
        inbound = options.get(SECTION_INBOUND, {})
        return cls(
            instant=inbound.get(CONF_INSTANT, False),
            numbers=frozenset(inbound.get(CONF_TRUSTED_NUMBERS, ())),
            list_ids=tuple(inbound.get(CONF_TRUSTED_LISTS, ())),
            everyone=inbound.get(CONF_TRUST_EVERYONE, False),
        )


def _amount(value: float | None) -> Decimal | None:
    """Return an amount of money as it was typed."""
    return None if value is None else Decimal(str(value))
