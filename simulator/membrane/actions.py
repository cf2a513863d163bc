"""The ready-made actions, and what each of them asks ClickSend."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
import json
from typing import Any

from . import schemas
from .connectors import CLICKSEND
from .schemas import Schema, SendShape

type Input = Mapping[str, Any]
_TEMPLATES = "/sms/templates"


@dataclass(frozen=True, kw_only=True)
class Upstream:
    """What an action asks the app."""

    method: str
    path: str
    query: Mapping[str, str]
    body: bytes


def _get(path: str) -> Callable[[Input], Upstream]:
    """Return what asks for a list, with the input as the query."""
    return lambda given: Upstream(
        method="GET",
        path=path,
        query={name: str(value) for name, value in given.items()},
        body=b"",
    )


def _write(method: str, path: str) -> Callable[[Input], Upstream]:
    """Return what sends the input, less what the path names of it."""

    def ask(given: Input) -> Upstream:
        fields = {
            name: value
            for name, value in given.items()
            if value is not None and f"{{{name}}}" not in path
        }
        return Upstream(
            method=method,
            path=path.format(**given),
            query={},
            body=json.dumps(fields).encode() if fields else b"",
        )

    return ask


def _write_messages(path: str) -> Callable[[Input], Upstream]:
    """Return what sends one message, or several."""
    write = _write("POST", path)
    return lambda given: write(given if "messages" in given else {"messages": [given]})


@dataclass(frozen=True, kw_only=True)
class Action:
    """One action of one app."""

    key: str
    name: str
    description: str
    input_schema: Callable[[SendShape], Schema]
    ask: Callable[[Input], Upstream]
    connector_key: str = CLICKSEND


ACTIONS = (
    Action(
        key="post-message",
        name="Post Message",
        description="Send a message to a channel.",
        input_schema=lambda _: schemas.obj({"text": {"type": "string"}}, ["text"]),
        ask=_write("POST", "/chat.postMessage"),
        connector_key="slack",
    ),
    Action(
        key="delete-sms-template",
        name="Delete SMS Template",
        description="Delete an SMS template.",
        input_schema=schemas.template_id_in,
        ask=_write("DELETE", f"{_TEMPLATES}/{{template_id}}"),
    ),
    Action(
        key="update-sms-template",
        name="Update SMS Template",
        description="Update an existing SMS template.",
        input_schema=schemas.template_in,
        ask=_write("PUT", f"{_TEMPLATES}/{{template_id}}"),
    ),
    Action(
        key="create-sms-template",
        name="Create SMS Template",
        description="Create a new SMS template for reuse.",
        input_schema=schemas.new_template_in,
        ask=_write("POST", _TEMPLATES),
    ),
    Action(
        key="list-sms-templates",
        name="List SMS Templates",
        description="Get a list of all SMS templates.",
        input_schema=schemas.page_in,
        ask=_get(_TEMPLATES),
    ),
    Action(
        key="cancel-scheduled-sms",
        name="Cancel Scheduled SMS",
        description="Cancel a scheduled SMS message that has not been sent yet.",
        input_schema=schemas.message_id_in,
        ask=_write("PUT", "/sms/{message_id}/cancel"),
    ),
    Action(
        key="get-inbound-sms",
        name="Get Inbound SMS",
        description="Get all inbound (received) SMS messages.",
        input_schema=schemas.page_in,
        ask=_get("/sms/inbound"),
    ),
    Action(
        key="get-delivery-receipts",
        name="Get Delivery Receipts",
        description="Get all delivery receipts for sent SMS messages.",
        input_schema=schemas.page_in,
        ask=_get("/sms/receipts"),
    ),
    Action(
        key="get-sms-history",
        name="Get SMS History",
        description="Get the history of sent SMS messages.",
        input_schema=schemas.history_in,
        ask=_get("/sms/history"),
    ),
    Action(
        key="get-sms-price",
        name="Get SMS Price",
        description=(
            "Calculate the price for sending SMS messages before actually sending them."
        ),
        input_schema=schemas.messages_in,
        ask=_write_messages("/sms/price"),
    ),
    Action(
        key="send-sms",
        name="Send SMS",
        description="Send one or more SMS messages.",
        input_schema=schemas.messages_in,
        ask=_write_messages("/sms/send"),
    ),
)
