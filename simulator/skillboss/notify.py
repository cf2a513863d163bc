"""prelude/notify-send and notify-batch: texts made from templates."""

from collections.abc import Mapping
import re
from typing import Any

from ..world import World
from .answers import Body, RefusedError, bad_request
from .texts import HubText, Texts
from .times import rfc3339

SEND = "prelude/notify-send"
BATCH = "prelude/notify-batch"
_MOST_RECIPIENTS = 1000
_LIFETIME = 72 * 3600
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_OPTIONAL = ("from", "correlation_id")


class Notify:
    """The templates, and who is texted by them."""

    def __init__(self, world: World, texts: Texts) -> None:
        """Start with one template, whose prefix shows that it is one."""
        self._world = world
        self._texts = texts
        self.template_id = texts.new_id("template")
        self.templates = {self.template_id: "Home: {{message}}"}
        """Their words by their ids; a variable is `{{name}}`."""

    def send(self, inputs: Mapping[str, Any]) -> Body:
        """Text one phone; raises RefusedError."""
        body = self._render(inputs)
        to = self._texts.recipient(inputs.get("to"))
        return self._send(SEND, to, body, inputs)

    def send_batch(self, inputs: Mapping[str, Any]) -> Body:
        """Text many phones; what is wrong with one of them is in its row."""
        body, numbers = self._render(inputs), inputs.get("to")
        if not isinstance(numbers, list) or not 0 < len(numbers) <= _MOST_RECIPIENTS:
            message = f"Field 'to' must list 1 to {_MOST_RECIPIENTS} numbers."
            raise bad_request("invalid_parameter", message)
        refused: dict[int, RefusedError] = {}
        for place, number in enumerate(numbers):
            try:
                self._texts.recipient(number)
            except RefusedError as err:
                refused[place] = err
        self._texts.afford(len(numbers) - len(refused))
        rows = [
            _refused(number, refused[place])
            if place in refused
            else {
                "phone_number": number,
                "success": True,
                "message": self._send(BATCH, number, body, inputs),
            }
            for place, number in enumerate(numbers)
        ]
        return {
            "total_count": len(rows),
            "success_count": len(rows) - len(refused),
            "error_count": len(refused),
            "results": rows,
        }

    def _render(self, inputs: Mapping[str, Any]) -> str:
        """Return the words; raises RefusedError if they cannot be made."""
        template = self.templates.get(str(inputs.get("template_id")))
        if template is None:
            raise bad_request("template_not_found", "The template does not exist.")
        variables = inputs.get("variables") or {}
        if not isinstance(variables, dict) or not all(
            isinstance(value, str) for value in variables.values()
        ):
            message = "Field 'variables' must be an object of strings."
            raise bad_request("invalid_parameter", message)
        for name in _VARIABLE.findall(template):
            if not variables.get(name):
                message = f"The template's variable '{name}' is missing."
                raise bad_request("missing_variable", message)
        return _VARIABLE.sub(lambda found: variables[found[1]], template)

    def _send(self, model: str, to: str, body: str, inputs: Mapping[str, Any]) -> Body:
        """Text one phone and describe that as Prelude does: without a status."""
        given = {name: inputs[name] for name in _OPTIONAL if inputs.get(name)}
        if not all(isinstance(value, str) for value in given.values()):
            message = "Fields 'from' and 'correlation_id' must be strings."
            raise bad_request("invalid_parameter", message)
        text: HubText = self._texts.send(
            to,
            body,
            model=model,
            prefix="tx",
            sender=given.get("from"),
            correlation_id=given.get("correlation_id"),
        )
        return {
            "id": text.message_id,
            "template_id": inputs["template_id"],
            "to": to,
            "variables": inputs.get("variables") or {},
            "created_at": rfc3339(text.accepted_at),
            "expires_at": rfc3339(text.accepted_at + _LIFETIME),
            **given,
        }


def _refused(number: object, error: RefusedError) -> Body:
    """Describe a recipient of a batch that is not texted."""
    wrong = {"code": error.code, "message": str(error)}
    return {"phone_number": number, "success": False, "error": wrong}
