"""Home Assistant and the simulator together."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from .home_assistant import HomeAssistantProcess
from .simulator import SimulatorProcess


@dataclass(frozen=True)
class Stack:
    """Both of them, running."""

    simulator: SimulatorProcess
    home_assistant: HomeAssistantProcess


@asynccontextmanager
async def running_stack(folder: Path) -> AsyncGenerator[Stack]:
    """Start both in an empty folder, and end both whatever happens.

    Home Assistant has its first user, and nothing else yet.
    """
    home = folder / "home"
    home.mkdir()
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        simulator = SimulatorProcess(session, folder / "simulator.log")
        home_assistant = HomeAssistantProcess(session, home)
        try:
            await simulator.start()
            await home_assistant.start()
            await home_assistant.api.onboard()
            yield Stack(simulator, home_assistant)
        finally:
            try:
                await home_assistant.stop()
            finally:
                await simulator.stop()
