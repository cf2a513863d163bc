"""One message at a time: from an action's call to its answer."""

from collections.abc import Awaitable, Callable

from ..contestants import (
    BARE,
    CORE,
    LEAST,
    OURS,
    add_least_durable,
    bare_client,
    bare_message,
    send_through_core,
    send_through_entity,
)
from ..home import add_account, add_core_platform, notify_entities, number, running_home
from ..measure import Contestant, interleaved
from ..results import Goal, Result, wall_and_cpu
from .setting import Setting, check

NAME = "one message at a time"

_GOALS = (
    Goal(of=OURS, beside=BARE, at_most=2),
    Goal(of=OURS, beside=CORE, at_most=1),
    Goal(of=OURS, beside=LEAST),
)


async def run(setting: Setting) -> list[Result]:
    """Send message after message, each once the one before was answered."""
    async with (
        running_home(setting.folder) as hass,
        bare_client(setting.url) as bare,
    ):
        await add_core_platform(hass, setting.url)
        entry = await add_account(hass, setting.url, recipients=1)
        (entity_id,) = notify_entities(hass, entry)
        least_id = await add_least_durable(hass, setting.url)
        message = bare_message(number(0))

        def contestant(
            send: Callable[[], Awaitable[None]], amount: int, aftermath: float = 0
        ) -> Contestant:
            async def work() -> None:
                for _ in range(amount):
                    await send()

            return Contestant(work=work, units=amount, aftermath=aftermath)

        contestants = {
            OURS: contestant(
                lambda: send_through_entity(hass, entity_id),
                setting.amount(200, 20),
                setting.aftermath,
            ),
            CORE: contestant(lambda: send_through_core(hass), setting.amount(100, 10)),
            LEAST: contestant(
                lambda: send_through_entity(hass, least_id), setting.amount(200, 20)
            ),
            BARE: contestant(lambda: bare.send([message]), setting.amount(200, 20)),
        }
        await bare.control()
        measured = await interleaved(contestants, setting.rounds)
        sent = sum(contestant.units for contestant in contestants.values())
        counted = await bare.control()
        check("messages", sent * (1 + setting.rounds), counted["messages"])
    return wall_and_cpu(
        NAME, setting.over, measured, per="message", wall_goals=_GOALS, cpu_goals=_GOALS
    )
