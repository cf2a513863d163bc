"""What there is to look up: countries, time zones, statistics; and what costs money."""

from decimal import Decimal

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller, Send, basic

DAD, NOBODY = "+15551234567", "+15557654321"


@pytest.mark.parametrize("headers", [{}, basic("home@example.com", "wrong")])
async def test_countries_for_everybody(
    clicksend: Caller, headers: dict[str, str]
) -> None:
    """All countries there are, without any credentials."""
    stranger = Caller(clicksend.session, clicksend.base_url, {})

    reply = await stranger("GET", "/countries", headers=headers)

    assert reply.json["response_msg"] == "List of Countries."
    assert {"code": "AU", "value": "Australia"} in reply.data
    assert len({row["code"] for row in reply.data}) == len(reply.data) >= 249
    assert reply.data == (await clicksend("GET", "/countries")).data
    for method, path in (("POST", "/countries"), ("GET", "/timezones")):
        assert (await stranger(method, path)).status == 401
    assert (await clicksend("POST", "/countries")).status == 405


async def test_countries_that_are_enabled(
    simulator: Simulator, clicksend: Caller
) -> None:
    """The countries that texts may go to are those of the switch."""
    simulator.settings.enabled_countries = ("US", "AU")
    some = (await clicksend("GET", "/user-countries")).data
    simulator.settings.enabled_countries = ("*",)
    everywhere = (await clicksend("GET", "/user-countries")).data

    assert [(row["code"], row["name"]) for row in some] == [
        ("AU", "Australia"),
        ("US", "United States"),
    ]
    assert len(everywhere) == len((await clicksend("GET", "/countries")).data)


async def test_time_zones(clicksend: Caller) -> None:
    """Time zones are just their names."""
    zones = (await clicksend("GET", "/timezones")).data

    assert {"Africa/Abidjan", "America/Chicago", "UTC"} <= set(zones)


async def test_statistics(simulator: Simulator, clicksend: Caller, send: Send) -> None:
    """The texts of the last thirty days are counted: all, and by day."""
    await send({"to": DAD, "body": "Long ago"})
    simulator.clock.advance(31 * 24 * 60 * 60)
    await send({"to": DAD, "body": "Hello"}, {"to": NOBODY, "body": "Hello"})
    *_, lost = simulator.books
    simulator.clock.advance(1)
    assert lost.to == NOBODY
    path = f"{simulator.control_url}/messages/{lost.message_id}/fail"
    async with clicksend.session.post(path, json={}) as response:
        assert response.status == 200
    simulator.clock.advance(2 * 24 * 60 * 60)
    simulator.inject_inbound(DAD, "Hello yourself")

    data = (await clicksend("GET", "/statistics/sms")).data

    price = float(lost.price)
    assert data["total"] == {
        "outbound": {"count": 2, "price": pytest.approx(2 * price)},
        "inbound": {"count": 1, "price": 0},
        "bounced": {"count": 1, "price": price},
    }
    first, second = data["stats"]
    assert (first["outbound"]["count"], first["inbound"]["count"]) == (2, 0)
    assert (second["outbound"]["count"], second["inbound"]["count"]) == (0, 1)
    assert second["date"] - first["date"] == 2 * 24 * 60 * 60
    assert data["_currency"]["currency_name_short"] == "USD"


async def test_buying_credit(simulator: Simulator, clicksend: Caller) -> None:
    """Whoever buys a package has more credit."""
    bought = await clicksend("PUT", "/recharge/purchase/132")
    unknown = await clicksend("PUT", "/recharge/purchase/all")
    account = await clicksend("GET", "/account")

    assert bought.json["response_msg"] == "Successfully purchased a package"
    assert (bought.data["amount"], bought.data["currency"]) == (20, "USD")
    assert unknown.status == 404
    assert simulator.account.balance == Decimal(120)
    assert account.data["balance"] == "120.000000"
