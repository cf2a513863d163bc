"""Texts from ClickSend's templates, which its API cannot send by itself."""

import asyncio
from collections.abc import Mapping

from homeassistant.exceptions import HomeAssistantError

from ...api.clicksend import ClickSendClient
from ...api.errors import ApiError
from ...api.models import Template
from ...const import DOMAIN
from ...exceptions import mistake
from .placeholders import ConflictingVariablesError, MissingVariablesError, render
from .remembered import ASK_SECONDS


class TemplateBook:
    """Reads templates, and remembers them for when ClickSend does not answer."""

    def __init__(self, client: ClickSendClient) -> None:
        """Start with nothing read."""
        self._client = client
        self._templates: list[Template] = []

    async def async_text(self, template: str, variables: Mapping[str, object]) -> str:
        """Return a template's text with its placeholders filled.

        Args:
            template: its id or its name.
            variables: what goes where.

        Raises:
            ServiceValidationError: there is no such template, more than one, or
                something is missing that goes into it.
            HomeAssistantError: ClickSend does not answer, and templates were not read
                before.

        """
        body = (await self._async_find(template)).body
        try:
            return render(body, variables)
        except MissingVariablesError as err:
            names = ", ".join(err.names)
            raise mistake("variables_missing", template=template, names=names) from err
        except ConflictingVariablesError as err:
            names = ", ".join(err.names)
            raise mistake("variables_conflict", template=template, names=names) from err

    async def _async_find(self, template: str) -> Template:
        """Return a template, as it is now or was when it could last be read."""
        try:
            # An alarm must not wait for what is most likely as it was.
            async with asyncio.timeout(ASK_SECONDS if self._templates else None):
                self._templates = await self._client.templates.all()
        except (ApiError, TimeoutError) as err:
            if not self._templates:
                raise HomeAssistantError(
                    translation_domain=DOMAIN,
                    translation_key="templates_not_read",
                    translation_placeholders={"template": template},
                ) from err
        for each in self._templates:
            if each.template_id == template:
                return each
        named = [each for each in self._templates if each.name == template]
        if len(named) == 1:
            return named[0]
        key = "template_ambiguous" if named else "template_not_found"
        raise mistake(key, template=template)
