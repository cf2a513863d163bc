"""What can be asked about apps, connections and connection requests."""

from http import HTTPStatus
from typing import Any

from ..http import Answer, json_answer
from ..settings import Settings
from .bodies import flag, json_object, text
from .connections import Connection
from .connectors import Connector, relevance
from .errors import bad_request, not_found
from .paging import page
from .routes import Asked, Route
from .tenant import Tenant


class Connecting:
    """The handlers."""

    def __init__(self, settings: Settings, tenant: Tenant) -> None:
        """Keep what they are about."""
        self._settings = settings
        self._tenant = tenant
        self.routes = (
            Route("GET", "/search", self.search),
            Route("GET", "/connections", self.list_connections),
            Route("GET", "/connections/{reference}", self.show_connection),
            Route("DELETE", "/connections/{reference}", self.delete_connection),
            Route("POST", "/connection-requests", self.request_connection),
            Route("GET", "/connection-requests/{reference}", self.show_request),
        )

    async def search(self, asked: Asked) -> Answer:
        """Look for apps, what fits best first."""
        wanted = asked.request.query.get("q", "")
        if asked.request.query.get("elementType", "connector") != "connector":
            return self._page(asked, [])
        fitting = {
            key: relevance(wanted, f"{key} {connector.name}", connector.description)
            for key, connector in self._tenant.connectors.items()
        }
        best = sorted(filter(fitting.get, fitting), key=lambda key: -fitting[key])
        return self._page(
            asked, [self._tenant.connectors[key].as_element() for key in best]
        )

    async def list_connections(self, asked: Asked) -> Answer:
        """List the connections that the query asks for."""
        query = asked.request.query
        wanted = query.get("search", "").lower()
        shown = [
            self._tenant.show(each)
            for each in self._tenant.connections
            if (each.archived_at is None or self._settings.membrane_lists_archived)
            and wanted in f"{each.name} {each.key}".lower()
            and query.get("connectorId") in {None, each.connector.connector_id}
            and query.get("integrationKey") in {None, each.integration_key}
        ]
        return self._page(asked, shown)

    async def show_connection(self, asked: Asked) -> Answer:
        """Show a connection, even one that is archived."""
        connection = self._tenant.connections.get(asked.reference)
        if connection is None:
            raise not_found("Connection", asked.reference)
        return json_answer(HTTPStatus.OK, self._tenant.show(connection))

    async def delete_connection(self, asked: Asked) -> Answer:
        """Archive a connection."""
        connection = self._tenant.in_use(asked.reference)
        self._tenant.connections.archive(connection)
        if self._settings.membrane_delete_answer == "empty":
            return Answer(status=HTTPStatus.NO_CONTENT, body=b"")
        return json_answer(HTTPStatus.OK, self._tenant.show(connection))

    async def request_connection(self, asked: Asked) -> Answer:
        """Ask somebody to connect an app, or a connection anew."""
        given = json_object(asked.request.body)
        connection = None
        if reference := text(given, "connectionId"):
            connection = self._tenant.in_use(reference)
            connector = connection.connector
        else:
            connector = self._connector(given)
            several = flag(given, "allowMultipleConnections")
            if not several and self._settings.membrane_reconnects:
                connection = self._connected_to(connector)
        created = self._tenant.requests.create(
            connector, connection, name=text(given, "name")
        )
        return json_answer(HTTPStatus.CREATED, self._tenant.show(created))

    async def show_request(self, asked: Asked) -> Answer:
        """Show what has come of a connection request."""
        found = self._tenant.requests.get(asked.reference)
        if found is None:
            raise not_found("ConnectionRequest", asked.reference)
        return json_answer(HTTPStatus.OK, self._tenant.show(found))

    def _connector(self, given: dict[str, Any]) -> Connector:
        """Return the app that is to be connected."""
        wanted = text(given, "connectorId"), text(given, "connectorKey")
        if not any(wanted):
            raise bad_request("connectorId, connectorKey or connectionId is required")
        for connector in self._tenant.connectors.values():
            if connector.connector_id == wanted[0] or connector.key == wanted[1]:
                return connector
        raise not_found("Connector", wanted[0] or wanted[1] or "")

    def _connected_to(self, connector: Connector) -> Connection | None:
        """Return the oldest connection to an app."""
        for each in self._tenant.connections:
            if each.connector == connector and each.archived_at is None:
                return each
        return None

    def _page(self, asked: Asked, items: list[dict[str, Any]]) -> Answer:
        """Answer with a page of a list."""
        return page(asked.request.query, items, self._settings.membrane_page)
