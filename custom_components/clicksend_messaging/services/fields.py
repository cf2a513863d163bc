"""Fields that several actions have."""

from datetime import date, datetime, time
import json
from typing import Any, Final

from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.json import json_bytes
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..api.models import Channel
from ..exceptions import mistake
from ..messaging.content.schedule import unix_time

ATTR_CHANNEL: Final = "channel"
ATTR_LIMIT: Final = "limit"
ATTR_CONFIRM: Final = "confirm"
ATTR_LIST_ID: Final = "list_id"
ATTR_CONTACT_ID: Final = "contact_id"

DEFAULT_LIMIT: Final = 100
MAX_LIMIT: Final = 10_000

NAME: Final = vol.All(cv.string, vol.Length(min=1))

# ClickSend takes nothing that consists of spaces for a name or a text.
TEXT: Final = vol.All(cv.string, vol.Match(r"\s*\S", msg="there is nothing in it"))

# An id is a number where YAML or a template had no quotes around it.
RECORD_ID: Final = vol.All(cv.string, vol.Strip, vol.Length(min=1))

CHANNEL_KIND: Final = vol.All(vol.Lower, vol.Coerce(Channel))
CHANNEL: Final = {
    vol.Optional(ATTR_CHANNEL, default=Channel.SMS.value): CHANNEL_KIND,
}
LIMIT: Final = {
    vol.Optional(ATTR_LIMIT, default=DEFAULT_LIMIT): vol.All(
        vol.Coerce(int), vol.Range(min=1, max=MAX_LIMIT)
    )
}
LIST: Final = {vol.Required(ATTR_LIST_ID): RECORD_ID}
CONTACT: Final = {**LIST, vol.Required(ATTR_CONTACT_ID): RECORD_ID}

# A date first: of a date and time it is only a part.
MOMENT: Final = vol.Any(datetime, unix_time, cv.date, cv.datetime)


def as_unix(value: date | None, time_of_day: time) -> int | None:
    """Return the Unix time of a moment, or of a time on a day.

    What has no time zone is in Home Assistant's.
    """
    if value is None:
        return None
    moment = value
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time_of_day)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt_util.get_default_time_zone())
    return int(moment.timestamp())


def as_json(field: str, value: object) -> Any:
    """Return what a field holds as JSON has it: YAML has dates, too.

    Raises:
        ServiceValidationError: it holds what JSON cannot.

    """
    try:
        return json.loads(json_bytes(value))
    except (TypeError, ValueError) as err:
        raise mistake("not_json", field=field) from err
