"""Set up a ClickSend account: what it needs before its entities, and what after."""

from homeassistant.core import HassJob, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers.start import async_at_started

from .balance import async_follow_balance
from .connection import async_client
from .const import (
    CONF_IMPORTED,
    CONF_NAME,
    CONF_PHONE_NUMBER,
    DOMAIN,
    SUBENTRY_RECIPIENT,
)
from .coordinator import AccountCoordinator
from .inbound.coordinator import InboundCoordinator
from .inbound.inbox import Inbox
from .inbound.opt_out import OptOuts
from .inbound.pushes import Pushes
from .inbound.trust import Trust
from .inbound.webhook import Webhook
from .messaging.clicksend_messenger import ClickSendMessenger
from .messaging.content.address_book import AddressBook
from .messaging.content.senders import SenderBook
from .messaging.content.templates import TemplateBook
from .messaging.options import InboundOptions, PeopleOptions
from .messaging.outbox.outbox import LoadReport
from .notices import AccountNotices
from .pickers import Choices
from .rules import OwnRules
from .runtime import ClickSendConfigEntry, ClickSendData
from .setup import async_first_refresh, async_load_outbox


async def async_prepare_account(
    hass: HomeAssistant,
    entry: ClickSendConfigEntry,
    before: AccountCoordinator | None,
) -> LoadReport:
    """Read what is remembered, and ask for the account.

    Args:
        hass: Home Assistant.
        entry: the account.
        before: what was known until it was unloaded just now.

    Raises:
        ConfigEntryNotReady: the outbox can be neither read nor replaced; or the
            connection led to another account, and there is no answer now.
        ConfigEntryAuthFailed: the credentials are refused.

    """
    client = async_client(hass, entry.data)
    account = AccountCoordinator(hass, entry, client)
    if before is not None and before.known is not None:
        account.async_take_over(before.known, has_changed=before.has_changed)
    else:
        await async_first_refresh(account)
        if account.leads_elsewhere:
            # Without an answer nobody knows that it is ours again.
            raise ConfigEntryNotReady(
                translation_domain=DOMAIN, translation_key="other_account"
            )
    rules = OwnRules(hass, client, entry.entry_id)
    await rules.async_load()
    opt_outs = OptOuts(hass, entry.entry_id)
    await opt_outs.async_load()
    messenger = ClickSendMessenger(hass, entry, client, account, rules, opt_outs)
    loaded = await async_load_outbox(messenger)
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
    senders = SenderBook(hass, client, account)
    entry.runtime_data = ClickSendData(
        client=client,
        account=account,
        messenger=messenger,
        inbound=inbound,
        pushes=Pushes(hass, entry, inbound, messenger.async_hear_of_report),
        rules=rules,
        address_book=AddressBook(client),
        templates=TemplateBook(client),
        senders=senders,
        choices=Choices(hass, entry, client, senders, messenger.voices),
    )
    return loaded


async def async_start_account(
    hass: HomeAssistant, entry: ClickSendConfigEntry, loaded: LoadReport
) -> None:
    """Begin to receive, and to tell what has to be looked at."""
    data = entry.runtime_data
    inbound = data.inbound
    AccountNotices(hass, entry).async_start(loaded)
    async_follow_balance(hass, entry)
    data.choices.async_start()

    # Polling goes on when somebody has disabled every entity that shows it.
    entry.async_on_unload(inbound.async_add_listener(lambda: None))
    data.pushes.async_start()
    wanted = InboundOptions.from_entry(entry.options).instant
    await Webhook(hass, entry, data.rules, data.pushes, wanted=wanted).async_start()

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
