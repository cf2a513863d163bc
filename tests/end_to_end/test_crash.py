"""What becomes of messages when Home Assistant is killed while it sends them."""

from collections import Counter
from random import Random, SystemRandom

import pytest
import pytest_asyncio

from demo.stack import Stack
from tests.end_to_end.books import ACCEPTED, MAYBE_GONE, OPEN, Books, Disk, in_state
from tests.end_to_end.burst import MESSAGES, Burst
from tests.end_to_end.crashes import CrashingHome, Plan

# From so many kills on, the last word on what never arrived is waited for as well.
_LONG = 20

# All looks into ClickSend's history, and some for each of them to take.
_LAST_WORD_SECONDS = 403 + 60


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Crash as often as wanted."""
    if "crash" in metafunc.fixturenames:
        kills: int = metafunc.config.getoption("kills")
        metafunc.parametrize("crash", range(1, kills + 1))


@pytest.fixture(scope="module")
def expected_log() -> list[str]:
    """Home Assistant says so when it was killed."""
    return [
        r"^WARNING homeassistant\.components\.recorder\.util: .* shutdown cleanly",
        r"^WARNING homeassistant\.components\.recorder\.util: Ended unfinished session",
    ]


@pytest.fixture(scope="module")
def seed(request: pytest.FixtureRequest) -> int:
    """Return what makes the crashes come at the same moments again."""
    wanted: int | None = request.config.getoption("crash_seed")
    return SystemRandom().randrange(1_000_000) if wanted is None else wanted


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def home(stack: Stack, account: str) -> CrashingHome:
    """Return a home that may send as much as it likes."""
    home = CrashingHome(stack, account)
    await home.allow_much()
    # Home Assistant itself keeps what it was told a moment ago in memory only.
    await home.stop()
    await home.start()
    return home


async def test_crash_in_a_burst_loses_and_repeats_nothing(
    home: CrashingHome, crash: int, seed: int
) -> None:
    """What waited goes on, what was being handed over is looked up, never repeated."""
    random = Random(f"{seed} {crash}")  # noqa: S311 (has to be repeatable)
    plan = Plan.draw(crash, random)
    _say(f"crash {crash} of --crash-seed {seed}: {plan}")
    burst = Burst(f"Burst {crash}", plan.burst_seconds, random)

    disk = at_first = await home.crash(burst, plan)
    if plan.again is not None:
        disk = await home.crash_while_starting(plan.again)
        _say(f"once more, with {len(in_state(disk, OPEN))} of them open")
    await home.hide_history()
    await home.start()

    maybe_gone = in_state(disk, MAYBE_GONE)
    await home.expect_states(
        accepted=len(disk) - len(maybe_gone), unknown=len(maybe_gone)
    )

    await home.calm()
    await home.show_history()

    lost = maybe_gone - (await Books.open(home.simulator)).texts.keys()
    await home.expect_states(accepted=len(disk) - len(lost), unknown=len(lost))
    await home.expect_on_the_way(len(lost))
    await home.expect_reports("sent", in_state(disk, OPEN) - lost)

    books = await Books.open(home.simulator)
    hit = _hit({key: at_first[key] for key in at_first.keys() - home.kept}, burst)
    _say(f"{dict(hit)}, of which {len(lost - home.lost)} never arrived")
    home.hits.update(hit.keys())
    home.figures.update(hit)
    assert books.repeated == []
    assert set(books.asked.values()) == {1}
    assert books.texts.keys() | lost == disk.keys()
    assert disk.keys() == at_first.keys() >= home.kept
    assert burst.accepted.items() <= books.ids.items()
    assert burst.otherwise == []
    assert len(burst.accepted) + burst.unanswered == MESSAGES
    home.kept, home.lost = set(disk), lost


def test_crashes_interrupted_sends(home: CrashingHome) -> None:
    """Some came while messages waited, and while they were being handed over."""
    _say(f"messages at the crashes: {dict(home.figures)}")
    _say(f"crashes with such messages: {dict(home.hits)}")
    assert {"queued", "submitting"} <= home.hits.keys()


@pytest.mark.timeout(_LAST_WORD_SECONDS + 120)
async def test_what_never_arrived_has_a_last_word(
    home: CrashingHome, request: pytest.FixtureRequest
) -> None:
    """What history does not show stays unknown, is never repeated, and is told."""
    if request.config.getoption("kills") < _LONG:
        pytest.skip(f"takes seven minutes; comes with --kills {_LONG} and more")

    await home.expect_on_the_way(0, _LAST_WORD_SECONDS)

    await home.expect_reports("unknown", home.lost)
    assert "message_lost" in await home.repairs()
    books = await Books.open(home.simulator)
    assert set(books.asked.values()) == {1}
    assert home.lost.isdisjoint(books.texts)


async def test_disk_and_books_agree_in_the_end(home: CrashingHome) -> None:
    """Each message has ClickSend's id for it, or is known to be unknown."""
    disk = await home.stop()

    books = await Books.open(home.simulator)
    ids = {key: text["message_id"] for key, text in books.texts.items()}
    assert disk.keys() == home.kept
    assert in_state(disk, {"unknown"}) == home.lost
    assert {
        key: record["message_id"]
        for key, record in disk.items()
        if key not in home.lost
    } == ids


def _hit(new: Disk, burst: Burst) -> Counter[str]:
    """Count a burst's messages by where they were when the crash came."""
    hit = Counter[str](record["state"] for record in new.values())
    hit["not taken in"] = MESSAGES - len(new)
    for record in new.values():
        told = (record["to"], record["text"]) in burst.accepted
        if told and record["state"] == "submitting":
            hit["submitting, and the caller knew better"] += 1
        elif not told and record["state"] in ACCEPTED:
            hit["accepted, and the caller never heard"] += 1
    return +hit


def _say(figure: str) -> None:
    """Show a figure; pytest does with -s, and where a test fails."""
    print(f"\n{figure}", end="")  # noqa: T201 (figures are what a long run is for)
