"""Repairs: what the user has to look at, and for how long."""

from datetime import timedelta
import time
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_track_time_interval

from .const import CONF_PHONE_NUMBER, DOMAIN, SUBENTRY_RECIPIENT
from .coordinator import ClickSendConfigEntry
from .messaging.content.senders import is_name
from .messaging.limits.limits import Limit
from .messaging.news import SIGNAL_NEWS, News, NewsType
from .messaging.outbox.outbox import LoadReport
from .messaging.outbox.record import Record
from .messaging.outbox.states import State

STUCK_SECONDS: Final = 120
CHECK_INTERVAL: Final = timedelta(minutes=1)
INSUFFICIENT_CREDIT: Final = "INSUFFICIENT_CREDIT"
AUSTRALIA: Final = "+61"


class Notices:
    """Raises an account's repairs and takes them back when their cause is gone."""

    def __init__(self, hass: HomeAssistant, entry: ClickSendConfigEntry) -> None:
        """Prepare; call ``async_start``."""
        self._hass = hass
        self._entry = entry
        self._outbox = entry.runtime_data.messenger.outbox
        self._opt_outs = entry.runtime_data.inbound.inbox.opt_outs
        self._unregistered: set[str] = set()

    @callback
    def async_start(self, loaded: LoadReport) -> None:
        """Follow the account from now on."""
        if loaded.newer:
            self._raise("outbox_newer")
        if loaded.damaged:
            self._raise("outbox_damaged", lines=str(loaded.damaged))
        # The account is loaded anew when its options change: limits may be others now.
        for key in (*(limit.lower() for limit in Limit), "unregistered_sender"):
            self._take_back(key)
        for remove in (
            async_dispatcher_connect(self._hass, SIGNAL_NEWS, self._async_news),
            self._outbox.async_add_listener(self._async_changed),
            self._opt_outs.async_add_listener(self._async_check_opted_out),
            async_track_time_interval(
                self._hass, self._async_check, CHECK_INTERVAL, cancel_on_shutdown=True
            ),
        ):
            self._entry.async_on_unload(remove)
        self._entry.async_on_unload(lambda: self._take_back("outbox_stuck"))
        self._async_check_opted_out()

    @callback
    def _async_news(self, news: News) -> None:
        """Explain a limit in the way, an empty account, and a lost message."""
        if news.entry_id != self._entry.entry_id:
            return
        if news.reason in Limit:
            self._raise(news.reason.lower())
        elif news.reason == INSUFFICIENT_CREDIT:
            self._raise("no_credit")
        elif news.type is NewsType.UNKNOWN:
            self._raise("message_lost")

    @callback
    def _async_changed(self, record: Record, previous: Record | None) -> None:
        """Take back what an accepted message disproves, and look at its sender."""
        if previous is None or record.state is not State.ACCEPTED:
            return
        self._take_back("no_credit")
        message = record.message
        sender = message.sender
        if sender and is_name(sender) and message.recipient.startswith(AUSTRALIA):
            self._entry.async_create_background_task(
                self._hass, self._async_look_at(sender), "ClickSend sender"
            )

    async def _async_look_at(self, name: str) -> None:
        """Explain that Australia marks names which ClickSend has not approved."""
        approved = await self._entry.runtime_data.senders.async_is_approved(name)
        if approved is False:
            self._unregistered.add(name)
            self._raise("unregistered_sender")
        elif approved:
            self._unregistered.discard(name)
            if not self._unregistered:
                self._take_back("unregistered_sender")

    @callback
    def _async_check(self, _now: object) -> None:
        """See whether messages are stuck."""
        before = time.time() - STUCK_SECONDS
        oldest = self._outbox.oldest_queued
        if oldest is not None and oldest < before:
            self._raise("outbox_stuck", messages=str(self._outbox.size))
        else:
            self._take_back("outbox_stuck")

    @callback
    def _async_check_opted_out(self, _change: object = None) -> None:
        """See whether a recipient has opted out."""
        if any(
            recipient.data[CONF_PHONE_NUMBER] in self._opt_outs
            for recipient in self._entry.get_subentries_of_type(SUBENTRY_RECIPIENT)
        ):
            self._raise("opted_out")
        else:
            self._take_back("opted_out")

    def _raise(self, key: str, **placeholders: str) -> None:
        """Raise a repair."""
        async_raise(self._hass, self._entry, key, **placeholders)

    def _take_back(self, key: str) -> None:
        """Take a repair back if it is there."""
        async_take_back(self._hass, self._entry, key)


@callback
def async_raise(
    hass: HomeAssistant, entry: ClickSendConfigEntry, key: str, **placeholders: str
) -> None:
    """Raise an account's repair."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{key}_{entry.entry_id}",
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=key,
        translation_placeholders={"account": entry.title, **placeholders},
    )


@callback
def async_take_back(hass: HomeAssistant, entry: ClickSendConfigEntry, key: str) -> None:
    """Take an account's repair back if it is there."""
    ir.async_delete_issue(hass, DOMAIN, f"{key}_{entry.entry_id}")


@callback
def async_forget_notices(hass: HomeAssistant, entry_id: str) -> None:
    """Take back all repairs of an account that is removed."""
    for domain, issue_id in list(ir.async_get(hass).issues):
        if domain == DOMAIN and issue_id.endswith(entry_id):
            ir.async_delete_issue(hass, domain, issue_id)
