"""How many parts a text needs, estimated; ClickSend's price answer is the authority."""

# GSM 03.38: what fits in seven bits, and what takes an escape and seven bits.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
_GSM = _BASIC | _EXTENSION

_GSM_SINGLE, _GSM_MULTI = 160, 153
_UCS2_SINGLE, _UCS2_MULTI = 70, 67
_BMP_END = 0xFFFF


def part_count(text: str) -> int:
    """Return how many parts a text takes.

    A character outside GSM's alphabet turns the whole text to UCS-2, where one outside
    the Basic Multilingual Plane (an emoji) takes two units. Neither an escape pair nor
    a surrogate pair is split between parts.
    """
    if len(text) <= _GSM_SINGLE and _BASIC.issuperset(text):
        return 1
    if _GSM.issuperset(text):
        units = [2 if char in _EXTENSION else 1 for char in text]
        return _packed(units, _GSM_SINGLE, _GSM_MULTI)
    units = [2 if ord(char) > _BMP_END else 1 for char in text]
    return _packed(units, _UCS2_SINGLE, _UCS2_MULTI)


def _packed(units: list[int], single: int, multi: int) -> int:
    """Return how many parts the characters fill without splitting any."""
    if sum(units) <= single:
        return 1
    parts, used = 1, 0
    for unit in units:
        if used + unit > multi:
            parts, used = parts + 1, 0
        used += unit
    return parts
