"""Pictures to send."""

from io import BytesIO

from PIL import Image

PICTURE = "https://example.com/camera/door.jpg"
"""One that is somewhere else already."""


def picture(kind: str, size: tuple[int, int] = (32, 20), mode: str = "RGB") -> bytes:
    """Return a picture of that kind, all of one colour."""
    file = BytesIO()
    Image.new(mode, size, "teal").save(file, kind)
    return file.getvalue()
