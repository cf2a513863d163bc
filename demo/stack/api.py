"""Home Assistant's public interfaces, REST and WebSocket, as a browser uses them."""

from http import HTTPStatus
from typing import Any

import aiohttp

from .errors import RefusedError

USERNAME = "demo"
PASSWORD = "demo"


class HomeAssistantApi:
    """Talks to one Home Assistant as its first user."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """Know where it is."""
        self.url = url
        self._session = session
        self._token: str | None = None

    @property
    def signed_in(self) -> bool:
        """Tell whether there is a token."""
        return self._token is not None

    async def can_be_onboarded(self) -> bool:
        """Tell whether Home Assistant waits for its first user."""
        steps = await self.get("/api/onboarding")
        return {"step": "user", "done": False} in steps

    async def onboard(self) -> None:
        """Go through what a new Home Assistant asks of its first user."""
        client_id = f"{self.url}/"
        user = {
            "name": "Demo",
            "username": USERNAME,
            "password": PASSWORD,
            "client_id": client_id,
            "language": "en",
        }
        created = await self.post("/api/onboarding/users", user)
        form = {
            "grant_type": "authorization_code",
            "code": created["auth_code"],
            "client_id": client_id,
        }
        async with self._session.post(f"{self.url}/auth/token", data=form) as response:
            response.raise_for_status()
            self._token = (await response.json())["access_token"]
        # The step between, core_config, is marked as done: it would only add
        # integrations that need the internet.
        await self.post("/api/onboarding/analytics", {})
        redirect = {"client_id": client_id, "redirect_uri": client_id}
        await self.post("/api/onboarding/integration", redirect)

    async def get(self, path: str) -> Any:
        """Read something; raises RefusedError."""
        return await self._request("GET", path)

    async def post(self, path: str, body: object) -> Any:
        """Change something; raises RefusedError."""
        return await self._request("POST", path, body)

    async def delete(self, path: str) -> Any:
        """Remove something; raises RefusedError."""
        return await self._request("DELETE", path)

    async def act(self, action: str, **data: object) -> Any:
        """Perform an action such as `notify.send_message`; raises RefusedError."""
        return await self.post(f"/api/services/{action.replace('.', '/')}", data)

    async def ask(self, name: str, /, **data: object) -> Any:
        """Perform an action that answers; return its answer; raises RefusedError."""
        path = f"/api/services/{name.replace('.', '/')}?return_response"
        return (await self.post(path, data))["service_response"]

    async def state(self, entity_id: str) -> dict[str, Any] | None:
        """Return an entity's state and attributes, if it exists."""
        try:
            state: dict[str, Any] = await self.get(f"/api/states/{entity_id}")
        except RefusedError as err:
            if err.code == HTTPStatus.NOT_FOUND:
                return None
            raise
        return state

    async def command(self, kind: str, **fields: object) -> Any:
        """Send a WebSocket command and return its result; raises RefusedError."""
        url = f"{self.url}/api/websocket"
        async with self._session.ws_connect(url, max_msg_size=0) as socket:
            await socket.receive_json()
            await socket.send_json({"type": "auth", "access_token": self._token})
            greeting = await socket.receive_json()
            if greeting["type"] != "auth_ok":
                raise RefusedError(url, greeting["type"], greeting["message"])
            await socket.send_json({"id": 1, "type": kind, **fields})
            answer = await socket.receive_json()
        if not answer["success"]:
            error = answer["error"]
            raise RefusedError(kind, error["code"], error["message"])
        return answer["result"]

    async def _request(self, method: str, path: str, body: object = None) -> Any:
        """Send a request and return the answer's JSON; raises RefusedError."""
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        async with self._session.request(
            method, f"{self.url}{path}", json=body, headers=headers
        ) as response:
            if response.status != HTTPStatus.OK:
                raise RefusedError(
                    f"{method} {path}", response.status, await response.text()
                )
            return await response.json()
