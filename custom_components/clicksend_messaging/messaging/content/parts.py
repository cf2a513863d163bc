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

# Fact: how long a voice message's parts and an MMS may be, as ClickSend documents it.
MAX_VOICE_PARTS = 4
_GSM_VOICE, _UCS2_VOICE = 300, 150
_GSM_MMS, _UCS2_MMS = 1500, 500
# Fact for a voice message, estimate for an MMS: a line break counts as two characters.
# Estimate: so do what are two units in an SMS. Too many is better than cut off.
_LINE_BREAKS = frozenset("\r\n")


def is_gsm(text: str) -> bool:
    """Tell whether GSM's alphabet has all of a text's characters."""
    return _GSM.issuperset(text)


def part_count(text: str) -> int:
    """Return how many parts a text takes.

    A character outside GSM's alphabet turns the whole text to UCS-2, where one outside
    the Basic Multilingual Plane (an emoji) takes two units. Neither an escape pair nor
    a surrogate pair is split between parts.
    """
    if len(text) <= _GSM_SINGLE and _BASIC.issuperset(text):
        return 1
    if is_gsm(text):
        units = [2 if char in _EXTENSION else 1 for char in text]
        return _packed(units, _GSM_SINGLE, _GSM_MULTI)
    units = [2 if ord(char) > _BMP_END else 1 for char in text]
    return _packed(units, _UCS2_SINGLE, _UCS2_MULTI)


def voice_part_count(text: str) -> int:
    """Return how many parts a spoken text takes; ``MAX_VOICE_PARTS`` are spoken."""
    most = _GSM_VOICE if is_gsm(text) else _UCS2_VOICE
    return max(1, -(-_length(text) // most))


def fits_mms(text: str) -> bool:
    """Tell whether an MMS, which has one part, holds all of a text."""
    return _length(text) <= (_GSM_MMS if is_gsm(text) else _UCS2_MMS)


def _length(text: str) -> int:
    """Return a text's length, with two for all that may count as two characters."""
    twice = _LINE_BREAKS | _EXTENSION
    return sum(
        2 if char in twice or ord(char) > _BMP_END else 1
        for char in text.replace("\r\n", "\n")
    )


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
