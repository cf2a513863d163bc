"""Receipt rules: what is to happen with the receipts of a channel."""

from dataclasses import dataclass

from .delivery import StatusCode

RECEIPT_ACTIONS = ("URL", "POLL", "EMAIL_USER", "EMAIL_FIXED", "SMS", "NONE")


@dataclass(kw_only=True)
class ReceiptRule:
    """One rule, by ClickSend's names."""

    rule_id: int
    rule_name: str
    match_type: int
    action: str
    action_address: str | None
    enabled: int

    def matches(self, status_code: StatusCode) -> bool:
        """Return whether such a receipt is one for this rule."""
        if not self.enabled:
            return False
        match self.match_type:
            case 1:
                return status_code in {"300", "301"}
            case 2:
                return status_code == "201"
            case _:
                return True
