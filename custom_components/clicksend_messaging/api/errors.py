"""What can go wrong when talking to ClickSend or to a gateway in front of it.

Every error answers the two questions a sender has to ask before doing anything else:

* ``may_repeat``: is it certain that nothing happened, so that the same request may go
  out again?
* ``outcome_unknown``: may the far side have acted although no answer says so? ClickSend
  has no idempotency key, so such a request must be looked up, never sent again blindly.

Where both are false the far side has refused, and asking again would change nothing.
"""

from typing import ClassVar, Final, override

# What ClickSend calls it when nothing is left, and so do we wherever that is said.
NO_CREDIT: Final = "INSUFFICIENT_CREDIT"


class ApiError(Exception):
    """A request that did not succeed."""

    may_repeat: ClassVar[bool] = False
    outcome_unknown: ClassVar[bool] = False

    def __init__(
        self, message: str, *, status: int | None = None, code: str | None = None
    ) -> None:
        """Keep what the far side said, for logic (code) and for people (message).

        Args:
            message: what happened; never holds credentials, numbers or texts.
            status: HTTP status, where there was an answer.
            code: the far side's own word for it, such as ``FORBIDDEN``.

        """
        super().__init__(message)
        self.status = status
        self.code = code


class NotReachedError(ApiError):
    """No connection came about: refused, unknown host, TLS failure."""

    may_repeat = True


class ConnectTimeoutError(NotReachedError):
    """No connection came about within the time allowed."""


class RateLimitedError(ApiError):
    """HTTP 429: the far side did not look at the request."""

    may_repeat = True

    def __init__(self, message: str, *, retry_after: float, code: str | None) -> None:
        """Keep how long to stay away.

        Args:
            message: what happened.
            retry_after: seconds until a new attempt makes sense.
            code: the far side's own word for it.

        """
        super().__init__(message, status=429, code=code)
        self.retry_after = retry_after


class RefusedError(ApiError):
    """The far side understood the request and said no."""

    @property
    def not_offered(self) -> bool:
        """Whether ClickSend has no such thing, or none for this account."""
        return self.status in (403, 404, 405)


class AuthenticationError(RefusedError):
    """ClickSend does not accept the user name and key."""


class ForbiddenError(RefusedError):
    """Not permitted, switched off for the account, or somebody else's record."""


class NotFoundError(RefusedError):
    """There is no such record or path."""


class GatewayError(RefusedError):
    """A gateway's own refusal: the request never reached ClickSend."""

    @property
    @override
    def not_offered(self) -> bool:
        """Whether ClickSend has no such thing: a gateway cannot tell."""
        return False


class GatewayAuthenticationError(GatewayError):
    """The gateway does not accept its key."""


class GatewayConnectionError(GatewayError):
    """The gateway has no usable connection to the ClickSend account."""


class OutcomeUnknownError(ApiError):
    """The request may have been carried out; the answer was lost or says nothing."""

    outcome_unknown = True


class AnswerTimeoutError(OutcomeUnknownError):
    """Handed over, but no answer within the time allowed."""


class ServerError(OutcomeUnknownError):
    """HTTP 5xx, from ClickSend or from something in front of it."""


class MalformedAnswerError(OutcomeUnknownError):
    """An answer that cannot be read, such as a web page where JSON belongs."""
