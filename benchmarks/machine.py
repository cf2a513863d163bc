"""What the figures were measured on."""

from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
import os
from pathlib import Path
import platform
from statistics import median
import tempfile
import time
from typing import Any

_PACKAGES = (
    "homeassistant",
    "aiohttp",
    "requests",
    "orjson",
    "phonenumbers",
    "aiontfy",
)
_SYNCS = 100


def described(folder: Path) -> dict[str, Any]:
    """Return versions, machine and date; nothing that names anybody.

    Args:
        folder: where the files of the runs are kept.

    """
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {
            "python": platform.python_version(),
            **{package: _version(package) for package in _PACKAGES},
        },
        "machine": {
            "system": f"{platform.system()} {platform.machine()}",
            "processor": _processor(),
            "processors": os.cpu_count(),
            "load_average": round(os.getloadavg()[0], 2),
            "fsync_seconds": _fsync_seconds(folder),
        },
    }


def _version(package: str) -> str | None:
    """Return a package's version, ``None`` if it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    """Return what the processor calls itself."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2] for line in lines if line.startswith("model name")]
    return names[0].strip() if names else platform.processor()


def _fsync_seconds(folder: Path) -> float:
    """Return what it takes to have a line on the disk."""
    seconds = []
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        for _ in range(_SYNCS):
            file.write(b"x" * 500)
            before = time.perf_counter()
            os.fsync(file)
            seconds.append(time.perf_counter() - before)
    return median(seconds)
