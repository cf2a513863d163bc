"""The tokens that Membrane lets in."""

from base64 import urlsafe_b64encode
from http import HTTPStatus
import json

from ..http import json_answer
from ..world import World
from .errors import MembraneError, error_body, failure

_MOST_TOKENS = 1000


class Tokens:
    """All tokens ever given out, and which of them have expired."""

    def __init__(self, world: World) -> None:
        """Give out the first."""
        self._world = world
        self._expired: dict[str, bool] = {}
        self.current = ""
        """The one given out last."""
        self.renew()

    @property
    def expired(self) -> bool:
        """Whether the one given out last has expired."""
        return self._expired[self.current]

    def renew(self) -> str:
        """Give out another one; the earlier ones stay what they are."""
        chance = self._world.chance
        header = {"alg": "HS256", "typ": "JWT"}
        claims = {"id": "home", "iss": self._world.new_uuid()}
        parts = (
            *(json.dumps(part).encode() for part in (header, claims)),
            chance.randbytes(32),
        )
        self.current = ".".join(
            urlsafe_b64encode(part).decode().rstrip("=") for part in parts
        )
        self._expired[self.current] = False
        while len(self._expired) > _MOST_TOKENS:
            del self._expired[next(iter(self._expired))]
        return self.current

    def expire(self) -> None:
        """Have all of them expire."""
        self._expired = dict.fromkeys(self._expired, True)

    def revive(self) -> None:
        """Make all of them valid again."""
        self._expired = dict.fromkeys(self._expired, False)

    def check(self, authorization: str) -> None:
        """Raise MembraneError unless this header lets somebody in."""
        expired = self._expired.get(authorization.removeprefix("Bearer "))
        if expired is None or not authorization.startswith("Bearer "):
            raise MembraneError(failure(HTTPStatus.UNAUTHORIZED, "Not authenticated"))
        if not expired:
            return
        key = self._world.settings.membrane_expired_key
        body = error_body(
            "connection" if key == "access_token_expired" else "bad_request",
            "Access token expired",
            key=key,
        )
        raise MembraneError(json_answer(HTTPStatus.UNAUTHORIZED, body))
