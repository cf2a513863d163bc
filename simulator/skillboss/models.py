"""What the hub says that it can do, which each place tells in its own way."""

from .answers import Body
from .notify import BATCH, SEND as NOTIFY
from .verify import CHECK, SEND as VERIFY

_TEXTING = "sms"
_MODELS = {
    NOTIFY: (_TEXTING, "Send a text from a template"),
    BATCH: (_TEXTING, "Send a text from a template to many"),
    VERIFY: (_TEXTING, "Text a code"),
    CHECK: (_TEXTING, "Check a code"),
    "perplexity/sonar": ("search", "Search the web"),
}
"""Their types and descriptions; only what is about texts can be run."""


def ran() -> Body:
    """Return what `POST /run` tells."""
    return {"models": _rows("id")}


def piloted(keyword: str | None) -> Body:
    """Return what `POST /pilot` tells: the types only, unless looking for something."""
    if keyword is None:
        return {"types": sorted({kind for kind, _ in _MODELS.values()})}
    found = [
        row
        for row in _rows("model")
        if keyword.lower() in " ".join(row.values()).lower()
    ]
    return {"matches": found}


def listed(types: str | None) -> Body:
    """Return what `GET /models` tells: how many of each type, or those of some."""
    if types is None:
        kinds = [kind for kind, _ in _MODELS.values()]
        return {"available_types": {kind: kinds.count(kind) for kind in kinds}}
    rows = [row for row in _rows("model_id") if types in {"all", row["type"]}]
    return {"models": rows, "count": len(rows)}


def _rows(key: str) -> list[Body]:
    """Describe each, with its name in that key."""
    return [
        {key: model, "type": kind, "display_name": model, "description": description}
        for model, (kind, description) in _MODELS.items()
    ]
