"""The pictures that were uploaded."""

from collections import OrderedDict
from dataclasses import dataclass

_MOST_UPLOADS = 200


@dataclass(frozen=True, kw_only=True)
class Upload:
    """One picture, as it is sent."""

    upload_id: int
    user_id: int
    file_name: str
    content: bytes
    content_type: str
    added_at: float
    expires_at: float


class Uploads:
    """The latest uploads, of all accounts."""

    def __init__(self) -> None:
        """Start with none."""
        self._uploads: OrderedDict[str, Upload] = OrderedDict()
        self._last_id = 27000
        self.url = "http://clicksend/media"
        """Below which they are; the server knows better once it listens."""

    def next_id(self) -> int:
        """Return the number for a new one."""
        self._last_id += 1
        return self._last_id

    def add(self, upload: Upload) -> None:
        """Keep one."""
        self._uploads[upload.file_name] = upload
        while len(self._uploads) > _MOST_UPLOADS:
            self._uploads.popitem(last=False)

    def url_of(self, upload: Upload) -> str:
        """Return where the world finds it."""
        return f"{self.url}/{upload.file_name}"

    def get(self, file_name: str) -> Upload | None:
        """Return one, also if its time is over."""
        return self._uploads.get(file_name)

    def at(self, url: str) -> Upload | None:
        """Return the one that is, or was, at that URL."""
        base, _, file_name = url.rpartition("/")
        return self.get(file_name) if base == self.url else None

    def claims(self, url: str) -> bool:
        """Return whether that URL could only be one of theirs."""
        return url.startswith(f"{self.url}/")
