"""What an automation attaches to an MMS: from its name to a picture."""

import asyncio
from collections.abc import Mapping
from enum import StrEnum
import logging
from pathlib import Path
from typing import Any, Final

from homeassistant.components import image, media_source
from homeassistant.components.media_player import async_process_play_media_url
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, valid_entity_id
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from yarl import URL

from ...const import DOMAIN
from .picture import Picture, PictureError, PictureProblem, mms_picture

_LOGGER = logging.getLogger(__name__)

READ_SECONDS: Final = 10
MAX_READ_BYTES: Final = 20_000_000

_CAMERA: Final = "camera"
_MEDIA_SOURCE: Final = "media-source://"
_MAX_REDIRECTS: Final = 5
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_CHUNK: Final = 64 * 1024
# Enough to recognise what was given.
_SHOWN_CHARACTERS: Final = 80


class _Problem(StrEnum):
    """Why nothing could be read."""

    UNSUPPORTED = "unsupported"
    TTS = "tts"
    NOT_HTTPS = "not_https"
    NOT_FOUND = "not_found"
    UNAVAILABLE = "unavailable"
    NO_ANSWER = "no_answer"


class _AttachmentError(Exception):
    """An attachment that could not be read."""

    def __init__(self, problem: _Problem | PictureProblem) -> None:
        """Say why."""
        super().__init__(problem.value)
        self.problem = problem


# What a caller is told, and whether the mistake is his own.
_ERRORS: Final[
    Mapping[_Problem | PictureProblem, tuple[type[HomeAssistantError], str]]
] = {
    _Problem.UNSUPPORTED: (ServiceValidationError, "attachment_unsupported"),
    _Problem.TTS: (ServiceValidationError, "attachment_tts"),
    _Problem.NOT_HTTPS: (ServiceValidationError, "attachment_not_https"),
    _Problem.NOT_FOUND: (ServiceValidationError, "attachment_not_found"),
    _Problem.UNAVAILABLE: (HomeAssistantError, "attachment_unavailable"),
    _Problem.NO_ANSWER: (HomeAssistantError, "attachment_no_answer"),
    PictureProblem.NOT_A_PICTURE: (
        ServiceValidationError,
        "attachment_not_a_picture",
    ),
    PictureProblem.DAMAGED: (HomeAssistantError, "attachment_damaged"),
    PictureProblem.TOO_MANY_PIXELS: (ServiceValidationError, "attachment_too_large"),
    PictureProblem.TOO_LARGE: (ServiceValidationError, "attachment_too_large"),
}


async def async_picture(
    hass: HomeAssistant, attachment: str | Mapping[str, Any]
) -> Picture:
    """Return the picture that an automation names, fit for an MMS.

    Raises:
        ServiceValidationError: what is named can never be attached.
        HomeAssistantError: it could not be read this time.

    """
    name = _name(attachment)
    try:
        content = await _async_content(hass, name)
        return await hass.async_add_executor_job(mms_picture, content)
    except (_AttachmentError, PictureError) as err:
        kind, key = _ERRORS[err.problem]
    # The cause may name an address with a password in it.
    raise kind(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={"source": _shown(name)},
    )


def _name(attachment: str | Mapping[str, Any]) -> str:
    """Return the one text that says what is meant."""
    if isinstance(attachment, Mapping):
        # The media selector adds an entity when it is the player that was browsed.
        attachment = str(
            attachment.get("media_content_id") or attachment.get(ATTR_ENTITY_ID) or ""
        )
    return attachment.strip()


def _shown(name: str) -> str:
    """Return as much of a name as everybody may read."""
    if not name.startswith(_MEDIA_SOURCE) and (url := _url(name)) and url.host:
        return url.host
    return name.partition("?")[0][:_SHOWN_CHARACTERS] or "(empty)"


def _url(name: str) -> URL | None:
    """Return a name as an address, if it can be one."""
    try:
        return URL(name)
    except ValueError:
        return None


async def _async_content(hass: HomeAssistant, name: str) -> bytes:
    """Read what is named, whatever happens in the code of others on the way."""
    try:
        async with asyncio.timeout(READ_SECONDS):
            content = await _async_read(hass, name)
    except _AttachmentError:
        raise
    except Exception as err:
        # Cameras and media sources let through whatever their own libraries raise.
        _LOGGER.debug("An attachment could not be read (%s)", type(err).__name__)
        raise _AttachmentError(_Problem.NO_ANSWER) from err
    if len(content) > MAX_READ_BYTES:
        raise _AttachmentError(PictureProblem.TOO_LARGE)
    return content


async def _async_read(hass: HomeAssistant, name: str) -> bytes:
    """Read an entity's picture, a media source's, or what is at an address."""
    if name.startswith(_MEDIA_SOURCE):
        domain, _, identifier = name.removeprefix(_MEDIA_SOURCE).partition("/")
        # These would resolve to a film without end, and to sound.
        if domain in (_CAMERA, image.DOMAIN):
            return await _async_entity_picture(hass, domain, identifier)
        if domain == "tts":
            raise _AttachmentError(_Problem.TTS)
        return await _async_media(hass, name)
    if valid_entity_id(entity_id := name.lower()):
        domain = entity_id.partition(".")[0]
        if domain in (_CAMERA, image.DOMAIN):
            return await _async_entity_picture(hass, domain, entity_id)
    elif (url := _url(name)) and url.host:
        if url.scheme == "http":
            raise _AttachmentError(_Problem.NOT_HTTPS)
        if url.scheme == "https":
            return await _async_fetch(hass, url)
    raise _AttachmentError(_Problem.UNSUPPORTED)


async def _async_entity_picture(
    hass: HomeAssistant, domain: str, entity_id: str
) -> bytes:
    """Return what a camera or an image shows now."""
    state = hass.states.get(entity_id)
    if state is None or state.domain != domain or domain not in hass.config.components:
        raise _AttachmentError(_Problem.NOT_FOUND)
    if state.state == STATE_UNAVAILABLE:
        raise _AttachmentError(_Problem.UNAVAILABLE)
    if domain == image.DOMAIN:
        return (await image.async_get_image(hass, entity_id, READ_SECONDS)).content
    # Loaded by now, along with packages that a home without a camera may not have.
    from homeassistant.components import camera  # noqa: PLC0415

    return (await camera.async_get_image(hass, entity_id, READ_SECONDS)).content


async def _async_media(hass: HomeAssistant, media_id: str) -> bytes:
    """Read the file or the address that a media source makes of an id."""
    try:
        media = await media_source.async_resolve_media(hass, media_id, None)
    except media_source.MediaSourceError as err:
        raise _AttachmentError(_Problem.NOT_FOUND) from err
    if not media.mime_type.startswith("image/"):
        raise _AttachmentError(PictureProblem.NOT_A_PICTURE)
    if media.path is None:
        return await _async_fetch(
            hass, URL(async_process_play_media_url(hass, media.url))
        )
    try:
        return await hass.async_add_executor_job(_read_file, media.path)
    except (FileNotFoundError, IsADirectoryError) as err:
        raise _AttachmentError(_Problem.NOT_FOUND) from err


def _read_file(path: Path) -> bytes:
    """Read a file, or just enough to know that it is too large."""
    with path.open("rb") as file:
        return file.read(MAX_READ_BYTES + 1)


async def _async_fetch(hass: HomeAssistant, url: URL) -> bytes:
    """Read what is at an address, or just enough to know that it is too large."""
    session = async_get_clientsession(hass)
    for _ in range(_MAX_REDIRECTS + 1):
        # A step from https to http must not even be tried.
        async with session.get(url, allow_redirects=False) as response:
            if response.status in _REDIRECTS:
                target = url.join(URL(response.headers["Location"]))
                if url.scheme == "https" != target.scheme:
                    raise _AttachmentError(_Problem.NOT_HTTPS)
                url = target
                continue
            if response.status in (404, 410):
                raise _AttachmentError(_Problem.NOT_FOUND)
            response.raise_for_status()
            content = bytearray()
            async for chunk in response.content.iter_chunked(_CHUNK):
                content += chunk
                if len(content) > MAX_READ_BYTES:
                    break
            return bytes(content)
    raise _AttachmentError(_Problem.NO_ANSWER)
