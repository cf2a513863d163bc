"""The ClickSend resources, one module each."""

from collections.abc import Mapping

from ..errors import MalformedAnswerError
from ..http import Query, SessionSource
from ..lenient import Record, as_record
from ..models import Account, Channel, Page
from ..transports import Transport
from .caller import Caller
from .contacts import Contacts
from .email_addresses import EmailAddresses
from .inbound import Inbound
from .lists import Lists
from .messages import MAX_MESSAGES_PER_SEND, Messages
from .progress import PAGE_SIZE
from .receipts import Receipts
from .rules import Rules
from .senders import Senders
from .templates import Templates
from .uploads import Uploads

__all__ = ["MAX_MESSAGES_PER_SEND", "PAGE_SIZE", "ClickSendClient"]


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
        self._caller = caller = Caller(sessions, transport)
        self.messages = Messages(caller)
        self.inbound = Inbound(caller)
        self.receipts = Receipts(caller)
        self.senders = Senders(caller)
        self.templates = Templates(caller)
        self.lists = Lists(caller)
        self.contacts = Contacts(caller)
        self.email_addresses = EmailAddresses(caller)
        self.uploads = Uploads(caller)
        self.inbound_rules = Rules(
            caller,
            "/automations/sms/inbound",
            {
                "dedicated_number": "*",
                "message_search_type": 0,
                "message_search_term": "",
            },
        )
        self.receipt_rules = {
            channel: Rules(
                caller, f"/automations/{channel}/receipts", {"match_type": 0}
            )
            for channel in (Channel.SMS, Channel.VOICE)
        }

    async def account(self) -> Account:
        """Return the account (``GET /account``; about 20 requests a minute allowed).

        Raises:
            ApiError: see ``errors``.

        """
        if (account := Account.parse(await self.account_record())) is None:
            message = "The answer names no account"
            raise MalformedAnswerError(message)
        return account

    async def account_record(self) -> Record:
        """Return the account as ClickSend has it, secrets and all (``GET /account``).

        Raises:
            ApiError: see ``errors``.

        """
        return as_record(await self._caller.data("GET", "/account"))

    async def countries(self) -> tuple[Record, ...]:
        """Return all countries by code and name (``GET /countries``).

        Raises:
            ApiError: see ``errors``.

        """
        return Page.parse(await self._caller.data("GET", "/countries")).rows

    async def call(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> object:
        """Send any other request, exactly once, and return all of the answer.

        Args:
            method: the HTTP method.
            path: the path below the version, percent-encoded.
            query: what goes behind the question mark.
            json: the body; bytes are sent as they are, and a header says what they are.
            headers: more headers; those that authenticate the request stay what they
                are.

        Raises:
            ApiError: see ``errors``.

        """
        return await self._caller.answer(
            method, path, params=query, json=json, headers=headers, once=True
        )
