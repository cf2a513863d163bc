"""Languages that calls can speak."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..lenient import Record, as_text


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceLanguage:
    """A language, and the voices that speak it (``female``, ``male``)."""

    code: str
    name: str
    voices: tuple[str, ...]

    @classmethod
    def parse_all(cls, rows: Iterable[Record]) -> list[VoiceLanguage]:
        """Read ``GET /voice/lang``: a voice is text, several are an array or rows."""
        names: dict[str, str] = {}
        voices: dict[str, dict[str, None]] = {}
        for row in rows:
            if (code := as_text(row.get("code"))) is None:
                continue
            gender = row.get("gender")
            genders = gender if isinstance(gender, list) else [gender]
            names.setdefault(code, as_text(row.get("country")) or code)
            known = voices.setdefault(code, {})
            known |= {text.lower(): None for g in genders if (text := as_text(g))}
        return [
            cls(code=code, name=names[code], voices=tuple(known))
            for code, known in voices.items()
        ]
