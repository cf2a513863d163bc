"""Which paths of ClickSend's API may be called by hand."""

from collections.abc import Mapping
import re
from typing import Final
from urllib.parse import quote, unquote

from ..api.http import PART_OF_PATH

_BEGINNING: Final = re.compile(r"/?(?:(?:clicksend/)?v3/)?")

_PLACE: Final = re.compile(r"\{([^{}]*)\}")

_WORD: Final = re.compile(r"[a-z0-9_-]+")

_MESSAGES: Final = frozenset({"sms", "mms", "voice"})
# All that is scheduled, and all that came in, seen or not.
_EVERYTHING: Final = frozenset({"cancel-all", "inbound-read", "receipts-read"})
_SPENDING: Final = frozenset({"buy", "purchase", "recharge", "send", "transfer-credit"})


class PathError(Exception):
    """A path that cannot be called; ``key`` is that of the explanation."""

    def __init__(self, key: str, path: str, **about: str) -> None:
        """Keep the path, why, and what the explanation speaks of besides."""
        super().__init__(key)
        self.key = key
        self.path = path
        self.about = about


def api_path(
    method: str, path: str, parameters: Mapping[str, str] | None = None
) -> str:
    """Return a path below the API's version, percent-encoded.

    Args:
        method: the HTTP method.
        path: with or without a slash and ``v3`` in front; what is percent-encoded
            already stays so.
        parameters: what goes where the path has their names in braces. The path that
            comes of it is what is checked.

    Raises:
        PathError: it is no path of the API, leads out of it, or belongs to what sends
            messages, spends money, or cancels or marks as read everything at once; or
            a parameter is missing, has no place, or is more than a part of a path.

    """
    path = _filled(path, parameters or {})
    if "://" in path or path.startswith("//"):
        raise PathError("path_absolute", path)
    if "?" in path:
        raise PathError("path_with_query", path)
    below = _BEGINNING.sub("", path, count=1)
    has_slash = below.endswith("/")
    parts = [unquote(part) for part in below.removesuffix("/").split("/")]
    if not all(map(_is_part, parts)):
        raise PathError("path_invalid", path)
    names = [_name(part) for part in parts]
    if names[0] in {"clicksend", "v3"}:
        raise PathError("path_invalid", path)
    if (key := _reserved(method, names)) is not None:
        raise PathError(key, path)
    return "/" + "/".join(quote(part, safe="") for part in parts) + "/" * has_slash


def reserved(path: str) -> PathError | None:
    """Return why a path is not to be called, whatever the method, and if it is one."""
    below = _BEGINNING.sub("", path, count=1)
    names = [_name(unquote(part)) for part in below.strip("/").split("/")]
    key = _reserved("POST", names)
    return None if key is None else PathError(key, path)


def _reserved(method: str, names: list[str]) -> str | None:
    """Return the explanation of why nobody may call a path by hand."""
    if names[0] in _MESSAGES and "send" in names:
        return "path_sends"
    if names[-1] in _EVERYTHING:
        return "path_everything"
    return "path_spends" if _spends(method, names) else None


def _filled(path: str, parameters: Mapping[str, str]) -> str:
    """Return a path with the parameters in their places."""
    places = _PLACE.findall(path)
    for name in places:
        if name not in parameters:
            raise PathError("path_parameter_missing", path, parameter=name)
    for name, value in parameters.items():
        if name not in places:
            raise PathError("path_parameter_unknown", path, parameter=name)
        if not _is_part(value):
            raise PathError("path_parameter_invalid", path, parameter=name)
    return _PLACE.sub(lambda place: quote(parameters[place[1]], safe=""), path)


def _is_part(text: str) -> bool:
    """Tell whether a text is one part of a path, and means nothing else."""
    return bool(PART_OF_PATH.fullmatch(text) and text.strip("."))


def _name(part: str) -> str:
    """Return the word that a part of a path begins with.

    What follows may not count: .json may be taken for the form of the answer, and other
    signs may be left out.
    """
    word = _WORD.search(part.casefold())
    return word.group() if word else ""


def _spends(method: str, names: list[str]) -> bool:
    """Tell whether a request spends money, or changes how it is paid."""
    if not _SPENDING.isdisjoint(names):
        match names:
            case ["email", "address-verify", _, "send"]:
                return False
        return True
    if method == "GET" or names[-1] in {"price", "cancel"}:
        return False
    return any(name.rpartition("-")[2] == "campaigns" for name in names)
