"""Fixtures: a contact list at ClickSend, and what becomes of it at home."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from simulator.clicksend.address_book import ContactDetails, ContactList
from tests.unit.services.asking import ask

ANN, BOB, CAT = "+12025550103", "+12025550104", "+12025550105"


class Club:
    """A contact list, and what people do with it at ClickSend."""

    def __init__(
        self, simulator: Simulator, name: str, *people: tuple[str, str]
    ) -> None:
        """Add it, with these names and numbers."""
        self._simulator = simulator
        self.contacts: ContactList = simulator.add_list(name)
        self.list_id = str(self.contacts.list_id)
        for person in people:
            self.add(*person)

    def add(self, name: str, number: str | None) -> None:
        """Add somebody."""
        self._simulator.account.address_book.add_contact(
            self.contacts,
            ContactDetails(first_name=name, phone_number=number),
            self._simulator.clock.now(),
        )

    def change(self, name: str, **details: str | None) -> None:
        """Change somebody."""
        contact = self.contacts.contacts[self._find(name)]
        contact.details = replace(contact.details, **details)

    def remove(self, name: str) -> None:
        """Take somebody off the list."""
        del self.contacts.contacts[self._find(name)]

    def clear(self) -> None:
        """Take everybody off the list."""
        self.contacts.contacts.clear()

    def _find(self, name: str) -> int:
        """Return somebody's id."""
        [found] = [
            contact_id
            for contact_id, contact in self.contacts.contacts.items()
            if contact.details.first_name == name
        ]
        return found


@pytest.fixture
def club(simulator: Simulator) -> Club:
    """Return a list with Ann and Bob on it."""
    return Club(simulator, "Club", ("Ann", ANN), ("Bob", "(202) 555-0104"))


async def sync(hass: HomeAssistant, club: Club) -> dict[str, int]:
    """Call the action, let what follows from it happen, and return its answer."""
    answer: dict[str, int] = await ask(hass, "sync_recipients", list_id=club.list_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return answer


def counts(**some: int) -> dict[str, int]:
    """Return an answer of the action; what is not given is zero."""
    return {"added": 0, "changed": 0, "removed": 0, "skipped": 0, **some}


def people(entry: MockConfigEntry) -> dict[str, str]:
    """Return the numbers of an account's recipients by name."""
    found = {}
    for each in entry.get_subentries_of_type("recipient"):
        assert each.title == each.data["name"]
        assert each.unique_id == each.data["phone_number"]
        found[each.title] = each.data["phone_number"]
    return found


def recipient_called(entry: MockConfigEntry, name: str) -> ConfigSubentry:
    """Return one of an account's recipients."""
    [found] = [each for each in entry.subentries.values() if each.title == name]
    return found


def snapshot(entry: MockConfigEntry) -> list[Mapping[str, Any]]:
    """Return all there is of an account's recipients."""
    return [each.as_dict() for each in entry.subentries.values()]
