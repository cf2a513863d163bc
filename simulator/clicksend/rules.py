"""Inbound rules: what is to happen with the texts that come in."""

from collections.abc import Iterator
from dataclasses import dataclass

_MOST_RULES_PER_TEXT = 10
ACTIONS = (
    *("AUTO_REPLY", "EMAIL_USER", "EMAIL_FIXED", "URL", "SMS", "POLL", "GROUP_SMS"),
    *("MOVE_CONTACT", "CREATE_CONTACT", "CREATE_CONTACT_PLUS_EMAIL", "SMPP", "NONE"),
    *("CREATE_CONTACT_PLUS_NAME_EMAIL", "CREATE_CONTACT_PLUS_NAME"),
)


@dataclass(kw_only=True)
class Rule:
    """One rule, by ClickSend's names."""

    rule_id: int
    dedicated_number: str
    rule_name: str
    message_search_type: int
    message_search_term: str | None
    action: str
    action_address: str | None
    body: str | None
    enabled: int
    webhook_type: str | None

    def matches(self, number: str, text: str) -> bool:
        """Return whether a text to that number of the account is one for this rule."""
        if not self.enabled or self.dedicated_number not in {"*", number}:
            return False
        term, text = (self.message_search_term or "").lower(), text.lower()
        match self.message_search_type:
            case 1:
                return text.startswith(term)
            case 2:
                return term in text
            case 3:
                return term not in text
            case _:
                return True


class Rules:
    """All rules of an account, in order of creation."""

    def __init__(self) -> None:
        """Start with none."""
        self._rules: dict[int, Rule] = {}
        self._last_id = 81200

    def __iter__(self) -> Iterator[Rule]:
        """Go through them."""
        return iter(self._rules.values())

    def __len__(self) -> int:
        """Count them."""
        return len(self._rules)

    def next_id(self) -> int:
        """Return the number for a new rule."""
        self._last_id += 1
        return self._last_id

    def put(self, rule: Rule) -> None:
        """Add or replace one."""
        self._rules[rule.rule_id] = rule

    def get(self, rule_id: int) -> Rule | None:
        """Return one."""
        return self._rules.get(rule_id)

    def delete(self, rule_id: int) -> bool:
        """Remove one; False if there was none."""
        return self._rules.pop(rule_id, None) is not None

    def firing(self, number: str, text: str) -> list[Rule]:
        """Return the rules that fire for a text: the first ten that match."""
        matching = [rule for rule in self if rule.matches(number, text)]
        return matching[:_MOST_RULES_PER_TEXT]
