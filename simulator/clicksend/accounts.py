"""Accounts, and what each of them owns."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ..world import World
from .address_book import AddressBook
from .books import Books, ChannelName
from .email_address import EmailAddress
from .inbox import Inbox
from .numbered import Numbered
from .receipt_box import ReceiptBox
from .receipt_rules import ReceiptRule
from .rules import Rules
from .templates import Template

DEMO_KEY = "D83DED51-9E35-4D42-9BB9-0E34B7CA85AE"
"""The published key of ClickSend's own test users."""


def _no_receipts() -> Mapping[ChannelName, ReceiptBox]:
    """Return the empty boxes; the rules for texts are those for pictures too."""
    rules: Numbered[ReceiptRule] = Numbered(4)
    return {
        "sms": ReceiptBox("sms", rules),
        "mms": ReceiptBox("mms", rules),
        "voice": ReceiptBox("voice", Numbered(1)),
    }


@dataclass(kw_only=True)
class Account:
    """One account."""

    username: str
    api_key: str
    user_id: int
    subaccount_id: int
    subaccount_key: str
    """A working secret that /account gives away."""
    balance: Decimal
    address_book: AddressBook
    """Everybody's, so that other accounts' lists can be met."""
    suspended: bool = False
    books: Books = field(default_factory=Books)
    inbox: Inbox = field(default_factory=Inbox)
    rules: Rules = field(default_factory=Rules)
    templates: Numbered[Template] = field(default_factory=lambda: Numbered(632496))
    email_addresses: Numbered[EmailAddress] = field(
        default_factory=lambda: Numbered(4243)
    )
    receipts: Mapping[ChannelName, ReceiptBox] = field(default_factory=_no_receipts)
    recent_texts: deque[tuple[float, str, str, str]] = field(
        default_factory=lambda: deque(maxlen=10_000)
    )
    """When, how, to whom and what: for noticing the same text twice."""


class Accounts:
    """The main account and ClickSend's test users.

    `notactive`, the third of those, is missing on purpose: it is answered exactly as a
    wrong key is.
    """

    def __init__(self, world: World) -> None:
        """Open them."""
        book = AddressBook()
        self.main = Account(
            address_book=book,
            username="home@example.com",
            api_key=world.new_message_id(),
            user_id=672721,
            subaccount_id=740012,
            subaccount_key=world.new_message_id(),
            balance=Decimal(100),
        )
        self._others = (
            Account(
                address_book=book,
                username="nocredit",
                api_key=DEMO_KEY,
                user_id=13369,
                subaccount_id=13370,
                subaccount_key=world.new_message_id(),
                balance=Decimal(0),
            ),
            Account(
                address_book=book,
                username="banned",
                api_key=DEMO_KEY,
                user_id=13371,
                subaccount_id=13372,
                subaccount_key=world.new_message_id(),
                balance=Decimal(0),
                suspended=True,
            ),
        )
        for account in self:
            book.add_list(account.user_id, "Opt-Out List")

    def __iter__(self) -> Iterator[Account]:
        """Go through them."""
        return iter((self.main, *self._others))

    def authenticate(self, username: str, password: str) -> Account | None:
        """Return the account with these credentials."""
        for account in (self.main, *self._others):
            if (account.username, account.api_key) == (username, password):
                return account
        return None
