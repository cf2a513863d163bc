"""The outbox's file: one JSON object a line, only ever appended to.

Keeping a message costs the same however many there are, and a file that was cut off or
damaged loses the damaged lines only. Everything here blocks: call it in an executor.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
import os
from pathlib import Path
from typing import Any

from homeassistant.helpers.json import json_bytes
from homeassistant.util.json import JSON_DECODE_EXCEPTIONS, json_loads

VERSION = 1
FORMAT = "clicksend_messaging outbox"
_HEADER = {"format": FORMAT, "version": VERSION}

# What may lie beside the file: one that is being written, one of a newer version.
FRESH = "tmp"
NEWER = "newer"

type Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from a journal.

    A line that could not be read is ``None``. ``cut_off`` is set if only the last one
    was not written to its end, as in a power cut: nobody was told that it was on disk.
    ``newer`` is set if a newer version had written the file, which was then put aside,
    whole.
    """

    lines: list[Line | None] = field(default_factory=list)
    cut_off: bool = False
    newer: bool = False


class Journal:
    """An append-only file of JSON lines, for its owner's eyes only."""

    def __init__(self, path: Path) -> None:
        """Remember where it is; nothing is opened yet."""
        self._path = path

    def read(self) -> Reading:
        """Return what the file holds, as far as it can be read.

        Raises:
            OSError: the file is there and cannot be read at all.

        """
        try:
            *rows, last = self._path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return Reading()
        lines = [_parsed(row) for row in rows if row]
        if last_line := _parsed(last):
            lines.append(last_line)
        if any(_is_newer(line) for line in lines if line):
            self._path.replace(self._beside(NEWER))
            return Reading(newer=True)
        return Reading(
            lines=[line for line in lines if line is None or "format" not in line],
            cut_off=bool(last) and last_line is None,
        )

    def append(self, lines: Iterable[Line]) -> None:
        """Write lines, and return when they are on the disk: all of them or none.

        Raises:
            OSError: they could not be written, such as on a full disk.

        """
        content = _content(lines)
        descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            try:
                _write(descriptor, _line_break(descriptor, size) + content)
            except OSError:
                # Who is told that a message was not kept must not see it leave after
                # a restart.
                with suppress(OSError):
                    os.ftruncate(descriptor, size)
                    os.fsync(descriptor)
                raise
        finally:
            os.close(descriptor)

    def rewrite(self, lines: Iterable[Line]) -> None:
        """Replace the file by one with these lines; on failure it stays as it is.

        Raises:
            OSError: the new file could not be written.

        """
        self._path.parent.mkdir(exist_ok=True)
        fresh = self._beside(FRESH)
        content = _content([_HEADER, *lines])
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_TRUNC | os.O_CREAT, 0o600)
            try:
                _write(descriptor, content)
            finally:
                os.close(descriptor)
            fresh.replace(self._path)
        except OSError:
            # On a full disk it would take the room that the next message needs.
            with suppress(OSError):
                fresh.unlink()
            raise
        _sync_folder(self._path.parent)

    def remove(self) -> None:
        """Delete the file and whatever was put beside it."""
        for path in (self._path, self._beside(FRESH), self._beside(NEWER)):
            path.unlink(missing_ok=True)

    def _beside(self, suffix: str) -> Path:
        """Return the path of another file that belongs to this one."""
        return self._path.with_name(f"{self._path.name}.{suffix}")


def _parsed(row: bytes) -> dict[str, Any] | None:
    """Return a line's object, ``None`` if it is damaged."""
    try:
        line = json_loads(row)
    except JSON_DECODE_EXCEPTIONS:
        return None
    return line if isinstance(line, dict) else None


def _is_newer(line: Line) -> bool:
    """Tell whether a line is the header of a version that we do not know."""
    version = line.get("version") if line.get("format") == FORMAT else None
    return isinstance(version, int) and version > VERSION


def _content(lines: Iterable[Line]) -> bytes:
    """Return lines as they stand in the file."""
    return b"".join(_row(line) for line in lines)


def _row(line: Line) -> bytes:
    """Return a line as it stands in the file."""
    try:
        return json_bytes(dict(line)) + b"\n"
    except TypeError:
        # Half an emoji is no text that a file could hold. ClickSend's answer may have
        # one, and no message may be lost for it.
        whole = {
            name: value.encode(errors="replace").decode()
            if isinstance(value, str)
            else value
            for name, value in line.items()
        }
        return json_bytes(whole) + b"\n"


def _line_break(descriptor: int, size: int) -> bytes:
    """Return a line break if the last line was cut off, so that none is lost to it."""
    return b"\n" if size and os.pread(descriptor, 1, size - 1) != b"\n" else b""


def _sync_folder(folder: Path) -> None:
    """Wait until the folder knows which file is which."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(descriptor: int, content: bytes) -> None:
    """Write everything, and wait until it is on the disk."""
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]
    os.fsync(descriptor)
