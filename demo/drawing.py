"""What the demo's camera sees: our own drawing of a front door, with a visitor."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_WIDTH, _HEIGHT = 960, 720
# Drawn larger and then scaled down, so that edges are smooth.
_SCALE = 2

_WALL, _JOINT = "#c9b8a0", "#b8a68d"
_FRAME, _DOOR, _PANEL = "#f4f0e6", "#2f5d50", "#274e43"
_BRASS, _GLASS = "#d9b44a", "#a9d0dc"
_STEP, _PATH, _GRASS = "#a8a39b", "#8f8a83", "#7d9a5b"
_COAT, _TROUSERS, _SKIN, _HAT = "#c4572f", "#33415c", "#e3b48f", "#8c3b1f"
_PARCEL, _TAPE = "#b98a54", "#e6cf9f"


def draw_front_door(path: Path) -> None:
    """Draw the picture and save it."""
    size = (_WIDTH * _SCALE, _HEIGHT * _SCALE)
    pen = _Pen(ImageDraw.Draw(image := Image.new("RGB", size, _WALL)))
    _draw_house(pen)
    _draw_visitor(pen)
    pen.box(0, 0, _WIDTH, 46, "#1b1f24")
    pen.words(18, 23, "Front door")
    image.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS).save(path, quality=88)


class _Pen:
    """Draws in the coordinates of the finished picture."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        """Take the canvas."""
        self._draw = draw

    def box(
        self, left: int, top: int, right: int, bottom: int, color: str, radius: int = 0
    ) -> None:
        """Fill a rectangle."""
        corners = [side * _SCALE for side in (left, top, right, bottom)]
        self._draw.rounded_rectangle(corners, radius * _SCALE, color)

    def oval(self, left: int, top: int, right: int, bottom: int, color: str) -> None:
        """Fill an oval."""
        corners = [side * _SCALE for side in (left, top, right, bottom)]
        self._draw.ellipse(corners, color)

    def shape(self, color: str, *points: tuple[int, int]) -> None:
        """Fill a polygon."""
        self._draw.polygon([(x * _SCALE, y * _SCALE) for x, y in points], color)

    def words(self, left: int, middle: int, text: str) -> None:
        """Write a caption."""
        font = ImageFont.load_default(24 * _SCALE)
        place = (left * _SCALE, middle * _SCALE)
        self._draw.text(place, text, "#ffffff", font, anchor="lm")


def _draw_house(pen: _Pen) -> None:
    """Draw the wall, the door and the way that leads to it."""
    for row, top in enumerate(range(46, 560, 32)):
        pen.box(0, top, _WIDTH, top + 2, _JOINT)
        for left in range(-40 + row % 2 * 40, _WIDTH, 80):
            pen.box(left, top, left + 2, top + 32, _JOINT)
    pen.box(0, 560, _WIDTH, _HEIGHT, _GRASS)
    pen.shape(_PATH, (270, 590), (690, 590), (860, _HEIGHT), (100, _HEIGHT))
    pen.box(300, 90, 660, 560, _FRAME, 6)
    pen.box(326, 116, 634, 560, _DOOR)
    for left in (356, 492):
        pen.box(left, 146, left + 112, 286, _GLASS, 8)
        pen.box(left, 312, left + 112, 520, _PANEL, 8)
    pen.box(250, 556, 710, 596, _STEP, 4)
    pen.oval(604, 346, 626, 368, _BRASS)
    pen.box(690, 300, 716, 350, _FRAME, 5)
    pen.oval(696, 318, 710, 332, _BRASS)
    pen.box(118, 210, 176, 290, "#2b2f36", 8)
    pen.oval(128, 222, 166, 274, "#ffe9a8")
    pen.box(806, 470, 896, 566, "#9b5b3c", 6)
    for left, top in ((786, 400), (826, 360), (856, 406), (820, 420)):
        pen.oval(left, top, left + 76, top + 76, "#4f7a43")


def _draw_visitor(pen: _Pen) -> None:
    """Draw somebody who brings a parcel."""
    pen.oval(360, 648, 600, 684, "#77726c")
    pen.box(424, 520, 470, 664, _TROUSERS, 8)
    pen.box(490, 520, 536, 664, _TROUSERS, 8)
    pen.box(398, 310, 562, 548, _COAT, 40)
    pen.oval(428, 198, 532, 312, _SKIN)
    pen.shape(_HAT, (424, 240), (440, 196), (520, 196), (536, 240))
    pen.box(410, 234, 550, 248, _HAT, 7)
    pen.oval(456, 258, 468, 270, "#33261c")
    pen.oval(492, 258, 504, 270, "#33261c")
    pen.box(462, 288, 498, 294, "#9c5a45", 3)
    pen.box(416, 384, 544, 484, _PARCEL, 4)
    pen.box(470, 384, 490, 484, _TAPE)
    pen.box(384, 350, 420, 462, _COAT, 18)
    pen.box(540, 350, 576, 462, _COAT, 18)
    pen.oval(394, 440, 430, 476, _SKIN)
    pen.oval(530, 440, 566, 476, _SKIN)
