"""Control: what a test or a person at the desk does to the simulated world.

Everything is JSON, and strict: an unknown field or switch is a 400 whose `error` names
it. README.md lists the requests.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any, get_args

from aiohttp import web

from .calls import CallError, PhoneCall
from .clicksend.accounts import Account
from .clicksend.books import SentText
from .clicksend.currencies import currency
from .clicksend.delivery import Failure
from .clicksend.numbers import parse_number
from .control_arrivals import add_arrivals
from .control_json import NUMBER, bad_request, json_fields, json_object, json_reply
from .maton.connections import Connection, Connections, ConnectionStatus
from .settings import SettingsError
from .world import World

_FAULT_FIELDS: dict[str, type | tuple[type, ...]] = {
    "method": str,
    "path": str,
    "times": (int, type(None)),
    "seconds": NUMBER,
    "retry_after": int,
    "status": int,
    "http_code": int,
}


def add_control(
    app: web.Application, world: World, account: Account, connections: Connections
) -> None:
    """Serve control of this world, for the main account."""
    add_arrivals(app, world, account)
    control = _Control(world, account, connections)
    maton = "/control/maton/connections"
    app.add_routes(
        (
            web.get("/control/phones", control.phones),
            web.post("/control/phones", control.add_phone),
            web.get("/control/messages", control.messages),
            web.post("/control/messages/{message_id}/fail", control.fail_message),
            web.post("/control/calls/{message_id}/answer", control.answer_call),
            web.post("/control/calls/{message_id}/keys", control.press_keys),
            web.post("/control/calls/{message_id}/hang-up", control.hang_up),
            web.get("/control/balance", control.balance),
            web.put("/control/balance", control.set_balance),
            web.get("/control/settings", control.settings),
            web.patch("/control/settings", control.set_settings),
            web.get("/control/faults", control.faults),
            web.post("/control/faults", control.arm_fault),
            web.delete("/control/faults", control.clear_faults),
            web.get("/control/requests", control.requests),
            web.delete("/control/requests", control.clear_requests),
            web.get("/control/clock", control.clock),
            web.post("/control/clock", control.advance_clock),
            web.get(maton, control.maton_connections),
            web.post(maton, control.add_maton_connection),
            web.post(f"{maton}/{{id}}/authorise", control.authorise_maton_connection),
        )
    )


class _Control:
    """The handlers."""

    def __init__(
        self, world: World, account: Account, connections: Connections
    ) -> None:
        """Keep what they are about."""
        self._world = world
        self._account = account
        self._connections = connections

    async def phones(self, request: web.Request) -> web.Response:
        """Show the phones, the one used last first."""
        phones = self._world.phones
        limit = request.query.get("limit", str(len(phones)))
        if not limit.isdecimal():
            raise bad_request("limit must be a number")
        latest = [phone.as_dict() for phone in islice(phones, int(limit))]
        return json_reply({"phones": latest, "total": len(phones)})

    async def add_phone(self, request: web.Request) -> web.Response:
        """Add a phone."""
        written = (await json_fields(request, {"number": str}))["number"]
        number = parse_number(written, self._world.settings.account_country)
        if number is None:
            raise bad_request(f"{written!r} is not a phone number")
        return json_reply(self._world.phones.use(number.e164).as_dict())

    async def messages(self, _: web.Request) -> web.Response:
        """Show the books."""
        books, now = self._account.books, self._world.clock.now()
        return json_reply(
            {
                "messages": [text.as_dict(now) for text in books],
                "duplicates": books.duplicates(),
            }
        )

    async def fail_message(self, request: web.Request) -> web.Response:
        """Have a message that is on its way not arrive, or only at the second try."""
        known = {"status_code": str, "error_code": str, "error_text": str}
        fields = await json_fields(request, {}, known)
        status_code = fields.get("status_code", "301")
        if status_code not in {"300", "301"}:
            raise bad_request("field 'status_code' must be 300 or 301")
        text, now = self._message(request), self._world.clock.now()
        failure = Failure(
            at=now,
            status_code=status_code,
            error_code=fields.get("error_code", "12"),
            error_text=fields.get("error_text", "Absent subscriber"),
        )
        if not text.fail(failure):
            raise bad_request("the message is not on its way")
        return json_reply(text.as_dict(now))

    async def answer_call(self, request: web.Request) -> web.Response:
        """Pick up."""
        return await self._do(request, {}, lambda call, now, _: call.answer(now))

    async def press_keys(self, request: web.Request) -> web.Response:
        """Press keys in a call, which ends it."""
        return await self._do(
            request,
            {"digits": str},
            lambda call, now, fields: call.press(fields["digits"], now),
        )

    async def hang_up(self, request: web.Request) -> web.Response:
        """End a call, or decline it."""
        return await self._do(request, {}, lambda call, now, _: call.hang_up(now))

    async def _do(
        self,
        request: web.Request,
        required: Mapping[str, type],
        action: Callable[[PhoneCall, float, Mapping[str, Any]], None],
    ) -> web.Response:
        """Do something with a call, and show it."""
        fields = await json_fields(request, required)
        text, now = self._message(request), self._world.clock.now()
        if text.call is None:
            raise bad_request("the message is no call")
        if text.free_test or text.fate.cancelled_at is not None:
            raise bad_request("the call never rings")
        try:
            action(text.call, now, fields)
        except CallError as err:
            raise bad_request(str(err)) from err
        return json_reply(text.as_dict(now))

    def _message(self, request: web.Request) -> SentText:
        """Return the message that is meant."""
        text = self._account.books.get(request.match_info["message_id"])
        if text is None:
            raise bad_request("there is no such message")
        return text

    async def balance(self, _: web.Request) -> web.Response:
        """Show the balance."""
        code = self._world.settings.currency
        return json_reply(
            {
                "balance": f"{self._account.balance:.6f}",
                "currency": code,
                "prefix": currency(code)["currency_prefix_d"],
            }
        )

    async def set_balance(self, request: web.Request) -> web.Response:
        """Set the balance."""
        written = (await json_fields(request, {"balance": (str, *NUMBER)}))["balance"]
        try:
            amount = Decimal(str(written))
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite():
            raise bad_request(f"{written!r} is not an amount")
        self._account.balance = amount
        return await self.balance(request)

    async def settings(self, _: web.Request) -> web.Response:
        """Show the switches."""
        return json_reply(self._world.settings.as_dict())

    async def set_settings(self, request: web.Request) -> web.Response:
        """Set switches."""
        try:
            self._world.settings.patch(await json_object(request))
        except SettingsError as err:
            raise bad_request(str(err)) from err
        return await self.settings(request)

    async def faults(self, _: web.Request) -> web.Response:
        """Show what is armed."""
        return json_reply({"faults": [fault.as_dict() for fault in self._world.faults]})

    async def arm_fault(self, request: web.Request) -> web.Response:
        """Arm a fault."""
        fields = await json_fields(request, {"kind": str}, _FAULT_FIELDS)
        try:
            fault = self._world.faults.arm(fields.pop("kind"), **fields)
        except ValueError as err:
            raise bad_request(str(err)) from err
        return json_reply(fault.as_dict())

    async def clear_faults(self, request: web.Request) -> web.Response:
        """Disarm everything."""
        self._world.faults.clear()
        return await self.faults(request)

    async def requests(self, _: web.Request) -> web.Response:
        """Show what was asked of the services."""
        return json_reply(
            {"requests": [each.as_dict() for each in self._world.requests]}
        )

    async def clear_requests(self, request: web.Request) -> web.Response:
        """Forget what was asked of the services."""
        self._world.requests.clear()
        return await self.requests(request)

    async def clock(self, _: web.Request) -> web.Response:
        """Show the time."""
        return json_reply({"now": self._world.clock.now()})

    async def advance_clock(self, request: web.Request) -> web.Response:
        """Move on in time."""
        self._world.clock.advance(
            (await json_fields(request, {"advance": NUMBER}))["advance"]
        )
        return await self.clock(request)

    async def maton_connections(self, _: web.Request) -> web.Response:
        """Show Maton's connections."""
        return json_reply(
            {"connections": [self._show(each) for each in self._connections]}
        )

    async def add_maton_connection(self, request: web.Request) -> web.Response:
        """Add a connection in whatever state."""
        known = {"status": str, "username": str, "api_key": str}
        fields = await json_fields(request, {}, known)
        status = fields.get("status", "PENDING")
        statuses = get_args(ConnectionStatus.__value__)
        if status not in statuses:
            raise bad_request(f"field 'status' must be one of {', '.join(statuses)}")
        connection = self._connections.create()
        self._authorise(connection, fields)
        self._connections.set_status(connection, status)
        return json_reply(self._show(connection))

    async def authorise_maton_connection(self, request: web.Request) -> web.Response:
        """Do what a person does in the browser."""
        connection = self._connections.get(request.match_info["id"])
        fields = await json_fields(request, {}, {"username": str, "api_key": str})
        if connection is None:
            raise bad_request("there is no such connection")
        self._authorise(connection, fields)
        return json_reply(self._show(connection))

    def _authorise(self, connection: Connection, fields: Mapping[str, str]) -> None:
        """Give a connection the credentials, by default those that work."""
        self._connections.authorise(
            connection,
            fields.get("username", self._account.username),
            fields.get("api_key", self._account.api_key),
        )

    def _show(self, connection: Connection) -> dict[str, Any]:
        """Describe a connection."""
        return connection.as_dict(self._connections.connect_url)
