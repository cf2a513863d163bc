"""The account's rules: what becomes of inbound texts and of delivery receipts."""

from collections.abc import Mapping

from ..errors import MalformedAnswerError
from ..http import path_segment
from ..models import Rule
from .caller import Caller


class Rules:
    """The rules for one kind of arrival."""

    def __init__(
        self, caller: Caller, path: str, matches_all: Mapping[str, object]
    ) -> None:
        """Prepare; nothing is sent yet.

        Args:
            caller: sends the requests.
            path: where the rules are.
            matches_all: the fields of a rule that holds for everything.

        """
        self._caller = caller
        self._path = path
        self._matches_all = matches_all

    async def all(self) -> list[Rule]:
        """Return the rules (``GET``).

        Raises:
            ApiError: see ``errors``.

        """
        rules = [
            Rule.parse(row)
            async for row in self._caller.rows(self._path, key="rule_id")
        ]
        return [rule for rule in rules if rule is not None]

    async def create(self, name: str, action: str, address: str) -> Rule:
        """Create a rule for everything that arrives.

        Args:
            name: what the rule is called in ClickSend's dashboard.
            action: ``POLL`` to make it readable by polling, ``URL`` to announce it at a
                web address.
            address: that address, or nothing.

        Raises:
            ApiError: see ``errors``.

        """
        body = {
            **self._matches_all,
            "rule_name": name,
            "action": action,
            "action_address": address,
            "enabled": 1,
        }
        data = await self._caller.data("POST", self._path, json=body)
        if (rule := Rule.parse(data)) is None:
            message = "The answer names no rule"
            raise MalformedAnswerError(message)
        return rule

    async def delete(self, rule_id: str) -> None:
        """Delete one rule.

        Args:
            rule_id: the rule's id.

        Raises:
            ApiError: see ``errors``; ``NotFoundError`` or ``ForbiddenError`` when
                there is no such rule.

        """
        await self._caller.data("DELETE", self._path_of(rule_id))

    def _path_of(self, rule_id: str) -> str:
        """Return the path of one rule."""
        return f"{self._path}/{path_segment(rule_id)}"
