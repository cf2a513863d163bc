"""What can go wrong."""


class StackError(Exception):
    """A program did not start, ended too early, or did not do what it should."""


class RefusedError(StackError):
    """Home Assistant said no."""

    def __init__(self, what: str, code: str | int, message: str) -> None:
        """Keep its words."""
        super().__init__(f"{what}: {code}: {message}")
        self.code = code
        """The HTTP status, or the WebSocket API's name for the error."""
        self.message = message
