"""Messages to a list: one to each of its contacts, with their names in it."""

from functools import cache
import re

from .address_book import Contact
from .channels import Message
from .routes import Call

_CUSTOM = range(1, 5)
_PLACEHOLDERS = {
    "round": {
        "(First Name)": "first_name",
        "(Last Name)": "last_name",
        "(Email Address)": "email",
        **{f"(Cust. {n})": f"custom_{n}" for n in _CUSTOM},
    },
    "snake": {
        "{name}": "first_name",
        "{first_name}": "first_name",
        "{last_name}": "last_name",
        "{email}": "email",
        **{f"{{custom_{n}}}": f"custom_{n}" for n in _CUSTOM},
    },
    "camel": {
        "{FirstName}": "first_name",
        "{LastName}": "last_name",
        "{Email}": "email",
        **{f"{{CustomString{n}}}": f"custom_{n}" for n in _CUSTOM},
    },
}


def to_contacts(call: Call, message: Message) -> list[Message]:
    """Return what a message is for each contact of its list, and else the message.

    A list wins over `to`. One that is not the caller's stays as it is, without a
    contact; a `contact_id` that comes with a message is not looked at.
    """
    alone = {key: value for key, value in message.items() if key != "contact_id"}
    found = call.account.address_book.lists.named(str(message.get("list_id")))
    if found is None or found.owner != call.account.user_id:
        return [alone]
    style, body = call.world.settings.placeholders, str(message.get("body") or "")
    return [
        {
            **alone,
            "to": contact.details.phone_number,
            "body": _personal(style, body, contact),
            "list_id": found.list_id,
            "contact_id": contact.contact_id,
        }
        for contact in found.contacts.values()
    ]


def _personal(style: str, body: str, contact: Contact) -> str:
    """Fill in what is known of the contact; the other styles are just text."""
    names = _PLACEHOLDERS[style]
    return _pattern(style).sub(
        lambda match: getattr(contact.details, names[match[0]]) or "", body
    )


@cache
def _pattern(style: str) -> re.Pattern[str]:
    """Return what finds the placeholders of a style."""
    return re.compile("|".join(map(re.escape, _PLACEHOLDERS[style])))
