"""What must hold at any time, by the simulator's own books."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
import time
from typing import Any

from custom_components.clicksend_messaging.messaging.admission import RESEND_SECONDS
from custom_components.clicksend_messaging.messaging.message import (
    NOT_RECORDED,
    SENT_AGAIN,
    Status,
)
from custom_components.clicksend_messaging.messaging.news import NewsType
from custom_components.clicksend_messaging.messaging.outbox.journal import Journal
from custom_components.clicksend_messaging.messaging.outbox.outbox import KEEP_SECONDS
from custom_components.clicksend_messaging.messaging.outbox.replay import replay
from custom_components.clicksend_messaging.messaging.outbox.states import State
from simulator.clicksend.books import SentText
from tests.unit.messaging.home import Call, Home

DEDUP_SECONDS = 600
# A fault may keep a request for a minute.
SLOWEST_REQUEST = 90
HOUR, DAY, MONTH = 3600, 24 * 3600, 30 * 24 * 3600

_LEFT = {State.ACCEPTED, State.SENT, State.DELIVERED, State.FAILED}
_NEVER_LEFT = {State.REJECTED, State.EXPIRED, State.CANCELLED}


@dataclass(frozen=True)
class _Cap:
    """The most of something within any so many seconds."""

    name: str
    seconds: int
    most: Decimal
    critical: bool | None
    """Of which messages; None for all of them."""
    in_money: bool = False
    per_recipient: bool = False

    def concerns(self, text: SentText, other: SentText) -> bool:
        """Tell whether an earlier text counts beside this one."""
        return (
            (self.critical is None or _is_critical(other) is self.critical)
            and other.accepted_at > text.accepted_at - self.seconds
            and (not self.per_recipient or other.to == text.to)
        )


class Audit:
    """Compares what was promised with what was done."""

    def __init__(
        self, home: Home, options: Mapping[str, Any], *, keeps_all: bool
    ) -> None:
        """Read the limits as a person does."""
        self._keeps_all = keeps_all
        self._home = home
        self._copies = 1
        self._copies_critical = 1 + options["critical"]["resend_unknown"]
        self.floor: float | None = options["spending"].get("balance_floor")
        self._retry_seconds = 60 * options["sending"]["retry_for"]
        self._caps = list(_caps(options))
        self._checked: list[SentText] = []
        self.reported: set[str] = set()
        """Our ids of messages that there was a delivery report on."""

    def check(self) -> None:
        """Look at what was accepted since the last time."""
        home, books = self._home, self._home.server.account.books
        assert not home.wrong
        new = list(books)[len(self._checked) :]
        for text in new:
            self._checked.append(text)
            self._check_late(text)
            for cap in self._caps:
                if cap.critical is None or _is_critical(text) is cap.critical:
                    self._check_cap(cap, text)
        if new:
            assert books.duplicates() == {}
            self._check_copies()
            self._check_repeats()
        if self.floor is not None and home.knew_balance:
            assert home.server.account.balance >= Decimal(str(self.floor))

    def check_end(self) -> None:
        """Look at how it all ended."""
        self.check()
        home = self._home
        outbox = home.messenger.outbox
        assert outbox.size == 0
        sent = {text.custom_string: text for text in self._checked}
        for record in outbox:
            key, state = record.message.key, record.state
            if first := outbox.get(record.message.resend_of or ""):
                assert first.message.resend_of is None, "sent again twice"
            if state is State.UNKNOWN:
                assert record.final
            elif state in _LEFT:
                assert key in sent, "thought to be sent"
                # A delivery report does not say what a text cost.
                assert record.cost == sent[key].price or key in self.reported
            else:
                assert state in _NEVER_LEFT
                assert key not in sent, "thought not to be sent"
        for text in self._checked:
            if self._has_to_know(text.accepted_at):
                assert outbox.get(text.custom_string)
        for call in home.calls:
            self._check_call(call)
        on_disk = replay(Journal(home.journal).read().lines, time.time())
        assert not on_disk.damaged
        assert on_disk.records == {
            record.message.key: record
            for record in outbox
            # What could not be written need not be.
            if record.code != NOT_RECORDED or record.message.key in on_disk.records
        }

    @property
    def seen(self) -> set[str]:
        """Return what there was, of all that may happen to a message."""
        home = self._home
        faults = home.server.faults["/sms/send"] + home.server.faults["/voice/send"]
        seen = {*home.states, *faults, *(news.reason for news in home.news)}
        seen |= {text.channel for text in home.server.account.books}
        for call in home.calls:
            if report := call.report:
                for outcome in report.outcomes:
                    seen |= {outcome.status, outcome.code}
        return seen

    def _has_to_know(self, moment: float) -> bool:
        """Tell whether what happened then must not be forgotten yet."""
        return self._keeps_all and moment > time.time() - KEEP_SECONDS

    def _check_late(self, text: SentText) -> None:
        """See that a text was not sent when nobody expected it any more."""
        record = self._home.messenger.outbox.get(text.custom_string)
        lost = self._home.created.get((record and record.message.resend_of) or "")
        late = text.accepted_at - self._created(text)
        assert late < self._retry_seconds + SLOWEST_REQUEST
        if lost is not None:
            late = text.accepted_at - lost
            assert late < 2 * self._retry_seconds + SLOWEST_REQUEST + RESEND_SECONDS

    def _check_cap(self, cap: _Cap, text: SentText) -> None:
        """See that a text was within a limit."""
        counted = [other for other in self._checked if cap.concerns(text, other)]
        if cap.in_money:
            amount = sum((other.price for other in counted), Decimal(0))
        else:
            amount = Decimal(len(counted))
        assert amount <= cap.most, cap

    def _check_copies(self) -> None:
        """See that nobody got the same message too often."""
        copies = Counter((text.to, _call_of(text.body)) for text in self._checked)
        for (_, call), number in copies.items():
            critical = call.startswith("critical")
            assert number <= (self._copies_critical if critical else 1)

    def _check_repeats(self) -> None:
        """See that nobody got two with the same key too soon, over one channel."""
        keys = {_call_of(c.order.text): c.order.dedup_key for c in self._home.calls}
        latest: dict[tuple[str, str, str], SentText] = {}
        for text in sorted(self._checked, key=self._created):
            if (key := keys[_call_of(text.body)]) is None:
                continue
            earlier = latest.get((key, text.channel, text.to))
            latest[key, text.channel, text.to] = text
            if earlier is None or earlier.custom_string in self.reported:
                continue
            assert _call_of(earlier.body) == _call_of(text.body) or (
                self._created(text) - self._created(earlier) >= DEDUP_SECONDS
            )

    def _created(self, text: SentText) -> float:
        """Return when a text was taken in."""
        return self._home.created[text.custom_string]

    def _check_call(self, call: Call) -> None:
        """See that a caller was told the truth, or everybody heard it."""
        assert call.task.done() or call.killed
        home, reference = self._home, call.order.reference
        mine = [r for r in home.messenger.outbox if r.message.reference == reference]
        got = {text.to for text in self._checked if _call_of(text.body) == reference}
        told = [news for news in home.news if news.reference == reference]
        heard = Counter(news.recipient for news in told)
        cancelled = {to for name, to in home.cancelled if name == reference}
        # Whoever cancels a message knows what becomes of it.
        heard.update(cancelled)
        if not any(news.reason == SENT_AGAIN for news in told):
            never_left = {
                news.recipient
                for news in told
                if news.type is NewsType.FAILED and news.message_id is None
            }
            assert not got & never_left, "said not to be sent"
            assert not got & cancelled, "cancelled, and sent all the same"
        # That ClickSend said no is forgotten in a restart if it could not be written.
        sent_again = {
            record.message.recipient
            for record in mine
            if record.message.resend_of and home.disk.failed
        }
        # ClickSend took it, and said later that it did not arrive.
        reported_failed = {
            record.message.recipient
            for record in mine
            if record.state is State.FAILED and record.message.key in self.reported
        }
        # Who was sent a message again has another final word.
        open_ = Counter(record.message.recipient for record in mine)
        if (report := call.report) is not None:
            for outcome in report.outcomes:
                match outcome.status:
                    case Status.ACCEPTED:
                        assert outcome.recipient in got
                    case Status.QUEUED | Status.UNKNOWN:
                        assert outcome.recipient in heard
                        continue
                    case _:
                        wrong = got - sent_again - reported_failed
                        assert outcome.recipient not in wrong, outcome
                del open_[outcome.recipient]
        elif call.killed:
            # That a message was sent is said to nobody twice.
            open_ -= Counter(r.message.recipient for r in mine if r.state in _LEFT)
        else:
            assert got <= set(heard)
        assert open_ <= heard, "no final word"


def _caps(options: Mapping[str, Any]) -> Iterable[_Cap]:
    """Return the limits."""
    limits, spending, critical = (
        options["limits"],
        options["spending"],
        options["critical"],
    )
    yield _Cap("hour", HOUR, limits["messages_per_hour"], critical=False)
    yield _Cap(
        "recipient",
        HOUR,
        limits["messages_per_recipient"],
        critical=False,
        per_recipient=True,
    )
    yield _Cap("critical", HOUR, critical["critical_per_hour"], critical=True)
    own = critical.get("critical_spend_per_day")
    if own is not None:
        yield _Cap("own", DAY, _money(own), critical=True, in_money=True)
    for name, seconds in (("spend_per_day", DAY), ("spend_per_month", MONTH)):
        if (most := spending.get(name)) is not None:
            kind = None if own is None else False
            yield _Cap(name, seconds, _money(most), critical=kind, in_money=True)


def _money(amount: float) -> Decimal:
    """Return an amount as it was typed."""
    return Decimal(str(amount))


def _is_critical(text: SentText) -> bool:
    """Tell whether a text was a critical message."""
    return text.body.startswith("critical")


def _call_of(body: str) -> str:
    """Return which call a text comes from."""
    return body.partition(":")[0]
