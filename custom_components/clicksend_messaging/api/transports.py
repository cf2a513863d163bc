"""How a ClickSend path becomes a request, for each way of reaching the account."""

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Protocol

from .errors import ApiError
from .http import path_segment
from .maton import gateway_error
from .membrane import membrane_error

CLICKSEND_URL = "https://rest.clicksend.com/v3"
MATON_URL = "https://api.maton.ai"
MEMBRANE_URL = "https://api.getmembrane.com"


class Transport(Protocol):
    """What the client needs to know about the way to ClickSend."""

    def url(self, path: str) -> str:
        """Return the address of a ClickSend path such as ``/account``."""

    def headers(self) -> dict[str, str]:
        """Return the headers that authenticate a request; secrets."""

    def own_error(self, status: int, payload: object) -> ApiError | None:
        """Return the error when an answer is the gateway's own, not ClickSend's."""


@dataclass(frozen=True, slots=True)
class DirectTransport:
    """Straight to ClickSend with a user name and an API key (HTTP Basic)."""

    username: str = field(repr=False)
    api_key: str = field(repr=False)
    base_url: str = CLICKSEND_URL

    def url(self, path: str) -> str:
        """Return the address below the base, which holds the version."""
        return f"{self.base_url.rstrip('/')}{path}"

    def headers(self) -> dict[str, str]:
        """Return the Basic authentication header."""
        credentials = b64encode(f"{self.username}:{self.api_key}".encode()).decode()
        return {"Authorization": f"Basic {credentials}"}

    def own_error(self, status: int, payload: object) -> None:
        """Return nothing: there is no gateway that could answer."""


@dataclass(frozen=True, slots=True)
class MatonTransport:
    """Through the Maton gateway, which adds ClickSend's credentials.

    The newer host serves gateway and connections alike; the older generation has a
    host for each. Without ``Maton-Connection`` the older takes the oldest connection
    and the newer may refuse, so the header always goes along.
    """

    api_key: str = field(repr=False)
    connection_id: str = field(repr=False)
    gateway_url: str = MATON_URL

    def url(self, path: str) -> str:
        """Return the gateway's address for a ClickSend path."""
        return f"{self.gateway_url.rstrip('/')}/clicksend/v3{path}"

    def headers(self) -> dict[str, str]:
        """Return the gateway key and the chosen connection."""
        return {
            "Authorization": f"Bearer {self.api_key}",
            "Maton-Connection": self.connection_id,
        }

    def own_error(self, status: int, payload: object) -> ApiError | None:
        """Tell Maton's refusals from ClickSend's, which pass through unchanged."""
        return gateway_error(status, payload)


@dataclass(frozen=True, slots=True)
class MembraneTransport:
    """Through Membrane's proxy, which adds ClickSend's credentials and base address.

    Whether that address holds the version, nobody says: ``prefix`` is ``/v3`` where it
    does not, and empty where it does.
    """

    token: str = field(repr=False)
    connection_id: str = field(repr=False)
    base_url: str = MEMBRANE_URL
    prefix: str = "/v3"

    def url(self, path: str) -> str:
        """Return the proxy's address for a ClickSend path."""
        connection = path_segment(self.connection_id)
        proxy = f"{self.base_url.rstrip('/')}/connections/{connection}/proxy"
        return f"{proxy}{self.prefix}{path}"

    def headers(self) -> dict[str, str]:
        """Return Membrane's token."""
        return {"Authorization": f"Bearer {self.token}"}

    def own_error(self, status: int, payload: object) -> ApiError | None:
        """Tell Membrane's refusals from ClickSend's, which pass through unchanged."""
        return membrane_error(status, payload)
