"""The inbound rules: /automations/sms/inbound."""

from typing import Any

from ..http import Answer
from .envelope import bad_request, not_found, success
from .paging import page
from .routes import Call, Route
from .rules import ACTIONS, Rule

_LIST = "/automations/sms/inbound"
_ONE = "/automations/sms/inbound/{inbound_rule_id}"
_REQUIRED = ("dedicated_number", "rule_name", "action")
_DEFAULTS: dict[str, Any] = {
    "message_search_type": 0,
    "message_search_term": None,
    "action_address": None,
    "body": None,
    "enabled": 1,
    "webhook_type": "post",
}
_CHOICES: dict[str, tuple[object, ...]] = {
    "action": ACTIONS,
    "message_search_type": (0, 1, 2, 3),
    "enabled": (0, 1),
    "webhook_type": ("post", "get", "json", None),
}
_FIELDS = (*_REQUIRED, *_DEFAULTS)


def create_rule(call: Call) -> Answer:
    """Add a rule; its id is called `inbound_rule_id` here."""
    given = _fields(call)
    missing = {
        name: f"The {name} field is required."
        for name in _REQUIRED
        if not given.get(name)
    }
    if missing:
        raise bad_request("Missing required fields.", missing)
    rules = call.account.rules
    rule = Rule(rule_id=rules.next_id(), **{**_DEFAULTS, **given})
    rules.put(rule.rule_id, rule)
    return success("Your record has been added.", _row(rule, "inbound_rule_id"))


def list_rules(call: Call) -> Answer:
    """List the rules; here the same id is called `sms_inbound_rule_id`."""
    rows = [_row(rule, "sms_inbound_rule_id") for rule in call.account.rules]
    shown = page(call.request.query, rows, call.world.settings.limit_out_of_range)
    where = f"/v3{_LIST}"
    links = {
        "first_page_url": f"{where}?page=1",
        "last_page_url": f"{where}?page={shown['last_page']}",
        "path": where,
        "links": [],
    }
    return success("Your list of inbound rules.", {**shown, **links})


def view_rule(call: Call) -> Answer:
    """Show one rule."""
    return success("Your inbound rule.", _row(_rule(call), "inbound_rule_id"))


def update_rule(call: Call) -> Answer:
    """Change the fields given."""
    rule = _rule(call)
    for name, value in _fields(call).items():
        setattr(rule, name, value)
    return success("Your record has been updated.", _row(rule, "inbound_rule_id"))


def delete_rule(call: Call) -> Answer:
    """Remove one rule."""
    call.account.rules.delete(_rule(call).rule_id)
    return success("Your record has been deleted.", [])


ROUTES = (
    Route("GET", _LIST, list_rules),
    Route("POST", _LIST, create_rule),
    Route("GET", _ONE, view_rule),
    Route("PUT", _ONE, update_rule),
    Route("DELETE", _ONE, delete_rule),
)


def _fields(call: Call) -> dict[str, Any]:
    """Return the fields that a rule has; raises RefusedError for impossible values."""
    body = call.json_object()
    given = {name: body[name] for name in _FIELDS if name in body}
    wrong = {
        name: f"The {name} is not valid."
        for name, choices in _CHOICES.items()
        if name in given and given[name] not in choices
    }
    if wrong:
        raise bad_request("The rule is not valid.", wrong)
    return given


def _rule(call: Call) -> Rule:
    """Return the rule that the path names."""
    name = call.params["inbound_rule_id"]
    rule = call.account.rules.get(int(name)) if name.isdecimal() else None
    if rule is None:
        raise not_found("Inbound rule record not found.")
    return rule


def _row(rule: Rule, id_name: str) -> dict[str, Any]:
    """Describe a rule."""
    return {id_name: rule.rule_id, **{name: getattr(rule, name) for name in _FIELDS}}
