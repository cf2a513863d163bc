"""Names shared by more than one module."""

from typing import Final

DOMAIN: Final = "clicksend_messaging"

CONF_CONNECTION_TYPE: Final = "connection_type"
CONF_USERNAME: Final = "username"
CONF_API_KEY: Final = "api_key"
CONF_API_PREFIX: Final = "api_prefix"
CONF_BASE_URL: Final = "base_url"
CONF_GATEWAY_URL: Final = "gateway_url"
CONF_CONTROL_URL: Final = "control_url"
CONF_CONNECTION_ID: Final = "connection_id"
CONF_TEMPLATE_ID: Final = "template_id"
CONF_VARIABLE: Final = "variable"
CONF_HAS_BALANCE: Final = "has_balance"
CONF_COUNTRY: Final = "country"
CONF_CURRENCY: Final = "currency"

CONNECTION_DIRECT: Final = "direct"
CONNECTION_MATON: Final = "maton"
CONNECTION_MEMBRANE: Final = "membrane"
CONNECTION_SKILLBOSS: Final = "skillboss"
# The ways to a ClickSend account; the hub leads to none.
ACCOUNT_CONNECTIONS: Final = (CONNECTION_DIRECT, CONNECTION_MATON, CONNECTION_MEMBRANE)

SUBENTRY_RECIPIENT: Final = "recipient"
SUBENTRY_CONTACT_LIST: Final = "contact_list"
CONF_LIST_ID: Final = "list_id"
CONF_NAME: Final = "name"
CONF_PHONE_NUMBER: Final = "phone_number"
CONF_CHANNELS: Final = "channels"
CONF_SENDER: Final = "sender"
CONF_LANGUAGE: Final = "language"
CONF_VOICE: Final = "voice"
CONF_MACHINE_DETECTION: Final = "machine_detection"
CONF_ATTACHMENT: Final = "attachment"
CONF_IMPORTED: Final = "imported"
CONF_CONTACT_ID: Final = "contact_id"

# A timer's moment is rounded: it must not come before what it was set for.
TIMER_SLACK: Final = 0.01
