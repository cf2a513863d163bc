"""What ClickSend pushes to a web address, in whatever form it is written."""

from collections.abc import Mapping
from dataclasses import dataclass
import json
from typing import Self
from urllib.parse import parse_qsl

from ..lenient import Record, as_record, as_text, first

# A push has about twenty fields; more is not one.
MAX_FIELDS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """What a push claims: nothing is signed, so it is a hint and never a fact.

    ``message_id`` is that of the text that came in, or of the message that a receipt is
    about; ``custom_string`` that of the message.
    """

    is_receipt: bool
    message_id: str | None = None
    custom_string: str | None = None

    @classmethod
    def parse(cls, query: Mapping[str, str], body: bytes) -> Self:
        """Read a push: a form, JSON or a query, by what is there.

        The content types that ClickSend declares are not known, and its documents do
        not agree on the names of the fields.
        Source: facts, section 3.3.

        Args:
            query: the fields in the address, behind the question mark.
            body: the request's body.

        """
        record = {**query, **_content(body)}
        return cls(
            is_receipt=_is_receipt(record),
            message_id=as_text(first(record, "message_id", "messageid")),
            custom_string=as_text(first(record, "custom_string", "customstring")),
        )


def _is_receipt(record: Record) -> bool:
    """Tell a receipt by the fields that only receipts have; texts have words."""
    status = first(record, "status_code", "status_text", "status")
    return status is not None and first(record, "body", "message") is None


def _content(body: bytes) -> Record:
    """Return the fields of a body, none if it cannot be read."""
    text = body.decode(errors="replace").strip()
    if text.startswith("{"):
        try:
            return as_record(json.loads(text))
        except ValueError, RecursionError:
            return {}
    return _form(text)


def _form(text: str) -> Record:
    """Return the fields of a form, none if it cannot be one."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        return {}
    return dict(pairs)
