"""The actions for the addresses that the account may send e-mail from."""

from collections.abc import Callable
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import HomeAssistant
import pytest

from simulator import Simulator
from simulator.clicksend.email_address import EmailAddress

from .asking import FAULTS, ask, assert_told, problem
from .records import (
    AUTHORISED,
    LIMITS,
    LOST,
    NO_LIMITS,
    NOTHING,
    STRANGE_IDS,
    WAYS,
    ask_as,
    assert_lost,
    not_allowed,
    not_reached,
    not_there,
    refused,
    set_up,
)

PATH = "/email/addresses"

direct = pytest.mark.usefixtures("entry")


@pytest.fixture(autouse=True)
def _home(simulator: Simulator) -> None:
    """Have one address."""
    add(simulator, 7, "home@example.com")


def add(simulator: Simulator, number: int, address: str) -> None:
    """Add an address."""
    simulator.account.email_addresses.keep(
        number,
        EmailAddress(
            email_address_id=number, email_address=address, added=1_700_000_000
        ),
    )


@direct
async def test_rows_are_as_clicksend_has_them(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """By its own names, in its own types."""
    for shape in ("page", "wrapped_page"):
        simulator.settings.patch({"list_shape": shape})
        assert await ask(hass, "get_email_addresses") == {
            "items": [
                {
                    "email_address_id": 7,
                    "email_address": "home@example.com",
                    "verified": 0,
                    "date_added": "1700000000",
                }
            ],
            "total": 1,
        }


@direct
@pytest.mark.parametrize("shape", NOTHING, ids=str)
async def test_nothing(
    hass: HomeAssistant, simulator: Simulator, shape: dict[str, str]
) -> None:
    """However ClickSend says so."""
    simulator.settings.patch(shape)
    simulator.account.email_addresses.delete(7)

    assert await ask(hass, "get_email_addresses") == {"items": [], "total": 0}


@direct
@LIMITS
async def test_all_pages_up_to_the_limit(
    hass: HomeAssistant, simulator: Simulator, limit: int, pages: int
) -> None:
    """And no page in vain."""
    for number in range(100, 349):
        add(simulator, number, f"{number}@example.com")

    answer = await ask(hass, "get_email_addresses", limit=limit)

    ids = [7, *range(100, 349)]
    assert [row["email_address_id"] for row in answer["items"]] == ids[:limit]
    assert answer["total"] == 250
    assert len(simulator.requests.find("GET", PATH)) == pages


@direct
async def test_an_address_that_goes_while_pages_are_read(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The one that moves up because of that is not missed."""
    for number in range(100, 249):
        add(simulator, number, f"{number}@example.com")
    simulator.requests.after(
        lambda: simulator.account.email_addresses.delete(7), "GET", PATH
    )

    answer = await ask(hass, "get_email_addresses", limit=1000)

    ids = {row["email_address_id"] for row in answer["items"]}
    assert ids >= set(range(100, 249))


@direct
async def test_a_new_one(hass: HomeAssistant, simulator: Simulator) -> None:
    """It is there afterwards, and has to be verified."""
    answer = await ask(hass, "add_email_address", email_address="door@example.com")

    _, added = simulator.account.email_addresses
    assert answer["email_address_id"] == added.email_address_id
    assert answer["email_address"] == added.email_address == "door@example.com"
    assert answer["verified"] == 0


@direct
async def test_an_address_that_is_there(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """ClickSend does not take it twice."""
    error = await problem(hass, "add_email_address", email_address="home@example.com")

    assert error.translation_key == "refused"
    assert error.translation_placeholders == {"code": "BAD_REQUEST"}
    assert len(simulator.account.email_addresses) == 1


@direct
@pytest.mark.parametrize("email_address_id", [7, "7"])
@pytest.mark.parametrize("said", ["documented", "null", "list", "braces"])
async def test_deleting(
    hass: HomeAssistant, simulator: Simulator, said: str, email_address_id: object
) -> None:
    """It is gone, whatever ClickSend says to that."""
    simulator.settings.patch({"deleted_data": said})

    answer = await ask(hass, "delete_email_address", email_address_id=email_address_id)

    assert answer == {"deleted": 1}
    assert len(simulator.account.email_addresses) == 0


_WRONG: tuple[tuple[str, dict[str, Any]], ...] = (
    *(("get_email_addresses", {"limit": limit}) for limit in NO_LIMITS),
    ("get_email_addresses", {"email_address": "home@example.com"}),
    ("add_email_address", {}),
    *(
        ("add_email_address", {"email_address": address})
        for address in (
            *("", " ", "home", "home@", "@example.com", "home@example", 5, None),
            *("a@example.com, b@example.com", "Home <home@example.com>"),
            *("home@example.com\n", "ho me@example.com", ["home@example.com"]),
        )
    ),
    ("add_email_address", {"email_address": "a@example.com", "verified": 1}),
    ("delete_email_address", {}),
    ("delete_email_address", {"email_address_id": ""}),
    ("delete_email_address", {"email_address": "home@example.com"}),
)


@direct
async def test_fields_that_are_wrong(hass: HomeAssistant, simulator: Simulator) -> None:
    """Nothing is asked of ClickSend."""
    for action, data in _WRONG:
        await refused(hass, simulator, action, **data)


@WAYS
@pytest.mark.parametrize("status", [403, 404])
async def test_address_that_is_not_there(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., Any],
    way: Callable[..., Any],
    status: int,
) -> None:
    """Or somebody else's: the number is told, straight or through Maton."""
    await set_up(hass, make_entry, way(simulator))
    if status == 403:
        simulator.faults.arm("forbidden", path=f"{PATH}/5")

    await not_there(
        hass, "delete_email_address", "email_address_id 5", email_address_id=5
    )


@direct
async def test_ids_that_lead_elsewhere(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """They do not."""
    for strange in STRANGE_IDS:
        await not_reached(
            hass,
            simulator,
            action="delete_email_address",
            email_address_id=strange,
        )
    assert len(simulator.account.email_addresses) == 1


@direct
@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("get_email_addresses", {}),
        ("add_email_address", {"email_address": "door@example.com"}),
        ("delete_email_address", {"email_address_id": 7}),
    ],
    ids=["get", "add", "delete"],
)
@FAULTS
async def test_what_may_go_wrong(
    hass: HomeAssistant,
    simulator: Simulator,
    fault: str,
    key: str,
    action: str,
    data: dict[str, Any],
) -> None:
    """A person is told what it was."""
    named = fault == "forbidden" and "email_address_id" in data
    told = "not_found" if named else key
    await assert_told(hass, simulator, fault, told, f"{PATH}*", action, **data)


@direct
@LOST
async def test_a_change_of_which_the_answer_is_lost(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    *,
    done: bool,
) -> None:
    """It is told to be so, and never asked for again."""
    await assert_lost(
        hass,
        simulator,
        monkeypatch,
        fault,
        "POST",
        action="add_email_address",
        email_address="door@example.com",
    )
    assert len(simulator.account.email_addresses) == 1 + done

    await assert_lost(
        hass,
        simulator,
        monkeypatch,
        fault,
        "DELETE",
        action="delete_email_address",
        email_address_id=7,
    )
    assert (simulator.account.email_addresses.get(7) is None) is done


@direct
async def test_only_administrators_delete(
    hass: HomeAssistant, simulator: Simulator, hass_read_only_user: User
) -> None:
    """Others may look, and add."""
    user = hass_read_only_user
    await not_allowed(hass, simulator, user, "delete_email_address", email_address_id=7)

    await ask_as(hass, user, "add_email_address", email_address="a@example.com")
    assert (await ask_as(hass, user, "get_email_addresses"))["total"] == 2


@direct
@AUTHORISED
async def test_who_may_delete(
    hass: HomeAssistant, simulator: Simulator, hass_admin_user: User, who: str
) -> None:
    """Administrators, and automations that nobody set going."""
    user = hass_admin_user if who == "administrator" else None

    await ask_as(hass, user, "delete_email_address", email_address_id=7)

    assert len(simulator.account.email_addresses) == 0
