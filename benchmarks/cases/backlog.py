"""What one more message costs when others already wait."""

from unittest.mock import patch

from ..contestants import bare_client, send_through_entity, send_to_numbers
from ..home import add_account, notify_entities, number, running_home
from ..measure import Contestant, interleaved
from ..results import Goal, Result, wall_and_cpu
from .setting import Setting, check

NAME = "more and more waiting"

FEWEST, *MORE = LEVELS = (10, 100, 1_000, 10_000)
_VERDICT_SECONDS = "custom_components.clicksend_messaging.messaging.messenger"


async def run(setting: Setting) -> list[Result]:
    """Add messages to accounts that ClickSend has told to wait.

    The action would answer ``queued`` after 30 seconds; here it does not wait for a
    verdict, so that what is measured is the way into the outbox and onto the disk.
    """
    amount = setting.amount(100, 5)
    async with (
        running_home(setting.folder) as hass,
        bare_client(setting.url) as bare,
    ):
        await bare.control(paused=True)
        contestants = {}
        with patch(f"{_VERDICT_SECONDS}.VERDICT_SECONDS", 0.0):
            for level in LEVELS:
                entry = await add_account(
                    hass, setting.url, recipients=1, title=f"{level} waiting"
                )
                (entity_id,) = notify_entities(hass, entry)
                numbers = [number(index) for index in range(level)]
                await send_to_numbers(hass, entry.entry_id, numbers)

                async def work(entity_id: str = entity_id) -> None:
                    for _ in range(amount):
                        await send_through_entity(hass, entity_id)

                contestants[f"{level:,}"] = Contestant(
                    work=work, units=amount, aftermath=setting.aftermath
                )
            measured = await interleaved(contestants, setting.rounds)
        check("messages that left", 0, (await bare.control(paused=False))["messages"])
    goals = [Goal(of=f"{level:,}", beside=f"{FEWEST:,}", at_most=1.5) for level in MORE]
    return wall_and_cpu(
        NAME, "", measured, per="message", wall_goals=goals, cpu_goals=goals
    )
