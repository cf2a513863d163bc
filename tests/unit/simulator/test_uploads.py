"""ClickSend's POST /uploads, and the pictures that come of it."""

from base64 import b64encode
from io import BytesIO
import os
from typing import Any

from PIL import Image
import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller, Upload
from tests.unit.simulator.pictures import picture

PNG = b64encode(picture("PNG")).decode()


async def test_answer(simulator: Simulator, clicksend: Caller) -> None:
    """An upload has an address, an owner and an end."""
    reply = await clicksend("POST", "/uploads", {"content": PNG, "convert": "mms"})

    assert reply.json["response_msg"] == "Your file has been uploaded."
    data = reply.data
    assert data == {
        "_url": f"{simulator.url}/media/{data['file_name']}",
        "file_name": data["file_name"],
        "upload_id": 27001,
        "user_id": 672721,
        "date_added": data["date_added"],
        "date_delete": data["date_added"] + 600,
    }


@pytest.mark.parametrize(
    ("content", "kind", "suffix"),
    [
        (picture("PNG"), "JPEG", ".jpg"),
        (picture("PNG", mode="RGBA"), "JPEG", ".jpg"),
        (picture("BMP"), "JPEG", ".jpg"),
        (picture("JPEG"), "JPEG", ".jpg"),
        (picture("GIF"), "GIF", ".gif"),
    ],
    ids=["png", "transparent png", "bmp", "jpeg", "gif"],
)
async def test_pictures_become_what_phones_can_show(
    clicksend: Caller, upload: Upload, content: bytes, kind: str, suffix: str
) -> None:
    """PNG and BMP become JPEG; JPEG and GIF stay as they are."""
    url = await upload(content)

    async with clicksend.session.get(url) as response:
        sent = await response.read()
        assert response.content_type == f"image/{kind.lower()}"
    with Image.open(BytesIO(sent)) as shown:
        assert (shown.format, shown.size) == (kind, (32, 20))
    assert url.endswith(suffix)
    if content[1:4] != b"PNG" and content[:2] != b"BM":
        assert sent == content


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        7,
        "no base64!",
        "ä",
        b64encode(b"%PDF-1.7").decode(),
        b64encode(b"\xff\xd8\xff only the beginning").decode(),
        b64encode(picture("PNG")[:40]).decode(),
        b64encode(picture("TIFF")).decode(),
    ],
)
async def test_what_is_no_picture_is_refused(clicksend: Caller, content: Any) -> None:
    """Whatever it claims to be."""
    reply = await clicksend("POST", "/uploads?convert=mms", {"content": content})

    assert (reply.status, list(reply.data)) == (400, ["content"])


@pytest.mark.parametrize("path", ["/uploads", "/uploads?convert=fax"])
async def test_what_it_is_for_must_be_said(clicksend: Caller, path: str) -> None:
    """Only pictures for MMS are taken in."""
    reply = await clicksend("POST", path, {"content": PNG})

    assert (reply.status, list(reply.data)) == (400, ["convert"])


async def test_picture_that_is_too_large(
    simulator: Simulator, clicksend: Caller
) -> None:
    """A file has 250 kB at most, unless the account may send more."""
    noise = Image.frombytes("RGB", (400, 300), os.urandom(400 * 300 * 3))
    file = BytesIO()
    noise.save(file, "JPEG", quality=100)
    body = {"content": b64encode(file.getvalue()).decode()}
    simulator.settings.upload_most_bytes = len(file.getvalue()) - 1
    refused = await clicksend("POST", "/uploads?convert=mms", body)
    simulator.settings.upload_most_bytes += 1
    accepted = await clicksend("POST", "/uploads?convert=mms", body)

    assert (refused.status, refused.json["response_msg"]) == (
        400,
        "The file is too large.",
    )
    assert accepted.status == 200


@pytest.mark.parametrize("seconds", [600, 7 * 24 * 3600])
async def test_upload_expires(
    simulator: Simulator, clicksend: Caller, upload: Upload, seconds: float
) -> None:
    """After ten minutes, or a week, its address leads nowhere."""
    simulator.settings.upload_seconds = seconds
    url = await upload()

    async def status() -> int:
        async with clicksend.session.get(url) as response:
            return response.status

    simulator.clock.advance(seconds - 5)
    assert await status() == 200
    simulator.clock.advance(6)
    assert await status() == 404


async def test_address_that_never_was(simulator: Simulator, clicksend: Caller) -> None:
    """There is nothing at an address that somebody made up."""
    async with clicksend.session.get(f"{simulator.url}/media/x.jpg") as response:
        assert response.status == 404
