"""One action for very many numbers."""

from functools import partial
from itertools import count, islice

from ..contestants import (
    BARE,
    OURS,
    READING,
    bare_client,
    bare_message,
    send_to_numbers,
)
from ..home import add_account, number, running_home
from ..measure import Contestant, interleaved
from ..results import Goal, Result, wall_and_cpu
from .setting import Setting, check

NAME = "one action, many numbers"

MESSAGES_A_REQUEST = 1000


async def run(setting: Setting) -> list[Result]:
    """Send to all with one action; post the same JSON in as many requests.

    Each round has numbers of its own: what is new costs more than what is known.
    """
    amount = setting.amount(10_000, 2_000)
    fresh = map(number, count())
    messages = [bare_message(number(index)) for index in range(amount)]
    requests: list[float] = []
    async with (
        running_home(setting.folder) as hass,
        bare_client(setting.url) as bare,
    ):
        entry = await add_account(hass, setting.url, recipients=1)

        async def ours() -> None:
            await bare.control()
            numbers = list(islice(fresh, amount))
            answer = await send_to_numbers(hass, entry.entry_id, numbers)
            check("accepted messages", amount, answer["accepted"])
            requests.append((await bare.control())["sends"])

        async def posts(*, reading: bool) -> None:
            for start in range(0, amount, MESSAGES_A_REQUEST):
                request = messages[start : start + MESSAGES_A_REQUEST]
                await bare.send(request, reading=reading)

        contestants = {
            OURS: Contestant(work=ours, units=amount, aftermath=setting.aftermath),
            BARE: Contestant(work=partial(posts, reading=False), units=amount),
            READING: Contestant(work=partial(posts, reading=True), units=amount),
        }
        measured = await interleaved(contestants, setting.rounds)
    return [
        Result(
            case=NAME,
            over=setting.over,
            measure=f"requests for {amount} numbers",
            unit="requests",
            rounds={OURS: requests},
            goals=(Goal(of=OURS, at_most=amount // MESSAGES_A_REQUEST),),
        ),
        *wall_and_cpu(
            NAME,
            setting.over,
            measured,
            per="number",
            wall_goals=(Goal(of=OURS, beside=BARE),),
            cpu_goals=(
                Goal(of=OURS, beside=BARE, at_most=3),
                Goal(of=OURS, beside=READING),
            ),
        ),
    ]
