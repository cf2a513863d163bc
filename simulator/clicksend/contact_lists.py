"""The contact lists: /lists."""

from http import HTTPStatus
from typing import Any

from ..http import Answer
from .address_book import DETAILS, ContactList
from .envelope import (
    RefusedError,
    bad_request,
    demand_text,
    emptied,
    failure,
    not_found,
    success,
)
from .queries import linked_page
from .routes import Call, Route

_LISTS = "/lists"
_LIST = "/lists/{list_id}"
_REPEATED = "/lists/{list_id}/remove-duplicates"
_OPTED_OUT = "/lists/{list_id}/remove-opted-out-contacts/{opt_out_list_id}"


def list_lists(call: Call) -> Answer:
    """List the account's lists."""
    owned = call.account.address_book.lists_of(call.account.user_id)
    shown = linked_page(call, owned, _short_row)
    return success("Here are your data.", shown)


def create_list(call: Call) -> Answer:
    """Add a list."""
    account = call.account
    added = account.address_book.add_list(account.user_id, _name(call))
    return success("New list has been created.", _row(added))


def view_list(call: Call) -> Answer:
    """Show one list."""
    return success("Here are your data.", _row(list_in_path(call)))


def update_list(call: Call) -> Answer:
    """Rename a list."""
    contact_list = list_in_path(call)
    contact_list.name = _name(call)
    message = f"List #{contact_list.list_id} has been updated."
    return success(message, _row(contact_list))


def delete_list(call: Call) -> Answer:
    """Remove a list and the contacts in it."""
    list_id = list_in_path(call).list_id
    call.account.address_book.lists.delete(list_id)
    return success(f"List #{list_id} has been deleted.", emptied(call.world, []))


def remove_repeated(call: Call) -> Answer:
    """Remove the contacts that a list has twice."""
    slash = "slash" if call.request.path.endswith("/") else "no_slash"
    if call.world.settings.remove_duplicates_path not in {slash, "both"}:
        raise not_found("Resource not found.")
    contact_list = list_in_path(call)
    deleted = contact_list.remove_repeated(_columns(call))
    message = "Your list duplicate contacts has been deleted."
    return success(message, {"deleted": deleted})


def remove_opted_out(call: Call) -> Answer:
    """Remove the contacts whose number is on the other list."""
    contact_list = list_in_path(call)
    opted_out = list_in_path(call, "opt_out_list_id")
    deleted = contact_list.remove_numbers_of(opted_out)
    return success("Optout contacts has been deleted.", {"deleted": deleted})


ROUTES = (
    Route("GET", _LISTS, list_lists),
    Route("POST", _LISTS, create_list),
    Route("GET", _LIST, view_list),
    Route("PUT", _LIST, update_list),
    Route("DELETE", _LIST, delete_list),
    Route("PUT", _REPEATED, remove_repeated),
    Route("PUT", f"{_REPEATED}/", remove_repeated),
    Route("PUT", _OPTED_OUT, remove_opted_out),
)


def list_in_path(call: Call, param: str = "list_id") -> ContactList:
    """Return the list that the path names; raises RefusedError if it cannot."""
    settings = call.world.settings
    found = call.account.address_book.lists.named(call.params[param])
    if found is not None and found.owner == call.account.user_id:
        return found
    status = settings.missing_record if found is None else settings.foreign_list
    raise no_record(status, "Your list is not found.")


def no_record(status: int, message: str) -> RefusedError:
    """Return what to raise for a list or contact that is not the caller's."""
    if status == HTTPStatus.FORBIDDEN:
        return RefusedError(failure(HTTPStatus.FORBIDDEN))
    return not_found(message)


def _name(call: Call) -> str:
    """Return the name in the body."""
    name = call.json_object().get("list_name")
    demand_text(name)
    if not str(name or "").strip():
        message = "The list name field is required."
        raise bad_request(message, {"list_name": message})
    return str(name)


def _columns(call: Call) -> list[str]:
    """Return the columns in which contacts must agree to be the same."""
    wanted = call.world.settings.remove_duplicates_fields
    body = call.json_object() if call.request.body.strip() else {}
    given = body.get("fields")
    kinds = {dict: "object", list: "array", type(None): "none"}
    if wanted not in {"any", kinds.get(type(given), "")}:
        message = "The fields field is not valid."
        raise bad_request(message, {"fields": message})
    columns = list(given or ["phone_number"])
    if unknown := [column for column in columns if column not in DETAILS]:
        message = f"There is no column {unknown[0]}."
        raise bad_request(message, {"fields": message})
    return columns


def _short_row(contact_list: ContactList) -> dict[str, Any]:
    """Describe a list among others."""
    return {
        "list_id": contact_list.list_id,
        "list_name": contact_list.name,
        "list_email_id": contact_list.email_id,
        "_contacts_count": len(contact_list.contacts),
    }


def _row(contact_list: ContactList) -> dict[str, Any]:
    """Describe a list by itself."""
    in_progress = {"_import_in_progress": 0, "_optout_in_progress": 0}
    return {**_short_row(contact_list), **in_progress}
