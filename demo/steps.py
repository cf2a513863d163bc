"""What all steps do: they look until something is so, and tell."""

from typing import Any

from .progress import say
from .stack import Stack
from .stack.errors import StackError
from .stack.waiting import eventually

SECONDS = 10


class Steps:
    """One step after the other; each raises StackError if it does not work out."""

    def __init__(self, stack: Stack) -> None:
        """Keep who takes part."""
        self._home_assistant = stack.home_assistant
        self._api = stack.home_assistant.api
        self._simulator = stack.simulator

    async def _entity(self, entity_id: str) -> dict[str, Any]:
        """Return an entity's state and attributes; raises StackError without it."""
        if (state := await self._api.state(entity_id)) is None:
            raise StackError(f"there is no {entity_id}")
        return state

    async def _expect(self, entity_id: str, wanted: str) -> None:
        """Wait until an entity has a state."""

        async def has_it() -> bool:
            state = await self._api.state(entity_id)
            return state is not None and state["state"] == wanted

        await eventually(f"{entity_id} is {wanted}", SECONDS, has_it)

    async def _expect_run(self, entity_id: str) -> None:
        """Wait until an automation has run."""

        async def has_run() -> bool:
            automation = await self._entity(entity_id)
            return automation["attributes"]["last_triggered"] is not None

        await eventually(f"{entity_id} runs", SECONDS, has_run)

    async def _phone_shows(self, name: str, number: str, text: str) -> None:
        """Wait until somebody's phone shows a text, and tell."""

        async def shows_it() -> bool:
            return text in await self._simulator.received(number)

        await eventually(f"{name}'s phone shows: {text}", SECONDS, shows_it)
        say(f"{name}'s phone ({number}) received: {text}")
