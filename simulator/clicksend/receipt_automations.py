"""The receipt rules: /automations/sms/receipts and /automations/voice/receipts."""

from functools import partial

from .automations import Automation, Words
from .books import ChannelName
from .numbered import Numbered
from .receipt_rules import RECEIPT_ACTIONS, ReceiptRule
from .receipts import up_to_date
from .routes import Call, Route

_SMS = Words(
    created="Your new SMS receipt has been added.",
    listed="Your list of rule incoming sms receipt.",
    viewed="Your rule incoming voice receipt.",
    updated="Your rule incoming sms receipt has been updated.",
    deleted="Your rule incoming sms receipt has been deleted.",
    missing="Receipt rule record not found.",
)
_VOICE = Words(
    created="Your new voice receipt has been added.",
    listed="Your voice receipts.",
    viewed="Your rule incoming voice receipt.",
    updated="Your rule incoming voice receipt.",
    deleted="Your rule voice receipt has been deleted.",
    missing="Receipt rule record not found.",
)


def _rules(channel: ChannelName, call: Call) -> Numbered[ReceiptRule]:
    """Return the rules of a channel, and have what they may ask for looked after."""
    # What came before a change has met the rules as they were.
    rules = up_to_date(call.world, call.account, channel).rules
    call.world.pushes.wake()
    return rules


def _routes(channel: ChannelName, words: Words) -> tuple[Route, ...]:
    """Return the routes for the rules of one channel."""
    return Automation(
        path=f"/automations/{channel}/receipts",
        make=ReceiptRule,
        rules=partial(_rules, channel),
        id_name="receipt_rule_id",
        listed_id_name="receipt_rule_id",
        required=("rule_name", "action"),
        defaults={"match_type": 0, "action_address": None, "enabled": 1},
        # The published example of a voice rule has a 3, which nothing explains.
        choices={
            "action": RECEIPT_ACTIONS,
            "match_type": (0, 1, 2, 3) if channel == "voice" else (0, 1, 2),
            "enabled": (0, 1),
        },
        words=words,
    ).routes()


ROUTES = (*_routes("sms", _SMS), *_routes("voice", _VOICE))
