"""Pictures as an MMS takes them: JPEG or GIF, small, upright, with nothing to hide."""

from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
import re
import struct
from threading import Lock
from typing import Final, Literal

from PIL import ExifTags, Image, UnidentifiedImageError

# What ClickSend takes.
MAX_BYTES: Final = 250_000
# No phone shows more of a message's picture.
MAX_SIDE: Final = 1600
# A small file may unfold to any size, and a small board has some hundred megabytes to
# spare: a pixel takes up to 18 bytes on its way. A JPEG is shrunk while it is read,
# unless it comes in several passes.
MAX_PIXELS: Final = 13_000_000
MAX_PIXELS_JPEG: Final = 50_000_000

_QUALITIES: Final = (85, 70, 50)
_SIZES: Final = 8
_NEXT_SIZE: Final = 0.75

# Read by the Pillow of every board; others are rare, or run programs of their own.
_FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "AVIF")

# Pillow's decoders let through whatever a damaged file makes them stumble over.
_DAMAGE: Final = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)

_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Where a JPEG may tell of time and place, or hold another picture: comments (FE) and
# all application segments except those for colours (EE) and for JFIF at the start (E0).
# The picture's own data never have these bytes; if a table should, the picture is
# compressed anew for nothing.
_JPEG_REMARK: Final = re.compile(rb"\xff[\xe1-\xed\xef\xfe]|(?<!\xff\xd8)\xff\xe0")
_JPEG_END: Final = b"\xff\xd9"

_GIF_HEADER: Final = 13
_GIF_IMAGE: Final = 0x2C
_GIF_EXTENSION: Final = 0x21
_GIF_END: Final = 0x3B
_GIF_TIMING: Final = b"\xf9"
_GIF_LOOP: Final = b"\xff\x0bNETSCAPE2.0"

# Two large pictures at once could be more than the memory holds.
_one_at_a_time = Lock()


class PictureProblem(StrEnum):
    """Why there is no picture."""

    NOT_A_PICTURE = "not_a_picture"
    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_LARGE = "too_large"


class PictureError(Exception):
    """A picture that cannot go into an MMS."""

    def __init__(self, problem: PictureProblem) -> None:
        """Say why."""
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class Picture:
    """A picture that can go into an MMS."""

    content: bytes = field(repr=False)
    extension: Literal["jpg", "gif"]


def mms_picture(content: bytes) -> Picture:
    """Make a picture of any common format fit for an MMS; takes its time.

    Raises:
        PictureError: it is none, or cannot be made small enough.

    """
    with _one_at_a_time:
        try:
            with Image.open(BytesIO(content), formats=_FORMATS) as image:
                _refuse_bomb(image)
                return _as_it_is(image, content) or _compressed(_plain(image))
        except UnidentifiedImageError as err:
            raise PictureError(PictureProblem.NOT_A_PICTURE) from err
        except (Image.DecompressionBombError, MemoryError) as err:
            raise PictureError(PictureProblem.TOO_MANY_PIXELS) from err
        except _DAMAGE as err:
            raise PictureError(PictureProblem.DAMAGED) from err


def _refuse_bomb(image: Image.Image) -> None:
    """Refuse a picture that would take too much memory."""
    in_one_pass = image.format in ("JPEG", "MPO") and "progressive" not in image.info
    if image.width * image.height > (MAX_PIXELS_JPEG if in_one_pass else MAX_PIXELS):
        raise PictureError(PictureProblem.TOO_MANY_PIXELS)


def _as_it_is(image: Image.Image, content: bytes) -> Picture | None:
    """Return the picture without loss, if it can go like that."""
    if max(image.size) > MAX_SIDE:
        return None
    if image.format == "GIF":
        bare = _bare_gif(content)
        if bare is None or len(bare) > MAX_BYTES:
            return None
        image.load()
        return Picture(bare, "gif")
    if (
        image.format == "JPEG"
        and image.mode in ("L", "RGB")
        and len(content) <= MAX_BYTES
        and not _JPEG_REMARK.search(content)
        # Some cameras hang more behind the end.
        and content.find(_JPEG_END) == len(content) - len(_JPEG_END)
    ):
        image.load()
        return Picture(content, "jpg")
    return None


def _bare_gif(content: bytes) -> bytes | None:
    """Return a GIF without comments and the like, or None if it is incomplete."""
    try:
        end = _GIF_HEADER + _gif_colours(content[10])
        kept = [content[:end]]
        while (kind := content[end]) != _GIF_END:
            start = end
            if kind == _GIF_IMAGE:
                # Place, size and colours; then how the data are packed.
                end += 11 + _gif_colours(content[start + 9])
            elif kind == _GIF_EXTENSION:
                end += 2
            else:
                return None
            while length := content[end]:
                end += 1 + length
            end += 1
            if kind == _GIF_IMAGE or content.startswith(
                (_GIF_TIMING, _GIF_LOOP), start + 1
            ):
                kept.append(content[start:end])
    except IndexError:
        return None
    return b"".join((*kept, bytes([_GIF_END])))


def _gif_colours(flags: int) -> int:
    """Return how many bytes a GIF's table of colours has."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _plain(image: Image.Image) -> Image.Image:
    """Return the picture in red, green and blue, upright and no larger than shown."""
    turn = _turn(image)
    if image.mode.startswith("I"):
        # Sixteen bits of grey, of which the upper eight are seen.
        image.info.pop("transparency", None)
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode in ("1", "P") or "transparency" in image.info:
        # Colours that are numbers of a table cannot be mixed.
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    # Has a JPEG decoded in a smaller size, which takes the less memory.
    image.thumbnail((MAX_SIDE, MAX_SIDE), reducing_gap=1.0)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        plain = Image.new("RGB", image.size, "white")
        plain.paste(image, mask=image)
    else:
        plain = image.convert("RGB")
    # Pillow would write a comment again.
    plain.info.clear()
    return plain if turn is None else plain.transpose(turn)


def _turn(image: Image.Image) -> Image.Transpose | None:
    """Return how to turn the picture upright."""
    try:
        return _UPRIGHT.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except _DAMAGE:
        # The picture may well be good all the same.
        return None


def _compressed(image: Image.Image) -> Picture:
    """Return the picture as the best JPEG that is small enough."""
    for _ in range(_SIZES):
        for quality in _QUALITIES:
            buffer = BytesIO()
            image.save(buffer, "JPEG", quality=quality)
            if buffer.tell() <= MAX_BYTES:
                return Picture(buffer.getvalue(), "jpg")
        side = max(1, int(max(image.size) * _NEXT_SIZE))
        image.thumbnail((side, side))
    raise PictureError(PictureProblem.TOO_LARGE)
