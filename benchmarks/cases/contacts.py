"""Reading contact lists: time, memory, and how long the event loop is held."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
import gc
import time
import tracemalloc

from homeassistant.helpers.aiohttp_client import async_get_clientsession

from custom_components.clicksend_messaging.api.clicksend.caller import Caller
from custom_components.clicksend_messaging.api.clicksend.contacts import Contacts
from custom_components.clicksend_messaging.api.clicksend.listing import read_in_order
from custom_components.clicksend_messaging.api.transports import DirectTransport

from ..home import API_KEY, USERNAME, running_home
from ..measure import Contestant, interleaved
from ..results import Goal, Result, wall_and_cpu
from .setting import Setting, check

NAME = "contact list"

FEWEST, *MORE = SIZES = (1_000, 2_500, 5_000, 10_000)
HELD_SECONDS = 0.05

type _Read = Callable[[int], Awaitable[int]]


async def run(setting: Setting) -> list[Result]:
    """Read lists of several lengths, as recipients and as an action answers them."""
    results: list[Result] = []
    async with running_home(setting.folder) as hass:
        transport = DirectTransport(USERNAME, API_KEY, f"{setting.url}/v3")
        caller = Caller(partial(async_get_clientsession, hass), transport)

        async def people(size: int) -> int:
            return len(await Contacts(caller).of_list(str(size)))

        async def rows(size: int) -> int:
            pages = caller.pages(f"/lists/{size}/contacts")
            listing = await read_in_order(pages, key="contact_id", enough=SIZES[-1])
            return len(listing.rows)

        for name, read in (("people", people), ("rows", rows)):
            results += await _measure(f"{NAME}, {name}", read, setting)
    return results


async def _measure(case: str, read: _Read, setting: Setting) -> list[Result]:
    """Measure one way to read, for lists of all lengths."""

    async def all_of_it(size: int) -> None:
        check("contacts", size, await read(size))

    works = {f"{size:,}": partial(all_of_it, size) for size in SIZES}
    measured = await interleaved(
        {
            name: Contestant(work=work, units=size)
            for size, (name, work) in zip(SIZES, works.items(), strict=True)
        },
        setting.rounds,
    )
    held = {
        name: [await _longest_hold(work) for _ in range(setting.rounds)]
        for name, work in works.items()
    }
    peaks = {
        name: [await _peak(work) / size for _ in range(setting.rounds)]
        for size, (name, work) in zip(SIZES, works.items(), strict=True)
    }
    goals = [Goal(of=f"{size:,}", beside=f"{FEWEST:,}", at_most=1.5) for size in MORE]
    longest = [Goal(of=f"{SIZES[-1]:,}", at_most=HELD_SECONDS)]
    return [
        *wall_and_cpu(
            case,
            setting.over,
            measured,
            per="contact",
            wall_goals=goals,
            cpu_goals=goals,
        ),
        _result(case, setting, "longest hold of the loop", "s", held, longest),
        _result(case, setting, "peak memory per contact", "bytes", peaks, goals),
    ]


def _result(
    case: str,
    setting: Setting,
    what: str,
    unit: str,
    rounds: Mapping[str, Sequence[float]],
    goals: Sequence[Goal],
) -> Result:
    """Return figures of one kind."""
    return Result(
        case=case,
        over=setting.over,
        measure=what,
        unit=unit,
        rounds=rounds,
        goals=goals,
    )


async def _longest_hold(work: Callable[[], Awaitable[None]]) -> float:
    """Return the longest time between two turns of the event loop, in seconds."""
    gc.collect()
    async with _ticking() as gaps:
        await work()
    return max(gaps)


@asynccontextmanager
async def _ticking() -> AsyncGenerator[list[float]]:
    """Note how long the turns of the event loop take that are long."""
    gaps = [0.0]

    async def tick() -> None:
        before = time.perf_counter()
        while True:
            await asyncio.sleep(0)
            now = time.perf_counter()
            if now - before > gaps[-1]:
                gaps.append(now - before)
            before = now

    task = asyncio.create_task(tick())
    await asyncio.sleep(0)
    try:
        yield gaps
        # The last turn counts as well.
        await asyncio.sleep(0)
    finally:
        task.cancel()


async def _peak(work: Callable[[], Awaitable[None]]) -> int:
    """Return how many bytes more than before there were at most."""
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        await work()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return peak - before
