"""Fixture: the only list that there is."""

import pytest

from simulator import Simulator
from simulator.clicksend.address_book import ContactList
from tests.unit.conftest import DAD, MUM

from .owned import clear


@pytest.fixture(autouse=True)
def family(simulator: Simulator) -> ContactList:
    """Return the only list, with Dad on it twice."""
    clear(simulator)
    return simulator.add_list(
        "Family",
        {"phone_number": DAD, "first_name": "Dad"},
        {"phone_number": MUM},
        {"phone_number": DAD, "first_name": "Papa"},
    )
