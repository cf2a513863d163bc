"""Importing the code, beside Home Assistant's ``ntfy``."""

import asyncio
import json
import sys

from ..contestants import OURS
from ..measure import Figures
from ..results import Goal, Result, wall_and_cpu
from .setting import Setting

NAME = "import"
NTFY = "ntfy"


async def run(setting: Setting) -> list[Result]:
    """Import in a process that has not imported either before."""
    packages = {
        OURS: "custom_components.clicksend_messaging",
        NTFY: "homeassistant.components.ntfy",
    }
    goals = (Goal(of=OURS, beside=NTFY, at_most=1.5),)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.imports",
        str(setting.rounds),
        *packages.values(),
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    rounds = json.loads(printed)
    measured = {
        name: [Figures(**figures) for figures in of_contestant]
        for name, of_contestant in zip(packages, zip(*rounds, strict=True), strict=True)
    }
    return wall_and_cpu(
        NAME, "", measured, per="process", wall_goals=goals, cpu_goals=goals
    )
