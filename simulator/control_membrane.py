"""Control of Membrane: its token, its connections, and what is asked for."""

from typing import Any, get_args

from aiohttp import web

from .clicksend.accounts import Account
from .control_json import bad_request, json_fields, json_reply
from .membrane.connection_requests import ConnectionRequest
from .membrane.connections import ClientActionType, Connection, ConnectionState
from .membrane.tenant import Tenant

_CHOICES = {
    "state": get_args(ConnectionState.__value__),
    "action_type": get_args(ClientActionType.__value__),
}
_CREDENTIALS: dict[str, type | tuple[type, ...]] = {"username": str, "api_key": str}
_CONNECTION_FIELDS: dict[str, type | tuple[type, ...]] = {
    **_CREDENTIALS,
    "name": str,
    "key": str,
    "integration_key": str,
    "state": str,
    "disconnected": bool,
    "is_defunct": bool,
    "is_deactivated": bool,
    "archived": bool,
    "action_type": str,
    "action_has_url": bool,
}


def add_membrane(app: web.Application, tenant: Tenant, account: Account) -> None:
    """Serve control of this tenant, whose working credentials are the account's."""
    control = _Membrane(tenant, account)
    membrane = "/control/membrane"
    requests = f"{membrane}/connection-requests"
    app.add_routes(
        (
            web.get(f"{membrane}/token", control.token),
            web.post(f"{membrane}/token/expire", control.expire_token),
            web.post(f"{membrane}/token/renew", control.renew_token),
            web.get(f"{membrane}/connections", control.connections),
            web.post(f"{membrane}/connections", control.add_connection),
            web.patch(f"{membrane}/connections/{{id}}", control.change_connection),
            web.get(requests, control.requests),
            web.post(f"{requests}/{{id}}/authorise", control.authorise),
            web.post(f"{requests}/{{id}}/cancel", control.cancel),
            web.post(f"{requests}/{{id}}/fail", control.fail),
        )
    )


class _Membrane:
    """The handlers."""

    def __init__(self, tenant: Tenant, account: Account) -> None:
        """Keep what they are about."""
        self._tenant = tenant
        self._account = account

    async def token(self, _: web.Request) -> web.Response:
        """Show the token given out last."""
        tokens = self._tenant.tokens
        return json_reply({"token": tokens.current, "expired": tokens.expired})

    async def expire_token(self, request: web.Request) -> web.Response:
        """Have every token expire."""
        self._tenant.tokens.expire()
        return await self.token(request)

    async def renew_token(self, request: web.Request) -> web.Response:
        """Give out another token."""
        self._tenant.tokens.renew()
        return await self.token(request)

    async def connections(self, _: web.Request) -> web.Response:
        """Show the connections, archived ones included."""
        shown = [self._tenant.show(each) for each in self._tenant.connections]
        return json_reply({"connections": shown})

    async def add_connection(self, request: web.Request) -> web.Response:
        """Add a connection to ClickSend, or to another app, in whatever state."""
        known = {**_CONNECTION_FIELDS, "connector_key": str}
        fields = await json_fields(request, {}, known)
        _check(fields)
        connectors = self._tenant.connectors
        key = fields.pop("connector_key", "clicksend-sms")
        if key not in connectors:
            listed = ", ".join(connectors)
            raise bad_request(f"field 'connector_key' must be one of {listed}")
        connection = self._tenant.connections.create(connectors[key])
        account = self._account
        credentials = {"username": account.username, "api_key": account.api_key}
        self._change(connection, {**credentials, **fields})
        return json_reply(self._tenant.show(connection))

    async def change_connection(self, request: web.Request) -> web.Response:
        """Change what is given of a connection."""
        connection = self._tenant.connections.get(request.match_info["id"])
        fields = await json_fields(request, {}, _CONNECTION_FIELDS)
        _check(fields)
        if connection is None:
            raise bad_request("there is no such connection")
        self._change(connection, fields)
        return json_reply(self._tenant.show(connection))

    async def requests(self, _: web.Request) -> web.Response:
        """Show the connection requests."""
        shown = [self._tenant.show(each) for each in self._tenant.requests]
        return json_reply({"requests": shown})

    async def authorise(self, request: web.Request) -> web.Response:
        """Do what a person does in the browser, by default with what works."""
        fields = await json_fields(request, {}, _CREDENTIALS)
        asked = self._request(request)
        self._tenant.requests.authorise(
            asked,
            fields.get("username", self._account.username),
            fields.get("api_key", self._account.api_key),
        )
        return json_reply(self._tenant.show(asked))

    async def cancel(self, request: web.Request) -> web.Response:
        """Do what a person does in the browser who thinks better of it."""
        await json_fields(request, {})
        asked = self._request(request)
        self._tenant.requests.cancel(asked)
        return json_reply(self._tenant.show(asked))

    async def fail(self, request: web.Request) -> web.Response:
        """Have a connection request end with an error."""
        fields = await json_fields(request, {}, {"message": str})
        asked = self._request(request)
        message = fields.get("message", "The connection could not be set up")
        self._tenant.requests.fail(asked, message)
        return json_reply(self._tenant.show(asked))

    def _request(self, request: web.Request) -> ConnectionRequest:
        """Return the connection request that is meant, which is pending."""
        asked = self._tenant.requests.get(request.match_info["id"])
        if asked is None:
            raise bad_request("there is no such connection request")
        if asked.status != "pending":
            raise bad_request("the connection request is not pending")
        return asked

    def _change(self, connection: Connection, fields: dict[str, Any]) -> None:
        """Set what is given."""
        if fields.pop("archived", False):
            self._tenant.connections.archive(connection)
        for name, value in fields.items():
            setattr(connection, name, value)


def _check(fields: dict[str, Any]) -> None:
    """Refuse what a connection cannot be."""
    for name, choices in _CHOICES.items():
        if name in fields and fields[name] not in choices:
            raise bad_request(f"field {name!r} must be one of {', '.join(choices)}")
