"""What the dialogs of recipients and of contact lists have in common."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState, ConfigSubentryFlow
from homeassistant.data_entry_flow import section
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.selector import (
    BooleanSelector,
    MediaSelector,
    MediaSelectorConfig,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
import voluptuous as vol

from .api.models import Channel
from .connection import is_hub
from .const import (
    CONF_ATTACHMENT,
    CONF_CHANNELS,
    CONF_LANGUAGE,
    CONF_MACHINE_DETECTION,
    CONF_SENDER,
    CONF_VOICE,
)
from .messaging.content.senders import is_name
from .messaging.message import Speech
from .pickers import Choices

_MEDIA_ID: Final = "media_content_id"


def _channels(*channels: Channel) -> SelectSelector:
    """Return a choice of channels."""
    return SelectSelector(
        SelectSelectorConfig(
            options=[channel.value for channel in channels],
            multiple=True,
            mode=SelectSelectorMode.LIST,
            translation_key="channels",
        )
    )


CHANNELS: Final = _channels(*Channel)
_TEXTS: Final = _channels(Channel.SMS)
_VOICE: Final = SelectSelector(
    SelectSelectorConfig(
        options=["female", "male"],
        mode=SelectSelectorMode.DROPDOWN,
        translation_key="voice",
    )
)
# Without an upload the frontend has no way to remove a picture once it is chosen.
_PICTURE: Final = MediaSelector(
    MediaSelectorConfig(accept=["image/*"], image_upload=True)
)


class ChannelFlow(ConfigSubentryFlow):
    """A dialog about channels, and what is sent over each of them by default."""

    _asked = False

    async def _async_channel_fields(self) -> dict[Any, Any]:
        """Return the fields, with what the account has to choose from."""
        if is_hub(self._get_entry()):
            return {vol.Required(CONF_CHANNELS, default=[Channel.SMS.value]): _TEXTS}
        choices = await self._async_choices()
        senders = choices.get(CONF_SENDER, {})
        # A name cannot send an MMS.
        numbers = {key: text for key, text in senders.items() if not is_name(key)}
        return {
            vol.Required(CONF_CHANNELS, default=[Channel.SMS.value]): CHANNELS,
            vol.Optional(Channel.SMS.value): _section(
                {vol.Optional(CONF_SENDER): _one_of(senders)}
            ),
            vol.Optional(Channel.MMS.value): _section(
                {
                    vol.Optional(CONF_SENDER): _one_of(numbers),
                    vol.Optional(CONF_ATTACHMENT): _PICTURE,
                }
            ),
            vol.Optional(Channel.VOICE.value): _section(
                {
                    vol.Optional(CONF_LANGUAGE): _one_of(
                        choices.get(CONF_LANGUAGE, {})
                    ),
                    vol.Optional(CONF_VOICE): _VOICE,
                    vol.Optional(CONF_MACHINE_DETECTION): BooleanSelector(),
                }
            ),
        }

    async def _async_channels(
        self, user_input: Mapping[str, Any], errors: dict[str, str]
    ) -> dict[str, Any]:
        """Return the channels with their defaults, or say what is wrong.

        What is wrong inside a section is said above it: the frontend shows nothing of
        what goes with the fields in it.
        """
        if not user_input[CONF_CHANNELS]:
            errors[CONF_CHANNELS] = "channel_missing"
        found: dict[str, Any] = {CONF_CHANNELS: user_input[CONF_CHANNELS]}
        for channel in Channel:
            defaults = _plain(user_input.get(channel, {}))
            try:
                await self._async_check(channel, defaults)
            except ServiceValidationError as err:
                errors[channel.value] = str(err.translation_key)
            if defaults:
                found[channel.value] = defaults
        return found

    async def _async_check(self, channel: Channel, defaults: dict[str, Any]) -> None:
        """Compare defaults with what the account has, as long as it can be asked.

        Raises:
            ServiceValidationError: the account does not have it.

        """
        entry = self._get_entry()
        if entry.state is not ConfigEntryState.LOADED or is_hub(entry):
            return
        # It is still there if the account is loaded anew while ClickSend is asked.
        data = entry.runtime_data
        if sender := defaults.get(CONF_SENDER):
            defaults[CONF_SENDER] = await data.senders.async_check(sender)
        if channel is Channel.VOICE:
            wanted = Speech(
                language=defaults.get(CONF_LANGUAGE), voice=defaults.get(CONF_VOICE)
            )
            await data.messenger.voices.async_check(wanted, [wanted])

    async def _async_choices(self) -> dict[str, dict[str, str]]:
        """Return what the account has; only the first form waits for it."""
        entry = self._get_entry()
        if entry.state is not ConfigEntryState.LOADED:
            return {}
        choices: Choices = entry.runtime_data.choices
        if not self._asked:
            self._asked = True
            await choices.async_learn()
        return choices.options


def as_shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored as the form shows it: a picture is more than its name."""
    mms = data.get(Channel.MMS, {})
    if not mms.get(CONF_ATTACHMENT):
        return {**data}
    picture = {_MEDIA_ID: mms[CONF_ATTACHMENT], "media_content_type": "image/*"}
    return {**data, Channel.MMS.value: {**mms, CONF_ATTACHMENT: picture}}


def as_options(choices: Mapping[str, str]) -> list[SelectOptionDict]:
    """Return choices as a selector takes them."""
    return [
        SelectOptionDict(value=value, label=label) for value, label in choices.items()
    ]


def _plain(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was filled in, in the form in which it is stored."""
    found = {key: _stored(value) for key, value in typed.items()}
    if language := found.get(CONF_LANGUAGE):
        found[CONF_LANGUAGE] = language.lower()
    return {key: value for key, value in found.items() if value}


def _stored(value: Any) -> Any:
    """Return a value without blanks, and of a picture only what finds it."""
    if isinstance(value, Mapping):
        return value[_MEDIA_ID]
    return value.strip() if isinstance(value, str) else value


def _section(fields: dict[Any, Any]) -> section:
    """Return a part of the form for those who look for it."""
    return section(vol.Schema(fields), {"collapsed": True})


def _one_of(choices: Mapping[str, str]) -> SelectSelector | TextSelector:
    """Return a field for one of these, or for anything where there is nothing known."""
    if not choices:
        return TextSelector()
    return SelectSelector(
        SelectSelectorConfig(
            options=as_options(choices),
            custom_value=True,
            sort=True,
            mode=SelectSelectorMode.DROPDOWN,
        )
    )
