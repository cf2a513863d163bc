"""Repairs: what the user has to look at, and for how long."""

from datetime import timedelta
import time
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_track_time_interval

from .api.errors import NO_CREDIT
from .const import CONF_PHONE_NUMBER, SUBENTRY_RECIPIENT
from .issues import async_raise, async_take_back
from .messaging.content.senders import is_name
from .messaging.limits.limits import Limit
from .messaging.news import SIGNAL_NEWS, News, NewsType
from .messaging.outbox.outbox import LoadReport
from .messaging.outbox.record import Record
from .messaging.outbox.states import State
from .runtime import ClickSendConfigEntry, messenger_of

STUCK_SECONDS: Final = 120
CHECK_INTERVAL: Final = timedelta(minutes=1)
AUSTRALIA: Final = "+61"


class Notices:
    """Raises repairs about messages, and takes them back when their cause is gone."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        *,
        no_credit: str = "no_credit",
        message_lost: str = "message_lost",
    ) -> None:
        """Prepare; call ``async_start``.

        Args:
            hass: Home Assistant.
            entry: whose messages they are.
            no_credit: the repair for when nothing is left to pay them with.
            message_lost: the repair for one of which nobody knows whether it was sent.

        """
        self._hass = hass
        self._entry = entry
        self._no_credit = no_credit
        self._message_lost = message_lost
        self._outbox = messenger_of(entry).outbox

    @callback
    def async_start(self, loaded: LoadReport) -> None:
        """Follow the account from now on."""
        if loaded.newer:
            self._raise("outbox_newer")
        if loaded.damaged:
            self._raise("outbox_damaged", lines=str(loaded.damaged))
        # All is loaded anew when options change: limits may be others now.
        for limit in Limit:
            self._take_back(limit.lower())
        for remove in (
            async_dispatcher_connect(self._hass, SIGNAL_NEWS, self._async_news),
            self._outbox.async_add_listener(self._async_changed),
            async_track_time_interval(
                self._hass, self._async_check, CHECK_INTERVAL, cancel_on_shutdown=True
            ),
        ):
            self._entry.async_on_unload(remove)
        self._entry.async_on_unload(lambda: self._take_back("outbox_stuck"))

    @callback
    def _async_news(self, news: News) -> None:
        """Explain a limit in the way, an empty account, and a lost message."""
        if news.entry_id != self._entry.entry_id:
            return
        if news.reason in Limit:
            self._raise(news.reason.lower())
        elif news.reason == NO_CREDIT:
            self._raise(self._no_credit)
        elif news.type is NewsType.UNKNOWN:
            self._raise(self._message_lost)

    @callback
    def _async_changed(self, record: Record, previous: Record | None) -> None:
        """Take back what an accepted message disproves."""
        if previous is not None and record.state is State.ACCEPTED:
            self._take_back(self._no_credit)

    @callback
    def _async_check(self, _now: object) -> None:
        """See whether messages are stuck."""
        before = time.time() - STUCK_SECONDS
        oldest = self._outbox.oldest_queued
        if oldest is not None and oldest < before:
            self._raise("outbox_stuck", messages=str(self._outbox.size))
        else:
            self._take_back("outbox_stuck")

    def _raise(self, key: str, **placeholders: str) -> None:
        """Raise a repair."""
        async_raise(self._hass, self._entry, key, **placeholders)

    def _take_back(self, key: str) -> None:
        """Take a repair back if it is there."""
        async_take_back(self._hass, self._entry, key)


class AccountNotices(Notices):
    """Also raises those about people and senders, which only ClickSend knows."""

    _entry: ClickSendConfigEntry

    def __init__(self, hass: HomeAssistant, entry: ClickSendConfigEntry) -> None:
        """Prepare; call ``async_start``."""
        super().__init__(hass, entry)
        self._opt_outs = entry.runtime_data.inbound.inbox.opt_outs
        self._unregistered: set[str] = set()

    @callback
    @override
    def async_start(self, loaded: LoadReport) -> None:
        """Also follow who has opted out."""
        super().async_start(loaded)
        self._take_back("unregistered_sender")
        self._entry.async_on_unload(
            self._opt_outs.async_add_listener(self._async_check_opted_out)
        )
        self._async_check_opted_out()

    @callback
    @override
    def _async_changed(self, record: Record, previous: Record | None) -> None:
        """Also look at the sender of an accepted message."""
        super()._async_changed(record, previous)
        if previous is None or record.state is not State.ACCEPTED:
            return
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
    def _async_check_opted_out(self, _change: object = None) -> None:
        """See whether a recipient has opted out."""
        if any(
            recipient.data[CONF_PHONE_NUMBER] in self._opt_outs
            for recipient in self._entry.get_subentries_of_type(SUBENTRY_RECIPIENT)
        ):
            self._raise("opted_out")
        else:
            self._take_back("opted_out")
