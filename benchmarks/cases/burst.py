"""A burst: a thousand calls at once, each for somebody else."""

import asyncio

from ..contestants import (
    BARE,
    CORE,
    OURS,
    bare_client,
    bare_message,
    send_through_core,
    send_through_entity,
)
from ..home import add_account, add_core_platform, notify_entities, number, running_home
from ..measure import Contestant, interleaved
from ..results import Goal, Result, wall_and_cpu
from .setting import Setting, check

NAME = "burst of calls"

_AT_MOST_REQUESTS = 5


async def run(setting: Setting) -> list[Result]:
    """Call all at once and wait for the last answer.

    Home Assistant's own platform sends to its one recipient again and again: which
    number it sends to makes no difference to what it does.
    """
    amount = setting.amount(1000, 50)
    requests: list[float] = []
    async with (
        running_home(setting.folder) as hass,
        bare_client(setting.url) as bare,
    ):
        await add_core_platform(hass, setting.url)
        entry = await add_account(hass, setting.url, recipients=amount)
        entity_ids = notify_entities(hass, entry)

        async def ours() -> None:
            await bare.control()
            await asyncio.gather(
                *(send_through_entity(hass, entity_id) for entity_id in entity_ids)
            )
            counted = await bare.control()
            check("messages", amount, counted["messages"])
            requests.append(counted["sends"])

        async def core() -> None:
            await asyncio.gather(*(send_through_core(hass) for _ in range(amount)))

        async def posts() -> None:
            await asyncio.gather(
                *(bare.send([bare_message(number(index))]) for index in range(amount))
            )

        contestants = {
            OURS: Contestant(work=ours, units=amount, aftermath=setting.aftermath),
            CORE: Contestant(work=core, units=amount),
            BARE: Contestant(work=posts, units=amount),
        }
        measured = await interleaved(contestants, setting.rounds)
    return [
        Result(
            case=NAME,
            over=setting.over,
            measure=f"requests for {amount} calls",
            unit="requests",
            rounds={OURS: requests},
            goals=(Goal(of=OURS, at_most=_AT_MOST_REQUESTS),),
        ),
        *wall_and_cpu(
            NAME,
            setting.over,
            measured,
            per="call",
            wall_goals=(
                Goal(of=CORE, beside=OURS, at_least=10),
                Goal(of=OURS, beside=BARE),
            ),
            cpu_goals=(Goal(of=CORE, beside=OURS), Goal(of=OURS, beside=BARE)),
        ),
    ]
