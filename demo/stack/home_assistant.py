"""Home Assistant as a process of its own."""

from pathlib import Path
import socket

import aiohttp

from .api import HomeAssistantApi
from .errors import RefusedError
from .folder import make_folder
from .process import Program
from .waiting import eventually

_START_SECONDS = 120
_STOP_SECONDS = 40


class HomeAssistantProcess:
    """Starts and stops it; it keeps its folder and port from one start to the next."""

    def __init__(self, session: aiohttp.ClientSession, folder: Path) -> None:
        """Make its folder."""
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.api = HomeAssistantApi(session, self.url)
        self.logs: list[Path] = []
        """Home Assistant's own log files, one a start."""
        self.folder = folder
        self._program: Program | None = None
        make_folder(folder, self.port)

    async def start(self) -> None:
        """Start it and wait until it is up."""
        log = self.folder / f"home-assistant-{len(self.logs) + 1}.log"
        self.logs.append(log)
        program = await Program.start(
            "Home Assistant",
            "homeassistant",
            *("--config", str(self.folder)),
            *("--log-file", str(log)),
            # Everything is installed already, and the internet may be away.
            "--skip-pip",
            folder=self.folder,
            log=self.folder / "output.log",
        )
        self._program = program

        async def is_up() -> bool:
            program.check()
            return await self._answers()

        await eventually("Home Assistant is up", _START_SECONDS, is_up)

    async def stop(self) -> None:
        """End it."""
        program, self._program = self._program, None
        if program is not None:
            await program.stop(_STOP_SECONDS)

    async def kill(self) -> None:
        """End it as a power cut would."""
        program, self._program = self._program, None
        if program is not None:
            await program.kill()

    async def _answers(self) -> bool:
        """Tell whether it has started, as far as it tells anybody yet."""
        try:
            if not self.api.signed_in:
                return await self.api.can_be_onboarded()
            config = await self.api.get("/api/config")
        except aiohttp.ClientError, RefusedError:
            return False
        return bool(config["state"] == "RUNNING")


def _free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
