"""Pictures for MMS."""

from base64 import b64encode

from ..errors import MalformedAnswerError
from ..lenient import as_record, as_text
from .caller import Caller


class Uploads:
    """Files that messages refer to."""

    def __init__(self, caller: Caller) -> None:
        """Prepare; nothing is sent yet."""
        self._caller = caller

    async def picture(self, content: bytes) -> str:
        """Upload a picture for an MMS and return its address.

        From ``POST /uploads?convert=mms``. The address may be good for ten minutes
        only, and everybody who knows it can see the picture.

        Args:
            content: a JPEG or GIF of at most 250 kB.

        Raises:
            ApiError: see ``errors``.

        """
        data = await self._caller.data(
            "POST",
            "/uploads",
            params={"convert": "mms"},
            json={"content": b64encode(content).decode()},
        )
        if (url := as_text(as_record(data).get("_url"))) is None:
            message = "The answer names no address"
            raise MalformedAnswerError(message)
        return url
