"""Times as Prelude and the hub spell them."""

from datetime import UTC, datetime


def rfc3339(time: float) -> str:
    """Spell a time."""
    return f"{datetime.fromtimestamp(time, UTC):%Y-%m-%dT%H:%M:%SZ}"
