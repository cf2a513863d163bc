"""Control of what comes to the account, and of what is pushed from there."""

from typing import get_args

from aiohttp import web

from .clicksend.accounts import Account
from .clicksend.arrivals import receive, receive_many
from .clicksend.delivery import StatusCode
from .clicksend.receipts import report
from .control_json import NUMBER, bad_request, json_fields, json_reply
from .world import World

_MOST_AT_ONCE = 50_000
_CHOICES: dict[str, type | tuple[type, ...]] = {"to": str, "timestamp": NUMBER}


def add_arrivals(app: web.Application, world: World, account: Account) -> None:
    """Serve control of what comes to this account."""
    control = _Arrivals(world, account)
    app.add_routes(
        (
            web.post("/control/inbound", control.inbound),
            web.post("/control/inbound/many", control.inbound_many),
            web.post("/control/receipts", control.report),
            web.get("/control/pushes", control.pushes),
            web.delete("/control/pushes", control.clear_pushes),
        )
    )


class _Arrivals:
    """The handlers."""

    def __init__(self, world: World, account: Account) -> None:
        """Keep what they are about."""
        self._world = world
        self._account = account

    async def inbound(self, request: web.Request) -> web.Response:
        """Type a text on a phone."""
        fields = await json_fields(
            request, {"from": str, "body": str}, {**_CHOICES, "media": str}
        )
        text = receive(
            self._world,
            self._account,
            sender=_sender(fields["from"]),
            body=fields["body"],
            to=fields.get("to"),
            time=fields.get("timestamp"),
            media=fields.get("media"),
        )
        return json_reply(
            {
                "message_id": text.message_id,
                "from": text.sender,
                "to": text.to,
                "copies": len(text.copies),
            }
        )

    async def inbound_many(self, request: web.Request) -> web.Response:
        """Type many texts on a phone."""
        fields = await json_fields(
            request, {"from": str, "count": int}, {**_CHOICES, "body": str}
        )
        if not 0 < fields["count"] <= _MOST_AT_ONCE:
            raise bad_request(f"field 'count' must be from 1 to {_MOST_AT_ONCE}")
        texts = receive_many(
            self._world,
            self._account,
            fields["count"],
            sender=_sender(fields["from"]),
            body=fields.get("body", "Text {n}"),
            to=fields.get("to"),
            time=fields.get("timestamp"),
        )
        return json_reply({"message_ids": [text.message_id for text in texts]})

    async def report(self, request: web.Request) -> web.Response:
        """Put in a receipt by hand."""
        fields = await json_fields(
            request,
            {"message_id": str, "status_code": str},
            {"error_code": str, "error_text": str, "digits": str},
        )
        codes = get_args(StatusCode.__value__)
        if fields["status_code"] not in codes:
            raise bad_request(f"field 'status_code' must be one of {', '.join(codes)}")
        try:
            receipt = report(self._world, self._account, **fields)
        except LookupError as err:
            raise bad_request("there is no such message") from err
        return json_reply(
            {"message_id": receipt.message_id, "copies": len(receipt.copies)}
        )

    async def pushes(self, _: web.Request) -> web.Response:
        """Show what was pushed, and what came of it."""
        return json_reply({"pushes": [push.as_dict() for push in self._world.pushes]})

    async def clear_pushes(self, request: web.Request) -> web.Response:
        """Forget what was pushed, and what was going to be."""
        self._world.pushes.clear()
        return await self.pushes(request)


def _sender(written: str) -> str:
    """Return the number of a phone, as it was written."""
    sender = written.strip()
    if not sender:
        raise bad_request("field 'from' is empty")
    return sender
