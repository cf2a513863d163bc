"""Who a message may come from."""

from dataclasses import dataclass
from enum import StrEnum


class SenderKind(StrEnum):
    """What a sender is."""

    NUMBER = "number"
    OWN_NUMBER = "own_number"
    ALPHA_TAG = "alpha_tag"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A number bought from ClickSend, a verified number of one's own, or a name.

    ``usable`` tells whether ClickSend has approved it; one that it has not is replaced
    or stamped on the way.
    """

    value: str
    kind: SenderKind
    usable: bool
