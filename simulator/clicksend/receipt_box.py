"""The receipts: what the gateway reports of the messages, as time goes by."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from operator import itemgetter

from ..settings import Settings
from .books import Books, ChannelName, SentText
from .delivery import StatusCode
from .numbered import Numbered
from .polled import Copy, Polled
from .receipt_rules import ReceiptRule

_MOMENT = 0.001


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """One receipt."""

    message_id: str
    status_code: StatusCode
    error_code: str | None
    error_text: str | None
    custom_string: str | None
    digits: str | None
    sent_at: float
    time: float
    listed_from: float = 0
    copies: tuple[Copy, ...] = ()


@dataclass
class _Given:
    """What was reported of one message."""

    codes: set[StatusCode] = field(default_factory=set)
    all: bool = False
    """Whether that was the last of it."""


class ReceiptBox(Polled[Receipt]):
    """All receipts of one channel, in the order in which they came."""

    def __init__(self, channel: ChannelName, rules: Numbered[ReceiptRule]) -> None:
        """Start with none."""
        super().__init__()
        self.channel = channel
        self.rules = rules
        self._given: dict[str, _Given] = {}
        """What was reported of each message in the books."""

    def catch_up(self, settings: Settings, books: Books, now: float) -> list[Receipt]:
        """Take in and return what came by now; before rules change, it meets them."""
        if not settings.receipts_by_themselves:
            return []
        now -= settings.receipt_delay
        given, self._given = self._given, {}
        coming = []
        for text in books:
            if text.channel != self.channel:
                continue
            known = given.get(text.message_id) or _Given()
            self._given[text.message_id] = known
            if known.all:
                continue
            delivery = text.delivery(now)
            known.all = delivery.final and delivery.since <= now
            arrival = 0.0
            for receipt in _receipts(settings, text, now):
                arrival = max(arrival, receipt.time)
                if receipt.status_code not in known.codes:
                    known.codes.add(receipt.status_code)
                    coming.append((arrival, receipt))
        copies = 2 if settings.receipt_duplicates else 1
        return [
            self.take_in(receipt)
            for _, receipt in sorted(coming, key=itemgetter(0))
            for _ in range(copies)
        ]

    def take_in(self, receipt: Receipt) -> Receipt:
        """Put in one that came just now, with a copy for each POLL rule it meets."""
        copies = tuple(
            Copy(rule_id=rule.rule_id, message_id=receipt.message_id)
            for rule in self.rules
            if rule.action == "POLL" and rule.matches(receipt.status_code)
        )
        taken = replace(receipt, copies=copies)
        self.add(taken)
        return taken

    def latest(self, message_id: str) -> Receipt | None:
        """Return the last one that came for a message."""
        found = [each for each in self if each.message_id == message_id]
        return found[-1] if found else None


def _receipts(settings: Settings, text: SentText, now: float) -> Iterator[Receipt]:
    """Return what has been reported of a message by then, in the order of arrival."""
    delivery = text.delivery(now)
    code = delivery.status_code
    if code is None or delivery.since > now:
        return
    last = Receipt(
        message_id=text.message_id,
        status_code=code,
        error_code=delivery.error_code,
        error_text=delivery.error_text,
        custom_string=text.custom_string or None,
        digits=text.digits,
        sent_at=text.due_at,
        time=delivery.since,
    )
    if not delivery.final:
        if settings.receipt_sequence == "interim_first":
            yield last
        return
    interim = _interim(text, last)
    if interim and settings.receipt_sequence == "interim_first":
        yield interim
    yield last
    if interim and settings.receipt_sequence == "final_first":
        # It comes too late, and still tells its own time.
        yield interim


def _interim(text: SentText, last: Receipt) -> Receipt | None:
    """Return what was reported before the last word on a message."""
    failure = text.fate.failure
    if last.status_code == "301":
        if text.fate.cancelled_at is not None:
            return None
        return replace(last, status_code="300")
    if failure is not None:
        return replace(
            last,
            status_code="300",
            error_code=failure.error_code,
            error_text=failure.error_text,
            time=failure.at,
        )
    before = text.delivery(last.time - _MOMENT)
    time = before.since if before.status_code == "200" else last.time
    return replace(last, status_code="200", digits=None, time=time)
