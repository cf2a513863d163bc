"""Runs cases in a process of their own; prints their results, a line of JSON each."""

import asyncio
import importlib
import json
import logging
import os
from pathlib import Path
import sys
import tempfile
from typing import override

from . import fast_clock
from .cases.setting import Setting
from .plan import CASES
from .results import Result


class _Errors(logging.Handler):
    """Remembers errors: figures of what went wrong mean nothing."""

    def __init__(self) -> None:
        """Start with none."""
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.name}: {record.getMessage()}")


def run(name: str, over: str, url: str, folder: str, *, quick: bool) -> list[Result]:
    """Run a case.

    Raises:
        RuntimeError: an error was logged meanwhile.

    """
    # Only now, because it loads Home Assistant.
    module = importlib.import_module(f"{__package__}.cases.{name}")
    runner = importlib.import_module("homeassistant.runner")
    create_loop = (
        fast_clock.create_event_loop
        if CASES[name].on_fast_clock
        else runner.create_event_loop
    )
    errors = _Errors()
    logging.getLogger().addHandler(errors)
    with (
        tempfile.TemporaryDirectory(dir=folder) as config,
        asyncio.Runner(loop_factory=create_loop) as loop,
    ):
        setting = Setting(over=over, url=url, folder=Path(config), quick=quick)
        results: list[Result] = loop.run(module.run(setting))
    logging.getLogger().removeHandler(errors)
    if errors.seen:
        raise RuntimeError(f"Errors were logged: {errors.seen}")
    return results


def main() -> None:
    """Run what the command line says: a folder, haste, and case, protocol, address."""
    folder, haste, *planned = sys.argv[1:]
    runs = list(zip(*[iter(planned)] * 3, strict=True))
    shown = logging.StreamHandler()
    shown.setLevel(logging.ERROR)
    logging.basicConfig(handlers=[shown])
    if any(CASES[name].on_fast_clock for name, _, _ in runs):
        fast_clock.install()
    # Standard output is for the results alone.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    sys.stdout = sys.stderr
    for name, over, url in runs:
        results = run(name, over, url, folder, quick=haste == "quick")
        print(
            json.dumps([result.as_json() for result in results]),
            file=answers,
            flush=True,
        )


if __name__ == "__main__":
    main()
