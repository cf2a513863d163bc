"""The addresses that e-mail may be sent from: /email/addresses."""

import re
from typing import Any

from ..http import Answer
from .email_address import EmailAddress
from .envelope import bad_request, demand_text, emptied, not_found, success
from .paging import as_listed, page
from .routes import Call, Route

_ALL = "/email/addresses"
_ONE = "/email/addresses/{email_address_id}"
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def list_addresses(call: Call) -> Answer:
    """List the addresses, also those that are not confirmed."""
    query, settings = call.request.query, call.world.settings
    addresses = list(call.account.email_addresses)
    found = page(query, addresses, settings.limit_out_of_range, _row)
    return success("Here are your email addresses", as_listed(settings, found))


def create_address(call: Call) -> Answer:
    """Add an address, to be confirmed by whoever reads what is sent there."""
    written = call.json_object().get("email_address")
    demand_text(written)
    address = str(written or "").strip()
    addresses = call.account.email_addresses
    message = None
    if not address:
        message = "The email address field is required."
    elif not _ADDRESS.fullmatch(address):
        message = "The email address must be a valid email address."
    elif address.lower() in {each.email_address.lower() for each in addresses}:
        message = "The email address has already been taken."
    if message:
        raise bad_request(message, {"email_address": message})
    added = EmailAddress(
        email_address_id=addresses.next_id(),
        email_address=address,
        added=call.world.clock.now(),
    )
    addresses.keep(added.email_address_id, added)
    return success("Email address has been created.", _row(added))


def view_address(call: Call) -> Answer:
    """Show one address."""
    return success("Here is your email address.", _row(_address(call)))


def delete_address(call: Call) -> Answer:
    """Remove one address."""
    call.account.email_addresses.delete(_address(call).email_address_id)
    return success("Email address deleted.", emptied(call.world, "{}"))


ROUTES = (
    Route("GET", _ALL, list_addresses),
    Route("POST", _ALL, create_address),
    Route("GET", _ONE, view_address),
    Route("DELETE", _ONE, delete_address),
)


def _address(call: Call) -> EmailAddress:
    """Return the address that the path names."""
    found = call.account.email_addresses.named(call.params["email_address_id"])
    if found is None:
        raise not_found("Email address record not found.")
    return found


def _row(address: EmailAddress) -> dict[str, Any]:
    """Describe an address; the time is a string, for once."""
    return {
        "email_address_id": address.email_address_id,
        "email_address": address.email_address,
        "verified": int(address.verified),
        "date_added": str(int(address.added)),
    }
