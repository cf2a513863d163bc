"""Inbound rules: what is to happen with the texts that come in."""

from dataclasses import dataclass

from ..webhooks import WebhookType
from .numbered import Numbered

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
    webhook_type: WebhookType | None

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


class Rules(Numbered[Rule]):
    """All inbound rules of an account."""

    def __init__(self) -> None:
        """Start with none."""
        super().__init__(81200)

    def put(self, rule: Rule) -> None:
        """Add or replace one."""
        self.keep(rule.rule_id, rule)

    def firing(self, number: str, text: str) -> list[Rule]:
        """Return the rules that fire for a text: the first ten that match."""
        matching = [rule for rule in self if rule.matches(number, text)]
        return matching[:_MOST_RULES_PER_TEXT]
