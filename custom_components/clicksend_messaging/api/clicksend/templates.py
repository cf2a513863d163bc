"""Templates for texts."""

from ..models import Template
from .caller import Caller


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
        rows = [
            Template.parse(row)
            async for row in self._caller.rows("/sms/templates", key="template_id")
        ]
        return [template for template in rows if template is not None]
