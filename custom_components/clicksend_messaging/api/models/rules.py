"""The account's rules ("automations") for what comes in."""

from dataclasses import dataclass, field
from typing import Self

from ..lenient import as_flag, as_record, as_text, first


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule that says what becomes of inbound texts or delivery receipts.

    ``address`` may be a secret: whoever knows it can push.
    """

    rule_id: str
    name: str | None
    action: str | None
    address: str = field(repr=False)
    enabled: bool

    @classmethod
    def parse(cls, data: object) -> Self | None:
        """Read a rule; lists call its id by another name than single answers do."""
        record = as_record(data)
        rule_id = as_text(
            first(
                record,
                "inbound_rule_id",
                "sms_inbound_rule_id",
                "receipt_rule_id",
                "sms_receipt_rule_id",
                "voice_receipt_rule_id",
            )
        )
        if rule_id is None:
            return None
        return cls(
            rule_id=rule_id,
            name=as_text(record.get("rule_name")),
            action=as_text(record.get("action")),
            address=as_text(record.get("action_address")) or "",
            enabled=as_flag(record.get("enabled")),
        )

    def does(self, action: str) -> bool:
        """Return whether this is what becomes of what the rule matches."""
        return self.enabled and self.action == action
