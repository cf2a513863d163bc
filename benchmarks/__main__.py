"""Run all benchmarks side by side; print a table and write the figures as JSON."""

import argparse
from collections.abc import Mapping, Sequence
from itertools import chain
import json
import os
from pathlib import Path
import subprocess
import sys
import tempfile
import time

from . import machine, report
from .far_side import FarSide, running_far_side
from .plan import CASES, Run, groups
from .results import Result

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results" / "latest.json"


def main() -> int:
    """Return the exit code: 1 where a case fails, 0 also where a goal is missed."""
    options = _options()
    results: list[Result] = []
    failed = False
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir=_disk()) as name:
        folder = Path(name)
        about = machine.described(folder)
        with running_far_side(folder) as far_side:
            for group in groups(options.case or CASES, quick=options.quick):
                names = ", ".join(" ".join(run) for run in group)
                print(f"{time.monotonic() - started:4.0f} s  {names}", file=sys.stderr)
                try:
                    results += _run(group, far_side, folder, quick=options.quick)
                except subprocess.SubprocessError as err:
                    print(f"FAILED: {err}", file=sys.stderr)
                    failed = True
    print(f"{report.described(about)}\n\n{report.table(results)}")
    print(f"\n{time.monotonic() - started:.0f} s", file=sys.stderr)
    if options.output is None and options.quick:
        return int(failed)
    output = options.output or RESULTS
    output.parent.mkdir(parents=True, exist_ok=True)
    content = about | {
        "quick": options.quick,
        "results": [result.as_json() for result in results],
    }
    output.write_text(json.dumps(content, indent=2) + "\n")
    return int(failed)


def _options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="see that it works; figures mean little"
    )
    parser.add_argument(
        "--case", action="append", choices=CASES, help="run only this; may be repeated"
    )
    parser.add_argument(
        "--output",
        type=Path,
        help="where the JSON goes; benchmarks/results/latest.json, if not quick",
    )
    return parser.parse_args()


def _disk() -> Path | None:
    """Return a folder on a disk: the system's own is often in memory."""
    folder = ROOT / ".env"
    return folder if folder.is_dir() else None


def _run(
    group: Sequence[Run], far_side: FarSide, folder: Path, *, quick: bool
) -> list[Result]:
    """Run cases in a process of their own.

    Raises:
        SubprocessError: one failed, or took too long.

    """
    planned = [(case, over, far_side.urls[over]) for case, over in group]
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            f"{__package__}.worker",
            str(folder),
            "quick" if quick else "full",
            *chain.from_iterable(planned),
        ],
        check=True,
        cwd=ROOT,
        env=_environment(far_side),
        stdout=subprocess.PIPE,
        text=True,
        timeout=sum(CASES[case].seconds for case, _ in group),
    )
    return [
        Result.from_json(result)
        for line in ran.stdout.splitlines()
        for result in json.loads(line)
    ]


def _environment(far_side: FarSide) -> Mapping[str, str]:
    """Return variables that make every client verify the server, and go there directly.

    Home Assistant and requests both take what they trust from the one variable. And
    code is compiled once, whatever is set: otherwise importing means compiling.
    """
    others = {
        name: value
        for name, value in os.environ.items()
        if not name.lower().endswith("_proxy") and name != "PYTHONDONTWRITEBYTECODE"
    }
    return others | {"REQUESTS_CA_BUNDLE": str(far_side.certificate)}


if __name__ == "__main__":
    sys.exit(main())
