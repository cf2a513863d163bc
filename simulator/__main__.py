"""`python -m simulator`: run the simulator until it is ended."""

import argparse
import asyncio
import json
import signal

from .server import Simulator


async def _run(port: int, seed: int) -> None:
    """Run until SIGTERM or SIGINT."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    async with Simulator(seed=seed, port=port) as simulator:
        print(json.dumps(simulator.access()), flush=True)
        await ended.wait()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="default: any free port")
    parser.add_argument(
        "--seed", type=int, default=1, help="makes ids and keys repeatable"
    )
    arguments = parser.parse_args()
    try:
        asyncio.run(_run(arguments.port, arguments.seed))
    except OSError as err:
        parser.exit(1, f"simulator: cannot listen on port {arguments.port}: {err}\n")


if __name__ == "__main__":
    main()
