"""ClickSend's own client, pointed at the simulator."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import clicksend as official
from pydantic import BaseModel

from simulator import Simulator


@contextmanager
def open_client(simulator: Simulator) -> Generator[official.ApiClient]:
    """Open a client, and leave no connection behind."""
    access = simulator.clicksend
    configuration = official.Configuration(
        host=access.base_url.removesuffix("/v3"),
        username=access.username,
        password=access.api_key,
    )
    configuration.retries = False
    with official.ApiClient(configuration) as opened:
        yield opened
        opened.rest_client.pool_manager.clear()


async def call[T](function: Callable[..., T], **arguments: Any) -> T:
    """Call the client, which blocks."""
    return await asyncio.to_thread(function, _request_timeout=5.0, **arguments)


def texts(*messages: dict[str, Any]) -> official.SendSmsRequest:
    """Return a request to send these."""
    return official.SendSmsRequest(
        messages=[official.SendSmsRequestMessagesInner(**each) for each in messages]
    )


def assert_complete(model: BaseModel) -> None:
    """Everything that the document describes was in the answer."""
    assert set(type(model).model_fields) == model.model_fields_set
