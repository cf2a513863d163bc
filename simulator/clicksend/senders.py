"""What an account's messages may come from, besides ClickSend's shared numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import NAMESPACE_OID, uuid5

from ..settings import Settings
from .numbers import parse_number

type SenderKind = Literal["dedicated", "own", "alpha"]


@dataclass(frozen=True, kw_only=True)
class Sender:
    """One number or name."""

    sender_id: str
    kind: SenderKind
    country: str
    status: Literal["APPROVED", "PENDING"]

    @property
    def uuid(self) -> str:
        """Its id, the same in every run."""
        return str(uuid5(NAMESPACE_OID, f"{self.kind}:{self.sender_id}"))


def senders(settings: Settings) -> Iterator[Sender]:
    """Go through them, in the order of the switches."""
    home = settings.account_country
    for sender_id in (*settings.approved_senders, *settings.pending_senders):
        approved = sender_id in settings.approved_senders
        number = parse_number(sender_id, home)
        kind: SenderKind = "alpha"
        if number is not None:
            own = sender_id in settings.own_numbers or not approved
            kind = "own" if own else "dedicated"
        yield Sender(
            sender_id=sender_id,
            kind=kind,
            country=number.country if number else home,
            status="APPROVED" if approved else "PENDING",
        )


def senders_of(settings: Settings, kind: SenderKind) -> list[Sender]:
    """Return those of one kind."""
    return [sender for sender in senders(settings) if sender.kind == kind]
