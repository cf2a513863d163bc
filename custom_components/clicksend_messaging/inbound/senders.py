"""Those whose texts a trigger waits for."""

import asyncio
from collections.abc import Collection, Sequence

from homeassistant.core import HomeAssistant

from ..phone import e164
from .text import ReceivedText


class Senders:
    """Numbers in any form, and names of recipients or of those who write under one."""

    def __init__(self, hass: HomeAssistant, wanted: Sequence[str]) -> None:
        """Take them as somebody wrote them."""
        self._hass = hass
        self._wanted = [sender.strip() for sender in wanted]
        self._names = {sender.casefold() for sender in self._wanted}
        self._numbers: dict[str | None, frozenset[str]] = {}
        self._reading = asyncio.Lock()

    async def async_include(
        self, text: ReceivedText, country: str | None, recipients: Collection[str]
    ) -> bool:
        """Tell whether a text is from one of them; texts are answered in their order.

        Args:
            text: the text.
            country: where numbers in national form belong.
            recipients: the names of all recipients. They are nobody else's, although
                anybody can write under any name.

        """
        async with self._reading:
            if country not in self._numbers:
                self._numbers[country] = await self._hass.async_add_executor_job(
                    _numbers, self._wanted, country
                )
        if text.from_number in self._numbers[country]:
            return True
        if text.name is not None and text.name.strip().casefold() in self._names:
            return True
        sender = text.from_number.strip().casefold()
        taken = {name.strip().casefold() for name in recipients}
        return sender in self._names and sender not in taken


def _numbers(wanted: Sequence[str], country: str | None) -> frozenset[str]:
    """Return the numbers in E.164; reads numbering plans from disk."""
    found = (e164(one, country) or e164(f"+{one}", None) for one in wanted)
    return frozenset(number for number in found if number is not None)


def first_incomplete(wanted: Sequence[str]) -> int | None:
    """Return where the first is that looks like a number and cannot be one.

    Only what begins with a plus: short ones and national ones exist in many forms.
    Reads numbering plans from disk.
    """
    for index, sender in enumerate(wanted):
        number = sender.strip()
        if (
            number.startswith("+")
            and not any(character.isalpha() for character in number)
            and e164(number, None) is None
        ):
            return index
    return None
