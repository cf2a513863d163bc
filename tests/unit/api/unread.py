"""The texts that a client finds unread."""

from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.models import InboundMessage


async def unread(client: ClickSendClient) -> list[InboundMessage]:
    """Return the unread texts."""
    return [text async for text in client.inbound.unread()]
