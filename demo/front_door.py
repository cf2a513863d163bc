"""The demo's camera at the front door."""

import asyncio

from .drawing import draw_front_door
from .stack.flows import add_camera
from .stack.home_assistant import HomeAssistantProcess

CAMERA = "camera.front_door"


async def add_front_door(home_assistant: HomeAssistantProcess) -> None:
    """Add the camera, which always sees the same."""
    picture = home_assistant.folder / "Front door.jpg"
    await asyncio.to_thread(draw_front_door, picture)
    await add_camera(home_assistant.api, picture)
