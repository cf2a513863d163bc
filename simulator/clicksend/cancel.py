"""PUT /{channel}/{message_id}/cancel and /{channel}/cancel-all."""

from ..http import Answer
from .books import SentText
from .channels import Channel
from .envelope import not_found, success
from .routes import Call, Route


def cancel_routes(channel: Channel) -> tuple[Route, Route]:
    """Return the routes that take back what is not sent yet."""
    name = channel.name
    return (
        Route("PUT", f"/{name}/cancel-all", lambda call: _all(call, channel)),
        Route(
            "PUT", f"/{name}/{{message_id}}/cancel", lambda call: _one(call, channel)
        ),
    )


def _one(call: Call, channel: Channel) -> Answer:
    """Cancel one message, if it is still to be sent."""
    for text in _scheduled(call, channel):
        if text.message_id == call.params["message_id"]:
            _cancel(call, text)
            data = channel.cancelled_data(call.world.settings)
            return success(channel.cancelled, data)
    raise not_found("Message record not found.")


def _all(call: Call, channel: Channel) -> Answer:
    """Cancel all that is still to be sent, or what has that `custom_string`."""
    body = call.json_object() if call.request.body.strip() else {}
    wanted = body.get("custom_string")
    cancelled = [
        text
        for text in _scheduled(call, channel)
        if wanted is None or text.custom_string == wanted
    ]
    for text in cancelled:
        _cancel(call, text)
    kind = "" if channel.name == "voice" else f"{channel.name} "
    return success(
        f"{len(cancelled)} {kind}messages have been cancelled.",
        {"count": len(cancelled)},
    )


def _scheduled(call: Call, channel: Channel) -> list[SentText]:
    """Return what can be cancelled; raises RefusedError if nothing ever can be."""
    if channel.name == "mms" and not call.world.settings.mms_cancel:
        raise not_found("Resource not found.")
    return call.account.books.scheduled(channel.name, call.world.clock.now())


def _cancel(call: Call, text: SentText) -> None:
    """Take one back: from the phone, and as a rule from the bill."""
    call.account.books.cancel(text, call.world.clock.now())
    call.world.phones.use(text.to).drop(text.message_id)
    if call.world.settings.cancel_refunds:
        call.account.balance += text.price
