"""The SkillBoss hub: the whole of it, as the simulator has it."""

from decimal import Decimal
import json
from typing import Any

import aiohttp
import pytest

from custom_components.clicksend_messaging.api.errors import AuthenticationError
from custom_components.clicksend_messaging.api.models import HubBalance, Notification
from custom_components.clicksend_messaging.api.skillboss import SkillBossClient
from simulator import Simulator
from simulator.settings import Settings
from simulator.skillboss.answers import ADVICE
from tests.unit.api.discretion import SMS
from tests.unit.api.skillboss.calls import told

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
def simulated(simulator: Simulator, session: aiohttp.ClientSession) -> SkillBossClient:
    """Return a client for the simulated hub."""
    access = simulator.skillboss
    return SkillBossClient(lambda: session, access.api_key, access.base_url)


@pytest.mark.parametrize("shape", ["wrapped", "flat"])
@pytest.mark.parametrize("discover", ["run", "pilot", "models"])
async def test_simulated_hub(
    simulated: SkillBossClient, simulator: Simulator, shape: Any, discover: Any
) -> None:
    """The whole of it, in either shape."""
    simulator.settings.patch({"skillboss_shape": shape, "skillboss_discover": discover})
    template = simulator.skillboss_hub.notify.template_id
    sent = await simulated.notify(template, SMS.to, {"message": SMS.body})
    (accepted,) = simulator.skillboss_hub.sent
    assert sent == Notification(accepted.message_id)
    assert accepted.body == f"Home: {SMS.body}"
    found = await simulated.models()
    assert found
    assert ADVICE not in json.dumps(found)
    assert await simulated.balance() == HubBalance(Decimal("4.95"), "USD")
    assert (await simulated.send_verification(SMS.to)).status == "success"
    code = simulator.skillboss_hub.sent[-1].body.split()[0]
    wrong = "0000" if code != "0000" else "1111"
    assert await simulated.check_verification(SMS.to, wrong) == "failure"
    assert await simulated.check_verification(SMS.to, code) == "success"
    again = await simulated.check_verification(SMS.to, code)
    assert again == "expired_or_not_found"


@pytest.mark.parametrize("errors", ["open", "hidden", "hidden_status"])
@pytest.mark.parametrize("place", ["detail", "error.message", "message"])
async def test_simulated_refusals(
    simulated: SkillBossClient, simulator: Simulator, errors: Any, place: Any
) -> None:
    """However the hub puts it, no credit is no credit, and a wrong key is one."""
    changes = {"skillboss_errors": errors, "skillboss_error_place": place}
    simulator.settings.patch(changes)
    simulator.skillboss_hub.texts.balance = Decimal(0)
    template = simulator.skillboss_hub.notify.template_id
    error = await told(simulated.notify(template, SMS.to, {"message": SMS.body}))
    assert error.code == "INSUFFICIENT_CREDIT"
    simulator.skillboss_hub.api_key = "another"
    assert type(await told(simulated.balance())) is AuthenticationError


def test_the_simulator_gives_advice() -> None:
    """Or nothing here would show that it is dropped."""
    assert Settings().skillboss_advice
