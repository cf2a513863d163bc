"""The contacts of a list: /lists/{list_id}/contacts."""

from dataclasses import replace
from functools import partial
from typing import Any

from ..http import Answer
from .address_book import DETAILS, REACHED_BY, Contact, ContactDetails, ContactList
from .contact_lists import list_in_path, no_record
from .envelope import bad_request, demand_text, emptied, success
from .paging import as_listed, integer, page
from .routes import Call, Route

_CONTACTS = "/lists/{list_id}/contacts"
_CONTACT = "/lists/{list_id}/contacts/{contact_id}"


def list_contacts(call: Call) -> Answer:
    """List the contacts."""
    contact_list, query = list_in_path(call), call.request.query
    since = integer(query, "updated_after", 0)
    settings = call.world.settings
    found = page(
        query,
        [each for each in contact_list.contacts.values() if each.updated > since],
        settings.limit_out_of_range,
        partial(_row, contact_list),
    )
    return success("Here's your list of contacts.", as_listed(settings, found))


def create_contact(call: Call) -> Answer:
    """Add a contact."""
    contact_list = list_in_path(call)
    details = ContactDetails(**_details(call))
    _demand_reachable(details)
    book, now = call.account.address_book, call.world.clock.now()
    added = book.add_contact(contact_list, details, now)
    return success("Here's your list of contacts.", _row(contact_list, added))


def view_contact(call: Call) -> Answer:
    """Show one contact."""
    contact_list, contact = _contact(call)
    return success("Here are your data.", _row(contact_list, contact))


def update_contact(call: Call) -> Answer:
    """Change the fields given."""
    contact_list, contact = _contact(call)
    details = replace(contact.details, **_details(call))
    _demand_reachable(details)
    contact.details = details
    contact.updated = call.world.clock.now()
    message = f"Contact #{contact.contact_id} has been updated successfully."
    return success(message, _row(contact_list, contact))


def delete_contact(call: Call) -> Answer:
    """Remove one contact."""
    contact_list, contact = _contact(call)
    del contact_list.contacts[contact.contact_id]
    message = f"Contact #{contact.contact_id} has been deleted."
    return success(message, emptied(call.world, []))


def copy_contact(call: Call) -> Answer:
    """Copy a contact to another list, where it gets an id of its own."""
    return _copy(call, "copied")


def transfer_contact(call: Call) -> Answer:
    """Move a contact to another list."""
    source, contact = _contact(call)
    answer = _copy(call, "transferred")
    del source.contacts[contact.contact_id]
    return answer


ROUTES = (
    Route("GET", _CONTACTS, list_contacts),
    Route("POST", _CONTACTS, create_contact),
    Route("GET", _CONTACT, view_contact),
    Route("PUT", _CONTACT, update_contact),
    Route("DELETE", _CONTACT, delete_contact),
    Route("PUT", f"{_CONTACT}/copy/{{to_list_id}}", copy_contact),
    Route("PUT", f"{_CONTACT}/transfer/{{to_list_id}}", transfer_contact),
)


def _copy(call: Call, what: str) -> Answer:
    """Put a contact on the other list too."""
    _, contact = _contact(call)
    target = list_in_path(call, "to_list_id")
    book, now = call.account.address_book, call.world.clock.now()
    copied = book.add_contact(target, contact.details, now)
    message = f"Contact #{contact.contact_id} has been {what} to List #{target.list_id}"
    return success(message, _row(target, copied))


def _contact(call: Call) -> tuple[ContactList, Contact]:
    """Return the contact that the path names, and its list."""
    contact_list, name = list_in_path(call), call.params["contact_id"]
    contact = contact_list.contacts.get(int(name)) if name.isdecimal() else None
    if contact is None:
        status = call.world.settings.missing_record
        raise no_record(status, "Contact record not found.")
    return contact_list, contact


def _details(call: Call) -> dict[str, str | None]:
    """Return the details in the body; raises RefusedError if they are not text."""
    body = call.json_object()
    given = {name: body[name] for name in DETAILS if name in body}
    demand_text(*given.values())
    return {
        name: None if value is None else str(value) for name, value in given.items()
    }


def _demand_reachable(details: ContactDetails) -> None:
    """Refuse a contact that cannot be reached."""
    if not details.reachable():
        message = f"One of {', '.join(REACHED_BY)} is required."
        raise bad_request(message, dict.fromkeys(REACHED_BY, message))


def _row(contact_list: ContactList, contact: Contact) -> dict[str, Any]:
    """Describe a contact."""
    return {
        "contact_id": contact.contact_id,
        "list_id": contact_list.list_id,
        **vars(contact.details),
        "date_added": int(contact.added),
        "date_updated": int(contact.updated),
        "_list_name": contact_list.name,
    }
