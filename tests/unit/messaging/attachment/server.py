"""A web server with a picture, and with all that may be in its place."""

import asyncio

from aiohttp import web

from tests.unit.messaging.attachment.asking import JPEG


class Server:
    """What a web server has, at https and at http."""

    def __init__(self) -> None:
        """Start with a picture."""
        self.secure = ""
        self.plain = ""
        self.asked: list[str] = []
        self.finish = asyncio.Event()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer as the address says."""
        self.asked.append(f"{request.scheme} {request.path}")
        targets = {
            "/to_https": f"{self.secure}/picture",
            "/to_http": f"{self.plain}/picture",
            "/relative": "picture",
            "/circle": "/circle",
        }
        if target := targets.get(request.path):
            raise web.HTTPFound(target)
        match request.path:
            case "/picture":
                return web.Response(body=JPEG)
            case "/page":
                return web.Response(text="<html>Sign in</html>")
            case "/nowhere":
                return web.Response(status=302)
            case "/error":
                raise web.HTTPServiceUnavailable
            case "/slow":
                await self.finish.wait()
            case "/endless":
                return await self._without_end(request)
        raise web.HTTPNotFound

    async def _without_end(self, request: web.Request) -> web.StreamResponse:
        """Send zeros for as long as somebody listens."""
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while not self.finish.is_set():
                await response.write(bytes(100_000))
        except ConnectionError:
            pass
        return response
