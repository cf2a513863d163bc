"""PUT /{what was polled}-read."""

from ..http import Answer
from .envelope import bad_request, success
from .polled import Kept, Polled
from .routes import Call


def mark_all_read[T: Kept](call: Call, polled: Polled[T], message: str) -> Answer:
    """Mark all from before `date_before` as read: without it, everything."""
    body = call.json_object() if call.request.body.strip() else {}
    before = body.get("date_before")
    if before is not None and not str(before).isdecimal():
        wrong = "The date before must be a unix timestamp."
        raise bad_request(wrong, {"date_before": wrong})
    polled.mark_before(None if before is None else int(before), call.world.clock.now())
    data: dict[str, object] = {"braces": "{}", "null": None, "object": {}}
    return success(message, data[call.world.settings.mark_all_data])
