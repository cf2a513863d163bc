"""POST /uploads."""

from base64 import b64decode
from io import BytesIO

from PIL import Image

from ..http import Answer
from ..uploads import Upload
from .envelope import bad_request, success
from .routes import Call, Route

_KEPT = {"JPEG": ("jpg", "image/jpeg"), "GIF": ("gif", "image/gif")}
_CONVERTED = {"PNG", "BMP"}


def upload(call: Call) -> Answer:
    """Take in a picture for an MMS, for some minutes."""
    body, world = call.json_object(), call.world
    convert = call.request.query.get("convert") or body.get("convert")
    if convert != "mms":
        message = "The convert field must be mms: nothing else is simulated."
        raise bad_request(message, {"convert": message})
    content, suffix, content_type = _as_sent(_decoded(body.get("content")))
    if len(content) > world.settings.upload_most_bytes:
        message = "The file is too large."
        raise bad_request(message, {"content": message})
    now = world.clock.now()
    kept = Upload(
        upload_id=world.uploads.next_id(),
        user_id=call.account.user_id,
        file_name=f"{world.new_message_id()}.{suffix}",
        content=content,
        content_type=content_type,
        added_at=now,
        expires_at=now + world.settings.upload_seconds,
    )
    world.uploads.add(kept)
    return success(
        "Your file has been uploaded.",
        {
            "_url": world.uploads.url_of(kept),
            "file_name": kept.file_name,
            "upload_id": kept.upload_id,
            "user_id": kept.user_id,
            "date_added": int(kept.added_at),
            "date_delete": int(kept.expires_at),
        },
    )


ROUTES = (Route("POST", "/uploads", upload),)


def _decoded(content: object) -> bytes:
    """Return the bytes of the file; raises RefusedError if there are none."""
    try:
        decoded = b64decode(content, validate=True) if isinstance(content, str) else b""
    except ValueError:
        decoded = b""
    if not decoded:
        message = "The content field must be the base64 encoded file."
        raise bad_request(message, {"content": message})
    return decoded


def _as_sent(content: bytes) -> tuple[bytes, str, str]:
    """Return a picture as it is sent, its suffix and type: JPEG, unless it is a GIF."""
    try:
        with Image.open(BytesIO(content), formats=[*_KEPT, *_CONVERTED]) as picture:
            kind = str(picture.format)
            picture.load()
            if kind in _CONVERTED:
                converted = BytesIO()
                picture.convert("RGB").save(converted, "JPEG")
                content, kind = converted.getvalue(), "JPEG"
    except OSError, SyntaxError, ValueError, Image.DecompressionBombError:
        message = "The file is no picture that can be sent."
        raise bad_request(message, {"content": message}) from None
    return content, *_KEPT[kind]
