"""The account: its balance and settings, refreshed now and then."""

from abc import abstractmethod
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
import logging
from typing import Any, override

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util.hass_dict import HassKey

from .api.clicksend import ClickSendClient
from .api.errors import ApiError, GatewayConnectionError, RateLimitedError
from .api.models import Account
from .connection import async_gateway
from .const import CONF_CONNECTION_ID, CONF_COUNTRY, CONF_CURRENCY, DOMAIN
from .exceptions import as_update_error, needs_reauth

_LOGGER = logging.getLogger(__name__)

# The accounts that were last seen to be somebody else's.
_ELSEWHERE: HassKey[set[str]] = HassKey(f"{DOMAIN}_elsewhere")

# ClickSend allows about 20 such requests a minute, shared by all that use the address.
UPDATE_INTERVAL = timedelta(minutes=15)
RETRY_INTERVAL = timedelta(minutes=1)
SECONDS_AFTER_SEND = 10

# The lower of the two that accounts have: what is refused is not cut off.
DEFAULT_MAX_PARTS = 6


class ServiceCoordinator[DataT](DataUpdateCoordinator[DataT]):
    """Asks a service at intervals.

    An account has two of these, and one outage: the first to notice logs it, and the
    last to recover logs that it is over.
    """

    config_entry: ConfigEntry[Any]

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        *,
        name: str,
        update_interval: timedelta,
        outage: set[str],
        always_update: bool = True,
        request_refresh_debouncer: Debouncer[Coroutine[Any, Any, None]] | None = None,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            hass: Home Assistant.
            entry: the account.
            name: what the log calls it.
            update_interval: the time between two requests.
            outage: the names of those that got no answer; the account's share it.
            always_update: whether entities hear of every answer, or of changes only.
            request_refresh_debouncer: what holds requests by others back.

        """
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            name=name,
            update_interval=update_interval,
            always_update=always_update,
            request_refresh_debouncer=request_refresh_debouncer,
        )
        self.outage = outage

    @abstractmethod
    async def _async_ask(self) -> DataT:
        """Ask the service.

        Raises:
            ApiError: see ``api.errors``.

        """

    @override
    async def _async_update_data(self) -> DataT:
        """Ask the service, and have Home Assistant log what is not logged yet.

        Home Assistant logs when ``last_update_success`` changes, so it is told here
        what it shall not mention.
        """
        try:
            data = await self._async_ask()
        except ApiError as err:
            if self.outage:
                self.last_update_success = False
            self.outage.add(self.name)
            raise as_update_error(err) from err
        over = self.outage == {self.name}
        self.outage.discard(self.name)
        if not over:
            self.last_update_success = True
        return data


class BalanceCoordinator[DataT](ServiceCoordinator[DataT]):
    """Asks for a balance: now and then, after a send, and soon again when in vain."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any], name: str) -> None:
        """Prepare; nothing is asked yet."""
        super().__init__(
            hass,
            entry,
            name=name,
            update_interval=UPDATE_INTERVAL,
            outage=set(),
            always_update=False,
            # A send changes the balance; many sends at once are worth one look.
            request_refresh_debouncer=Debouncer(
                hass, _LOGGER, cooldown=SECONDS_AFTER_SEND, immediate=False
            ),
        )

    @callback
    def async_refresh_soon(self) -> None:
        """Ask for the balance once it had time to change."""
        self._debounced_refresh.async_schedule_call()

    @abstractmethod
    async def _async_read(self) -> DataT:
        """Ask for the balance, and what comes with it.

        Raises:
            ApiError: see ``api.errors``.

        """

    @override
    async def _async_ask(self) -> DataT:
        """Ask, soon again if that fails."""
        try:
            data = await self._async_read()
        except RateLimitedError as err:
            self.update_interval = max(
                RETRY_INTERVAL, timedelta(seconds=err.retry_after)
            )
            raise
        except ApiError:
            self.update_interval = RETRY_INTERVAL
            raise
        self.update_interval = UPDATE_INTERVAL
        return data


class AccountCoordinator(BalanceCoordinator[Account]):
    """Keeps the account, and remembers what is needed before it answers."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry[Any], client: ClickSendClient
    ) -> None:
        """Prepare; nothing is asked yet."""
        super().__init__(hass, entry, f"{DOMAIN} account")
        self._client = client
        self._charged = Decimal(0)
        self._charged_before_answer = Decimal(0)

    @property
    def country(self) -> str | None:
        """Return the country that numbers in national form belong to."""
        return self._current.country if self._current else self._remembered_country

    @property
    def currency(self) -> str | None:
        """Return the currency of all amounts."""
        return self._current.currency if self._current else self._remembered_currency

    @property
    def balance(self) -> Decimal | None:
        """Return what is left: ClickSend's word, less what was charged since."""
        if self._current is None or self._current.balance is None:
            return None
        return self._current.balance - (self._charged - self._charged_before_answer)

    @property
    def is_low(self) -> bool | None:
        """Whether to top up, as far as ClickSend's last answer tells.

        At or below the warning level set there; with no level, when nothing is left.
        """
        account = self._current
        if account is None or account.balance is None or not self.last_update_success:
            return None
        return account.balance <= (account.low_credit_amount or 0)

    @property
    def max_parts(self) -> int:
        """Return how many parts a text may have before ClickSend cuts it off."""
        return (self._current and self._current.max_parts) or DEFAULT_MAX_PARTS

    @property
    def known(self) -> Account | None:
        """Return the account as it is now, unless there is trouble with it."""
        if self._current is None or not self.last_update_success:
            return None
        return replace(self._current, balance=self.balance)

    @property
    def has_changed(self) -> bool:
        """Whether anything was charged since ClickSend was asked."""
        return self._charged != self._charged_before_answer

    @callback
    def async_take_over(self, known: Account, *, has_changed: bool) -> None:
        """Begin with what is known.

        Args:
            known: the account.
            has_changed: whether ClickSend would say something else by now.

        """
        self.async_set_updated_data(known)
        if has_changed:
            self.async_refresh_soon()

    @callback
    def async_charge(self, amount: Decimal) -> None:
        """Take a price off the balance at once; ClickSend's word follows in a while."""
        self._charged += amount
        self.async_refresh_soon()

    @override
    async def _async_read(self) -> Account:
        """Ask for the account.

        Raises:
            ApiError: see ``api.errors``.
            ConfigEntryAuthFailed: the connection has come to lead to another account.

        """
        charged = self._charged
        try:
            account = await self._client.account()
        except ApiError as err:
            await self._async_check_connection(err)
            raise
        elsewhere = self.hass.data.setdefault(_ELSEWHERE, set())
        elsewhere.discard(self.config_entry.entry_id)
        if self._is_another(account):
            elsewhere.add(self.config_entry.entry_id)
            if self.config_entry.state is ConfigEntryState.LOADED:
                # Nothing more may leave through it, so the set-up is to stop here, too.
                self.hass.loop.call_soon(
                    self.hass.config_entries.async_schedule_reload,
                    self.config_entry.entry_id,
                )
            raise ConfigEntryAuthFailed(
                translation_domain=DOMAIN, translation_key="other_account"
            )
        # The answer may be from before what was charged while it was on its way.
        self._charged_before_answer = charged
        return account

    async def _async_check_connection(self, error: ApiError) -> None:
        """Ask about the connection when an answer does not say what is wrong.

        Not every gateway has a word for a connection that needs its owner.

        Raises:
            ApiError: it is the connection, or the gateway's key.

        """
        gateway = async_gateway(self.hass, self.config_entry.data)
        unclear = error.status and not (error.may_repeat or needs_reauth(error))
        if gateway is None or not unclear:
            return
        try:
            connection = await gateway.connection(
                self.config_entry.data[CONF_CONNECTION_ID]
            )
        except ApiError as err:
            if needs_reauth(err):
                raise
            return
        if not connection.ready:
            message = "The connection needs its owner"
            raise GatewayConnectionError(message) from error

    @property
    def leads_elsewhere(self) -> bool:
        """Whether another account was seen last, be it before a reload."""
        return self.config_entry.entry_id in self.hass.data.get(_ELSEWHERE, ())

    def _is_another(self, account: Account) -> bool:
        """Tell whether a gateway's connection was given to another account.

        A user name and its key are those of one account; a connection keeps its id.
        """
        entry = self.config_entry
        return (
            async_gateway(self.hass, entry.data) is not None
            and str(account.user_id) != entry.unique_id
        )

    @property
    def _current(self) -> Account | None:
        """Return the account once it has answered."""
        # Home Assistant leaves data unset until then, whatever its type says.
        return self.data or None

    @property
    def _remembered_country(self) -> str | None:
        """Return the country as of the last set-up."""
        return self.config_entry.data.get(CONF_COUNTRY)

    @property
    def _remembered_currency(self) -> str | None:
        """Return the currency as of the last set-up."""
        return self.config_entry.data.get(CONF_CURRENCY)
