"""The countries that numbers belong to."""

from collections.abc import Collection

from homeassistant.core import HomeAssistant

from ...phone import countries_of

MAX_COUNTRIES = 10_000


class Countries:
    """Finds out the country of each number, and remembers it."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with nothing known."""
        self._hass = hass
        self._known: dict[str, str | None] = {}

    def __contains__(self, number: str) -> bool:
        """Tell whether a number's country was looked up."""
        return number in self._known

    def __getitem__(self, number: str) -> str | None:
        """Return the country of a number that was looked up, if it has one."""
        return self._known[number]

    async def async_of(self, numbers: Collection[str]) -> dict[str, str | None]:
        """Return the country of each number."""
        unknown = [number for number in numbers if number not in self]
        found = {number: self[number] for number in numbers if number in self}
        if unknown:
            found |= await self._hass.async_add_executor_job(countries_of, unknown)
            if len(self._known) > MAX_COUNTRIES:
                self._known.clear()
            self._known |= found
        return found
