"""What the world is told about texts that came in: one signal for each, once."""

from homeassistant.util.signal_type import SignalType

from ..const import DOMAIN
from .inbox import ReceivedText

# With the account's entry id.
SIGNAL_TEXT: SignalType[str, ReceivedText] = SignalType(f"{DOMAIN}_text")
