"""How long to stay away after too many requests."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.errors import RateLimitedError
from tests.unit.api.discretion import error_of
from tests.unit.api.wire import Wire, envelope

pytestmark = pytest.mark.usefixtures("socket_enabled")

A_MINUTE = 60
AN_HOUR = 3600


async def _wait(
    client: ClickSendClient, wire: Wire, headers: Mapping[str, str], status: int = 429
) -> float:
    """Return the seconds to wait after an answer with these headers."""
    wire.says(envelope(None, http_code=429, status=status, headers=headers))
    error = await error_of(client.account())
    assert isinstance(error, RateLimitedError)
    return error.retry_after


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "20"}, 20),
        ({"retry-after": "39"}, 39),
        ({"Retry-After": "2.5"}, 2.5),
        ({"ratelimit-reset": "33"}, 33),
        ({"Retry-After": "20", "ratelimit-reset": "33"}, 20),
        ({}, A_MINUTE),
        ({"Retry-After": ""}, A_MINUTE),
        ({"Retry-After": "soon"}, A_MINUTE),
        ({"Retry-After": "nan"}, A_MINUTE),
        ({"Retry-After": "inf"}, A_MINUTE),
        ({"Retry-After": "9" * 400}, A_MINUTE),
        ({"Retry-After": "Wed, 99 Oct 99999 99:99:99 GMT"}, A_MINUTE),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 +9999"}, A_MINUTE),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "-5"}, 1),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 1),
        ({"Retry-After": "Wed Oct 21 07:28:00 2015"}, 1),
        ({"Retry-After": "86400"}, AN_HOUR),
        ({"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}, AN_HOUR),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_headers(
    direct: ClickSendClient, wire: Wire, headers: dict[str, str], seconds: float
) -> None:
    """Either header counts, between a second and an hour; else it is a minute."""
    assert await _wait(direct, wire, headers) == seconds


@pytest.mark.parametrize("usegmt", [True, False], ids=["GMT", "+0000"])
async def test_date(direct: ClickSendClient, wire: Wire, *, usegmt: bool) -> None:
    """A moment to come is as good as a number of seconds."""
    moment = datetime.now(UTC) + timedelta(seconds=90)
    headers = {"Retry-After": format_datetime(moment, usegmt=usegmt)}
    assert await _wait(direct, wire, headers) == pytest.approx(90, abs=5)


async def test_through_maton(through_maton: ClickSendClient, wire: Wire) -> None:
    """The header passes through the gateway."""
    assert await _wait(through_maton, wire, {"Retry-After": "20"}) == 20


async def test_hidden_in_success(direct: ClickSendClient, wire: Wire) -> None:
    """The header counts although the status is 200."""
    assert await _wait(direct, wire, {"Retry-After": "20"}, status=200) == 20
