"""Which paths of ClickSend's API may be called by hand."""

import re
from typing import Final
from urllib.parse import quote, unquote

# Spaces, control characters, and what another reader may take for the end of a part.
_NOT_IN_A_PART: Final = re.compile(r"[\s\x00-\x1f\x7f\\%?#;\ufffd]")

_MESSAGES: Final = ("sms", "mms", "voice")


class PathError(Exception):
    """A path that cannot be called; ``key`` is that of the explanation."""

    def __init__(self, key: str) -> None:
        """Keep why."""
        super().__init__(key)
        self.key = key


def api_path(method: str, path: str) -> str:
    """Return a path below the API's version, percent-encoded.

    Args:
        method: the HTTP method.
        path: with or without a slash and ``v3`` in front; what is percent-encoded
            already stays so.

    Raises:
        PathError: it is no path of the API, leads out of it, or belongs to what sends
            messages or spends money.

    """
    if "://" in path or path.startswith("//"):
        raise PathError("path_absolute")
    if "?" in path:
        raise PathError("path_with_query")
    below = path.removeprefix("/")
    for beginning in ("clicksend/v3/", "v3/"):
        below = below.removeprefix(beginning)
    has_slash = below.endswith("/")
    encoded = below.removesuffix("/").split("/")
    parts = [unquote(part) for part in encoded]
    if any(_is_strange(part) for part in parts):
        raise PathError("path_invalid")
    names = [part.casefold() for part in parts]
    if names[-1] == "send" and names[0] in _MESSAGES:
        raise PathError("path_sends")
    if _spends(method, names):
        raise PathError("path_spends")
    return "/" + "/".join(quote(part, safe="") for part in parts) + "/" * has_slash


def _is_strange(part: str) -> bool:
    """Tell whether a part of a path is empty, leads elsewhere, or could."""
    return part in {"", ".", ".."} or "/" in part or bool(_NOT_IN_A_PART.search(part))


def _spends(method: str, names: list[str]) -> bool:
    """Tell whether a request spends money, or changes how it is paid."""
    match names:
        case ["email", "address-verify", *_]:
            return False
        case [*_, "send" | "transfer-credit"] | ["numbers", "buy", *_]:
            return True
        case [kind, *_, last] if kind.endswith("-campaigns"):
            return method != "GET" and last not in {"price", "cancel"}
        case _:
            return "recharge" in names
