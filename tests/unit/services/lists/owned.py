"""The lists of an account, as the simulator has them."""

import pytest

from simulator import Simulator
from simulator.clicksend.address_book import ContactList

direct = pytest.mark.usefixtures("entry")


def clear(simulator: Simulator) -> None:
    """Delete all lists."""
    for contact_list in owned(simulator):
        simulator.account.address_book.lists.delete(contact_list.list_id)


def owned(simulator: Simulator) -> list[ContactList]:
    """Return the account's lists."""
    return simulator.account.address_book.lists_of(simulator.account.user_id)
