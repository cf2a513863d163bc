"""Who messages of the account may come from."""

from collections.abc import Iterable

from homeassistant.core import HomeAssistant

from ...api.clicksend import ClickSendClient
from ...api.models import Sender
from ...coordinator import AccountCoordinator
from ...exceptions import mistake
from ...phone import e164
from .remembered import Remembered


class SenderBook:
    """Knows the account's senders; an unknown one is looked up once more."""

    def __init__(
        self, hass: HomeAssistant, client: ClickSendClient, account: AccountCoordinator
    ) -> None:
        """Start with nothing read."""
        self._hass = hass
        self._account = account
        self._senders = Remembered(client.senders.all)

    async def async_all(self) -> list[Sender]:
        """Return all senders as they are now.

        Raises:
            ApiError: there is no answer.

        """
        return await self._senders.async_ask()

    async def async_check(self, wanted: str) -> str:
        """Return a sender as the account has it; as it is if nobody can be asked.

        Raises:
            ServiceValidationError: the account does not have it.

        """
        if found := await self._async_find(wanted):
            return found.value
        if not await self._senders.async_refresh():
            return wanted
        if found := await self._async_find(wanted):
            return found.value
        has = ", ".join(s.value for s in self._senders.value or () if s.usable)
        if not has:
            raise mistake("sender_none", sender=wanted)
        raise mistake("sender_unknown", sender=wanted, senders=has)

    async def async_is_approved(self, wanted: str) -> bool | None:
        """Tell whether ClickSend has approved a sender, if it can be asked."""
        found = await self._async_find(wanted)
        if found and found.usable:
            return True
        if not await self._senders.async_refresh():
            return None
        found = await self._async_find(wanted)
        return found is not None and found.usable

    async def _async_find(self, wanted: str) -> Sender | None:
        """Return the sender that is meant, among those known."""
        known = self._senders.value or []
        for sender in known:
            if sender.value == wanted:
                return sender
        return await self._hass.async_add_executor_job(
            _meant, wanted, known, self._account.country
        )


def is_name(sender: str) -> bool:
    """Tell whether a sender is a name and not a number."""
    return any(character.isalpha() for character in sender)


def _meant(
    wanted: str, senders: Iterable[Sender], country: str | None
) -> Sender | None:
    """Return the sender that is meant; reads numbering plans from disk."""
    same = _one_form(wanted, country)
    return next((s for s in senders if _one_form(s.value, country) == same), None)


def _one_form(sender: str, country: str | None) -> str:
    """Return what a sender has in common with all other ways to write it."""
    text = sender.strip()
    if is_name(text):
        return text.casefold()
    return e164(text, country) or e164(f"+{text}", None) or text
