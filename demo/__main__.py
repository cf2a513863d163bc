"""`python -m demo`: show it, until it is ended; see script/demo."""

import argparse
import asyncio
from collections.abc import Generator
from contextlib import contextmanager, suppress
import fcntl
from pathlib import Path
import shutil
import signal
import sys

import aiohttp

from .progress import say
from .stack import Stack, running_stack
from .stack.api import PASSWORD, USERNAME
from .stack.errors import StackError
from .tour import Tour
from .ways import Ways

_FOLDER = Path(__file__).parents[1] / ".env"


async def _run(folder: Path, *, check: bool) -> None:
    """Show it, and unwind on Ctrl-C and the like so that nothing is left running."""
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(_show(folder, check=check))
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def end() -> None:
        for number in signals:
            # Ending takes a few seconds; being told again changes nothing.
            loop.add_signal_handler(number, lambda: None)
        task.cancel()

    for number in signals:
        loop.add_signal_handler(number, end)
    await task


async def _show(folder: Path, *, check: bool) -> None:
    """Start everything, show it, and end everything."""
    say("Starting the simulator and Home Assistant")
    async with running_stack(folder) as stack:
        say("Both are up, and Home Assistant has its first user")
        tour = Tour(stack)
        ways = Ways(stack)
        account = await tour.set_up()
        await ways.add_skillboss()
        await tour.add_dashboard()
        await tour.send()
        await ways.text_ann()
        if check:
            # First, as no other delivery report can come before the first look.
            await tour.send_in_vain()
            await tour.ring_the_doorbell()
            await tour.call()
            await tour.look_at_balance()
            await ways.look_at_credit()
            await tour.hear_of_call()
            await ways.go_through_membrane(account)
            await tour.answer()
        else:
            _invite(stack)
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
        say("Ending both")
    say("All steps worked out" if check else "The demo is over")


def _invite(stack: Stack) -> None:
    """Print where to look."""
    membrane = stack.simulator.access["membrane"]
    print(
        f"""
    Home Assistant   {stack.home_assistant.url}
                     user name {USERNAME}, password {PASSWORD}
    The phones       {stack.simulator.phones_url}

    Text "status" from Dad's phone: your home answers at once.
    On the dashboard, send Dad a snapshot, or call him and press 1 on his phone.
    Ann is texted through SkillBoss, by a template and without a ClickSend account.

    Have the account go through Membrane: Settings, Devices & services, ClickSend
    Messaging, Reconfigure in the menu of the account.
    Membrane address {membrane["base_url"]}
    Membrane token   {membrane["token"]}

    Nothing leaves this computer. Ctrl-C ends the demo.
""",
        flush=True,
    )


@contextmanager
def _empty_folder(folder: Path) -> Generator[None]:
    """Have the demo's folder to ourselves; raises StackError if another demo does."""
    with folder.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StackError("another demo is running here; end it first") from None
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        yield


def main() -> int:
    """Read the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="script/demo", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="try every step by itself, and end"
    )
    check: bool = parser.parse_args().check
    # A check does not get in the way of a demo that somebody is looking at.
    folder = _FOLDER / ("demo-check" if check else "demo")
    try:
        with _empty_folder(folder):
            asyncio.run(_run(folder, check=check))
    except (StackError, aiohttp.ClientError) as err:
        say(f"Failed: {err}")
        print(f"The log files are in {folder}", file=sys.stderr)
        return 1
    except asyncio.CancelledError:
        say("Ended early")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
