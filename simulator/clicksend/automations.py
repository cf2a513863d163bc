"""Rules of any kind: /automations/{what they are about}."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from ..http import Answer
from .envelope import bad_request, emptied, not_found, success
from .numbered import Numbered
from .paging import as_listed, page
from .queries import linked_page
from .routes import Call, Route


class AnyRule(Protocol):
    """A rule, whatever else it has."""

    rule_id: int


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the answers say."""

    created: str = "Your record has been added."
    listed: str
    viewed: str
    updated: str = "Your record has been updated."
    deleted: str = "Your record has been deleted."
    missing: str


@dataclass(frozen=True, kw_only=True)
class Automation[R: AnyRule]:
    """One kind of rule and the requests about it."""

    path: str
    make: Callable[..., R]
    rules: Callable[[Call], Numbered[R]]
    """Where the caller's are kept."""
    id_name: str
    listed_id_name: str
    """What the list calls the same id."""
    required: Collection[str]
    defaults: Mapping[str, Any]
    choices: Mapping[str, Collection[object]]
    words: Words
    linked_pages: bool = False

    def routes(self) -> tuple[Route, ...]:
        """Return the routes."""
        one = f"{self.path}/{{{self.id_name}}}"
        return (
            Route("GET", self.path, self._list),
            Route("POST", self.path, self._create),
            Route("GET", one, self._view),
            Route("PUT", one, self._update),
            Route("DELETE", one, self._delete),
        )

    def _create(self, call: Call) -> Answer:
        """Add a rule."""
        given = self._fields(call)
        missing = {
            name: f"The {name} field is required."
            for name in self.required
            if not given.get(name)
        }
        if missing:
            raise bad_request("Missing required fields.", missing)
        rules = self.rules(call)
        rule = self.make(rule_id=rules.next_id(), **{**self.defaults, **given})
        rules.keep(rule.rule_id, rule)
        return success(self.words.created, self._row(rule, self.id_name))

    def _list(self, call: Call) -> Answer:
        """List the rules."""
        rules = list(self.rules(call))
        describe = partial(self._row, id_name=self.listed_id_name)
        if self.linked_pages:
            return success(self.words.listed, linked_page(call, rules, describe))
        query, settings = call.request.query, call.world.settings
        found = page(query, rules, settings.limit_out_of_range, describe)
        return success(self.words.listed, as_listed(settings, found))

    def _view(self, call: Call) -> Answer:
        """Show one rule."""
        return success(self.words.viewed, self._row(self._rule(call), self.id_name))

    def _update(self, call: Call) -> Answer:
        """Change the fields given."""
        rule = self._rule(call)
        for name, value in self._fields(call).items():
            setattr(rule, name, value)
        return success(self.words.updated, self._row(rule, self.id_name))

    def _delete(self, call: Call) -> Answer:
        """Remove one rule."""
        self.rules(call).delete(self._rule(call).rule_id)
        return success(self.words.deleted, emptied(call.world, []))

    def _names(self) -> tuple[str, ...]:
        """Return the fields that a rule has, besides its id."""
        return (*self.required, *self.defaults)

    def _fields(self, call: Call) -> dict[str, Any]:
        """Return the fields in the body; raises RefusedError for impossible values."""
        body = call.json_object()
        given = {name: body[name] for name in self._names() if name in body}
        wrong = {
            name: f"The {name} is not valid."
            for name, choices in self.choices.items()
            if name in given and given[name] not in choices
        }
        if wrong:
            raise bad_request("The rule is not valid.", wrong)
        return given

    def _rule(self, call: Call) -> R:
        """Return the rule that the path names."""
        rule = self.rules(call).named(call.params[self.id_name])
        if rule is None:
            raise not_found(self.words.missing)
        return rule

    def _row(self, rule: R, id_name: str) -> dict[str, Any]:
        """Describe a rule."""
        fields = {name: getattr(rule, name) for name in self._names()}
        return {id_name: rule.rule_id, **fields}
