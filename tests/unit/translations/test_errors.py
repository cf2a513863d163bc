"""Whatever goes wrong has words."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.api.errors import (
    NO_CREDIT,
    ForbiddenError,
    RefusedError,
)
from custom_components.clicksend_messaging.api.models import Channel
from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.exceptions import (
    as_action_error,
    as_update_error,
    error_key,
)
from custom_components.clicksend_messaging.messaging.message import Status
from custom_components.clicksend_messaging.messaging.outbox import outbox
from simulator import Simulator
from tests.unit.conftest import DAD
from tests.unit.sending import refusal
from tests.unit.services.asking import problem
from tests.unit.services.cancel.scheduled import cancel_refusal
from tests.unit.source import constants_in, keyword_constants
from tests.unit.translations.english import (
    ENGLISH,
    INTEGRATION,
    every_api_error,
    placeholders,
)
from tests.unit.translations.refusals import (
    CANCEL_CODES,
    cancel_failure,
    failure,
    given_away,
    refused_by_hub,
    refused_choices,
    refused_imports,
    refused_pictures,
    refused_requests,
    refused_texts,
    unusable,
)


async def test_exceptions(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    expected_log: list[str],
) -> None:
    """Raise each; its words exist, and have a place for all that it wants to say."""
    expected_log.append("could not authenticate")
    codes = (
        *("INVALID_RECIPIENT", "COUNTRY_NOT_ENABLED", "INSUFFICIENT_CREDIT"),
        *("ANSWER_LOST", "THROTTLED", "EXPIRED", "NOT_AUTHORIZED", "NOT_RECORDED"),
        *("PICTURE_LOST", "VOICE_NOT_ENABLED", "INVALID_SCHEDULE", "LIST_NOT_READ"),
    )
    raised = [
        *(as_update_error(error) for error in every_api_error()),
        *(as_action_error(error) for error in every_api_error()),
        as_action_error(ForbiddenError("message"), Channel.VOICE),
        as_action_error(RefusedError("message", code=NO_CREDIT)),
        *(failure(code) for code in codes),
        failure("LIMIT_PER_HOUR", Status.BLOCKED),
        failure("OPTED_OUT", Status.BLOCKED),
        await refusal(hass),
        await refusal(hass, phone_numbers=DAD, message=" "),
        await refusal(hass, phone_numbers=DAD, message="a" * 2000),
        *await refused_choices(hass, simulator, entry),
    ]
    raised += [
        await cancel_refusal(hass),
        await cancel_refusal(hass, reference="nothing"),
        await cancel_refusal(hass, "all", confirm=False),
        *(cancel_failure(code) for code in CANCEL_CODES),
    ]
    raised += [
        await problem(
            hass, "get_history", date_from="2026-07-21", date_to="2026-07-20"
        ),
        await problem(
            hass, "get_price", phone_numbers=DAD, message="Hello", subject="Door"
        ),
    ]
    raised += await refused_texts(hass, simulator)
    raised += await refused_requests(hass, simulator, entry, monkeypatch)
    raised += await refused_imports(hass, simulator)
    raised += await refused_by_hub(hass, simulator)
    raised += await refused_pictures(hass, entry, monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "MAX_ON_THE_WAY", 0)
        raised.append(await refusal(hass, phone_numbers=DAD))
    await entry.runtime_data.messenger.async_stop()
    raised.append(await refusal(hass, phone_numbers=DAD))
    raised += [await unusable(hass, entry), await given_away(hass, simulator)]

    words = ENGLISH["exceptions"]
    for error in raised:
        assert error.translation_domain == DOMAIN
        message = words[error.translation_key]["message"]
        given = error.translation_placeholders or {}
        assert placeholders(message) == set(given), error.translation_key
        # Home Assistant drops a final full stop.
        assert str(error) == message.format(**given).rstrip(".")
    assert {error.translation_key for error in raised} == set(words)


def test_exceptions_in_the_source() -> None:
    """None was forgotten above."""
    keys = keyword_constants(
        INTEGRATION, "translation_key", beside="translation_domain"
    )

    assert keys
    assert keys <= set(ENGLISH["exceptions"])


def test_errors_in_the_dialogs() -> None:
    """Whatever goes wrong with a request is said in the form."""
    used = {error_key(error) for error in every_api_error()}
    used |= constants_in(INTEGRATION, dictionary_key="base")
    # Beside its field.
    used.add("template_missing")

    assert used == set(ENGLISH["config"]["error"])


def test_ends_of_the_dialogs() -> None:
    """Ours, and the one that Home Assistant leaves to us; it has words of its own."""
    used = keyword_constants(INTEGRATION, "reason") | {"already_configured"}
    of_lists = set(ENGLISH["config_subentries"]["contact_list"]["abort"])

    assert used == set(ENGLISH["config"]["abort"]) | of_lists
