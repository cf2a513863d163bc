"""Answers as ClickSend and the gateways give them; every name and number is made up."""

import json
from pathlib import Path
from typing import Any

_FIXTURES = Path(__file__).parents[2] / "fixtures"


def sample(name: str) -> Any:
    """Return a whole answer, such as `clicksend/account`."""
    return json.loads((_FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


def data(name: str) -> Any:
    """Return what is in the envelope of an answer."""
    return sample(name)["data"]
