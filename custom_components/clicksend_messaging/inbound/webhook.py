"""Has ClickSend announce what comes in at an address of this Home Assistant."""

import logging
import time
from typing import Any, Final, TypedDict

from aiohttp.web import Request, Response
from homeassistant.components import webhook
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store

from ..api.errors import ApiError, ForbiddenError, RateLimitedError, RefusedError
from ..const import DOMAIN
from ..issues import async_raise, async_take_back
from ..rounds import Rounds
from ..rules import OwnRules
from ..storage import account_store
from .address import (
    AddressUnavailableError,
    async_cloud_address,
    async_give_up_cloud_address,
    async_track_address,
    has_cloud,
    own_address,
)
from .pushes import Pushes
from .receiver import async_answer

_LOGGER = logging.getLogger(__name__)

RETRY_SECONDS: Final = 60.0
CHECK_SECONDS: Final = 3600.0

NO_URL: Final = "instant_no_url"
NOT_ALLOWED: Final = "instant_not_allowed"


class _Stored(TypedDict):
    """What is kept on disk while there is a webhook."""

    webhook_id: str
    cloudhook: bool


class Webhook:
    """Keeps our address, and our rules at ClickSend that name it, in step."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        rules: OwnRules,
        pushes: Pushes,
        *,
        wanted: bool,
    ) -> None:
        """Prepare; call ``async_start`` once the account is loaded.

        Args:
            hass: Home Assistant.
            entry: the account.
            rules: our rules at ClickSend.
            pushes: takes what is pushed.
            wanted: whether to have a webhook; if not, what is left of one goes.

        """
        self._hass = hass
        self._entry = entry
        self._rules = rules
        self._pushes = pushes
        self._wanted = wanted
        self._store = _store(hass, entry.entry_id)
        self._stored: _Stored = {"webhook_id": "", "cloudhook": False}
        self._url: str | None = None
        self._next = 0.0
        self._failing = False
        self._rounds = Rounds(
            hass,
            entry,
            "ClickSend webhook",
            work=self._async_round,
            next_due=lambda: self._next,
        )

    async def async_start(self) -> None:
        """Listen, and tell ClickSend soon where."""
        if stored := await self._store.async_load():
            self._stored = stored
        elif self._wanted:
            self._stored["webhook_id"] = webhook.async_generate_id()
            await self._store.async_save(self._stored)
        else:
            return
        if self._wanted:
            self._async_listen(self._stored["webhook_id"])
        self._entry.async_on_unload(self._rounds.async_stop)
        self._async_soon()

    @callback
    def _async_listen(self, webhook_id: str) -> None:
        """Take pushes, and follow whatever changes where they have to go."""
        webhook.async_register(
            self._hass,
            DOMAIN,
            "ClickSend Messaging",
            webhook_id,
            self._async_handle,
            # Of other methods Home Assistant would log the id, which is a secret.
            allowed_methods=webhook.SUPPORTED_METHODS,
        )

        self._entry.async_on_unload(
            lambda: webhook.async_unregister(self._hass, webhook_id)
        )
        self._entry.async_on_unload(
            async_track_address(self._hass, webhook_id, self._async_soon)
        )

    async def _async_handle(
        self, _hass: HomeAssistant, _webhook_id: str, request: Request
    ) -> Response:
        """Answer at once, whatever it is; what there is to do is done later."""
        response, push = await async_answer(request)
        if push is not None:
            self._pushes.async_push(push)
        return response

    @callback
    def _async_soon(self) -> None:
        """See to address and rules soon, also if that is just being done."""
        self._next = time.time()
        self._rounds.async_by(self._next)

    async def _async_round(self, _now: float) -> None:
        """See to address and rules once; what fails is tried again."""
        self._next = time.time() + CHECK_SECONDS
        begun = self._next
        try:
            await self._async_reconcile()
        except ForbiddenError:
            self._async_is_found_at(None)
            async_raise(self._hass, self._entry, NOT_ALLOWED)
        except (ApiError, AddressUnavailableError) as err:
            if not self._failing:
                _LOGGER.info(
                    "Instant texts are not set up yet (%s); trying again every minute",
                    type(err).__name__,
                )
            self._failing = True
            if self._next == begun:
                pause = err.retry_after if isinstance(err, RateLimitedError) else 0
                self._next = time.time() + max(RETRY_SECONDS, pause)
        else:
            self._failing = False

    async def _async_reconcile(self) -> None:
        """Have ClickSend push to where we are to be found, or nowhere."""
        if not self._wanted:
            await self._async_withdraw()
            return
        try:
            url = await self._async_url()
        except AddressUnavailableError:
            self._async_is_found_at(None)
            raise
        if url is None or self._url not in (None, url):
            self._async_is_found_at(None)
        if url is None:
            await self._rules.async_push_nowhere()
            async_take_back(self._hass, self._entry, NOT_ALLOWED)
            async_raise(self._hass, self._entry, NO_URL)
            return
        await self._rules.async_push(url)
        self._async_is_found_at(url)
        self._async_take_back_notices()

    @callback
    def _async_is_found_at(self, url: str | None) -> None:
        """Expect pushes at an address; another one has yet to prove itself."""
        self._url = url
        self._pushes.async_expect(expected=url is not None)

    async def _async_url(self) -> str | None:
        """Return where we are to be found from outside, ``None`` if nowhere.

        Raises:
            AddressUnavailableError: Home Assistant Cloud cannot be asked now.

        """
        webhook_id = self._stored["webhook_id"]
        if not has_cloud(self._hass):
            return own_address(self._hass, webhook_id)
        if not self._stored["cloudhook"]:
            # Before there is one: it would be forgotten.
            self._stored["cloudhook"] = True
            await self._store.async_save(self._stored)
        return await async_cloud_address(self._hass, webhook_id)

    async def _async_withdraw(self) -> None:
        """Take back what was set up when it was wanted."""
        self._async_is_found_at(None)
        self._async_take_back_notices()
        try:
            await self._rules.async_push_nowhere()
        except RefusedError as err:
            if not err.not_offered:
                raise
            _LOGGER.debug("There are no rules to delete (HTTP %s)", err.status)
        await async_forget_webhook(self._hass, self._entry.entry_id)
        self._rounds.async_stop()

    @callback
    def _async_take_back_notices(self) -> None:
        """Take back what stood in the way before."""
        for key in (NO_URL, NOT_ALLOWED):
            async_take_back(self._hass, self._entry, key)


async def async_forget_webhook(hass: HomeAssistant, entry_id: str) -> None:
    """Give up an account's address for good: the next one is another."""
    store = _store(hass, entry_id)
    stored = await store.async_load()
    if stored is not None and stored["cloudhook"]:
        await async_give_up_cloud_address(hass, stored["webhook_id"])
    await store.async_remove()


def _store(hass: HomeAssistant, entry_id: str) -> Store[_Stored]:
    """Return where it is kept."""
    return account_store(hass, entry_id, "webhook")
