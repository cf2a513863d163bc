"""An hour in which nothing is sent and nothing comes in."""

import asyncio
import time

from ..contestants import OURS, bare_client
from ..home import add_account, running_home
from ..results import Result
from .setting import Setting

NAME = "idle hour"
WITHOUT = "home without it"

HOUR = 3600.0
# Until the first polls are done.
SETTLING = 300.0


async def run(setting: Setting) -> list[Result]:
    """Count an hour's requests and processor time; needs the fast clock.

    Home Assistant itself is not quite idle either: what it needs is shown beside, as
    measured in a part of an hour before the account is added.
    """
    seconds = HOUR / setting.amount(1, 10)
    async with (
        running_home(setting.folder) as hass,
        bare_client(setting.url) as bare,
    ):
        await asyncio.sleep(SETTLING)
        without = await _processor_time(HOUR / 6)
        await add_account(hass, setting.url, recipients=10)
        await asyncio.sleep(SETTLING)
        await bare.control()
        ours = await _processor_time(seconds)
        requests = (await bare.control())["requests"]
    return [
        Result(
            case=NAME,
            over=setting.over,
            measure="requests",
            unit="requests",
            rounds={OURS: [requests * HOUR / seconds]},
        ),
        Result(
            case=NAME,
            over=setting.over,
            measure="CPU",
            unit="s",
            rounds={OURS: [ours * HOUR], WITHOUT: [without * HOUR]},
        ),
    ]


async def _processor_time(seconds: float) -> float:
    """Return the processor's seconds for each second of doing nothing."""
    before = time.process_time()
    await asyncio.sleep(seconds)
    return (time.process_time() - before) / seconds
