"""Sensors: the account's balance, messages on their way, the last text received."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorStateClass,
)
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.update_coordinator import CoordinatorEntity
from homeassistant.util import dt as dt_util

from .connection import is_hub
from .coordinator import AccountCoordinator
from .entity import AccountEntity
from .inbound.coordinator import InboundCoordinator
from .messaging.outbox.record import Record
from .messaging.outbox.states import State
from .runtime import ClickSendConfigEntry, messenger_of
from .skillboss.coordinator import HubCoordinator

PARALLEL_UPDATES = 0

UPDATE_SECONDS = 1.0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of an account, or those that the hub has something for."""
    if is_hub(entry):
        has_balance = entry.runtime_data.account.has_balance
        balance = [BalanceSensor(entry)] if has_balance else []
        async_add_entities([*balance, OutboxSensor(entry)])
        return
    async_add_entities(
        [
            BalanceSensor(entry),
            LastInboundMessageSensor(entry),
            OutboxSensor(entry),
            SpentTodaySensor(entry),
        ]
    )


class BalanceSensor(
    CoordinatorEntity[AccountCoordinator | HubCoordinator], AccountEntity, SensorEntity
):
    """What is left on the account, or at the hub."""

    _attr_device_class = SensorDeviceClass.MONETARY
    _attr_state_class = SensorStateClass.TOTAL
    _attr_suggested_display_precision = 2

    def __init__(self, entry: ConfigEntry[Any]) -> None:
        """Take the currency that the account has, or had when it last answered."""
        super().__init__(entry.runtime_data.account)
        self._set_identity(entry, "balance")

    @property
    @override
    def native_unit_of_measurement(self) -> str | None:
        """Return the account's currency."""
        return self.coordinator.currency

    @property
    @override
    def native_value(self) -> Decimal | None:
        """Return the balance, as it was last told."""
        data = self.coordinator.data
        return None if data is None else data.balance


class LastInboundMessageSensor(
    CoordinatorEntity[InboundCoordinator], AccountEntity, SensorEntity
):
    """When the last text came in, and what it said."""

    _attr_device_class = SensorDeviceClass.TIMESTAMP
    _unrecorded_attributes = frozenset({"from_number", "name", "message"})

    def __init__(self, entry: ClickSendConfigEntry) -> None:
        """Listen to the inbox."""
        super().__init__(entry.runtime_data.inbound)
        self._set_identity(entry, "last_inbound_message")

    @property
    @override
    def native_value(self) -> datetime | None:
        """Return when the last text came in."""
        last = self.coordinator.inbox.last
        return None if last is None else last.timestamp

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        """Return who sent what."""
        if (last := self.coordinator.inbox.last) is None:
            return None
        return {
            "from_number": last.from_number,
            "name": last.name,
            "message": last.message,
        }


class OutboxEntity(AccountEntity, SensorEntity):
    """A sensor that follows the outbox.

    It shows at once that nothing is on its way any longer, and what happens before that
    once a second.
    """

    _attr_should_poll = False

    def __init__(self, entry: ConfigEntry[Any], key: str) -> None:
        """Take a place on the account's device."""
        self._messenger = messenger_of(entry)
        self._update_scheduled: CALLBACK_TYPE | None = None
        self._shown: object = None
        self._set_identity(entry, key)

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the outbox."""
        self.async_on_remove(
            self._messenger.outbox.async_add_listener(self._async_changed)
        )
        self.async_on_remove(self._async_cancel)

    @callback
    def _async_changed(self, _record: Record, _previous: Record | None) -> None:
        """Show the change, now or soon."""
        if not self._messenger.outbox.size:
            self._async_cancel()
            if self.native_value != self._shown:
                self._async_show()
        elif self._update_scheduled is None:
            self._update_scheduled = async_call_later(
                self.hass,
                UPDATE_SECONDS,
                HassJob(self._async_update, cancel_on_shutdown=True),
            )

    @callback
    def _async_update(self, _now: object) -> None:
        """Show the change."""
        self._update_scheduled = None
        self._async_show()

    @callback
    def _async_show(self) -> None:
        """Show how things stand."""
        self._shown = self.native_value
        self.async_write_ha_state()

    @callback
    def _async_cancel(self) -> None:
        """Show nothing any more."""
        if self._update_scheduled is not None:
            self._update_scheduled()
            self._update_scheduled = None


class OutboxSensor(OutboxEntity):
    """How many messages are on their way to ClickSend."""

    _attr_state_class = SensorStateClass.MEASUREMENT

    def __init__(self, entry: ConfigEntry[Any]) -> None:
        """Listen to the outbox."""
        super().__init__(entry, "outbox")

    @property
    @override
    def native_value(self) -> int:
        """Return the number of messages."""
        return self._messenger.outbox.size


class SpentTodaySensor(OutboxEntity):
    """What the messages accepted today cost."""

    _attr_device_class = SensorDeviceClass.MONETARY
    _attr_suggested_display_precision = 2

    def __init__(self, entry: ClickSendConfigEntry) -> None:
        """Follow the outbox, and the account for its currency."""
        super().__init__(entry, "spent_today")
        self._account = entry.runtime_data.account
        self._spent = Decimal(0)
        self._midnight = 0.0

    @override
    async def async_added_to_hass(self) -> None:
        """Add up what was spent today, and start anew at midnight."""
        await super().async_added_to_hass()
        self._async_wait_for_midnight()
        self._spent = sum(map(self._spent_on, self._messenger.outbox), Decimal(0))
        self.async_on_remove(self._async_forget_midnight)

    @property
    @override
    def native_unit_of_measurement(self) -> str | None:
        """Return the account's currency."""
        return self._account.currency

    @property
    @override
    def native_value(self) -> Decimal:
        """Return what was spent since midnight."""
        return self._spent

    @callback
    @override
    def _async_changed(self, record: Record, previous: Record | None) -> None:
        """Add what became known of a message's price."""
        self._spent += self._spent_on(record) - self._spent_on(previous)
        super()._async_changed(record, previous)

    def _spent_on(self, record: Record | None) -> Decimal:
        """Return what a message cost, if it was taken today, as far as anyone knows."""
        if record is None or record.state is State.UNKNOWN or not record.charged:
            return Decimal(0)
        today = record.left is not None and record.left >= self._midnight
        return record.cost if today else Decimal(0)

    @callback
    def _async_wait_for_midnight(self) -> None:
        """Have the next day noticed."""
        now = dt_util.now()
        self._midnight = dt_util.start_of_local_day(now).timestamp()
        self._cancel_midnight = async_call_later(
            self.hass,
            # In seconds of UTC: a day may have 23 hours.
            dt_util.as_utc(dt_util.start_of_local_day(now.date() + timedelta(days=1)))
            - dt_util.as_utc(now),
            HassJob(self._async_midnight, cancel_on_shutdown=True),
        )

    @callback
    def _async_forget_midnight(self) -> None:
        """Wait no more."""
        self._cancel_midnight()

    @callback
    def _async_midnight(self, _now: datetime) -> None:
        """Begin a new day."""
        self._async_wait_for_midnight()
        self._spent = sum(map(self._spent_on, self._messenger.outbox), Decimal(0))
        self.async_write_ha_state()
