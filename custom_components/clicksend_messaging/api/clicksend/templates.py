"""Templates for texts."""

from collections.abc import Mapping

from ..http import path_segment
from ..lenient import Record, as_record
from ..models import Listing, Template
from .caller import Caller

_PATH = "/sms/templates"
_KEY = "template_id"


class Templates:
    """The account's templates."""

    def __init__(self, caller: Caller) -> None:
        """Prepare; nothing is sent yet."""
        self._caller = caller

    async def all(self) -> list[Template]:
        """Return all templates (``GET /sms/templates``).

        Raises:
            ApiError: see ``errors``.

        """
        rows = [Template.parse(row) async for row in self._caller.rows(_PATH, key=_KEY)]
        return [template for template in rows if template is not None]

    async def listing(self, limit: int) -> Listing:
        """Return templates as ClickSend has them (``GET /sms/templates``).

        Args:
            limit: how many at most.

        Raises:
            ApiError: see ``errors``.

        """
        return await self._caller.listing(_PATH, key=_KEY, limit=limit)

    async def create(self, name: str, body: str) -> Record:
        """Create a template and return it (``POST /sms/templates``).

        Args:
            name: what it is called.
            body: its text.

        Raises:
            ApiError: see ``errors``.

        """
        json = {"template_name": name, "body": body}
        return as_record(await self._caller.data("POST", _PATH, json=json))

    async def update(self, template_id: str, changes: Mapping[str, str]) -> Record:
        """Change a template and return it (``PUT /sms/templates/{template_id}``).

        Args:
            template_id: the template's id.
            changes: ``template_name``, ``body``, or both.

        Raises:
            ApiError: see ``errors``; ``NotFoundError`` or ``ForbiddenError`` when it
                is not there, or somebody else's.

        """
        path = f"{_PATH}/{path_segment(template_id)}"
        return as_record(await self._caller.change("PUT", path, json=dict(changes)))

    async def delete(self, template_id: str) -> None:
        """Delete a template (``DELETE /sms/templates/{template_id}``).

        Args:
            template_id: the template's id.

        Raises:
            ApiError: see ``errors``; ``NotFoundError`` or ``ForbiddenError`` when it
                is not there, or somebody else's.

        """
        await self._caller.change("DELETE", f"{_PATH}/{path_segment(template_id)}")
