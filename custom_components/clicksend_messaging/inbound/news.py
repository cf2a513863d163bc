"""What the world is told about texts that came in: one signal for each, once."""

from typing import Final

from homeassistant.util.signal_type import SignalType

from ..const import DOMAIN
from .text import ReceivedText

TRUSTED: Final = "trusted"
UNTRUSTED: Final = "untrusted"

# With the account's entry id.
SIGNAL_TEXT: SignalType[str, ReceivedText] = SignalType(f"{DOMAIN}_text")


def text_type(text: ReceivedText) -> str:
    """Return what kind of text this is, as entities and triggers say it."""
    return TRUSTED if text.trusted else UNTRUSTED
