"""Who a message of the account may come from."""

from ..errors import MalformedAnswerError
from ..lenient import Record, as_record, as_text, records
from ..models import Sender, SenderKind
from .caller import Caller

_APPROVED = "APPROVED"
_LARGEST_PAGE = "1000"


class Senders:
    """The account's numbers, verified numbers and names."""

    def __init__(self, caller: Caller) -> None:
        """Prepare; nothing is sent yet."""
        self._caller = caller

    async def all(self) -> list[Sender]:
        """Return all senders, in three requests.

        From ``GET /numbers``, ``GET /own-numbers`` and ``GET /alpha-tags``.

        Raises:
            ApiError: see ``errors``.

        """
        numbers = [
            Sender(value=number, kind=SenderKind.NUMBER, usable=True)
            async for row in self._caller.rows("/numbers")
            if (number := as_text(row.get("dedicated_number")))
        ]
        return [
            *numbers,
            *await self._approvable(
                "/own-numbers", "own_numbers", "phone_number", SenderKind.OWN_NUMBER
            ),
            *await self._approvable(
                "/alpha-tags", "alpha_tags", "alpha_tag", SenderKind.ALPHA_TAG
            ),
        ]

    async def _approvable(
        self, path: str, rows: str, value: str, kind: SenderKind
    ) -> list[Sender]:
        """Return senders that ClickSend has to approve.

        These have no envelope in ClickSend's documents. An answer without such a list
        does not say that there are none.
        """
        params = {"page_size": _LARGEST_PAGE}
        answer = as_record(await self._caller.answer("GET", path, params=params))
        found = answer.get(rows, as_record(answer.get("data")).get(rows))
        if not isinstance(found, list):
            message = "The answer lists no senders"
            raise MalformedAnswerError(message)
        return [
            Sender(value=text, kind=kind, usable=_is_approved(row))
            for row in records(found)
            if (text := as_text(row.get(value)))
        ]


def _is_approved(row: Record) -> bool:
    """Return whether ClickSend has approved a sender."""
    return (as_text(row.get("status")) or "").upper() == _APPROVED
