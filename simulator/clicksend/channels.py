"""What sets texts, pictures and calls apart; all else about sending is the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..settings import Settings
from ..world import World
from .accounts import Account
from .books import ChannelName, SentText
from .pricing import Size
from .routes import Call

type Message = Mapping[str, Any]
type Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One way to reach people."""

    name: ChannelName
    priced: str
    """The words of an answer with prices."""
    listed: str
    """The words of an answer with history."""
    cancelled: str
    cancelled_data: Callable[[Settings], object]
    sums: tuple[str, ...]
    """Which of the sums that some answers lack it has in its published example."""
    alpha_tags: bool
    """Whether the sender may be a name."""
    countries: Callable[[Settings], tuple[str, ...]]
    """Where it works at all; `*` for everywhere."""
    complete: Callable[[Settings, Message, Message], Message]
    """Add to a message what the request says for all, and what goes without saying."""
    objection: Callable[[Call, Message], str | None]
    """The status of a message that lacks what only this channel asks for."""
    measure: Callable[[Settings, str], Size]
    price: Callable[[str, int], Decimal]
    details: Callable[[Settings, Message, float], Mapping[str, Any]]
    """What the books keep of a message that is due then, besides the usual."""
    row: Callable[[World, Account, SentText], Row]
    """An accepted message in the answer to sending it."""
    history_row: Callable[[World, Account, SentText], Row]
