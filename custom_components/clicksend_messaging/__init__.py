"""ClickSend Messaging: texts from a home to people, and from people to their home."""

import asyncio
import logging

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import Platform
from homeassistant.core import HassJob, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.typing import ConfigType
from homeassistant.util.hass_dict import HassKey

from .api.errors import ApiError
from .balance import async_follow_balance
from .connection import async_client
from .const import (
    CONF_IMPORTED,
    CONF_NAME,
    CONF_PHONE_NUMBER,
    DOMAIN,
    SUBENTRY_RECIPIENT,
)
from .coordinator import AccountCoordinator, ClickSendConfigEntry, ClickSendData
from .entity import account_device
from .inbound.coordinator import InboundCoordinator
from .inbound.inbox import Inbox, async_forget
from .inbound.opt_out import OptOuts, async_forget as async_forget_opt_outs
from .inbound.pushes import Pushes
from .inbound.trust import Trust
from .inbound.webhook import Webhook, async_forget_webhook
from .messaging.clicksend_messenger import ClickSendMessenger
from .messaging.content.address_book import AddressBook
from .messaging.content.media import async_forget_pictures
from .messaging.content.senders import SenderBook
from .messaging.content.templates import TemplateBook
from .messaging.options import InboundOptions, PeopleOptions
from .messaging.outbox.outbox import async_forget as async_forget_outbox
from .notices import Notices, async_forget_notices
from .pickers import Choices, async_offer
from .rules import OwnRules
from .services import async_setup_services

_LOGGER = logging.getLogger(__name__)

_BEFORE: HassKey[dict[str, AccountCoordinator]] = HassKey(f"{DOMAIN}_before")

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS = [Platform.BINARY_SENSOR, Platform.EVENT, Platform.NOTIFY, Platform.SENSOR]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up the actions."""
    async_setup_services(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: ClickSendConfigEntry) -> bool:
    """Set up an account."""
    # Before anything is read: what changes from here on is not in it.
    _reload_on_change(entry)
    client = async_client(hass, entry.data)
    account = AccountCoordinator(hass, entry, client)
    before = hass.data.get(_BEFORE, {}).get(entry.entry_id)
    if before is not None and before.known is not None:
        account.async_take_over(before.known, has_changed=before.has_changed)
    else:
        await _async_first_refresh(account)
    rules = OwnRules(hass, client, entry.entry_id)
    await rules.async_load()
    opt_outs = OptOuts(hass, entry.entry_id)
    await opt_outs.async_load()
    messenger = ClickSendMessenger(hass, entry, client, account, rules, opt_outs)
    try:
        loaded = await messenger.async_load()
    except OSError as err:
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN, translation_key="outbox_unusable"
        ) from err
    received = InboundOptions.from_entry(entry.options)
    trust = Trust(
        hass,
        client,
        lambda: account.country,
        numbers=_trusted(entry) | received.numbers,
        lists=received.list_ids,
        everyone=received.everyone,
    )
    inbox = Inbox(
        hass, entry.entry_id, _names(entry), trust, messenger.reference_of, opt_outs
    )
    await inbox.async_load()
    # Before anybody else hears of a text, and may answer it.
    inbox.async_add_listener(lambda text: messenger.async_heard(text.from_number))
    inbound = InboundCoordinator(hass, entry, client, account, rules, inbox)
    pushes = Pushes(hass, entry, inbound, messenger.async_hear_of_report)
    entry.runtime_data = ClickSendData(
        client=client,
        account=account,
        messenger=messenger,
        inbound=inbound,
        pushes=pushes,
        address_book=AddressBook(client),
        templates=TemplateBook(client),
        senders=SenderBook(hass, client, account),
        choices=Choices(hass, entry),
    )

    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, **account_device(entry)
    )
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    Notices(hass, entry).async_start(loaded)
    async_follow_balance(hass, entry)
    entry.runtime_data.choices.async_start()
    messenger.async_start()
    entry.async_on_unload(
        hass.async_add_shutdown_job(HassJob(messenger.async_finish, "ClickSend outbox"))
    )

    # Polling goes on when somebody has disabled every entity that shows it.
    entry.async_on_unload(inbound.async_add_listener(lambda: None))
    pushes.async_start()
    await Webhook(hass, entry, rules, pushes, wanted=received.instant).async_start()

    @callback
    def _async_first_poll(hass: HomeAssistant) -> None:
        """Poll once automations are there to hear of it."""
        entry.async_create_background_task(
            hass, inbound.async_refresh(), "first inbound poll"
        )

    entry.async_on_unload(async_at_started(hass, _async_first_poll))
    entry.async_on_unload(
        hass.async_add_shutdown_job(HassJob(inbound.async_stop, "stop polling"))
    )
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ClickSendConfigEntry) -> bool:
    """Unload an account once what is on its way has arrived."""
    # Before the entities go: what nobody hears of would be lost. And what is to be sent
    # to an entity that is gone, Home Assistant drops without a word.
    await entry.runtime_data.inbound.async_stop()
    await entry.runtime_data.messenger.async_stop()
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: ClickSendConfigEntry) -> None:
    """Take back what we created at ClickSend and on disk."""
    await async_forget(hass, entry.entry_id)
    await async_forget_opt_outs(hass, entry.entry_id)
    await async_forget_outbox(hass, entry.entry_id)
    await async_forget_pictures(hass, entry.entry_id)
    async_forget_notices(hass, entry.entry_id)
    await async_offer(hass)
    await async_forget_webhook(hass, entry.entry_id)
    rules = OwnRules(hass, async_client(hass, entry.data), entry.entry_id)
    try:
        await rules.async_load()
        await rules.async_remove()
    except ApiError as err:
        _LOGGER.warning(
            "Rules named after this entry are left at ClickSend (%s); they can be "
            "deleted in ClickSend's dashboard",
            type(err).__name__,
        )


async def _async_first_refresh(account: AccountCoordinator) -> None:
    """Ask for the account, and go on without if ClickSend does not answer."""
    try:
        await account.async_config_entry_first_refresh()
    except ConfigEntryNotReady:
        # After a power cut Home Assistant is up before the internet is. Recipients and
        # actions must exist all the same; refused credentials do stop the set-up.
        _LOGGER.info("ClickSend does not answer; starting with what is remembered")


@callback
def _reload_on_change(entry: ClickSendConfigEntry) -> None:
    """Start anew when recipients, options or connection change; once for many."""
    connection = entry.data
    pending = False

    async def reload(hass: HomeAssistant, entry: ClickSendConfigEntry) -> None:
        nonlocal pending
        if pending:
            return
        pending = True
        # Whoever changes something may not be done yet, and is told first.
        await asyncio.sleep(0)
        before = hass.data.setdefault(_BEFORE, {})
        if entry.state is ConfigEntryState.LOADED and entry.data == connection:
            # Until ClickSend had answered again, nobody could be texted. What the last
            # messages cost is known only once the account is unloaded.
            before[entry.entry_id] = entry.runtime_data.account
        try:
            await hass.config_entries.async_reload(entry.entry_id)
        finally:
            before.pop(entry.entry_id, None)

    entry.async_on_unload(entry.add_update_listener(reload))


def _names(entry: ClickSendConfigEntry) -> dict[str, str]:
    """Return the recipients' names by number."""
    return {
        recipient.data[CONF_PHONE_NUMBER]: recipient.data[CONF_NAME]
        for recipient in entry.get_subentries_of_type(SUBENTRY_RECIPIENT)
    }


def _trusted(entry: ClickSendConfigEntry) -> frozenset[str]:
    """Return the numbers that may command the home.

    Others may be able to change a list at ClickSend, so who comes from one has to be
    trusted explicitly.
    """
    imported_too = PeopleOptions.from_entry(entry.options).trusted
    return frozenset(
        recipient.data[CONF_PHONE_NUMBER]
        for recipient in entry.get_subentries_of_type(SUBENTRY_RECIPIENT)
        if imported_too or CONF_IMPORTED not in recipient.data
    )
