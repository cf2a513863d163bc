"""How a ClickSend path becomes a request, for each way of reaching the account."""

from base64 import b64decode

import aiohttp
import pytest

from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.maton import MatonClient
from custom_components.clicksend_messaging.api.transports import (
    DirectTransport,
    MatonTransport,
)
from tests.unit.api.discretion import (
    API_KEY,
    CONNECTION,
    MATON_KEY,
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


async def test_nothing_shows_the_keys(session: aiohttp.ClientSession) -> None:
    """What is printed by accident holds no secret."""
    direct = DirectTransport(USERNAME, API_KEY)
    maton = MatonTransport(MATON_KEY, CONNECTION)
    things = [
        direct,
        maton,
        ClickSendClient(lambda: session, direct),
        MatonClient(lambda: session, MATON_KEY, "https://ctrl.maton.ai"),
    ]
    shown = f"{things} {' '.join(map(str, things))}"
    assert is_discreet(shown)
    assert USERNAME not in shown
    assert CONNECTION not in shown
