"""Contact lists and who is on them."""

from dataclasses import dataclass
from typing import Self

from ..lenient import Record, as_int, as_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactList:
    """A contact list; ``count`` is how many are on it, as far as ClickSend says."""

    list_id: str
    name: str
    count: int | None

    @property
    def is_opt_out(self) -> bool:
        """Whether it is ClickSend's own list of those who want no messages."""
        return self.name.casefold() == "opt-out list"

    @classmethod
    def parse(cls, record: Record) -> Self | None:
        """Read a row of ``GET /lists``."""
        if (list_id := as_text(record.get("list_id"))) is None:
            return None
        return cls(
            list_id=list_id,
            name=as_text(record.get("list_name")) or list_id,
            count=as_int(record.get("_contacts_count")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody on a list; ``phone_number`` is as it was typed at ClickSend."""

    contact_id: str | None
    phone_number: str | None
    name: str | None

    @classmethod
    def parse(cls, record: Record) -> Self:
        """Read a row of ``GET /lists/{list_id}/contacts``."""
        names = (as_text(record.get(key)) for key in ("first_name", "last_name"))
        return cls(
            contact_id=as_text(record.get("contact_id")),
            phone_number=as_text(record.get("phone_number")),
            name=" ".join(filter(None, names)).strip() or None,
        )
