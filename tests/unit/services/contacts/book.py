"""What the tests of the actions for contacts have in common."""

import pytest

from simulator import Simulator
from simulator.clicksend.address_book import ContactList
from tests.unit.conftest import MUM

EVERYTHING = {
    "phone_number": "+12025550143",
    "fax_number": "+12025550144",
    "email": "ann@example.com",
    "first_name": "Ann",
    "last_name": "Miller",
    "organization_name": "Knitting Club",
    "address_line_1": "1 Main Street",
    "address_line_2": "Back door",
    "address_city": "Springfield",
    "address_state": "Illinois",
    "address_postal_code": "62701",
    "address_country": "US",
    "custom_1": "crocus",
    "custom_2": "dahlia",
    "custom_3": "lupin",
    "custom_4": "peony",
}

direct = pytest.mark.usefixtures("entry")


def numbers(contact_list: ContactList) -> list[str | None]:
    """Return the phone numbers on a list."""
    return [each.details.phone_number for each in contact_list.contacts.values()]


def written(simulator: Simulator, method: str = "POST") -> dict[str, object]:
    """Return what the one change sent."""
    (record,) = simulator.requests.find(method, "/lists/*")
    body: dict[str, object] = record.body
    return body


MOVES = pytest.mark.parametrize("action", ["copy_contact", "transfer_contact"])

ONE = pytest.mark.parametrize(
    ("action", "data"),
    [
        ("get_contact", {}),
        ("update_contact", {"first_name": "Mine"}),
        ("delete_contact", {}),
        ("copy_contact", {"to_list_id": 9}),
        ("transfer_contact", {"to_list_id": 9}),
    ],
    ids=["get", "update", "delete", "copy", "transfer"],
)

OF_LIST = pytest.mark.parametrize(
    ("action", "data"),
    [("get_contacts", {}), ("create_contact", {"phone_number": MUM})],
    ids=["get all", "create"],
)


def theirs(simulator: Simulator) -> ContactList:
    """Return somebody else's list."""
    return next(
        each
        for each in simulator.account.address_book.lists
        if each.owner != simulator.account.user_id
    )
