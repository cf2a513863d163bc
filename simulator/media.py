"""The uploaded pictures, for whoever has their address, and for the phones."""

from aiohttp import web

from .uploads import Upload
from .world import World


def add_media(app: web.Application, world: World) -> None:
    """Serve the uploads: to the world while they last, to the phones that got them."""

    async def to_world(request: web.Request) -> web.Response:
        upload = _upload(world, request)
        if upload.expires_at <= world.clock.now():
            raise web.HTTPNotFound
        return _picture(upload)

    async def to_phones(request: web.Request) -> web.Response:
        return _picture(_upload(world, request))

    app.router.add_get("/media/{file_name}", to_world)
    app.router.add_get("/control/uploads/{file_name}", to_phones)


def _upload(world: World, request: web.Request) -> Upload:
    """Return the upload that is asked for."""
    upload = world.uploads.get(request.match_info["file_name"])
    if upload is None:
        raise web.HTTPNotFound
    return upload


def _picture(upload: Upload) -> web.Response:
    """Answer with a picture."""
    return web.Response(body=upload.content, content_type=upload.content_type)
