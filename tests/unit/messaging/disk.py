"""A disk that may be full, and that forgets in a power cut what was not made safe."""

import errno
import os
from pathlib import Path
from random import Random
import stat
from typing import Any


class PowerCutError(Exception):
    """The power was cut in the middle of something."""


class Disk:
    """Stands for the module ``os``, as far as the outbox's file is concerned."""

    def __init__(self) -> None:
        """Begin with room."""
        self.begin(Random(0))  # noqa: S311 (chance has to be repeatable here)

    def begin(self, chance: Random) -> None:
        """Begin with room, and with everything safe."""
        self.full = False
        self.failed = False
        """Whether anything could not be written."""
        self.chance = chance
        self._operations_left: int | None = None
        self._safe_sizes: dict[int, int] = {}
        """Up to where the files that were written to are safe, by inode."""
        self._cut_tails: dict[int, bytes] = {}
        """What was cut off from files, which may come back."""
        self._replaced: dict[Path, tuple[int, bytes]] = {}
        """Files that a newer one may take the place of, and that may come back."""

    def __getattr__(self, name: str) -> Any:
        """Do everything else as it is done."""
        return getattr(os, name)

    def open(self, path: Path, flags: int, mode: int = 0o777) -> int:
        """Open a file; a fresh one is going to replace the one without the suffix."""
        self._operate()
        target = path.with_suffix("")
        if flags & os.O_TRUNC and target.exists():
            self._replaced[target] = target.stat().st_ino, target.read_bytes()
        descriptor = os.open(path, flags, mode)
        state = os.fstat(descriptor)
        if flags & os.O_TRUNC:
            self._safe_sizes[state.st_ino] = 0
        self._safe_sizes.setdefault(state.st_ino, state.st_size)
        return descriptor

    def write(self, descriptor: int, content: memoryview) -> int:
        """Write as much as there is room for; some disks say so only later."""
        self._operate()
        if not self.full or self.chance.random() < 0.5:
            return os.write(descriptor, content)
        os.write(descriptor, content[: self.chance.randrange(len(content))])
        raise self._no_room()

    def ftruncate(self, descriptor: int, size: int) -> None:
        """Cut off what is beyond a size."""
        self._operate()
        state = os.fstat(descriptor)
        self._cut_tails[state.st_ino] = os.pread(descriptor, state.st_size, size)
        os.ftruncate(descriptor, size)

    def fsync(self, descriptor: int) -> None:
        """Make a file safe, or which file has which name."""
        self._operate()
        state = os.fstat(descriptor)
        if stat.S_ISDIR(state.st_mode):
            self._replaced.clear()
            return
        if self.full and state.st_size > self._safe_sizes[state.st_ino]:
            raise self._no_room()
        self._safe_sizes[state.st_ino] = state.st_size
        self._cut_tails.pop(state.st_ino, None)

    def cut_power_after(self, operations: int) -> None:
        """Do that many operations more, and then none."""
        self._operations_left = operations

    def cut_power(self, folder: Path) -> None:
        """Lose any part of what was not made safe."""
        self._operations_left = None
        for path, (inode, content) in self._replaced.items():
            if path.stat().st_ino != inode and self.chance.random() < 0.5:
                path.write_bytes(content)
        for path in folder.iterdir():
            state = path.stat()
            safe = self._safe_sizes.get(state.st_ino, state.st_size)
            if safe < state.st_size:
                os.truncate(path, self.chance.randint(safe, state.st_size))
            elif (
                tail := self._cut_tails.get(state.st_ino)
            ) and self.chance.random() < 0.5:
                path.write_bytes(path.read_bytes() + tail)
        self._safe_sizes.clear()
        self._cut_tails.clear()
        self._replaced.clear()

    def _operate(self) -> None:
        """Do one thing, if there still is power."""
        if self._operations_left is None:
            return
        if self._operations_left == 0:
            raise PowerCutError
        self._operations_left -= 1

    def _no_room(self) -> OSError:
        """Return what is raised when nothing fits any more."""
        self.failed = True
        return OSError(errno.ENOSPC, "the disk is full")
