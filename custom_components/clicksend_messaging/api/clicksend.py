"""The ClickSend resources."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence

from .errors import MalformedAnswerError
from .http import SessionSource, exchange, path_segment
from .lenient import Record, as_record
from .models import (
    Account,
    HistoryRow,
    InboundMessage,
    InboundRule,
    OutgoingSms,
    Page,
    SendAnswer,
)
from .transports import Transport

MAX_MESSAGES_PER_SEND = 1000

# The API takes 15 to 100 rows a page; its page addresses are wrong and never followed.
PAGE_SIZE = 100
MAX_PAGES = 100

INBOUND_RULES = "/automations/sms/inbound"


class ClickSendClient:
    """A ClickSend account, over any transport.

    Every method sends one request (lists: one a page) and raises an ``ApiError`` that
    says whether the request may be repeated. Nothing is ever repeated here.
    """

    def __init__(self, sessions: SessionSource, transport: Transport) -> None:
        """Prepare a client; nothing is sent yet.

        Args:
            sessions: gives the session to use, which stays its owner's.
            transport: the way to ClickSend.

        """
        self._sessions = sessions
        self._transport = transport

    async def account(self) -> Account:
        """Return the account (``GET /account``; about 20 requests a minute allowed).

        Raises:
            ApiError: see ``errors``.

        """
        if (account := Account.parse(await self._data("GET", "/account"))) is None:
            message = "The answer names no account"
            raise MalformedAnswerError(message)
        return account

    async def send_sms(self, messages: Sequence[OutgoingSms]) -> SendAnswer:
        """Hand over texts (``POST /sms/send``), at most 1,000.

        HTTP 200 says nothing about a single text: each has its own row and status.

        Args:
            messages: the texts, at most ``MAX_MESSAGES_PER_SEND``.

        Raises:
            ApiError: see ``errors``. Only with ``may_repeat`` is it certain that none
                of the texts went out and worth trying again.

        """
        body = {"messages": [message.as_json() for message in messages]}
        return SendAnswer.parse(await self._data("POST", "/sms/send", json=body))

    async def find_in_history(
        self, custom_strings: Collection[str], since: int
    ) -> dict[str, HistoryRow]:
        """Return the sent texts that carry one of our ids (``GET /sms/history``).

        History lags by an undocumented time: a text that is not there may still have
        been sent. ``custom_string`` cannot be searched for, so pages are read, newest
        first, until all are found.

        Args:
            custom_strings: the ids.
            since: unix seconds; nothing older is looked at.

        Raises:
            ApiError: see ``errors``.

        """
        found: dict[str, HistoryRow] = {}
        query = {"date_from": str(since), "order_by": "date:desc"}
        async for record in self._rows("/sms/history", query):
            row = HistoryRow.parse(record)
            # Replies are in the history as well, with the id of what they answer.
            key = row.custom_string
            if row.outbound and key is not None and key in custom_strings:
                found[key] = row
                if len(found) == len(custom_strings):
                    break
        return found

    async def sms_prices(self, messages: Sequence[OutgoingSms]) -> SendAnswer:
        """Return what texts would cost, without sending (``POST /sms/price``).

        Args:
            messages: the texts, at most ``MAX_MESSAGES_PER_SEND``.

        Raises:
            ApiError: see ``errors``.

        """
        body = {"messages": [message.as_json() for message in messages]}
        return SendAnswer.parse(await self._data("POST", "/sms/price", json=body))

    async def inbound_messages(self) -> list[InboundMessage]:
        """Return the unread inbound texts (``GET /sms/inbound``).

        Empty unless the account has an inbound rule with the action POLL. Listing
        does not mark them as read.

        Raises:
            ApiError: see ``errors``.

        """
        return [InboundMessage.parse(row) async for row in self._rows("/sms/inbound")]

    async def mark_inbound_read(self, message_id: str) -> None:
        """Mark one inbound text as read (``PUT /sms/inbound-read/{message_id}``).

        The same call without an id would mark everything, so there is no such method.

        Args:
            message_id: the inbound text's id.

        Raises:
            ApiError: see ``errors``.

        """
        await self._data("PUT", f"/sms/inbound-read/{path_segment(message_id)}")

    async def inbound_rules(self) -> list[InboundRule]:
        """Return the account's inbound rules (``GET /automations/sms/inbound``).

        Raises:
            ApiError: see ``errors``.

        """
        rules = [InboundRule.parse(row) async for row in self._rows(INBOUND_RULES)]
        return [rule for rule in rules if rule is not None]

    async def inbound_rule(self, rule_id: str) -> InboundRule | None:
        """Return one inbound rule, ``None`` if the answer holds none.

        Args:
            rule_id: the rule's id.

        Raises:
            ApiError: see ``errors``; ``NotFoundError`` or ``ForbiddenError`` when
                there is no such rule.

        """
        return InboundRule.parse(await self._data("GET", _rule_path(rule_id)))

    async def create_poll_rule(self, name: str) -> InboundRule:
        """Create the rule that makes inbound texts of all numbers readable by polling.

        Args:
            name: what the rule is called in ClickSend's dashboard.

        Raises:
            ApiError: see ``errors``.

        """
        body = {
            "dedicated_number": "*",
            "rule_name": name,
            "message_search_type": 0,
            "message_search_term": "",
            "action": "POLL",
            "action_address": "",
            "enabled": 1,
        }
        data = await self._data("POST", INBOUND_RULES, json=body)
        if (rule := InboundRule.parse(data)) is None:
            message = "The answer names no rule"
            raise MalformedAnswerError(message)
        return rule

    async def delete_inbound_rule(self, rule_id: str) -> None:
        """Delete one inbound rule.

        Args:
            rule_id: the rule's id.

        Raises:
            ApiError: see ``errors``; ``NotFoundError`` or ``ForbiddenError`` when
                there is no such rule.

        """
        await self._data("DELETE", _rule_path(rule_id))

    async def _rows(
        self, path: str, query: Mapping[str, str] | None = None
    ) -> AsyncIterator[Record]:
        """Yield the rows of a list, page by page, up to a bound no account reaches."""
        for number in range(1, MAX_PAGES + 1):
            params = {**(query or {}), "page": str(number), "limit": str(PAGE_SIZE)}
            page = Page.parse(await self._data("GET", path, params=params))
            for row in page.rows:
                yield row
            if not page.rows or number >= page.last_page:
                break

    async def _data(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: object = None,
    ) -> object:
        """Send one request and return the envelope's ``data``."""
        payload = await exchange(
            self._sessions,
            method,
            self._transport.url(path),
            headers=self._transport.headers(),
            own_error=self._transport.own_error,
            params=params,
            json=json,
        )
        return as_record(payload).get("data")


def _rule_path(rule_id: str) -> str:
    """Return the path of one inbound rule."""
    return f"{INBOUND_RULES}/{path_segment(rule_id)}"
