"""Whatever fails while ClickSend is told where to push: nothing half done is left."""

from collections.abc import Callable
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.api import http
from simulator import Simulator
from simulator.faults import FaultKind
from tests.unit.clock import HOUR, IMPATIENT, MINUTE, pass_minutes, pass_time, poll_now
from tests.unit.conftest import DAD, recipient

from .conftest import start
from .instant import HOME_URL, SOON, Home, issues, move, pushed_to, rules_with
from .test_own_rules import ELSEWHERE
from .test_rule import add_rule

# In the order in which they are asked for.
PATHS = {
    "inbound": "/automations/sms/inbound",
    "sms": "/automations/sms/receipts",
    "voice": "/automations/voice/receipts",
}
FAULTS = [kind for kind in FaultKind if kind is not FaultKind.DELAY]
# After them a rule may be there of which nobody told us.
UNTOLD = {
    FaultKind.RESET_AFTER,
    FaultKind.LOST_ANSWER,
    FaultKind.PROCESSED_SERVER_ERROR,
    FaultKind.MALFORMED,
    FaultKind.EMPTY_ANSWER,
}
UNANSWERED = {FaultKind.HANG, FaultKind.LOST_ANSWER}
# What is not offered for receipts is done without.
OTHERS = "https://n8n.io"
REFUSED = {FaultKind.FORBIDDEN, FaultKind.NOT_FOUND}


@pytest.fixture
async def told(home: Home) -> Home:
    """Return a home that ClickSend knows, on an account that others use as well."""
    # With the first look come the rules for polling.
    await poll_now(home.hass)
    add_rule(home.simulator, "n8n", action="URL", action_address=OTHERS)
    return home


def to(home: Home, url: str) -> list[str]:
    """Return the kinds that are pushed to a home there."""
    return [
        kind
        for kind, rules in rules_with(home.simulator, "URL").items()
        for rule in rules
        if (rule.action_address or "").startswith(url)
    ]


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        *(("POST", fault) for fault in FAULTS),
        # What is only looked at is the same whether or not that was carried out.
        *(("GET", fault) for fault in FAULTS if fault not in UNTOLD),
    ],
)
async def test_what_is_half_done_is_taken_back(
    told: Home, method: str, fault: FaultKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any request may fail in any way; when it no longer does all is as it should."""
    if fault in UNANSWERED:
        monkeypatch.setattr(http, "TIMEOUT", IMPATIENT)
    hass, simulator = told.hass, told.simulator
    polled = rules_with(simulator, "POLL")
    for number, (kind, path) in enumerate(PATHS.items()):
        url = f"https://home{number}.example.com"
        simulator.faults.arm(
            fault, method=method, path=path, times=None, retry_after=30
        )

        await move(hass, url)

        if kind != "inbound" and fault in REFUSED:
            assert to(told, url) == [each for each in PATHS if each != kind]
        elif method == "POST" and fault in UNTOLD:
            assert to(told, url) in ([], [kind])
        else:
            assert to(told, url) == []
        assert (issues(hass) == {"instant_not_allowed"}) == (
            kind == "inbound" and fault is FaultKind.FORBIDDEN
        )

        simulator.faults.clear()
        # What is not allowed, or not offered, is not asked for every minute.
        await poll_now(hass, HOUR if fault in REFUSED else MINUTE)

        assert to(told, url) == list(PATHS)
        assert len(pushed_to(simulator)) == 4
        assert OTHERS in pushed_to(simulator)
        assert issues(hass) == set()
    assert rules_with(simulator, "POLL") == polled


@pytest.mark.parametrize(
    "fault", ["server_error", "forbidden", "reset_after", "lost_answer", "malformed"]
)
async def test_what_cannot_be_taken_back_is_taken_up(
    told: Home, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule that stays is found when it is tried again, so there is none too many."""
    if fault in UNANSWERED:
        monkeypatch.setattr(http, "TIMEOUT", IMPATIENT)
    simulator = told.simulator
    simulator.faults.arm("server_error", method="POST", path=PATHS["voice"])
    simulator.faults.arm(fault, method="DELETE", path=f"{PATHS['sms']}/*", times=None)

    await move(told.hass, ELSEWHERE)
    simulator.faults.clear()
    await poll_now(told.hass)

    assert to(told, ELSEWHERE) == list(PATHS)
    assert to(told, HOME_URL) in ([], ["sms"])
    await poll_now(told.hass, HOUR)
    assert to(told, HOME_URL) == []
    assert to(told, ELSEWHERE) == list(PATHS)


def attempts(simulator: Simulator) -> int:
    """Count how often texts were to be announced."""
    created = simulator.requests.find("POST", PATHS["inbound"])
    return sum(request.body["action"] == "URL" for request in created)


@pytest.mark.usefixtures("freezer")
async def test_it_is_tried_again_after_a_minute(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Not sooner, as long as it takes, and it is logged once."""
    entry = make_entry(recipient("Dad", DAD))
    await start(hass, entry)
    await move(hass, HOME_URL)
    simulator.faults.arm("server_error", method="POST", path=PATHS["sms"], times=None)
    hass.config_entries.async_update_entry(
        entry, options={"inbound": {"instant": True}}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    await pass_time(hass, freezer, SOON)
    assert attempts(simulator) == 1

    await pass_time(hass, freezer, timedelta(seconds=50))
    assert attempts(simulator) == 1

    await pass_minutes(hass, freezer, 5)
    assert attempts(simulator) == 6
    assert caplog.text.count("Instant texts are not set up yet") == 1

    simulator.faults.clear()
    await pass_minutes(hass, freezer, 1)
    assert len(pushed_to(simulator)) == 3


@pytest.mark.usefixtures("freezer")
async def test_clicksend_is_left_alone_when_it_says_so(
    home: Home, freezer: FrozenDateTimeFactory
) -> None:
    """Asked to stay away for ten minutes, it is not asked every minute."""
    home.simulator.faults.arm("rate_limited", path=PATHS["inbound"], retry_after=600)
    await home.hass.config.async_update(external_url=ELSEWHERE)
    await pass_time(home.hass, freezer, SOON)
    home.simulator.requests.clear()

    await pass_minutes(home.hass, freezer, 9)
    assert home.simulator.requests.find("*", PATHS["inbound"]) == []

    await pass_minutes(home.hass, freezer, 2)
    assert to(home, ELSEWHERE) == list(PATHS)
