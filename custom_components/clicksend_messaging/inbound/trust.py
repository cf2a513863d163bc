"""Who may command the home."""

from collections.abc import Callable, Collection
import time

from homeassistant.core import HomeAssistant

from ..api.clicksend import ClickSendClient
from ..api.errors import ApiError, ForbiddenError, NotFoundError
from ..phone import e164_of_all

# Who is added to a list is trusted, and who is removed no longer is, after this long.
FRESH_SECONDS = 300

# A list that could not be read is not asked for again for each of many texts.
PAUSE_SECONDS = 20


class Trust:
    """Tells whether a number is trusted: by name, as part of a list, or as everyone."""

    def __init__(
        self,
        hass: HomeAssistant,
        client: ClickSendClient,
        country: Callable[[], str | None],
        *,
        numbers: Collection[str],
        lists: Collection[str],
        everyone: bool,
    ) -> None:
        """Prepare; nothing is read yet.

        Args:
            hass: Home Assistant.
            client: reads the lists.
            country: tells where numbers in national form belong.
            numbers: the numbers that are trusted.
            lists: the ids of the contact lists whose members are trusted.
            everyone: whether whoever can send a text is trusted.

        """
        self._hass = hass
        self._client = client
        self._country = country
        self._numbers = numbers
        self._lists = lists
        self._everyone = everyone
        self._members: dict[str, frozenset[str]] = {}
        self._read_at: dict[str, float] = {}
        self._failures: dict[str, tuple[float, ApiError]] = {}

    async def async_is_trusted(self, number: str | None) -> bool:
        """Return whether a sender is trusted; ``None`` is one without a number.

        Raises:
            ApiError: it depends on a list that was never read and cannot be.

        """
        if self._everyone or number in self._numbers:
            return True
        if number is None:
            return False
        for list_id in self._lists:
            if number in await self._async_members(list_id):
                return True
        return False

    async def _async_members(self, list_id: str) -> frozenset[str]:
        """Return the numbers on a list; the last known ones if it cannot be read."""
        now = time.monotonic()
        known = self._members.get(list_id)
        if known is not None and now < self._read_at[list_id] + FRESH_SECONDS:
            return known
        if known is None and list_id in self._failures:
            failed_at, failure = self._failures[list_id]
            if now < failed_at + PAUSE_SECONDS:
                raise failure
        try:
            contacts = await self._client.contacts.of_list(list_id)
        except ForbiddenError, NotFoundError:
            # Nobody is on a list that is gone.
            members: frozenset[str] = frozenset()
        except ApiError as err:
            if known is None:
                self._failures[list_id] = (time.monotonic(), err)
                raise
            members = known
        else:
            numbers = [contact.phone_number for contact in contacts]
            members = await self._hass.async_add_executor_job(
                e164_of_all, numbers, self._country()
            )
        self._members[list_id], self._read_at[list_id] = members, now
        return members
