"""Calls in which the words are spoken."""

from collections.abc import Mapping
from typing import Any, cast

from ..calls import PhoneCall
from ..http import Answer
from ..settings import EVERY_COUNTRY, Settings
from ..world import World
from .accounts import Account
from .books import SentText
from .channels import Channel, Message, Row
from .envelope import success
from .history import progress
from .languages import LANGUAGES
from .messaging import messaging_routes
from .pricing import measure_spoken, spoken_price
from .routes import Call, Route
from .rows import shown_price

_MOST_PARTS = 4
_DEFAULT_LANGUAGE = "en-us"


def languages(call: Call) -> Answer:
    """List the languages, and who speaks them."""
    rows: list[Row] = []
    for language in LANGUAGES.values():
        row = {"code": language.code, "country": language.name}
        genders = list(language.genders)
        match call.world.settings.voice_genders:
            case "rows":
                rows += [{**row, "gender": gender} for gender in genders]
            case "array" if len(genders) > 1:
                rows.append({**row, "gender": genders})
            case _:
                rows.append({**row, "gender": genders[0]})
    return success("Here are the voice languages.", rows)


def shown_digits(settings: Settings, digits: str | None) -> str | int | None:
    """Return the keys that were pressed, as ClickSend has them."""
    if digits is None:
        return None if settings.voice_no_digits == "null" else ""
    as_number = settings.voice_digits == "int" and digits.isdecimal()
    return int(digits) if as_number else digits


def _complete(settings: Settings, _: Message, message: Message) -> Message:
    """Choose the language and the voice, where the message does not."""
    lang = str(message.get("lang") or "")
    if not lang and settings.voice_lang_missing == "default":
        lang = _DEFAULT_LANGUAGE
    voice = str(message.get("voice") or "")
    if not voice and lang in LANGUAGES:
        voice = LANGUAGES[lang].genders[0]
    return {**message, "lang": lang, "voice": voice}


def _objection(call: Call, message: Message) -> str | None:
    """Return what is wrong with the language or the voice."""
    lang, voice = message["lang"], message["voice"]
    required = ("custom_string", "country")
    if call.world.settings.voice_fields_required and not all(
        message.get(name) for name in required
    ):
        return "MISSING_REQUIRED_FIELDS"
    if lang not in LANGUAGES:
        return "INVALID_LANG"
    return None if voice in LANGUAGES[lang].genders else "INVALID_VOICE"


def _details(settings: Settings, message: Message, due_at: float) -> Mapping[str, Any]:
    """Return the call that is to be made."""
    return {
        "call": PhoneCall(
            lang=message["lang"],
            voice=message["voice"],
            require_input=_is_on(message, "require_input"),
            machine_detection=_is_on(message, "machine_detection"),
            rings_at=due_at,
            ring_seconds=settings.ring_seconds,
            talk_seconds=settings.talk_seconds,
        )
    }


def _is_on(message: Message, name: str) -> bool:
    """Return whether a flag is set: 1, which some write as a string."""
    return message.get(name) in {1, "1"}


def _row(world: World, account: Account, text: SentText) -> Row:
    """Describe an accepted call, as in the published example."""
    settings, call = world.settings, cast("PhoneCall", text.call)
    due_at = int(text.due_at)
    parts = {"int": text.parts, "empty": "", "timestamp": due_at}
    ended = call.state(world.clock.now()) == "ended"
    return {
        "date": str(int(text.accepted_at)),
        "date_added": int(text.accepted_at),
        "list_id": text.list_id,
        "to": text.to,
        "to_type": "mobile",
        "body": text.body,
        "from": text.sender,
        "lang": call.lang,
        "voice": call.voice,
        "schedule": due_at if settings.voice_schedule == "int" else "",
        "message_id": text.message_id,
        "message_parts": parts[settings.voice_message_parts],
        "message_price": shown_price(world, text.price),
        "custom_string": text.custom_string,
        "user_id": account.user_id,
        "subaccount_id": account.subaccount_id,
        "country": text.country,
        "require_input": int(call.require_input),
        "machine_detection": int(call.machine_detection),
        "machine_detected": int(ended and call.machine_detected),
        "digits": shown_digits(settings, call.digits),
        "carrier": text.carrier,
        "status_code": None,
        "status_text": None,
        "_api_username": account.username,
    }


def _history_row(world: World, account: Account, text: SentText) -> Row:
    """Describe a call in history: the same, and what became of it."""
    return _row(world, account, text) | progress(world, text)


VOICE = Channel(
    name="voice",
    priced="Here are your data.",
    listed="Here is your history.",
    cancelled="Voice have been cancelled.",
    cancelled_data=lambda _: [],
    sums=("currency",),
    alpha_tags=False,
    countries=lambda _: (EVERY_COUNTRY,),
    complete=_complete,
    objection=_objection,
    measure=lambda _, body: measure_spoken(body, _MOST_PARTS),
    price=lambda _, parts: spoken_price(parts),
    details=_details,
    row=_row,
    history_row=_history_row,
)

ROUTES = (*messaging_routes(VOICE), Route("GET", "/voice/lang", languages))
