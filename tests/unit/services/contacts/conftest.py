"""Fixtures: a list with Dad on it, and one with nobody."""

import pytest

from simulator import Simulator
from simulator.clicksend.address_book import Contact, ContactList
from tests.unit.conftest import DAD


@pytest.fixture(autouse=True)
def family(simulator: Simulator) -> ContactList:
    """Return a list with Dad on it."""
    return simulator.add_list(
        "Family", {"phone_number": DAD, "first_name": "Dad", "custom_1": "Attic"}
    )


@pytest.fixture
def friends(simulator: Simulator) -> ContactList:
    """Return a list with nobody on it."""
    return simulator.add_list("Friends")


@pytest.fixture
def dad(family: ContactList) -> Contact:
    """Return the contact that there is."""
    (contact,) = family.contacts.values()
    return contact
