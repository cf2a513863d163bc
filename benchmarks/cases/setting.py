"""What a case is given."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where a case runs, and how thoroughly.

    ``over`` is ``http`` or ``https``; ``folder`` is empty and the case's own.
    """

    over: str
    url: str
    folder: Path
    quick: bool

    @property
    def rounds(self) -> int:
        """Return how many rounds the medians are taken of."""
        return 2 if self.quick else 5

    @property
    def aftermath(self) -> float:
        """Return how long a message may keep this integration busy after its answer.

        The outbox and the sensors catch up within a second.
        """
        return 0.1 if self.quick else 1.2

    def amount(self, full: int, quick: int) -> int:
        """Return how much of something to do."""
        return quick if self.quick else full


class MiscountError(RuntimeError):
    """What arrived is not what was sent, so that the figures mean nothing."""

    def __init__(self, what: str, expected: int, found: int) -> None:
        """Say by how much it is wrong."""
        super().__init__(f"{what}: {expected} expected, {found} found")


def check(what: str, expected: int, found: int) -> None:
    """Raise if a count is wrong.

    Raises:
        MiscountError: it is.

    """
    if expected != found:
        raise MiscountError(what, expected, found)
