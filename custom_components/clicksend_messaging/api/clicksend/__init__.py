"""The ClickSend resources, one module each."""

from ..errors import MalformedAnswerError
from ..http import SessionSource
from ..models import Account, Channel
from ..transports import Transport
from .caller import Caller
from .contacts import Contacts
from .inbound import Inbound
from .messages import MAX_MESSAGES_PER_SEND, Messages
from .progress import MAX_PAGES, PAGE_SIZE
from .receipts import Receipts
from .rules import Rules
from .senders import Senders
from .templates import Templates
from .uploads import Uploads

__all__ = ["MAX_MESSAGES_PER_SEND", "MAX_PAGES", "PAGE_SIZE", "ClickSendClient"]


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
        self.contacts = Contacts(caller)
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
        data = await self._caller.data("GET", "/account")
        if (account := Account.parse(data)) is None:
            message = "The answer names no account"
            raise MalformedAnswerError(message)
        return account
