"""How a ClickSend path becomes a request, for each way of reaching the account."""

from base64 import b64decode

import aiohttp
import pytest

from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.errors import NotFoundError
from custom_components.clicksend_messaging.api.maton import MatonClient
from custom_components.clicksend_messaging.api.membrane import MembraneClient
from custom_components.clicksend_messaging.api.transports import (
    DirectTransport,
    MatonTransport,
    MembraneTransport,
)
from tests.unit.api.discretion import (
    API_KEY,
    CONNECTION,
    MATON_KEY,
    MEMBRANE_TOKEN,
    USERNAME,
    is_discreet,
)

ENDS = pytest.mark.parametrize("end", ["", "/", "//"], ids=repr)


def test_clicksend_itself() -> None:
    """Without further ado it is the real ClickSend."""
    transport = DirectTransport(USERNAME, API_KEY)
    assert transport.url("/account") == "https://rest.clicksend.com/v3/account"


@ENDS
def test_another_base_address(end: str) -> None:
    """The base address holds the version, and may end in a slash."""
    transport = DirectTransport(USERNAME, API_KEY, f"http://127.0.0.1:8080/v3{end}")
    assert transport.url("/sms/send") == "http://127.0.0.1:8080/v3/sms/send"


@pytest.mark.parametrize(
    ("username", "api_key"),
    [(USERNAME, API_KEY), ("jürgen", "schlüssel"), ("casey", "with:colon")],
    ids=["plain", "not ASCII", "colon"],
)
def test_direct_credentials(username: str, api_key: str) -> None:
    """User name and key go as HTTP Basic, in UTF-8."""
    (name, value), *others = DirectTransport(username, api_key).headers().items()
    scheme, encoded = value.split(" ")
    assert (name, scheme, others) == ("Authorization", "Basic", [])
    assert b64decode(encoded).decode() == f"{username}:{api_key}"


@pytest.mark.parametrize(
    "host", ["https://api.maton.ai", "https://gateway.maton.ai"], ids=["newer", "older"]
)
@ENDS
def test_maton_hosts(host: str, end: str) -> None:
    """Either generation of hosts takes ClickSend's paths below the app's name."""
    transport = MatonTransport(MATON_KEY, CONNECTION, f"{host}{end}")
    assert transport.url("/sms/send") == f"{host}/clicksend/v3/sms/send"


def test_maton_itself() -> None:
    """Without further ado it is the newer host."""
    url = MatonTransport(MATON_KEY, CONNECTION).url("/account")
    assert url == "https://api.maton.ai/clicksend/v3/account"


def test_maton_credentials() -> None:
    """Maton is told its key and which connection to take, and nothing of ClickSend."""
    assert MatonTransport(MATON_KEY, CONNECTION).headers() == {
        "Authorization": f"Bearer {MATON_KEY}",
        "Maton-Connection": CONNECTION,
    }


@pytest.mark.parametrize("prefix", ["/v3", ""], ids=repr)
@ENDS
def test_membrane_address(prefix: str, end: str) -> None:
    """ClickSend's paths come after the connection's proxy, with the version or not."""
    transport = MembraneTransport(
        MEMBRANE_TOKEN, CONNECTION, f"https://membrane.example{end}", prefix
    )
    proxy = f"https://membrane.example/connections/{CONNECTION}/proxy"
    assert transport.url("/sms/send") == f"{proxy}{prefix}/sms/send"


def test_membrane_itself() -> None:
    """Without further ado it is Membrane's own address."""
    url = MembraneTransport(MEMBRANE_TOKEN, CONNECTION).url("/account")
    proxy = f"https://api.getmembrane.com/connections/{CONNECTION}/proxy"
    assert url == f"{proxy}/v3/account"


@pytest.mark.parametrize("connection_id", ["", "..", "a/b", "a?b"], ids=repr)
def test_membrane_connection_that_would_be_another_path(connection_id: str) -> None:
    """No request goes to anything but a connection's proxy."""
    with pytest.raises(NotFoundError):
        MembraneTransport(MEMBRANE_TOKEN, connection_id).url("/account")


def test_membrane_credentials() -> None:
    """Membrane is told its token, and nothing of ClickSend."""
    assert MembraneTransport(MEMBRANE_TOKEN, CONNECTION).headers() == {
        "Authorization": f"Bearer {MEMBRANE_TOKEN}"
    }


async def test_nothing_shows_the_keys(session: aiohttp.ClientSession) -> None:
    """What is printed by accident holds no secret."""
    direct = DirectTransport(USERNAME, API_KEY)
    maton = MatonTransport(MATON_KEY, CONNECTION)
    membrane = MembraneTransport(MEMBRANE_TOKEN, CONNECTION)
    things = [
        direct,
        maton,
        membrane,
        ClickSendClient(lambda: session, direct),
        MatonClient(lambda: session, MATON_KEY, "https://ctrl.maton.ai"),
        ClickSendClient(lambda: session, membrane),
        MembraneClient(lambda: session, MEMBRANE_TOKEN, "https://membrane.example"),
    ]
    shown = f"{things} {' '.join(map(str, things))}"
    assert is_discreet(shown)
    assert USERNAME not in shown
    assert CONNECTION not in shown
