"""Answers whoever calls the webhook: quickly, quietly, and whatever they send."""

import asyncio
from http import HTTPStatus
from typing import Final

from aiohttp import ClientError, hdrs
from aiohttp.web import Request, RequestPayloadError, Response

from ..api.models import Push

# A push has about a kilobyte.
MAX_BODY: Final = 64 * 1024
BODY_SECONDS: Final = 5.0


async def async_answer(request: Request) -> tuple[Response, Push | None]:
    """Return what to answer, and the push if it can be one."""
    if request.method == hdrs.METH_HEAD:
        # Whether there is somebody at all.
        return Response(), None
    if request.method not in (hdrs.METH_GET, hdrs.METH_POST):
        return Response(status=HTTPStatus.METHOD_NOT_ALLOWED), None
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await _read(request)
    except TimeoutError:
        return Response(status=HTTPStatus.REQUEST_TIMEOUT), None
    except ClientError, ConnectionError, RequestPayloadError:
        return Response(status=HTTPStatus.BAD_REQUEST), None
    if body is None:
        return Response(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE), None
    return Response(), Push.parse(request.query, body)


async def _read(request: Request) -> bytes | None:
    """Return a request's body, ``None`` if it is too long to be a push."""
    # What Home Assistant Cloud passes on begins anew each time that it is asked for it.
    content = request.content
    body = bytearray()
    while part := await content.read(MAX_BODY + 1 - len(body)):
        body += part
        if len(body) > MAX_BODY:
            return None
    return bytes(body)
