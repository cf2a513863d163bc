"""The world by ClickSend: countries, time zones, and where the account may send."""

from importlib.resources import files
from typing import Any

from ..http import Answer
from ..settings import EVERY_COUNTRY
from .envelope import success
from .routes import Call, Route

OPEN_TO_ALL = "/countries"
"""This one asks nobody for credentials."""

_TZDATA = files("tzdata")
_NAMES = dict(
    line.split("\t")
    for line in (_TZDATA / "zoneinfo" / "iso3166.tab").read_text("utf-8").splitlines()
    if not line.startswith("#")
)
_TIME_ZONES = sorted((_TZDATA / "zones").read_text("utf-8").split())


def list_countries() -> Answer:
    """List all countries."""
    rows = [{"code": code, "value": name} for code, name in sorted(_NAMES.items())]
    return success("List of Countries.", rows)


def list_user_countries(call: Call) -> Answer:
    """List the countries that the account may send to."""
    enabled = call.world.settings.enabled_countries
    rows = [
        _row(number, code, name)
        for number, (code, name) in enumerate(sorted(_NAMES.items()), 1)
        if code in enabled or EVERY_COUNTRY in enabled
    ]
    return success("Here are your countries selection.", rows)


def list_time_zones(_: Call) -> Answer:
    """List all time zones, by their names alone."""
    return success("List of timezones.", _TIME_ZONES)


ROUTES = (
    Route("GET", OPEN_TO_ALL, lambda _: list_countries()),
    Route("GET", "/user-countries", list_user_countries),
    Route("GET", "/timezones", list_time_zones),
)


def _row(number: int, code: str, name: str) -> dict[str, Any]:
    """Describe a country that may be sent to, without anything that is in the way."""
    return {
        "id": number,
        "name": name,
        "code": code,
        "region": "",
        "agreed_at": 1436871253,
        "registration_entity": {"id": 8, "name": "Other"},
        "registration_status": {"id": 1, "name": "NOT_INITIATED"},
        "jotform_id": "",
        "sms_registration_type": 0,
        "block_registration": False,
        "block_leads": False,
        "trial_from_address": "",
        "restricted_sending": False,
        "trial_sending": 0,
        "trial_sending_description": "",
        "has_regulation_requirements": 0,
        "registration_steps_url": "",
        "regulation_requirements_description": "",
    }
