"""Whatever picture comes, what goes out is small, upright, and tells of no place."""

from io import BytesIO
import random
import struct
from typing import Any
import zlib

from hypothesis import given, settings, strategies as st
from PIL import ExifTags, Image
import pytest

from custom_components.clicksend_messaging.messaging.content import picture
from custom_components.clicksend_messaging.messaging.content.picture import (
    MAX_BYTES,
    MAX_PIXELS,
    MAX_SIDE,
    Picture,
    PictureError,
    PictureProblem,
    mms_picture,
)

RED, GREEN, WHITE = (255, 0, 0), (0, 128, 0), (255, 255, 255)


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations() -> None:
    """Do without Home Assistant here."""


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """Return a picture as a file has it."""
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def noise(width: int, height: int) -> Image.Image:
    """Return what compresses worst."""
    points = random.Random(1).randbytes(width * height * 3)  # noqa: S311 (repeatable)
    return Image.frombytes("RGB", (width, height), points)


def flag(width: int = 60, height: int = 40) -> Image.Image:
    """Return a picture that is red on the left and green on the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(GREEN, (width // 2, 0, width, height))
    return image


def animation(*colours: str, size: int = 20) -> bytes:
    """Return a film of plain colours."""
    first, *others = (Image.new("RGB", (size, size), colour) for colour in colours)
    return encoded(
        first,
        "GIF",
        save_all=True,
        append_images=others,
        duration=100,
        loop=0,
        comment=b"51.5007 N, 0.1246 W",
    )


def reopened(result: Picture) -> Image.Image:
    """Open what came out as its recipient would, and check what always holds."""
    assert len(result.content) <= MAX_BYTES
    image = Image.open(BytesIO(result.content))
    image.load()
    assert image.format == {"jpg": "JPEG", "gif": "GIF"}[result.extension]
    assert max(image.size) <= MAX_SIDE
    return image


def seen(image: Image.Image, x: float, y: float) -> tuple[int, ...]:
    """Return the colour at a place between 0 and 1, without what compression did."""
    place = (int(x * (image.width - 1)), int(y * (image.height - 1)))
    colour = image.convert("RGB").getpixel(place)
    assert isinstance(colour, tuple)
    return tuple(round(part / 128) * 128 - (part > 192) for part in colour)


def problem_of(content: bytes) -> PictureProblem:
    """Return why a picture is refused."""
    with pytest.raises(PictureError) as caught:
        mms_picture(content)
    return caught.value.problem


def png_of(width: int, height: int) -> bytes:
    """Return a small file that claims to be a picture of any size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            chunk(b"IDAT", zlib.compress(bytes(1000))),
            chunk(b"IEND", b""),
        )
    )


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_small_jpeg_goes_as_it_is(mode: str) -> None:
    """Compressing it anew would only harm it."""
    content = encoded(flag().convert(mode), "JPEG")

    assert mms_picture(content) == Picture(content, "jpg")


def test_content_is_not_shown() -> None:
    """Not in a log that shows a picture by accident."""
    assert repr(Picture(b"private", "jpg")) == "Picture(extension='jpg')"


@pytest.mark.parametrize("kind", ["PNG", "BMP", "WEBP", "AVIF", "JPEG", "GIF"])
def test_common_formats_look_as_before(kind: str) -> None:
    """A phone sees the same in JPEG or GIF."""
    image = reopened(mms_picture(encoded(flag(), kind)))

    assert image.size == (60, 40)
    assert (seen(image, 0.2, 0.5), seen(image, 0.8, 0.5)) == (RED, GREEN)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        *(("1", "PNG"), ("L", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("RGBA", "PNG")),
        *(("I;16", "PNG"), ("CMYK", "JPEG")),
    ],
)
def test_every_way_to_store_colours(mode: str, kind: str) -> None:
    """The bright half stays bright and the dark half dark."""
    if mode == "I;16":
        grey = Image.new(mode, (60, 40), 65_535)
        grey.paste(0, (30, 0, 60, 40))
    else:
        grey = Image.new("RGB", (60, 40), "white")
        grey.paste("black", (30, 0, 60, 40))
        grey = grey.convert(mode)
    image = reopened(mms_picture(encoded(grey, kind)))

    assert (seen(image, 0.2, 0.5), seen(image, 0.8, 0.5)) == (WHITE, (0, 0, 0))


def test_grey_of_sixteen_bits_keeps_its_shades() -> None:
    """Medium grey is not white, and what it takes for transparent is shown."""
    content = encoded(Image.new("I;16", (20, 20), 32_768), "PNG", transparency=32_768)

    assert seen(reopened(mms_picture(content)), 0.5, 0.5) == (128, 128, 128)


@pytest.mark.parametrize(
    ("image", "options"),
    [
        (Image.new("RGBA", (40, 40), (0, 0, 0, 0)), {}),
        (Image.new("LA", (40, 40), (0, 0)), {}),
        (Image.new("P", (40, 40), 0), {"transparency": 0}),
        (Image.new("RGB", (40, 40), (9, 8, 7)), {"transparency": (9, 8, 7)}),
        (Image.new("L", (40, 40), 9), {"transparency": 9}),
    ],
    ids=["RGBA", "LA", "P", "RGB", "L"],
)
def test_what_is_transparent_becomes_white(
    image: Image.Image, options: dict[str, Any]
) -> None:
    """Not black, as it is stored."""
    image = reopened(mms_picture(encoded(image, "PNG", **options)))

    assert seen(image, 0.5, 0.5) == WHITE


@pytest.mark.parametrize("size", [(60, 40), (3000, 2000)])
@pytest.mark.parametrize(
    ("orientation", "red_at"),
    [
        *((1, (0.2, 0.5)), (2, (0.8, 0.5)), (3, (0.8, 0.5)), (4, (0.2, 0.5))),
        *((5, (0.5, 0.2)), (6, (0.5, 0.2)), (7, (0.5, 0.8)), (8, (0.5, 0.8))),
    ],
)
def test_camera_that_was_held_otherwise(
    orientation: int, red_at: tuple[float, float], size: tuple[int, int]
) -> None:
    """The picture is turned upright, and not once more by the phone."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    image = reopened(mms_picture(encoded(flag(*size), "JPEG", exif=exif)))

    assert (image.width > image.height) == (orientation < 5)
    assert seen(image, *red_at) == RED
    assert seen(image, 1 - red_at[0], 1 - red_at[1]) == GREEN
    assert not image.getexif()


def gps() -> Image.Exif:
    """Return what a phone writes into its photos."""
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (51.0, 30.0, 2.5)
    exif[ExifTags.Base.Make] = "51.5007 N"
    return exif


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"exif": gps()}),
        ("JPEG", {"comment": b"51.5007 N"}),
        ("JPEG", {"xmp": b"<x:xmpmeta>51.5007 N</x:xmpmeta>"}),
        ("PNG", {"exif": gps()}),
        ("WEBP", {"exif": gps()}),
        ("WEBP", {"xmp": b"<x:xmpmeta>51.5007 N</x:xmpmeta>"}),
        ("GIF", {"comment": b"51.5007 N"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "+".join(value),
)
def test_home_stays_private(kind: str, options: dict[str, Any]) -> None:
    """Where a picture was taken goes to nobody."""
    content = encoded(flag(), kind, **options)
    assert b"51.5007 N" in content
    result = mms_picture(content)

    assert b"51.5007 N" not in result.content
    assert not reopened(result).getexif()


def test_what_hangs_behind_a_jpeg_stays_private() -> None:
    """Some phones put a film there, or a second picture."""
    content = encoded(flag(), "JPEG") + b"a film with sound"
    result = mms_picture(content)

    assert result.extension == "jpg"
    assert b"film" not in result.content


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_exif_that_cannot_be_read_does_no_harm() -> None:
    """The picture itself is good."""
    content = encoded(
        flag(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f" + b"\1" * 40
    )

    assert seen(reopened(mms_picture(content)), 0.2, 0.5) == RED


def test_preview_inside_a_jpeg_stays_private() -> None:
    """It may show what was cut off."""
    content = encoded(flag(), "JPEG")
    preview = b"\xff\xe0\x00\x14JFXX\0\x10a small picture"[:22]
    result = mms_picture(content[:20] + preview + content[20:])

    assert b"small" not in result.content


def test_exif_that_is_none_does_no_harm() -> None:
    """Nor does what has only the name of it."""
    content = encoded(flag(), "JPEG", exif=b"Exif\0\0nonsense")

    assert seen(reopened(mms_picture(content)), 0.2, 0.5) == RED


def test_animation_that_fits_keeps_moving() -> None:
    """All frames, their time and their repetition stay; the comment goes."""
    content = animation("red", "green", "blue")
    image = reopened(mms_picture(content))

    assert getattr(image, "n_frames", 1) == 3
    assert (image.info["duration"], image.info["loop"]) == (100, 0)
    assert "comment" not in image.info


def test_animation_that_is_too_large_becomes_its_first_frame() -> None:
    """As a JPEG; a film cannot be shrunk in time."""
    first = flag(600, 400)
    others = [noise(600, 400).convert("P") for _ in range(3)]
    content = encoded(first, "GIF", save_all=True, append_images=others)
    assert len(content) > MAX_BYTES
    result = mms_picture(content)

    assert result.extension == "jpg"
    assert seen(reopened(result), 0.2, 0.5) == RED


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content[:-20],
        lambda content: content[:-1] + b"?",
        lambda content: content[:-1] + b"!",
    ],
    ids=["cut", "unknown", "unfinished"],
)
def test_animation_that_is_incomplete_becomes_its_first_frame(spoil: Any) -> None:
    """A phone could refuse it."""
    result = mms_picture(spoil(animation("red", "green", "blue", size=60)))

    assert result.extension == "jpg"
    assert seen(reopened(result), 0.5, 0.5) == RED


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_large_picture_is_shrunk(kind: str) -> None:
    """Noise compresses worst; its shape stays."""
    content = encoded(noise(2400, 1600), kind)
    assert len(content) > MAX_BYTES
    image = reopened(mms_picture(content))

    assert image.width / image.height == pytest.approx(1.5, rel=0.01)
    # No more is lost than has to be.
    assert image.width >= 600


def test_small_picture_of_many_bytes_keeps_its_size() -> None:
    """Compressing it is enough."""
    content = encoded(noise(500, 400), "PNG")
    assert len(content) > MAX_BYTES

    assert reopened(mms_picture(content)).size == (500, 400)


@pytest.mark.parametrize("size", [(9000, 1), (1, 9000), (4000, 7)])
def test_odd_shapes(size: tuple[int, int]) -> None:
    """A line is a picture too."""
    reopened(mms_picture(encoded(Image.new("RGB", size), "PNG")))


def test_picture_that_cannot_be_made_small_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There is an end to the attempts."""
    monkeypatch.setattr(picture, "MAX_BYTES", 300)

    assert problem_of(encoded(noise(100, 100), "PNG")) is PictureProblem.TOO_LARGE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Not found",
        b"<html><body>Sign in</body></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"\xff\xd8\xff",
        encoded(flag(), "TIFF"),
    ],
    ids=["nothing", "text", "html", "svg", "eps", "start", "tiff"],
)
def test_what_is_no_picture(content: bytes) -> None:
    """Or none that every phone's owner would call one."""
    assert problem_of(content) is PictureProblem.NOT_A_PICTURE


@pytest.mark.parametrize("size", [200, 1700])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "WEBP", "GIF"])
def test_truncated_file(kind: str, size: int) -> None:
    """Half a picture is none; the rest would be grey."""
    content = encoded(noise(size, 100), kind)

    with pytest.raises(PictureError) as caught:
        mms_picture(content[: len(content) // 2])

    assert caught.value.problem in (
        PictureProblem.DAMAGED,
        PictureProblem.NOT_A_PICTURE,
    )


@pytest.mark.parametrize("size", [(4000, 4000), (60_000, 60_000)])
def test_bomb(size: tuple[int, int]) -> None:
    """A file of 100 bytes must not take the memory of the home."""
    content = png_of(*size)
    assert len(content) < 200
    assert size[0] * size[1] > MAX_PIXELS

    assert problem_of(content) is PictureProblem.TOO_MANY_PIXELS


def test_photo_of_a_good_camera() -> None:
    """A JPEG is shrunk while it is read, so there may be more of it."""
    content = encoded(Image.new("RGB", (6000, 4000), GREEN), "JPEG")
    assert MAX_PIXELS < 6000 * 4000

    assert reopened(mms_picture(content)).size == (1600, 1067)


def test_jpeg_that_unfolds_at_once() -> None:
    """One that comes in several passes is in memory as a whole."""
    image = Image.new("RGB", (6000, 4000), GREEN)

    content = encoded(image, "JPEG", progressive=True)

    assert problem_of(content) is PictureProblem.TOO_MANY_PIXELS


def test_no_memory_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """The picture is refused, and the home goes on."""

    def exhausted(_image: Image.Image) -> None:
        raise MemoryError

    monkeypatch.setattr(picture, "_refuse_bomb", exhausted)

    assert problem_of(encoded(flag(), "PNG")) is PictureProblem.TOO_MANY_PIXELS


MODES: dict[str, tuple[str, ...]] = {
    "1": ("PNG", "BMP", "GIF"),
    "L": ("PNG", "BMP", "GIF", "JPEG", "WEBP"),
    "LA": ("PNG", "WEBP"),
    "P": ("PNG", "BMP", "GIF", "WEBP"),
    "RGB": ("PNG", "BMP", "GIF", "JPEG", "WEBP", "AVIF"),
    "RGBA": ("PNG", "BMP", "GIF", "WEBP", "AVIF"),
    "I;16": ("PNG",),
    "CMYK": ("JPEG",),
}
KINDS = [(mode, kind) for mode, kinds in MODES.items() for kind in kinds]


@settings(max_examples=40, deadline=None)
@given(
    look=st.sampled_from(KINDS),
    width=st.integers(1, 1800),
    height=st.integers(1, 1800),
    orientation=st.integers(0, 9),
    plain=st.booleans(),
)
def test_any_size_and_mode(
    look: tuple[str, str], width: int, height: int, orientation: int, *, plain: bool
) -> None:
    """What comes out is always a small JPEG or GIF."""
    mode, kind = look
    if mode == "I;16":
        image = Image.new(mode, (width, height), 12_345)
    else:
        image = (flag if plain else noise)(width, height).convert(mode)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    options = {"exif": exif} if kind in ("JPEG", "PNG", "WEBP") else {}

    result = reopened(mms_picture(encoded(image, kind, **options)))

    assert not result.getexif()


@settings(max_examples=200, deadline=None)
@given(
    kind=st.sampled_from(["JPEG", "PNG", "BMP", "WEBP", "GIF", "AVIF"]),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=20),
    end=st.floats(0.1, 1),
)
def test_any_damage(kind: str, changes: list[tuple[float, int]], end: float) -> None:
    """It is a picture all the same, or refused with the one error."""
    content = bytearray(encoded(flag(), kind))
    for place, value in changes:
        content[int(place * (len(content) - 1))] = value
    try:
        result = mms_picture(bytes(content[: int(end * len(content))]))
    except PictureError:
        return
    reopened(result)
