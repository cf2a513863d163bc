"""Placeholder until the real one is merged."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture."""

    content: bytes = field(repr=False)
    extension: str
