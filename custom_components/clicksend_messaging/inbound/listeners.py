"""Those who hear of what came in, each whatever becomes of the others."""

from collections.abc import Callable
import logging

from homeassistant.core import CALLBACK_TYPE, callback

_LOGGER = logging.getLogger(__name__)


class Listeners[NewsT]:
    """Called in the order in which they were added."""

    def __init__(self) -> None:
        """Start without any."""
        self._listeners: dict[Callable[[NewsT], None], None] = {}

    @callback
    def async_add(self, listener: Callable[[NewsT], None]) -> CALLBACK_TYPE:
        """Call one more from now on; return what ends that."""
        self._listeners[listener] = None
        return lambda: self._listeners.pop(listener, None)

    @callback
    def async_tell(self, news: NewsT) -> None:
        """Tell all of them, once: what one cannot take, the others still hear."""
        for listener in tuple(self._listeners):
            try:
                listener(news)
            except Exception:
                _LOGGER.exception("What came in was not taken note of everywhere")
