"""Contact lists, of all accounts, and the contacts in them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from .numbered import Numbered

REACHED_BY = ("phone_number", "fax_number", "email")
"""A contact has at least one of these."""


@dataclass(frozen=True, kw_only=True)
class ContactDetails:
    """What is known of a contact, by ClickSend's names."""

    phone_number: str | None = ""
    first_name: str | None = ""
    last_name: str | None = ""
    custom_1: str | None = ""
    custom_2: str | None = ""
    custom_3: str | None = ""
    custom_4: str | None = ""
    fax_number: str | None = ""
    organization_name: str | None = ""
    email: str | None = ""
    address_line_1: str | None = ""
    address_line_2: str | None = ""
    address_city: str | None = ""
    address_state: str | None = ""
    address_postal_code: str | None = ""
    address_country: str | None = ""

    def reachable(self) -> bool:
        """Return whether there is any way to reach the contact."""
        return any(getattr(self, name) for name in REACHED_BY)


DETAILS = tuple(each.name for each in fields(ContactDetails))


@dataclass(kw_only=True)
class Contact:
    """One contact of one list."""

    contact_id: int
    added: float
    updated: float
    details: ContactDetails


@dataclass(kw_only=True)
class ContactList:
    """One list of one account."""

    list_id: int
    owner: int
    """The account's `user_id`."""
    name: str
    email_id: str
    contacts: dict[int, Contact] = field(default_factory=dict)

    def remove_repeated(self, columns: Iterable[str]) -> int:
        """Keep the first of the contacts that agree in these; return how many went."""
        seen = set()
        repeated = []
        for contact in self.contacts.values():
            what = tuple(getattr(contact.details, column) for column in columns)
            if what in seen:
                repeated.append(contact.contact_id)
            seen.add(what)
        return self._remove(repeated)

    def remove_numbers_of(self, other: ContactList) -> int:
        """Remove the contacts whose number is on another list; return how many went."""
        numbers = {each.details.phone_number for each in other.contacts.values()}
        return self._remove(
            [
                contact.contact_id
                for contact in self.contacts.values()
                if contact.details.phone_number in numbers
            ]
        )

    def _remove(self, contact_ids: list[int]) -> int:
        """Remove these; return how many."""
        for contact_id in contact_ids:
            del self.contacts[contact_id]
        return len(contact_ids)


class AddressBook:
    """All contact lists there are: an account meets other people's by their ids."""

    def __init__(self) -> None:
        """Start with none."""
        self.lists: Numbered[ContactList] = Numbered(3555276)
        self._last_contact = 1581565665

    def add_list(self, owner: int, name: str) -> ContactList:
        """Add a list."""
        list_id = self.lists.next_id()
        added = ContactList(
            list_id=list_id, owner=owner, name=name, email_id=f"KB0LHD6WX{list_id}"
        )
        self.lists.keep(list_id, added)
        return added

    def lists_of(self, owner: int) -> list[ContactList]:
        """Return the lists of one account."""
        return [each for each in self.lists if each.owner == owner]

    def add_contact(
        self, contact_list: ContactList, details: ContactDetails, now: float
    ) -> Contact:
        """Add a contact to a list."""
        self._last_contact += 1
        contact = Contact(
            contact_id=self._last_contact, added=now, updated=now, details=details
        )
        contact_list.contacts[contact.contact_id] = contact
        return contact
