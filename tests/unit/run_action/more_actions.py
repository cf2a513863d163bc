"""More actions at Membrane than there are from the start."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from simulator import Simulator
from simulator.http import Answer, json_answer
from simulator.membrane import acting
from simulator.membrane.actions import Action


def put_out(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Any], Any], status: int = 200
) -> None:
    """Have what was run answer something else than what is usual."""

    def answer(_: int, body: Any) -> Answer:
        return json_answer(status, change(body))

    monkeypatch.setattr(acting, "json_answer", answer)


def add_action(
    monkeypatch: pytest.MonkeyPatch,
    simulator: Simulator,
    key: str,
    name: str = "",
    schema: dict[str, Any] | None = None,
    like: str = "send-sms",
) -> None:
    """Add an action that does what another does, whatever it is called."""
    known: tuple[Action, ...] = vars(acting)["ACTIONS"]
    model = next(each for each in known if each.key == like)
    added = replace(
        model, key=key, name=name or key, input_schema=lambda _: schema or {}
    )
    monkeypatch.setattr(acting, "ACTIONS", (*known, added))
    simulator.membrane_tenant.action_ids[key] = f"id-{key}"
