"""prelude/verify-send and verify-check: codes that prove whose phone it is."""

from collections.abc import Mapping
from dataclasses import dataclass
import re
from typing import Any

from ..world import World
from .answers import Body, bad_request
from .texts import Texts

SEND = "prelude/verify-send"
CHECK = "prelude/verify-check"
_LIFETIME = 600
_RETRY_WITHIN = 60
_MOST_VERIFICATIONS = 10_000
_CODE = re.compile(r"\d{4,8}")


@dataclass(kw_only=True)
class Verification:
    """One code that is out, by the first text with it."""

    verification_id: str
    code: str
    started_at: float
    sent_at: float


class Verify:
    """The codes that are out, one per number at most."""

    def __init__(self, world: World, texts: Texts) -> None:
        """Start with none."""
        self._world = world
        self._texts = texts
        self._verifications: dict[str, Verification] = {}

    def send(self, inputs: Mapping[str, Any]) -> Body:
        """Text a code, soon after another the same again; raises RefusedError."""
        to, now = self._target(inputs), self._world.clock.now()
        if to in self._world.settings.skillboss_blocked_numbers:
            return {
                **self._row(self._texts.new_id("vrf"), "blocked"),
                "method": "message",
                "channels": [],
                "reason": "in_block_list",
            }
        found = self._out(to)
        again = found is not None and now - found.sent_at < _RETRY_WITHIN
        if found is None or not again:
            found = Verification(
                verification_id=self._texts.new_id("vrf"),
                code=f"{self._world.chance.randrange(10**6):06}",
                started_at=now,
                sent_at=now,
            )
        body = f"{found.code} is your verification code."
        self._texts.send(to, body, model=SEND, prefix="att")
        found.sent_at = now
        self._verifications.pop(to, None)
        self._verifications[to] = found
        while len(self._verifications) > _MOST_VERIFICATIONS:
            del self._verifications[next(iter(self._verifications))]
        return {
            **self._row(found.verification_id, "retry" if again else "success"),
            "method": "message",
            "channels": ["sms"],
            "reason": None,
        }

    def check(self, inputs: Mapping[str, Any]) -> Body:
        """Compare a code, which can be right only once; raises RefusedError."""
        to, code = self._target(inputs), inputs.get("code")
        if not isinstance(code, str) or not _CODE.fullmatch(code):
            raise bad_request("invalid_code", "The code must be of 4 to 8 digits.")
        found = self._out(to)
        if found is None:
            return self._row(None, "expired_or_not_found")
        if found.code != code:
            return self._row(found.verification_id, "failure")
        del self._verifications[to]
        return self._row(found.verification_id, "success")

    def _target(self, inputs: Mapping[str, Any]) -> str:
        """Return the number that is meant; raises RefusedError."""
        target = inputs.get("target")
        if not isinstance(target, dict) or target.get("type") != "phone_number":
            message = "Field 'target' must be an object of type 'phone_number'."
            raise bad_request("invalid_parameter", message)
        return self._texts.recipient(target.get("value"))

    def _out(self, to: str) -> Verification | None:
        """Return what is out to that number and has not expired."""
        found = self._verifications.get(to)
        if found and self._world.clock.now() - found.started_at < _LIFETIME:
            return found
        return None

    def _row(self, verification_id: str | None, status: str) -> Body:
        """Return what every answer has; the status is Prelude's own."""
        named = {"id": verification_id} if verification_id else {}
        return {**named, "status": status, "request_id": self._world.new_uuid()}
