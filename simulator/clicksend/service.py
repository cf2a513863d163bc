"""ClickSend itself: who may call, how often, and what answers."""

from base64 import b64decode
import binascii
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from ..http import Answer, Request
from ..limits import Allowance, RateLimiter
from ..world import World
from . import (
    account,
    contact_lists,
    contacts,
    countries,
    email_addresses,
    inbound_rules,
    mms,
    receipt_automations,
    receipts,
    recharge,
    sender_lists,
    sms,
    sms_inbound,
    sms_templates,
    statistics,
    upload,
    voice,
)
from .accounts import Account, Accounts
from .envelope import RefusedError, failure
from .routes import Call, Router

_SUSPENDED = "Your account is suspended. Please contact support for more information."


class ClickSend:
    """The service."""

    def __init__(self, world: World) -> None:
        """Open for business."""
        self.accounts = Accounts(world)
        self._world = world
        self._limiter = RateLimiter()
        self._router = Router(
            (
                *account.ROUTES,
                *sms.ROUTES,
                *mms.ROUTES,
                *voice.ROUTES,
                *upload.ROUTES,
                *sms_inbound.ROUTES,
                *inbound_rules.ROUTES,
                *receipts.ROUTES,
                *receipt_automations.ROUTES,
                *sms_templates.ROUTES,
                *contact_lists.ROUTES,
                *contacts.ROUTES,
                *sender_lists.ROUTES,
                *email_addresses.ROUTES,
                *countries.ROUTES,
                *statistics.ROUTES,
                *recharge.ROUTES,
            )
        )

    def aliases(self, path: str) -> tuple[str, ...]:
        """Return the path itself: faults know it without a host."""
        return (path,)

    def push_due(self) -> bool:
        """Push what has come by now; return whether more may follow by itself."""
        more = [receipts.push_due(self._world, each) for each in self.accounts]
        return any(more)

    async def answer(self, request: Request, note: Callable[[str], None]) -> Answer:
        """Answer a request; raises DroppedError and UnansweredError."""

        async def process() -> Answer:
            return self._process(request)

        return await self._world.faults.run(request, process, failure, note)

    def _process(self, request: Request) -> Answer:
        """Answer a request that nothing happens to."""
        allowance = self._count(request)
        if allowance and allowance.exceeded:
            answer = failure(HTTPStatus.TOO_MANY_REQUESTS)
        else:
            try:
                answer = self._route(request)
            except RefusedError as refused:
                answer = refused.answer
        return _with_allowance(answer, allowance)

    def _count(self, request: Request) -> Allowance | None:
        """Count a request for its path and its caller, whoever that claims to be."""
        settings = self._world.settings
        is_account = request.path == "/account"
        return self._limiter.count(
            request.source,
            request.path if is_account else "other",
            limit=(
                settings.rate_limit_account if is_account else settings.rate_limit_other
            ),
            window=settings.rate_limit_window,
            now=self._world.clock.now(),
        )

    def _route(self, request: Request) -> Answer:
        """Answer a request that is not over the limit."""
        if (request.method, request.path) == ("GET", countries.OPEN_TO_ALL):
            return countries.list_countries()
        caller = self._authenticate(request.headers.get("Authorization", ""))
        if caller is None:
            return failure(HTTPStatus.UNAUTHORIZED)
        if caller.suspended:
            return failure(HTTPStatus.FORBIDDEN, _SUSPENDED)
        settings = self._world.settings
        if request.path.startswith("/voice/") and not settings.voice_enabled:
            return failure(HTTPStatus.FORBIDDEN)
        route, params = self._router.find(request.method, request.path)
        call = Call(world=self._world, account=caller, request=request, params=params)
        return route.answer(call)

    def _authenticate(self, header: str) -> Account | None:
        """Return the account that the credentials are for."""
        scheme, _, encoded = header.partition(" ")
        try:
            decoded = b64decode(encoded, validate=True).decode()
        except binascii.Error, UnicodeDecodeError:
            return None
        username, _, password = decoded.partition(":")
        if scheme.lower() != "basic":
            return None
        return self.accounts.authenticate(username, password)


def _with_allowance(answer: Answer, allowance: Allowance | None) -> Answer:
    """Add the headers that tell how much is left."""
    if allowance is None:
        return answer
    headers = {
        **answer.headers,
        "x-ratelimit-limit": str(allowance.limit),
        "x-ratelimit-remaining": str(allowance.remaining),
        "ratelimit-reset": str(allowance.resets_in),
    }
    if allowance.exceeded:
        headers["Retry-After"] = str(allowance.resets_in)
    return replace(answer, headers=headers)
