"""Measures contestants in turn, so that a busy moment of the machine hits all alike."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
import gc
import time


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds for one unit of work: on the clock, and of the processor.

    Processor time is that of this whole process, all threads included.
    """

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """Work to be measured.

    ``prepare`` comes first and is not measured. ``aftermath`` is for how many seconds
    the work may go on after it has answered; what the processor does meanwhile counts.
    """

    work: Callable[[], Awaitable[object]]
    prepare: Callable[[], Awaitable[object]] | None = None
    units: int = 1
    aftermath: float = 0


async def measure(contestant: Contestant) -> Figures:
    """Do the work once."""
    if contestant.prepare is not None:
        await contestant.prepare()
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    await contestant.work()
    wall = time.perf_counter() - wall
    if contestant.aftermath:
        await asyncio.sleep(contestant.aftermath)
    cpu = time.process_time() - cpu
    return Figures(wall / contestant.units, cpu / contestant.units)


async def interleaved(
    contestants: Mapping[str, Contestant], rounds: int
) -> dict[str, list[Figures]]:
    """Measure each contestant once a round, each round starting with another.

    A round that does not count comes first: connections are made in it.
    """
    for contestant in contestants.values():
        await measure(contestant)
    measured: dict[str, list[Figures]] = {name: [] for name in contestants}
    names = list(contestants)
    for turn in range(rounds):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            measured[name].append(await measure(contestants[name]))
    return measured
