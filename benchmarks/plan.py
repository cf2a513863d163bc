"""Which cases there are, and how each is run."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

# A case and what it runs over.
type Run = tuple[str, str]

HTTP_AND_TLS = ("http", "https")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """How to run a case.

    ``over`` names what it is repeated over; where it makes no difference, a case runs
    once. After ``seconds`` something must have gone wrong, and it is ended.
    """

    over: tuple[str, ...] = HTTP_AND_TLS
    on_fast_clock: bool = False
    seconds: float = 100


# By the name of its module, in the order in which they run.
CASES = {
    "single": Case(),
    "burst": Case(),
    "bulk": Case(),
    "backlog": Case(over=("http",)),
    "contacts": Case(over=("http",)),
    "importing": Case(over=("http",)),
    "startup": Case(),
    "idle": Case(over=("https",), on_fast_clock=True),
}


def runs(names: Iterable[str]) -> list[Run]:
    """Return the runs of some cases."""
    return [(name, over) for name in names for over in CASES[name].over]


def groups(names: Iterable[str], *, quick: bool) -> list[list[Run]]:
    """Return which runs share a process.

    Each has its own, unless haste matters more; the fast clock suits some only.
    """
    if not quick:
        return [[run] for run in runs(names)]
    by_clock = groupby(runs(names), lambda run: CASES[run[0]].on_fast_clock)
    return [list(group) for _, group in by_clock]
