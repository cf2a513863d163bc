"""The action for whatever has no action of its own."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..api.errors import GatewayConnectionError, RefusedError
from ..exceptions import as_action_error, mistake
from ..runtime import ClickSendConfigEntry
from .action import Action
from .api_path import PathError, api_path
from .fields import as_json

ATTR_METHOD: Final = "method"
ATTR_PATH: Final = "path"
ATTR_PATH_PARAMS: Final = "path_params"
ATTR_QUERY: Final = "query"
ATTR_BODY: Final = "body"
ATTR_HEADERS: Final = "headers"

ACCEPT: Final = "accept"
JSON: Final = "application/json"

CONTENT_TYPE: Final = "content-type"
PLAIN_TEXT: Final = "text/plain; charset=utf-8"

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")

# What authenticates a request, chooses the account, or belongs to the connection.
_RESERVED: Final = frozenset(
    {
        ACCEPT,
        "accept-encoding",
        "authorization",
        "connection",
        "cookie",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
    }
)
# The body's own, the gateways', and what has another method or path called.
_RESERVED_BEGINNINGS: Final = (
    "content-",
    "forwarded",
    "maton",
    "membrane",
    "proxy-",
    "x-forwarded",
    "x-http-method",
    "x-maton",
    "x-membrane",
    "x-method",
    "x-original-",
    "x-rewrite-",
)

_HEADER: Final = vol.All(cv.string, vol.Match(r"[A-Za-z0-9-]+\Z"))
_HEADER_TEXT: Final = vol.All(cv.string, vol.Match(r"[^\x00-\x1f\x7f]*\Z"))
_PARAMETER: Final = vol.Any(
    # YAML's true is "true" in an address, not "True".
    vol.All(bool, lambda flag: str(flag).lower()),
    vol.All(vol.Any(str, int, float), vol.Coerce(str)),
)
_PARAMETERS: Final = vol.Any([_PARAMETER], _PARAMETER)


async def _async_call_api(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Send a request to any endpoint that does not send messages or spend money."""
    method: str = call.data[ATTR_METHOD]
    try:
        path = api_path(method, call.data[ATTR_PATH], call.data[ATTR_PATH_PARAMS])
    except PathError as err:
        raise mistake(err.key, path=call.data[ATTR_PATH], **err.about) from err
    body = call.data.get(ATTR_BODY)
    headers = _headers(call.data[ATTR_HEADERS], is_raw=isinstance(body, str))
    try:
        answer = await entry.runtime_data.client.call(
            method,
            path,
            query=call.data[ATTR_QUERY],
            json=_content(body),
            headers=headers,
        )
    except GatewayConnectionError as err:
        if err.code is not None:
            raise
        # Not in Maton's words, so it is the path that is wrong, not the connection.
        raise as_action_error(RefusedError(f"HTTP {err.status}")) from err
    if isinstance(answer, list):
        return {"items": answer, "total": len(answer)}
    return dict(answer) if isinstance(answer, dict) else {}


def _headers(headers: Mapping[str, str], *, is_raw: bool) -> Mapping[str, str]:
    """Return further headers.

    Args:
        headers: those that the caller gives.
        is_raw: whether the body is sent as it is, so that only the caller knows what it
            is.

    Raises:
        ServiceValidationError: one of them is none of the caller's business.

    """
    # Every request says so by itself.
    headers = {
        name: value
        for name, value in headers.items()
        if (name.casefold(), value.casefold()) != (ACCEPT, JSON)
    }
    named = {name.casefold() for name in headers}
    for name in headers:
        folded = name.casefold()
        if is_raw and folded == CONTENT_TYPE:
            continue
        if folded in _RESERVED or folded.startswith(_RESERVED_BEGINNINGS):
            raise mistake("header_reserved", header=name)
    if is_raw and CONTENT_TYPE not in named:
        return {**headers, CONTENT_TYPE: PLAIN_TEXT}
    return headers


def _content(body: object) -> Any:
    """Return a body as JSON has it, or as it is if it is a text.

    Raises:
        ServiceValidationError: it holds what cannot be sent.

    """
    if not isinstance(body, str):
        return as_json(ATTR_BODY, body)
    try:
        return body.encode()
    except UnicodeEncodeError as err:
        raise mistake("not_json", field=ATTR_BODY) from err


ACTIONS: Final[Mapping[str, Action]] = {
    "call_api": Action(
        _async_call_api,
        {
            vol.Optional(ATTR_METHOD, default="GET"): vol.All(
                cv.string, vol.Upper, vol.In(METHODS)
            ),
            vol.Required(ATTR_PATH): cv.string,
            vol.Optional(ATTR_PATH_PARAMS, default=dict): {cv.string: _PARAMETER},
            vol.Optional(ATTR_QUERY, default=dict): {cv.string: _PARAMETERS},
            vol.Optional(ATTR_BODY): vol.Any(dict, list, str),
            vol.Optional(ATTR_HEADERS, default=dict): {_HEADER: _HEADER_TEXT},
        },
        SupportsResponse.OPTIONAL,
        admin=True,
    )
}
