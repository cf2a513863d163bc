"""The schemas of what the actions take and return: all of them guesses."""

from collections.abc import Sequence
from typing import Any, Literal

type Schema = dict[str, Any]
type SendShape = Literal["messages", "flat"]

_MOST_MESSAGES = 1000
_MESSAGE: Schema = {
    "to": {
        "type": "string",
        "description": "Phone number in international format",
        "pattern": r"^\+?[0-9 ()-]{2,}$",
    },
    "list_id": {"type": "integer", "description": "Contact list", "minimum": 1},
    "body": {"type": "string", "description": "Text of the message", "minLength": 1},
    "from": {"type": "string", "description": "Sender", "maxLength": 15},
    "schedule": {
        "type": ["integer", "null"],
        "description": "When to send it, as a Unix timestamp",
        "minimum": 0,
    },
    "source": {"type": "string", "description": "Label of where it comes from"},
    "custom_string": {"type": "string", "maxLength": 50},
    "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
    "from_email": {"type": ["string", "null"], "format": "email"},
}
_TO_SOMEBODY = [{"required": ["to"]}, {"required": ["list_id"]}]
_PAGE: Schema = {
    "page": {"type": "integer", "minimum": 1, "default": 1},
    "limit": {"type": "integer", "minimum": 15, "maximum": 100, "default": 15},
}
_TEMPLATE_ID: Schema = {"template_id": {"type": "integer", "minimum": 1}}
_TEMPLATE: Schema = {
    "template_name": {"type": "string", "minLength": 1, "maxLength": 100},
    "body": {"type": "string", "minLength": 1},
}


def messages_in(shape: SendShape) -> Schema:
    """Return what a text, or several of them, are to be given as."""
    message = obj(_MESSAGE, ["body"])
    message["anyOf"] = _TO_SOMEBODY
    if shape == "flat":
        return message
    several = {
        "type": "array",
        "items": message,
        "minItems": 1,
        "maxItems": _MOST_MESSAGES,
    }
    return obj({"messages": several}, ["messages"])


def page_in(_: SendShape) -> Schema:
    """Return what a page is asked for with."""
    return obj(_PAGE)


def history_in(_: SendShape) -> Schema:
    """Return what a page of the history is asked for with."""
    orders = {"type": "string", "enum": ["date:asc", "date:desc"]}
    time = {"type": "integer", "minimum": 0}
    return obj({**_PAGE, "date_from": time, "date_to": time, "order_by": orders})


def message_id_in(_: SendShape) -> Schema:
    """Return what a message is named with."""
    message_id = {"type": "string", "pattern": "^[0-9A-Fa-f-]{36}$"}
    return obj({"message_id": message_id}, ["message_id"])


def template_id_in(_: SendShape) -> Schema:
    """Return what a template is named with."""
    return obj(_TEMPLATE_ID, ["template_id"])


def new_template_in(_: SendShape) -> Schema:
    """Return what a template is made of."""
    return obj(_TEMPLATE, list(_TEMPLATE))


def template_in(_: SendShape) -> Schema:
    """Return what a template is changed with."""
    return obj({**_TEMPLATE_ID, **_TEMPLATE}, ["template_id"])


def envelope_out() -> Schema:
    """Return what ClickSend answers, of which little is certain."""
    return {
        "type": "object",
        "properties": {
            "http_code": {"type": "integer"},
            "response_code": {"type": "string"},
            "response_msg": {"type": "string"},
            "data": {},
        },
    }


def obj(properties: Schema, required: Sequence[str] = ()) -> Schema:
    """Return the schema of an object with these properties and no others."""
    schema = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    return {**schema, "required": list(required)} if required else schema
