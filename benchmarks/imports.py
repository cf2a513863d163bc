"""Imports integrations in fresh processes and prints what that took, as JSON.

Home Assistant, its helpers and the components that either contestant builds on are
loaded before: a home has most of them anyway. What counts is the integration's own code
and the libraries that it brings along. Each import happens in a fork of this process.
"""

from collections.abc import Callable
import importlib
import json
import logging
import multiprocessing
import pkgutil
import sys
import time

import homeassistant.bootstrap
import homeassistant.helpers

_SHARED = (
    "binary_sensor",
    "camera",
    "diagnostics",
    "event",
    "image",
    "media_source",
    "notify",
    "repairs",
    "sensor",
    "tts",
    "update",
    "webhook",
)


def main(rounds: int, names: list[str]) -> None:
    """Import each package once a round; the first round compiles and does not count."""
    # The camera component says at length that it misses a library it can do without.
    logging.disable()
    helpers = homeassistant.helpers
    for module in pkgutil.iter_modules(helpers.__path__, f"{helpers.__name__}."):
        importlib.import_module(module.name)
    for component in _SHARED:
        importlib.import_module(f"homeassistant.components.{component}")
    measured = [[_in_a_fork(name) for name in names] for _ in range(rounds + 1)]
    print(json.dumps(measured[1:]))


def _in_a_fork(name: str) -> dict[str, float]:
    """Import a package in a process that goes away with all that was loaded."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_import, args=(name, sender.send))
    process.start()
    # Otherwise a process that failed would be waited for for ever.
    sender.close()
    figures: dict[str, float] = receiver.recv()
    process.join()
    return figures


def _import(name: str, answer: Callable[[dict[str, float]], None]) -> None:
    """Import all modules of a package that Home Assistant may ask for."""
    cpu, wall = time.process_time(), time.perf_counter()
    package = importlib.import_module(name)
    for module in pkgutil.iter_modules(package.__path__, f"{name}."):
        importlib.import_module(module.name)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    answer({"wall": wall, "cpu": cpu})


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
