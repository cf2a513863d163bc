"""The switches: what the real services leave undocumented, contradict, or configure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal, get_args, get_origin, get_type_hints

EVERY_COUNTRY = "*"

_LISTS: Mapping[type, tuple[tuple[type, ...], str]] = {
    str: ((str,), "strings"),
    float: ((float, int), "numbers"),
}
"""The types that lists may be of, with what their items can be."""


class SettingsError(ValueError):
    """A switch that does not exist, or a value that it cannot have."""


@dataclass(kw_only=True)
class Settings:
    """How the services behave; the defaults are what was seen live or else documented.

    Each switch may be set at any time and counts from the next request on.
    """

    # The account that all this is about.
    account_country: str = "US"
    currency: Literal["USD", "AUD", "EUR", "GBP"] = "USD"
    low_credit_amount: str = "0.00"
    enabled_countries: tuple[str, ...] = (
        *("AT", "AU", "BE", "BR", "CA", "CH", "CN", "CZ", "DE", "DK", "ES", "FI"),
        *("FR", "GB", "IE", "IN", "IT", "JP", "LU", "MX", "NL", "NO", "NZ", "PL"),
        *("PT", "SE", "SG", "US", "ZA"),
    )
    """ISO codes; `*` for every country. Others are answered COUNTRY_NOT_ENABLED."""
    approved_senders: tuple[str, ...] = ("+18335550177", "MyHome")
    """The account's number and alpha tag; any other `from` is replaced."""
    pending_senders: tuple[str, ...] = ("FrontDoor",)
    """Asked for, but not approved: alpha tags, and own numbers to be verified."""
    own_numbers: tuple[str, ...] = ()
    """The approved numbers that are phones of the owner, not rented from ClickSend."""
    setting_sms_message_char_limit: Literal[6, 8] = 8
    """The most parts that one text may have; what is beyond them is cut off."""

    # Sending.
    currency_key: Literal["_currency", "currency"] = "_currency"
    send_date: Literal["int", "str", "str_comma"] = "int"
    """`str_comma` is the published example's "1721099039,"."""
    message_price: Literal["str", "number"] = "str"
    shuffle_results: bool = False
    insufficient_credit: Literal["per_message", "request"] = "per_message"
    throttle_window: float = 0
    """Seconds in which the same text to the same number is THROTTLED; 0 for never."""
    newline_counts_twice: bool = True
    """ClickSend's help says that it does; GSM says that it does not."""

    past_schedule: Literal["send_now", "INVALID_SCHEDULE"] = "send_now"
    """What happens to a message whose time is over: nowhere documented."""
    schedule_horizon: float = 0
    """Seconds beyond which a schedule is an INVALID_SCHEDULE; 0 for never."""
    cancel_refunds: bool = True
    """Whether a cancelled message is paid back."""
    cancel_data: Literal["null", "list"] = "null"
    """`data` of a cancelled text: as documented now, or as in 2022."""
    mms_voice_sums: Literal["documented", "as_sms"] = "documented"
    """The examples have no `blocked_count`, and that of MMS no currency either."""

    # MMS and uploads.
    mms_countries: tuple[str, ...] = ("AU", "NZ", "US")
    """Where MMS works, as the help pages have it; `*` for every enabled country."""
    mms_media_in_message: bool = False
    """Honour `media_file` inside a message too, where gateways document it."""
    mms_media_missing: Literal["INVALID_MEDIA_FILE", "MISSING_REQUIRED_FIELDS"] = (
        "INVALID_MEDIA_FILE"
    )
    mms_price_needs_media: bool = True
    mms_from_required: bool = False
    """The current document's table requires `from`; the older one has it blank."""
    mms_queued: Literal["Queued", "Queued:WaitSend"] = "Queued"
    """Both are documented for history."""
    mms_cancel: bool = False
    """Whether MMS can be cancelled: only the older document says so."""
    upload_seconds: float = 600
    """How long an upload can be sent: ten minutes, or 604800 by the older document."""
    upload_most_bytes: int = 250_000
    """The largest picture, after conversion."""

    # Voice.
    voice_enabled: bool = True
    """Without it all of /voice is FORBIDDEN, as on accounts that lack the feature."""
    voice_lang_missing: Literal["default", "INVALID_LANG"] = "default"
    voice_fields_required: bool = False
    """`custom_string` and `country`: required by the table, absent in the example."""
    voice_genders: Literal["array", "string", "rows"] = "array"
    """`gender` of a language with two: both, the first, or a row for each."""
    voice_message_parts: Literal["int", "empty", "timestamp"] = "int"
    """`timestamp` is the published example."""
    voice_schedule: Literal["int", "empty"] = "int"
    voice_digits: Literal["str", "int"] = "str"
    """The keys pressed, also in receipts; int only without * or # among them."""
    voice_no_digits: Literal["null", "empty"] = "null"
    """`digits` when no key was pressed."""
    ring_seconds: float = 4
    """How long a phone rings when nobody answers; the call is completed then."""
    talk_seconds: float = 60
    """How long an answered call lasts when nobody presses a key or hangs up."""

    # Pricing.
    price_times: Literal["empty", "as_sent"] = "empty"
    """`date` and `schedule` of a price: "", or as they are after sending."""
    price_countries: Literal["object", "list"] = "object"
    """`_summary.countries`: the published example, or its schema."""

    # History.
    history_shape: Literal["paginated", "bare_list"] = "paginated"
    """`bare_list` is the published example: `status` for `http_code`, `data` a list."""
    history_delay: float = 0
    """Seconds before an accepted text can be found."""
    delivery_seconds: float = 4
    """Seconds from queued to delivered; halfway it is on its way. For what is sent
    from then on, as with all that says how long something takes."""

    # Inbound.
    inbound_time_key: Literal["timestamp", "timestamp_send"] = "timestamp_send"
    inbound_time_type: Literal["int", "str"] = "int"
    inbound_copies: Literal["same_id", "different_ids"] = "same_id"
    """Whether the copies that several POLL rules make of one text share its id."""
    mark_all_data: Literal["braces", "null", "object"] = "braces"
    """What `data` is after marking all read; `braces` is the string "{}"."""
    inbound_latency: float = 0
    """Seconds before polling shows a text, which is pushed without waiting for that."""
    inbound_media: Literal["body", "media_url"] = "body"
    """Where the link of a picture is: at the end of the words, or in a field."""

    # Pushes, of texts and of receipts.
    push_delay: float = 0
    """Seconds before the first attempt."""
    push_timeout: float = 30
    """Seconds, of the computer's own clock, that an attempt may take."""
    push_retry_seconds: tuple[float, ...] = (600.0,) * 10
    """How long after each attempt that fails there is another one."""
    push_json_type: Literal[
        "application/json", "text/plain", "application/x-www-form-urlencoded"
    ] = "application/json"
    """What JSON says that it is."""
    push_numbers: Literal["int", "str"] = "int"
    """The time and the account's ids, in JSON."""
    push_empty: Literal["empty", "null"] = "empty"
    """What there is nothing of: "" or null, for which a form leaves the key out."""
    push_keys: Literal["all", "archived"] = "all"
    """`archived` is an older list of a text's keys: it lacks two seen since."""

    # Receipts.
    receipts_by_themselves: bool = True
    """Whether the gateway reports; otherwise there is only what is put in by hand."""
    receipt_sequence: Literal["interim_first", "final_first", "final_only"] = (
        "interim_first"
    )
    """200 then 201, and 300 then 301; the wrong way round; or just 201 or 301."""
    receipt_duplicates: bool = False
    """Whether each of them comes twice."""
    receipt_delay: float = 0
    """Seconds that each of them is late: up to 72 hours are documented."""
    receipt_by_id: Literal["always", "polled"] = "always"
    """Whether one can be had by its id that no POLL rule caught."""
    receipt_codes: Literal["int", "str"] = "str"
    """`status_code` and `error_code`: the schema's number, or its example's string."""
    receipt_times: Literal["int", "str"] = "int"
    receipt_type_key: Literal["message_type", "_message_type"] = "message_type"
    mms_receipts: Literal["exists", 404, 405] = 404
    """All of /mms/receipts: the newest document does not have it."""
    voice_receipts_extras: Literal["exists", 404, 405] = "exists"
    """Of /voice/receipts what the newest document does not have: one by its id, a
    test receipt, marking as read."""

    # All lists.
    limit_out_of_range: Literal["error", "clamp"] = "error"
    list_shape: Literal["page", "wrapped_page"] = "page"
    """`data` of a list: a page, or a list with the page in it."""
    empty_list: Literal["page", "null", "list", "braces"] = "page"
    """`data` of a list, or of a page of it, that has no rows: a page without rows,
    null, [] or the string "{}"."""

    deleted_data: Literal["documented", "null", "list", "braces"] = "documented"
    """What `data` is after something is deleted: by the published examples null for a
    template, the string "{}" (`braces`) for an e-mail address, [] for the others."""

    # Templates.
    templates_shape: Literal["page", "wrapped_page"] = "page"
    """`wrapped_page` is the published example: a list with the page in it, `totlal`.
    That is for templates alone; `list_shape` is for all lists, and can spell."""

    # Contact lists.
    placeholders: Literal["round", "snake", "camel"] = "round"
    """What is filled in when a list is texted: `(First Name)`, `(Cust. 1)` by one help
    page and the document; `{name}`, `{custom_1}` by the gateways; `{FirstName}`,
    `{CustomString1}` by another help page."""
    foreign_list: Literal[403, 404] = 403
    """The answer for another account's list."""
    missing_record: Literal[403, 404] = 404
    """The answer for a list or contact that is not there."""
    remove_duplicates_path: Literal["both", "slash", "no_slash"] = "both"
    """Whether the path ends with a slash: the client libraries disagree."""
    remove_duplicates_fields: Literal["any", "object", "array", "none"] = "any"
    """The kind of `fields` that is taken; with none of them it is the number."""

    # Rate limits; 0 turns one off.
    rate_limit_account: int = 20
    rate_limit_other: int = 6000
    rate_limit_window: float = 60
    maton_rate_limit: int = 10
    """Requests in one second, per Maton key."""

    # Maton.
    maton_create_shape: Literal["flat", "wrapped"] = "flat"
    maton_inactive_status: Literal[400, 404, 500] = 400
    """The answer when the chosen connection is not ACTIVE."""
    maton_rejects_default_agents: bool = True
    """Refuse a missing or a library's default User-Agent, as the bot filter does."""

    # SkillBoss.
    skillboss_shape: Literal["wrapped", "flat"] = "wrapped"
    """What a model returns: inside `result`, or as it is, perhaps with a `status`."""
    skillboss_advice: bool = True
    """Keys such as `_tip`, with prompts in them, in every answer and every result."""
    skillboss_error_place: Literal["detail", "error.message", "message"] = "detail"
    skillboss_errors: Literal["open", "hidden", "hidden_status"] = "open"
    """By HTTP status; or HTTP 200 with a `code`, or with `status` "error" as well."""
    skillboss_discover: Literal["run", "pilot", "models"] = "run"
    """Where alone one learns what there is: `POST /run`, as one guide has it, `POST
    /pilot`, or `GET /models?types=all`."""
    skillboss_jobs: bool = False
    """Whether everything is answered 202 and done later."""
    skillboss_job_polls: int = 2
    """How many looks at a job find it unfinished: first queued, then running."""
    skillboss_job_seconds: float = 0
    """How long a job takes at least, for those accepted from then on."""
    skillboss_job_shape: Literal["flat", "wrapped", "anonymous"] = "flat"
    """A job as it is, inside `result` like all else, or shown without its id."""
    skillboss_job_errors: Literal["text", "object", "result", "top"] = "text"
    """What a failed job shows: words, an object with a `code` in either place, or a
    `code` beside the words."""
    skillboss_hold_jobs: bool = False
    """Whether jobs accepted from then on stay unfinished until they are let go."""
    skillboss_poll_url: Literal["whole", "path"] = "whole"
    skillboss_balance: Literal["both", "credits", "missing"] = "both"
    """What is told of the balance; `missing` is a 404."""
    skillboss_text_price: float = 0.05
    """What a text costs, in US dollars."""
    skillboss_refused_countries: tuple[str, ...] = ()
    """ISO codes of countries whose numbers are refused."""
    skillboss_blocked_numbers: tuple[str, ...] = ()
    """Numbers that get no codes: `blocked`, at HTTP 200."""
    # Membrane.
    membrane_base: Literal["bare", "v3"] = "bare"
    """Whether the connector's base holds the version: a path behind the proxy begins
    with /v3, or must not."""
    membrane_action_schema: Literal["messages", "flat"] = "messages"
    """What the actions that send and price take: several messages, or one."""
    membrane_action_status: Literal[400, 422, 500, 502] = 400
    """The HTTP status when the app did not do what an action asked of it."""
    membrane_page: int = 2
    """The most items of a page, whatever `limit` says; 0 for what `limit` says."""
    membrane_expired_key: Literal["access_token_expired", "not_authenticated"] = (
        "access_token_expired"
    )
    """How a token that has expired is refused."""
    membrane_defunct_status: Literal[400, 401, 403, 409, 500] = 400
    """The HTTP status when a connection cannot be used."""
    membrane_lists_archived: bool = False
    """Whether the list has the connections that were deleted."""
    membrane_delete_answer: Literal["object", "empty"] = "object"
    """What deleting a connection answers: the connection, or 204."""
    membrane_checks_credentials: bool = False
    """Whether wrong credentials end a connection request with an error."""
    membrane_reconnects: bool = False
    """Whether an app that is connected gets its connection anew, not a second one,
    unless `allowMultipleConnections` is asked for."""

    def patch(self, changes: Mapping[str, object]) -> None:
        """Set switches by name: all, or on SettingsError none."""
        hints = get_type_hints(type(self))
        checked = {}
        for name, value in changes.items():
            if name not in hints:
                known = ", ".join(sorted(hints))
                raise SettingsError(f"unknown switch {name!r}; there are: {known}")
            checked[name] = _checked(name, hints[name], value)
        for name, value in checked.items():
            setattr(self, name, value)

    def as_dict(self) -> dict[str, object]:
        """Return every switch and its value."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def _checked(name: str, hint: object, value: object) -> object:
    """Return the value if the switch can have it."""
    if get_origin(hint) is Literal:
        choices = get_args(hint)
        if any(value == choice and type(value) is type(choice) for choice in choices):
            return value
        listed = ", ".join(map(repr, choices))
        raise SettingsError(f"switch {name!r} must be one of {listed}")
    if get_origin(hint) is tuple:
        types, listed = _LISTS[get_args(hint)[0]]
        if isinstance(value, list | tuple) and all(type(v) in types for v in value):
            return tuple(value)
        raise SettingsError(f"switch {name!r} must be a list of {listed}")
    is_float = hint is float and type(value) is int
    if type(value) is hint or is_float:
        return value
    kind = getattr(hint, "__name__", hint)
    raise SettingsError(f"switch {name!r} must be of type {kind}")
