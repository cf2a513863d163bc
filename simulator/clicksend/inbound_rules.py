"""The inbound rules: /automations/sms/inbound."""

from ..webhooks import WEBHOOK_TYPES
from .automations import Automation, Words
from .rules import ACTIONS, Rule

ROUTES = Automation(
    path="/automations/sms/inbound",
    make=Rule,
    rules=lambda call: call.account.rules,
    id_name="inbound_rule_id",
    listed_id_name="sms_inbound_rule_id",
    required=("dedicated_number", "rule_name", "action"),
    defaults={
        "message_search_type": 0,
        "message_search_term": None,
        "action_address": None,
        "body": None,
        "enabled": 1,
        "webhook_type": "post",
    },
    choices={
        "action": ACTIONS,
        "message_search_type": (0, 1, 2, 3),
        "enabled": (0, 1),
        "webhook_type": (*WEBHOOK_TYPES, None),
    },
    words=Words(
        listed="Your list of inbound rules.",
        viewed="Your inbound rule.",
        missing="Inbound rule record not found.",
    ),
    linked_pages=True,
).routes()
