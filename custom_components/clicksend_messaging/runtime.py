"""What belongs to an account while it is loaded."""

from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.exceptions import HomeAssistantError

from .api.clicksend import ClickSendClient
from .const import DOMAIN
from .coordinator import AccountCoordinator
from .inbound.coordinator import InboundCoordinator
from .inbound.pushes import Pushes
from .messaging.clicksend_messenger import ClickSendMessenger
from .messaging.content.address_book import AddressBook
from .messaging.content.senders import SenderBook
from .messaging.content.templates import TemplateBook
from .messaging.messenger import Messenger
from .pickers import Choices
from .rules import OwnRules

type ClickSendConfigEntry = ConfigEntry[ClickSendData]


@dataclass(frozen=True, slots=True)
class ClickSendData:
    """What belongs to one account while it is loaded."""

    client: ClickSendClient
    account: AccountCoordinator
    messenger: ClickSendMessenger
    inbound: InboundCoordinator
    pushes: Pushes
    rules: OwnRules
    address_book: AddressBook
    templates: TemplateBook
    senders: SenderBook
    choices: Choices


def data_of(entry: ClickSendConfigEntry) -> ClickSendData:
    """Return what belongs to an account, for who waited since it was found.

    Raises:
        HomeAssistantError: it was unloaded meanwhile.

    """
    data: ClickSendData | None = getattr(entry, "runtime_data", None)
    if data is None:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="stopped")
    return data


def messenger_of(entry: ConfigEntry[Any]) -> Messenger:
    """Return what sends for an account or the hub, for who waited meanwhile.

    Raises:
        HomeAssistantError: it was unloaded meanwhile.

    """
    return data_of(entry).messenger
