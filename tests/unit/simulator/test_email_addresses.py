"""The addresses that e-mail may be sent from."""

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller

ADDRESSES = "/email/addresses"
CASEY = {"email_address": "casey@example.com"}


async def test_address_comes_and_goes(simulator: Simulator, clicksend: Caller) -> None:
    """An address is added, found unverified, verified, and removed."""
    created = await clicksend("POST", ADDRESSES, CASEY)
    (kept,) = simulator.account.email_addresses
    one = f"{ADDRESSES}/{created.data['email_address_id']}"
    viewed = await clicksend("GET", one)
    kept.verified = True
    listed = await clicksend("GET", ADDRESSES)
    deleted = await clicksend("DELETE", one)
    gone = await clicksend("GET", one)

    assert created.json["response_msg"] == "Email address has been created."
    assert created.data == {
        **CASEY,
        "email_address_id": kept.email_address_id,
        "verified": 0,
        "date_added": str(int(kept.added)),
    }
    assert viewed.data == created.data
    assert listed.data["data"] == [{**created.data, "verified": 1}]
    assert (deleted.json["response_msg"], deleted.data) == (
        "Email address deleted.",
        "{}",
    )
    assert (gone.status, gone.json["response_code"]) == (404, "NOT_FOUND")
    assert (await clicksend("DELETE", one)).status == 404


@pytest.mark.parametrize(
    "address", [None, "", "casey", "casey@", "@example.com", "casey@home", "a b@c.d"]
)
async def test_what_is_no_address(
    simulator: Simulator, clicksend: Caller, address: str | None
) -> None:
    """Only what can be an address is added."""
    reply = await clicksend("POST", ADDRESSES, {"email_address": address})

    assert (reply.status, list(reply.data)) == (400, ["email_address"])
    assert len(simulator.account.email_addresses) == 0


async def test_address_that_is_there_already(
    simulator: Simulator, clicksend: Caller
) -> None:
    """An address is there once, however it is written."""
    await clicksend("POST", ADDRESSES, CASEY)

    again = await clicksend("POST", ADDRESSES, {"email_address": "Casey@Example.com"})

    assert (again.status, again.json["response_code"]) == (400, "BAD_REQUEST")
    assert list(again.data) == ["email_address"]
    assert len(simulator.account.email_addresses) == 1


async def test_more_addresses_than_a_page_holds(clicksend: Caller) -> None:
    """Addresses come in pages."""
    for number in range(16):
        address = {"email_address": f"casey{number}@example.com"}
        await clicksend("POST", ADDRESSES, address)

    second = (await clicksend("GET", ADDRESSES, page=2)).data

    assert (second["total"], second["last_page"]) == (16, 2)
    assert [row["email_address"] for row in second["data"]] == ["casey15@example.com"]
