"""Who a message goes to: our notify entities and plain numbers, as one list."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN
from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from .api.models import Channel
from .const import (
    CONF_CHANNELS,
    CONF_LIST_ID,
    DOMAIN,
    SUBENTRY_CONTACT_LIST,
    SUBENTRY_RECIPIENT,
)
from .exceptions import mistake
from .messaging.content.address_book import AddressBook
from .messaging.recipients import (
    Recipient,
    configured_recipient,
    entity_unique_id,
    with_defaults,
)
from .phone import e164, is_e164
from .runtime import ClickSendData, data_of


def recipients_by_entity(
    hass: HomeAssistant, entry: ConfigEntry[Any], channel: Channel
) -> dict[str, Recipient]:
    """Return the account's recipients by the entity ids of their notify entities."""
    return {
        entity_id: configured_recipient(subentry, channel)
        for entity_id, subentry in _by_entity(hass, entry, channel, SUBENTRY_RECIPIENT)
    }


async def async_recipients(
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    channel: Channel,
    *,
    entity_ids: Iterable[str] = (),
    phone_numbers: Iterable[str | int] = (),
    list_ids: Iterable[str] = (),
) -> list[Recipient]:
    """Return everybody meant by a call, each number once, in the order given.

    What is no recipient stays in the list as invalid, so that the others still get
    their message and the caller learns which one was wrong.

    Raises:
        ServiceValidationError: there is no such contact list, nor anybody else.
        HomeAssistantError: a contact list cannot be read, and there is nobody else.

    """
    known = recipients_by_entity(hass, entry, channel)
    names = {recipient.number: recipient for recipient in known.values()}
    lists = dict(_by_entity(hass, entry, channel, SUBENTRY_CONTACT_LIST))
    by_list = {str(item.data[CONF_LIST_ID]): item for item in lists.values()}
    # They are still there if the account is loaded anew meanwhile.
    data: Any = data_of(entry)
    country = data.account.country
    found: list[Recipient] = []
    wanted = [*list_ids]
    for entity_id in entity_ids:
        if entity_id in lists:
            wanted.append(str(lists[entity_id].data[CONF_LIST_ID]))
        else:
            found.append(
                known.get(entity_id) or Recipient(number=entity_id, valid=False)
            )
    plain = await _async_parsed(hass, list(phone_numbers), country)
    found += [names.get(recipient.number, recipient) for recipient in plain]
    failure: HomeAssistantError | None = None
    if wanted and not isinstance(data, ClickSendData):
        raise mistake("field_not_offered", field=CONF_LIST_ID)
    for list_id in dict.fromkeys(wanted):
        subentry = by_list.get(list_id)
        try:
            contacts = await _async_contacts(hass, data.address_book, list_id, country)
        except HomeAssistantError as err:
            failure = err
            problem = (err.translation_key or "").upper()
            found.append(Recipient(number=list_id, valid=False, problem=problem))
            continue
        for contact in contacts:
            recipient = names.get(contact.number, contact)
            found.append(
                with_defaults(recipient, subentry, channel) if subentry else recipient
            )
    if failure is not None and not any(recipient.valid for recipient in found):
        raise failure
    unique: dict[tuple[str, str | None], Recipient] = {}
    for recipient in found:
        # Contacts without a number differ by name, if at all.
        told_apart = None if recipient.valid else recipient.name
        unique.setdefault((recipient.number, told_apart), recipient)
    return list(unique.values())


def _by_entity(
    hass: HomeAssistant, entry: ConfigEntry[Any], channel: Channel, kind: str
) -> Iterator[tuple[str, ConfigSubentry]]:
    """Go through the notify entities of a kind of subentry."""
    registry = er.async_get(hass)
    for subentry in entry.get_subentries_of_type(kind):
        if channel in subentry.data[CONF_CHANNELS] and (
            entity_id := registry.async_get_entity_id(
                NOTIFY_DOMAIN, DOMAIN, entity_unique_id(subentry, channel)
            )
        ):
            yield entity_id, subentry


async def _async_parsed(
    hass: HomeAssistant, numbers: list[str | int], country: str | None
) -> list[Recipient]:
    """Return a recipient for every number."""
    if all(isinstance(number, str) and is_e164(number) for number in numbers):
        return [Recipient(number=str(number)) for number in numbers]
    return await hass.async_add_executor_job(_plain_recipients, numbers, country)


async def _async_contacts(
    hass: HomeAssistant, address_book: AddressBook, list_id: str, country: str | None
) -> list[Recipient]:
    """Return everybody on a contact list, also who has no usable number."""
    contacts = await address_book.async_contacts(list_id)
    numbers: list[str | int] = [contact.phone_number or "" for contact in contacts]
    parsed = await _async_parsed(hass, numbers, country)
    return [
        replace(recipient, name=contact.name)
        for recipient, contact in zip(parsed, contacts, strict=True)
    ]


def _plain_recipients(numbers: list[str | int], country: str | None) -> list[Recipient]:
    """Return a recipient for every number; reads numbering plans from disk."""
    return [
        Recipient(number=parsed)
        if (parsed := e164(number, country))
        else Recipient(number=str(number), valid=False)
        for number in numbers
    ]
