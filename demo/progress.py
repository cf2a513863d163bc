"""What the demo tells you while it works."""

import time

_started = time.monotonic()


def say(text: str) -> None:
    """Print a line with the seconds since the start."""
    print(f"{time.monotonic() - _started:6.1f} s  {text}", flush=True)
