"""The templates: /sms/templates."""

from typing import Any

from ..http import Answer
from .envelope import bad_request, demand_text, emptied, not_found, success
from .paging import as_listed, page
from .queries import matching, ordering
from .routes import Call, Route
from .templates import Template

_LIST = "/sms/templates"
_ONE = "/sms/templates/{template_id}"
_FIELDS = ("template_id", "body", "template_name")
_REQUIRED = ("template_name", "body")


def list_templates(call: Call) -> Answer:
    """List the templates, in one of the two envelopes."""
    query, settings = call.request.query, call.world.settings
    matches = matching(query, _FIELDS)
    key, descending = ordering(
        query, dict(zip(_FIELDS, _FIELDS, strict=True)), "template_id"
    )
    rows = [row for row in map(_row, call.account.templates) if matches(row)]
    rows.sort(key=lambda row: row[key], reverse=descending)
    found = page(query, rows, settings.limit_out_of_range)
    shown = as_listed(settings, found)
    if settings.templates_shape == "wrapped_page" and shown is found:
        shown = [{"totlal": found.pop("total"), **found}]
    return success("Here are your templates.", shown)


def create_template(call: Call) -> Answer:
    """Add a template."""
    given = _fields(call)
    missing = {
        name: f"The {name} field is required."
        for name in _REQUIRED
        if not given.get(name)
    }
    if missing:
        raise bad_request("Missing required fields.", missing)
    templates = call.account.templates
    template = Template(template_id=templates.next_id(), **given)
    templates.keep(template.template_id, template)
    return success("New template has been saved.", _row(template))


def view_template(call: Call) -> Answer:
    """Show one template."""
    return success("Here is your template.", _row(_template(call)))


def update_template(call: Call) -> Answer:
    """Change the fields given."""
    template = _template(call)
    for name, value in _fields(call).items():
        setattr(template, name, value)
    return success("Your template has been updated.", _row(template))


def delete_template(call: Call) -> Answer:
    """Remove one template."""
    call.account.templates.delete(_template(call).template_id)
    return success("Your template has been deleted.", emptied(call.world, None))


ROUTES = (
    Route("GET", _LIST, list_templates),
    Route("POST", _LIST, create_template),
    Route("GET", _ONE, view_template),
    Route("PUT", _ONE, update_template),
    Route("DELETE", _ONE, delete_template),
)


def _fields(call: Call) -> dict[str, str]:
    """Return the fields that a template has; raises RefusedError if they are empty."""
    body = call.json_object()
    given = {name: body[name] for name in _REQUIRED if name in body}
    demand_text(*given.values())
    wrong = {
        name: f"The {name} field is required."
        for name, value in given.items()
        if not isinstance(value, str) or not value.strip()
    }
    if wrong:
        raise bad_request("Missing required fields.", wrong)
    return given


def _row(template: Template) -> dict[str, Any]:
    """Describe a template."""
    return dict(vars(template))


def _template(call: Call) -> Template:
    """Return the template that the path names."""
    template = call.account.templates.named(call.params["template_id"])
    if template is None:
        raise not_found("Template record not found.")
    return template
