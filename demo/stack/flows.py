"""The integration's dialogs, answered as the frontend answers them."""

from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from .api import HomeAssistantApi
from .errors import StackError
from .waiting import eventually

DOMAIN = "clicksend_messaging"

_ENTRIES = "/api/config/config_entries/flow"
_RECIPIENTS = "/api/config/config_entries/subentries/flow"
_ALL = "/api/config/config_entries/entry"
_OPTIONS = "/api/config/config_entries/options/flow"

_OUTBOX = "sensor.clicksend_outbox"

_EVERY_CHANNEL = ("sms", "mms", "voice")

# A changed account is set up anew, and ready with its first poll.
_READY_SECONDS = 20


class Dialog:
    """One dialog and the step it is at."""

    def __init__(self, api: HomeAssistantApi, path: str, step: dict[str, Any]) -> None:
        """Keep the step."""
        self.step = step
        self._api = api
        self._url = f"{path}/{step['flow_id']}"

    async def answer(self, values: Mapping[str, object]) -> dict[str, Any]:
        """Submit the step; return the next."""
        self.step = await self._api.post(self._url, values)
        return self.step

    async def look(self) -> dict[str, Any]:
        """Return the step it is at by now."""
        self.step = await self._api.get(self._url)
        return self.step

    async def choose(self, option: str) -> dict[str, Any]:
        """Choose from a menu; return the next step."""
        return await self.answer({"next_step_id": option})

    def expect(self, kind: str) -> dict[str, Any]:
        """Return the step; raises StackError if it is not of that kind."""
        if self.step["type"] != kind:
            raise StackError(f"the dialog shows, instead of {kind}: {self.step}")
        return self.step


async def account_dialog(api: HomeAssistantApi) -> Dialog:
    """Choose to add the integration."""
    return Dialog(api, _ENTRIES, await api.post(_ENTRIES, {"handler": DOMAIN}))


async def reconfigure_dialog(api: HomeAssistantApi, entry_id: str) -> Dialog:
    """Choose to reconfigure an account."""
    step = await api.post(_ENTRIES, {"handler": DOMAIN, "entry_id": entry_id})
    return Dialog(api, _ENTRIES, step)


async def recipient_dialog(api: HomeAssistantApi, entry_id: str) -> Dialog:
    """Choose to add a recipient to an account."""
    handler = [entry_id, "recipient"]
    step = await api.post(_RECIPIENTS, {"handler": handler})
    return Dialog(api, _RECIPIENTS, step)


async def first_recipient_dialog(api: HomeAssistantApi, account: Dialog) -> Dialog:
    """Go on to the dialog that follows a new account's."""
    kind, flow_id = account.expect("create_entry")["next_flow"]
    if kind != "config_subentries_flow":
        raise StackError(f"a new account goes on to {kind}, not to its recipients")
    return Dialog(api, _RECIPIENTS, await api.get(f"{_RECIPIENTS}/{flow_id}"))


def access_values(access: Mapping[str, str], **changes: str) -> dict[str, object]:
    """Return what to enter for ClickSend, Membrane or SkillBoss."""
    values = {**access, **changes}
    advanced = {"base_url": values.pop("base_url")}
    return {**values, "advanced": advanced}


def recipient_values(
    name: str, number: str, *, camera: str | None = None
) -> dict[str, object]:
    """Return what to enter for a recipient.

    Args:
        name: what the recipient is called.
        number: the phone number.
        camera: sent with picture messages, of somebody who can also be sent these and
            be called; without it there are only texts.

    """
    values: dict[str, object] = {"name": name, "phone_number": number}
    if camera is None:
        return values | {"channels": ["sms"]}
    picture = {
        "media_content_id": f"media-source://camera/{camera}",
        "media_content_type": "image/jpeg",
    }
    return values | {"channels": _EVERY_CHANNEL, "mms": {"attachment": picture}}


async def add_camera(api: HomeAssistantApi, picture: Path) -> None:
    """Add a camera that shows a file, and bears its name."""
    camera = Dialog(api, _ENTRIES, await api.post(_ENTRIES, {"handler": "local_file"}))
    await camera.answer({"file_path": str(picture)})
    camera.expect("create_entry")


async def add_account(
    api: HomeAssistantApi,
    clicksend: Mapping[str, str],
    *recipients: Mapping[str, object],
) -> str:
    """Add an account that is reached directly, with recipients; return its entry id.

    Texts that come in before the account is ready, which this waits for, are lost to it
    as ClickSend offers only what came in since it was asked to.
    """
    entry_id = await _add(api, "direct", clicksend, *recipients)
    await wait_until_ready(api, [str(values["name"]) for values in recipients])
    return entry_id


async def add_skillboss(
    api: HomeAssistantApi,
    skillboss: Mapping[str, str],
    *recipients: Mapping[str, object],
) -> str:
    """Add SkillBoss, with recipients; return its entry id."""
    return await _add(api, "skillboss", skillboss, *recipients)


async def reach_directly(
    api: HomeAssistantApi, entry_id: str, clicksend: Mapping[str, str]
) -> None:
    """Have an account reached directly from now on."""
    async with reloading(api, entry_id):
        dialog = await reconfigure_dialog(api, entry_id)
        await dialog.choose("direct")
        await dialog.answer(access_values(clicksend))
        _expect_changed(dialog)


async def reach_through_membrane(
    api: HomeAssistantApi, entry_id: str, membrane: Mapping[str, str]
) -> str:
    """Have an account reached through Membrane; return the connection: the newest."""
    async with reloading(api, entry_id):
        dialog = await reconfigure_dialog(api, entry_id)
        await dialog.choose("membrane")
        await dialog.answer(access_values(membrane))
        [field] = dialog.expect("form")["data_schema"]
        newest: str = field["default"]
        await dialog.answer({field["name"]: newest})
        _expect_changed(dialog)
    return newest


async def remove_accounts(api: HomeAssistantApi) -> None:
    """Remove all accounts."""
    for entry in await api.get(f"{_ALL}?domain={DOMAIN}"):
        await api.delete(f"{_ALL}/{entry['entry_id']}")


async def set_options(
    api: HomeAssistantApi, entry_id: str, values: Mapping[str, object]
) -> None:
    """Set an account's options; what is not given has its default."""
    dialog = Dialog(api, _OPTIONS, await api.post(_OPTIONS, {"handler": entry_id}))
    await dialog.answer(values)
    dialog.expect("create_entry")


async def reload(api: HomeAssistantApi, entry_id: str, names: Iterable[str]) -> None:
    """Load an account anew, and wait until these people can be texted.

    What is asked for next is asked at once: nothing has to cool down yet.
    """
    async with reloading(api, entry_id):
        await api.act("homeassistant.reload_config_entry", entry_id=entry_id)
    await wait_until_ready(api, names)


@asynccontextmanager
async def reloading(
    api: HomeAssistantApi, entry_id: str, outbox: str = _OUTBOX
) -> AsyncGenerator[None]:
    """Have an account loaded anew, and wait until it is."""
    before = await api.state(outbox)
    yield

    async def is_back() -> bool:
        now = await api.state(outbox)
        # For a moment all is still there as it was.
        if now is None or (before and now["last_changed"] == before["last_changed"]):
            return False
        found = await api.command("config_entries/get_single", entry_id=entry_id)
        return bool(found["config_entry"]["state"] == "loaded")

    await eventually("the account is loaded anew", _READY_SECONDS, is_back)


async def wait_until_ready(api: HomeAssistantApi, names: Iterable[str]) -> None:
    """Wait until these people can be texted and texts come in."""
    entity_ids = [f"notify.{name.lower()}_sms" for name in names]
    entity_ids.append("sensor.clicksend_last_inbound_message")

    async def is_ready() -> bool:
        states = [await api.state(entity_id) for entity_id in entity_ids]
        return all(state and state["state"] != "unavailable" for state in states)

    await eventually("the account is ready", _READY_SECONDS, is_ready)


async def _add(
    api: HomeAssistantApi,
    way: str,
    access: Mapping[str, str],
    *recipients: Mapping[str, object],
) -> str:
    """Add what needs no more than its access, with recipients; return its entry id."""
    account = await account_dialog(api)
    await account.choose(way)
    await account.answer(access_values(access))
    entry_id: str = account.expect("create_entry")["result"]["entry_id"]
    dialog = await first_recipient_dialog(api, account)
    for place, values in enumerate(recipients):
        if place:
            dialog = await recipient_dialog(api, entry_id)
        await dialog.answer(values)
        dialog.expect("create_entry")
    return entry_id


def _expect_changed(dialog: Dialog) -> None:
    """Raise StackError unless a dialog has changed what it is about."""
    if dialog.expect("abort")["reason"] != "reconfigure_successful":
        raise StackError(f"nothing was changed: {dialog.step}")
