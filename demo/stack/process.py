"""A program that we start, and that never outlives us."""

import asyncio
from asyncio.subprocess import PIPE, Process
import contextlib
import os
from pathlib import Path
import signal
import sys
from typing import TYPE_CHECKING

from .errors import StackError

_LEASH = str(Path(__file__).with_name("leash.py"))
_LAST_LINES = 20

# Home Assistant is compiled once, not at each start, also where Python was told to keep
# nothing.
_KEEP_COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}


class Program:
    """One running program, with its output in a file."""

    def __init__(self, name: str, process: Process, log: Path) -> None:
        """Keep what is needed to end it."""
        self.name = name
        self._process = process
        self._log = log

    @classmethod
    async def start(
        cls,
        name: str,
        module: str,
        *arguments: str,
        folder: Path,
        log: Path,
        talks: bool = False,
    ) -> Program:
        """Start a Python module.

        Args:
            name: what people know it by.
            module: what `python -m` would run.
            arguments: its command line.
            folder: where it runs.
            log: where its output is appended.
            talks: read what it prints with `read_line` instead of logging it.

        """
        command = [sys.executable, "-m", module, *arguments]
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                _LEASH,
                str(os.getpid()),
                *command,
                cwd=folder,
                env=os.environ | _KEEP_COMPILED,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=PIPE if talks else output,
                stderr=output,
                # Ctrl-C is for us alone: we then end the others in good order.
                start_new_session=True,
            )
        return cls(name, process, log)

    @property
    def pid(self) -> int:
        """Return its process id."""
        return self._process.pid

    def check(self) -> None:
        """Raise StackError if it has ended by itself."""
        if (code := self._process.returncode) is None:
            return
        lines = self._log.read_text(errors="replace").splitlines()[-_LAST_LINES:]
        shown = "\n".join(lines)
        raise StackError(f"{self.name} ended by itself with exit code {code}:\n{shown}")

    async def read_line(self) -> str:
        """Return the next line it prints; raises StackError if it ends first."""
        if TYPE_CHECKING:
            assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            await self._process.wait()
            self.check()
        return line.decode()

    async def stop(self, seconds: float) -> None:
        """End it; by force, and with a StackError, if that takes too many seconds."""
        self._signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(seconds):
                await self._process.wait()
        except TimeoutError:
            raise StackError(f"{self.name} did not end and was killed") from None
        finally:
            # Also on Ctrl-C while waiting: whatever happens, it is gone.
            self._signal(signal.SIGKILL)

    async def kill(self) -> None:
        """End it as a power cut would."""
        self._signal(signal.SIGKILL)
        await self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        with contextlib.suppress(ProcessLookupError):
            if self._process.returncode is None:
                self._process.send_signal(number)
