"""The pictures of messages on their way: on disk until they have left."""

from collections.abc import Collection
from contextlib import suppress
from hashlib import sha256
import os
from pathlib import Path
import shutil
from tempfile import NamedTemporaryFile
import time

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR

from ...api.clicksend import ClickSendClient
from ...const import DOMAIN
from .picture import Picture

# A picture is kept before the message that needs it is.
TIDY_AFTER = 3600


class Pictures:
    """Keeps pictures, each once, and uploads them for the messages that need them."""

    def __init__(
        self, hass: HomeAssistant, entry_id: str, client: ClickSendClient
    ) -> None:
        """Remember where they are; nothing is opened yet."""
        self._hass = hass
        self._folder = _folder(hass, entry_id)
        self._client = client

    async def async_keep(self, picture: Picture) -> str:
        """Put a picture on the disk, to stay after a power cut; return its name.

        Raises:
            OSError: it could not be written.

        """
        return await self._hass.async_add_executor_job(_keep, self._folder, picture)

    async def async_upload(self, name: str) -> str:
        """Upload a picture and return its address, which does not live long.

        Raises:
            ApiError: see ``api.errors``.
            OSError: it is not on the disk any more.

        """
        path = self._folder / name
        content = await self._hass.async_add_executor_job(path.read_bytes)
        return await self._client.uploads.picture(content)

    async def async_tidy(self, in_use: Collection[str]) -> None:
        """Delete the pictures that no message needs any longer."""
        await self._hass.async_add_executor_job(_tidy, self._folder, in_use)


async def async_forget_pictures(hass: HomeAssistant, entry_id: str) -> None:
    """Delete all pictures of an account."""
    await hass.async_add_executor_job(
        shutil.rmtree,
        _folder(hass, entry_id),
        True,  # noqa: FBT003 (positional only)
    )


def _folder(hass: HomeAssistant, entry_id: str) -> Path:
    """Return where an account's pictures are."""
    return Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}.{entry_id}.media"))


def _keep(folder: Path, picture: Picture) -> str:
    """Write a picture under the name of what it holds; this blocks."""
    name = f"{sha256(picture.content).hexdigest()}.{picture.extension}"
    path = folder / name
    if path.exists():
        path.touch()
        return name
    folder.mkdir(mode=0o700, exist_ok=True)
    # Two automations may keep the same picture at the same time.
    with NamedTemporaryFile(dir=folder, suffix=".tmp", delete=False) as file:
        file.write(picture.content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    return name


def _tidy(folder: Path, in_use: Collection[str]) -> None:
    """Delete what nobody needs; this blocks."""
    before = time.time() - TIDY_AFTER
    # Who tidies must not fail for it; nor for somebody else who does at the same time.
    with suppress(OSError):
        for path in tuple(folder.iterdir()):
            with suppress(OSError):
                if path.name not in in_use and path.stat().st_mtime < before:
                    path.unlink()
