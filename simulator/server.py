"""The simulator: all services, control and the phones' page on one loopback port."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
import socket
from typing import Any, Self

from aiohttp import web

from .clicksend.accounts import Account
from .clicksend.address_book import ContactDetails, ContactList
from .clicksend.arrivals import receive, receive_many
from .clicksend.delivery import StatusCode
from .clicksend.inbox import ReceivedText
from .clicksend.receipt_box import Receipt
from .clicksend.receipts import report
from .clicksend.service import ClickSend
from .connect_page import ConnectPage
from .control import add_control
from .control_membrane import add_membrane
from .control_skillboss import add_skillboss
from .edge import Service, serve
from .limits import RateLimiter
from .maton.connections import Connections, invitations
from .maton.service import Host, Maton
from .media import add_media
from .membrane.connection_requests import membrane_invitations
from .membrane.service import Membrane
from .membrane.tenant import Tenant
from .pages import add_pages
from .skillboss.service import SkillBoss
from .world import World

_LOOPBACK = "127.0.0.1"
_LARGEST_BODY = 32 * 1024 * 1024
_CONNECT = "/maton-connect"
_SKILLBOSS = "/skillboss"
_MEMBRANE = "/membrane"
_MEMBRANE_CONNECT = "/membrane-connect"
_MATON = Host("maton", controls=True, proxies=True)
_MATON_GATEWAY = Host("maton-gateway", controls=False, proxies=True)
_MATON_CONTROL = Host("maton-ctrl", controls=True, proxies=False)


@dataclass(frozen=True)
class ClickSendAccess:
    """What a client needs to reach ClickSend."""

    base_url: str
    username: str
    api_key: str


@dataclass(frozen=True)
class MatonAccess:
    """What a client needs to reach Maton."""

    gateway_url: str
    control_url: str
    api_key: str


@dataclass(frozen=True)
class SkillBossAccess:
    """What a client needs to reach SkillBoss, and to text by its template."""

    base_url: str
    api_key: str
    template_id: str


@dataclass(frozen=True)
class MembraneAccess:
    """What a client needs to reach Membrane."""

    base_url: str
    token: str


class Simulator:
    """All services on a loopback port, with everything about them at hand.

    ```
    async with Simulator(seed=1) as sim:
        client = Client(sim.clicksend.base_url, sim.clicksend.username, ...)
        ...
        assert sim.phones["+15551234567"].received == ["The door is open"]
    ```

    It runs in the event loop it is started in, and may be stopped and started again:
    it then keeps its port and all it knows.
    """

    def __init__(self, *, seed: int = 1, port: int = 0) -> None:
        """Prepare one; port 0 stands for any free port."""
        world = World.create(seed)
        self._world = world
        self._clicksend = ClickSend(world)
        self._connections = Connections(world)
        self._maton_key = f"maton_{world.chance.getrandbits(160):040x}"
        self._port = port
        self._runner: web.AppRunner | None = None
        self.settings = world.settings
        self.clock = world.clock
        self.phones = world.phones
        self.faults = world.faults
        self.requests = world.requests
        self.pushes = world.pushes
        self.account: Account = self._clicksend.accounts.main
        """The main account: its `balance`, `books`, `inbox` and `rules`."""
        self.books = self.account.books
        self.inbox = self.account.inbox
        self.rules = self.account.rules
        self.connections = self._connections
        """Maton's connections; one is ACTIVE from the start."""
        self._connections.authorise(
            self._connections.create(), self.account.username, self.account.api_key
        )
        self.skillboss_hub = SkillBoss(world)
        """SkillBoss: `sent`, `texts.balance`, `notify.templates`, `jobs`."""
        self.membrane_tenant = Tenant(world, self._clicksend.accounts)
        """Membrane's `tokens`, `connections` and `requests`; of the connections one
        to ClickSend, `clicksend`, is READY from the start."""

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    @property
    def url(self) -> str:
        """Where it is; its page shows the phones."""
        return f"http://{_LOOPBACK}:{self._port}"

    @property
    def control_url(self) -> str:
        """Where control is; see control.py."""
        return f"{self.url}/control"

    @property
    def clicksend(self) -> ClickSendAccess:
        """How to reach ClickSend."""
        return ClickSendAccess(
            f"{self.url}/clicksend/v3", self.account.username, self.account.api_key
        )

    @property
    def maton(self) -> MatonAccess:
        """How to reach Maton."""
        url = f"{self.url}/{_MATON.name}"
        return MatonAccess(url, url, self._maton_key)

    @property
    def maton_legacy(self) -> MatonAccess:
        """How to reach Maton on its older hosts."""
        return MatonAccess(
            f"{self.url}/{_MATON_GATEWAY.name}",
            f"{self.url}/{_MATON_CONTROL.name}",
            self._maton_key,
        )

    @property
    def skillboss(self) -> SkillBossAccess:
        """How to reach SkillBoss."""
        hub = self.skillboss_hub
        return SkillBossAccess(hub.base_url, hub.api_key, hub.notify.template_id)

    @property
    def membrane(self) -> MembraneAccess:
        """How to reach Membrane, with the token given out last."""
        return MembraneAccess(
            f"{self.url}{_MEMBRANE}", self.membrane_tenant.tokens.current
        )

    def access(self) -> dict[str, Any]:
        """Return everything a client needs, as it is printed when ready."""
        return {
            "clicksend": vars(self.clicksend),
            "maton": vars(self.maton),
            "maton_legacy": vars(self.maton_legacy),
            "skillboss": vars(self.skillboss),
            "membrane": vars(self.membrane),
            "control": self.control_url,
            "phones": f"{self.url}/",
        }

    def inject_inbound(
        self,
        sender: str,
        body: str,
        *,
        to: str | None = None,
        timestamp: float | None = None,
        media: str | None = None,
    ) -> ReceivedText:
        """Type a text on a phone and send it to the account.

        `to` is one of the account's numbers, by default the one that last texted this
        phone; `timestamp` is in Unix seconds, by default now; `media` is the link of a
        picture that comes with it.
        """
        return receive(
            self._world,
            self.account,
            sender=sender,
            body=body,
            to=to,
            time=timestamp,
            media=media,
        )

    def inbound_many(
        self,
        count: int,
        *,
        sender: str,
        body: str = "Text {n}",
        to: str | None = None,
        timestamp: float | None = None,
    ) -> list[ReceivedText]:
        """Type so many texts at once, with their numbers, from 1 on, for `{n}`."""
        return receive_many(
            self._world,
            self.account,
            count,
            sender=sender,
            body=body,
            to=to,
            time=timestamp,
        )

    def inject_receipt(
        self, message_id: str, status_code: StatusCode, **details: str
    ) -> Receipt:
        """Put in a receipt by hand, now; LookupError if there is no such message.

        `details` are `error_code`, `error_text` and `digits`.
        """
        return report(self._world, self.account, message_id, status_code, **details)

    def add_list(self, name: str, *contacts: Mapping[str, str]) -> ContactList:
        """Add a contact list with these contacts, by ClickSend's names for all."""
        book, now = self.account.address_book, self.clock.now()
        added = book.add_list(self.account.user_id, name)
        for details in contacts:
            book.add_contact(added, ContactDetails(**details), now)
        return added

    async def start(self) -> None:
        """Listen; raises OSError if the port is taken."""
        listener = socket.socket()
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((_LOOPBACK, self._port))
        except OSError:
            listener.close()
            raise
        self._port = listener.getsockname()[1]
        self._connections.connect_url = f"{self.url}{_CONNECT}"
        self.skillboss_hub.base_url = f"{self.url}{_SKILLBOSS}/v1"
        self.membrane_tenant.connect_url = f"{self.url}{_MEMBRANE_CONNECT}"
        self._world.uploads.url = f"{self.url}/media"
        self.faults.stopping.clear()
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.SockSite(self._runner, listener).start()
        self.pushes.start(self._clicksend.push_due)

    async def stop(self) -> None:
        """Let go of everything, also of whoever is being kept waiting."""
        self.faults.stopping.set()
        await self.pushes.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        for _ in range(10):
            # Who is in the same loop hears that its connections are closed.
            await asyncio.sleep(0)

    def _app(self) -> web.Application:
        """Put everything below its prefix."""
        app = web.Application(client_max_size=_LARGEST_BODY)
        self._add(app, "clicksend", "/clicksend/v3", self._clicksend)
        # Another version than v3 is not found, by ClickSend.
        self._add(app, "clicksend", "/clicksend", self._clicksend)
        limiter = RateLimiter()
        for host in (_MATON, _MATON_GATEWAY, _MATON_CONTROL):
            maton = Maton(
                self._world,
                self._clicksend,
                self._connections,
                limiter,
                host=host,
                api_key=self._maton_key,
            )
            self._add(app, host.name, f"/{host.name}", maton, maton.at_clicksend)
        membrane = Membrane(self._world, self._clicksend, self.membrane_tenant)
        self._add(app, "membrane", _MEMBRANE, membrane, membrane.at_clicksend)
        ConnectPage(invitations(self._connections)).add_to(app, _CONNECT)
        ConnectPage(membrane_invitations(self.membrane_tenant.requests)).add_to(
            app, _MEMBRANE_CONNECT
        )
        add_control(app, self._world, self.account, self._connections)
        add_membrane(app, self.membrane_tenant, self.account)
        self._add(app, "skillboss", _SKILLBOSS, self.skillboss_hub)
        add_skillboss(app, self.skillboss_hub)
        add_media(app, self._world)
        add_pages(app)
        return app

    def _add(
        self,
        app: web.Application,
        name: str,
        prefix: str,
        service: Service,
        at_clicksend: Callable[[str], str] = str,
    ) -> None:
        """Serve one service below a prefix."""
        handler = serve(self._world, name, prefix, service, at_clicksend)
        app.router.add_route("*", f"{prefix}{{path:/.*}}", handler)
