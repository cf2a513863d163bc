"""What the hub says that it can do."""

from .answers import Body
from .notify import BATCH, SEND as NOTIFY
from .verify import CHECK, SEND as VERIFY

_DESCRIPTIONS = {
    NOTIFY: "Send a text from a template",
    BATCH: "Send a text from a template to many",
    VERIFY: "Text a code",
    CHECK: "Check a code",
}


def models() -> list[Body]:
    """Return the models."""
    return [
        {
            "id": model,
            "model": model,
            "type": "sms",
            "vendor": "prelude",
            "description": description,
        }
        for model, description in _DESCRIPTIONS.items()
    ]
