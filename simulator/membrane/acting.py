"""What can be asked about actions: which there are, and to run one."""

from dataclasses import replace
from http import HTTPStatus
import json
from typing import Any

from ..clicksend.service import ClickSend
from ..http import Answer, json_answer
from ..world import World
from .actions import ACTIONS, Action
from .bodies import json_object
from .connections import Connection, new_id
from .connectors import relevance
from .errors import MembraneError, bad_request, error_body, not_found
from .paging import page
from .proxy import pass_on
from .routes import Asked, Route
from .schema_check import problems
from .schemas import envelope_out
from .tenant import Tenant


class Acting:
    """The handlers."""

    def __init__(self, world: World, clicksend: ClickSend, tenant: Tenant) -> None:
        """Keep what they are about."""
        self._world = world
        self._clicksend = clicksend
        self._tenant = tenant
        self.routes = (
            Route("GET", "/actions", self.list_actions),
            Route("POST", "/actions/{reference}/run", self.run_action),
        )

    async def list_actions(self, asked: Asked) -> Answer:
        """List the actions of a connection, or of all; what is meant best first."""
        query = asked.request.query
        shown = list(ACTIONS)
        if reference := query.get("connectionId"):
            shown = _actions_of(self._tenant.in_use(reference))
        if intent := query.get("intent"):
            fitting = {
                each: relevance(intent, each.name, each.description) for each in shown
            }
            shown = sorted(filter(fitting.get, shown), key=lambda each: -fitting[each])
        return page(
            query,
            [self._show(each) for each in shown],
            self._world.settings.membrane_page,
        )

    async def run_action(self, asked: Asked) -> Answer:
        """Run an action of a connection."""
        reference = asked.request.query.get("connectionId")
        if not reference:
            raise bad_request("connectionId is required")
        connection = self._tenant.usable(reference)
        action = self._action(connection, asked.reference)
        given = json_object(asked.request.body).get("input", {})
        schema = action.input_schema(self._world.settings.membrane_action_schema)
        if wrong := list(problems(schema, given)):
            raise bad_request(f"Invalid input: {wrong[0]}", {"errors": wrong})
        run_id = new_id(self._world)
        upstream = action.ask(given)
        answer = await pass_on(
            self._clicksend,
            connection,
            replace(
                asked.request,
                method=upstream.method,
                query=upstream.query,
                body=upstream.body,
            ),
            upstream.path,
            asked.note,
        )
        output = _json_or_none(answer.body)
        if answer.status >= HTTPStatus.BAD_REQUEST or output is None:
            raise self._failed(action, run_id, answer, output)
        return json_answer(HTTPStatus.OK, {"output": output, "actionRunId": run_id})

    def _failed(
        self, action: Action, run_id: str, answer: Answer, output: object
    ) -> MembraneError:
        """Return what to raise when the app did not do it, or did not say so."""
        internal = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        cause = error_body(
            "internal" if internal else "bad_request",
            f"Request failed with status code {answer.status}",
            data={"status": answer.status, "response": output},
        )
        body = error_body(
            "action_run",
            f'Action "{action.name}" failed',
            data={"actionRunId": run_id},
            caused_by=cause,
        )
        body["logs"] = [f"{action.key}: {answer.status}"]
        status = self._world.settings.membrane_action_status
        return MembraneError(json_answer(status, body))

    def _action(self, connection: Connection, reference: str) -> Action:
        """Return the action of a connection with this id or key."""
        for action in _actions_of(connection):
            if reference in {action.key, self._tenant.action_ids[action.key]}:
                return action
        raise not_found("Action", reference)

    def _show(self, action: Action) -> dict[str, Any]:
        """Describe an action."""
        shape = self._world.settings.membrane_action_schema
        return {
            "id": self._tenant.action_ids[action.key],
            "key": action.key,
            "name": action.name,
            "description": action.description,
            "inputSchema": action.input_schema(shape),
            "outputSchema": envelope_out(),
        }


def _actions_of(connection: Connection) -> list[Action]:
    """Return the actions of the app that is connected."""
    key = connection.connector.key
    return [each for each in ACTIONS if each.connector_key == key]


def _json_or_none(body: bytes) -> Any:
    """Return the JSON of an answer, if that is what it is."""
    try:
        return json.loads(body)
    except ValueError:
        return None
