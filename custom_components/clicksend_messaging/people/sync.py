"""Keeps the recipients that came from a contact list in step with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.core import HomeAssistant, callback

from ..api.models import Contact
from ..connection import async_client
from ..const import (
    CONF_CHANNELS,
    CONF_CONTACT_ID,
    CONF_COUNTRY,
    CONF_IMPORTED,
    CONF_LIST_ID,
    CONF_NAME,
    CONF_PHONE_NUMBER,
    SUBENTRY_RECIPIENT,
)
from ..phone import e164
from ..runtime import ClickSendConfigEntry
from .plan import Imported, Person, make_plan
from .roster import async_read


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """How many people were added, changed, removed and left out."""

    added: int
    changed: int
    removed: int
    skipped: int


async def async_sync(
    hass: HomeAssistant,
    entry: ClickSendConfigEntry,
    list_id: str,
    channels: Sequence[str],
) -> Synced:
    """Add, change and remove recipients, so that they are who is on a list.

    Args:
        hass: Home Assistant.
        entry: the account; it need not be loaded.
        list_id: the contact list.
        channels: how those can be reached who are added.

    Raises:
        ApiError: there is no usable answer; nothing was changed.
        HomeAssistantError: the list cannot be imported; nothing was changed.

    """
    contacts = await async_read(async_client(hass, entry.data), list_id)
    people = await hass.async_add_executor_job(_people, contacts, _country(entry))
    return _async_apply(hass, entry, list_id, channels, people)


def _country(entry: ClickSendConfigEntry) -> str | None:
    """Return where numbers in national form belong."""
    if entry.state is ConfigEntryState.LOADED:
        return entry.runtime_data.account.country
    country: str | None = entry.data.get(CONF_COUNTRY)
    return country


def _people(contacts: Mapping[str, Contact], country: str | None) -> list[Person]:
    """Return who can be reached how; reads numbering plans from disk."""
    numbers = {
        contact_id: e164(contact.phone_number or "", country)
        for contact_id, contact in contacts.items()
    }
    return [
        Person(
            contact_id=contact_id,
            name=contact.name or numbers[contact_id] or "",
            number=numbers[contact_id],
        )
        for contact_id, contact in contacts.items()
    ]


@callback
def _async_apply(
    hass: HomeAssistant,
    entry: ClickSendConfigEntry,
    list_id: str,
    channels: Sequence[str],
    people: Sequence[Person],
) -> Synced:
    """Change the recipients as they are now.

    Nothing waits in here: two at a time add nobody twice, and all changes together
    cause one reload.
    """
    entries = hass.config_entries
    recipients = list(entry.get_subentries_of_type(SUBENTRY_RECIPIENT))
    ours = {each.subentry_id: each for each in recipients if _is_of(each, list_id)}
    plan = make_plan(
        people,
        [
            Imported(
                subentry_id=subentry_id,
                contact_id=each.data[CONF_IMPORTED][CONF_CONTACT_ID],
                number=each.data[CONF_PHONE_NUMBER],
            )
            for subentry_id, each in ours.items()
        ],
        [
            each.data[CONF_PHONE_NUMBER]
            for each in recipients
            if each.subentry_id not in ours
        ],
    )
    for subentry_id in plan.removed:
        entries.async_remove_subentry(entry, subentry_id)
    for subentry_id, person in plan.kept.items():
        if ours[subentry_id].unique_id != person.number:
            # Two people may have exchanged their numbers.
            entries.async_update_subentry(entry, ours[subentry_id], unique_id=None)
    changed = [
        entries.async_update_subentry(
            entry,
            ours[subentry_id],
            data={**ours[subentry_id].data, **_who(person, list_id)},
            title=person.name,
            unique_id=person.number,
        )
        for subentry_id, person in plan.kept.items()
    ]
    for person in plan.added:
        added = ConfigSubentry(
            data=MappingProxyType(
                {**_who(person, list_id), CONF_CHANNELS: list(channels)}
            ),
            subentry_type=SUBENTRY_RECIPIENT,
            title=person.name,
            unique_id=person.number,
        )
        entries.async_add_subentry(entry, added)
    return Synced(
        added=len(plan.added),
        changed=sum(changed),
        removed=len(plan.removed),
        skipped=plan.skipped,
    )


def _is_of(recipient: ConfigSubentry, list_id: str) -> bool:
    """Tell whether a recipient came from a list."""
    imported = recipient.data.get(CONF_IMPORTED)
    return imported is not None and imported[CONF_LIST_ID] == list_id


def _who(person: Person, list_id: str) -> dict[str, object]:
    """Return what a recipient has from the list."""
    return {
        CONF_NAME: person.name,
        CONF_PHONE_NUMBER: person.number,
        CONF_IMPORTED: {CONF_LIST_ID: list_id, CONF_CONTACT_ID: person.contact_id},
    }
