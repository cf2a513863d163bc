"""Templates for texts."""

from dataclasses import dataclass
from typing import Self

from ..lenient import Record, as_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A text with places to fill."""

    template_id: str
    name: str
    body: str

    @classmethod
    def parse(cls, record: Record) -> Self | None:
        """Read a row of ``GET /sms/templates``."""
        if (template_id := as_text(record.get("template_id"))) is None:
            return None
        return cls(
            template_id=template_id,
            name=as_text(record.get("template_name")) or "",
            body=as_text(record.get("body")) or "",
        )
