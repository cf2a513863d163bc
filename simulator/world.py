"""What all services share."""

from dataclasses import dataclass
import random
from uuid import UUID

from .clock import Clock
from .faults import Faults
from .phones import Phones
from .pushes import Pushes
from .requests import RequestLog
from .settings import Settings
from .uploads import Uploads


@dataclass(frozen=True, kw_only=True)
class World:
    """The one world that the services live in."""

    clock: Clock
    settings: Settings
    phones: Phones
    uploads: Uploads
    faults: Faults
    requests: RequestLog
    pushes: Pushes
    chance: random.Random
    """Seeded, so that a run can be repeated."""

    @classmethod
    def create(cls, seed: int) -> World:
        """Make a new world."""
        clock, settings = Clock(), Settings()
        return cls(
            clock=clock,
            settings=settings,
            phones=Phones(clock),
            uploads=Uploads(),
            faults=Faults(),
            requests=RequestLog(),
            pushes=Pushes(clock, settings),
            chance=random.Random(seed),
        )

    def new_uuid(self) -> str:
        """Return a new id in Maton's spelling."""
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    def new_message_id(self) -> str:
        """Return a new id in ClickSend's spelling."""
        return self.new_uuid().upper()
