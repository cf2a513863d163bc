"""Check that the JSON files named as arguments parse, and that no key hides another."""

import json
from pathlib import Path
import sys


def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Make an object of the pairs, refusing a key that comes twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = {key for key in keys if keys.count(key) > 1}
        raise ValueError(f"keys that come twice: {', '.join(sorted(twice))}")
    return found


def main() -> int:
    """Name each bad file; return the exit code."""
    bad = 0
    for name in sys.argv[1:]:
        try:
            json.loads(Path(name).read_text(), object_pairs_hook=unique)
        except ValueError as error:
            print(f"{name}: {error}")
            bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main())
