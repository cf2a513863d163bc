"""What ClickSend and the gateways answer, as plain data."""

from .account import Account
from .contacts import Contact, ContactList
from .inbound import InboundMessage
from .maton import ConnectionStatus, MatonConnection, connection_record
from .membrane import (
    ConnectionRequest,
    MembraneConnection,
    RequestStatus,
    is_clicksend,
)
from .outgoing import Channel, OutgoingMessage, OutgoingMms, OutgoingSms, OutgoingVoice
from .page import Listing, Page
from .push import Push
from .reports import HistoryRow, Receipt
from .rules import Rule
from .senders import Sender, SenderKind
from .sending import SUCCESS, SendAnswer, SendRow
from .skillboss import HubBalance, Job, JobStatus, Notification, Verification
from .templates import Template
from .voices import VoiceLanguage

__all__ = [
    "SUCCESS",
    "Account",
    "Channel",
    "ConnectionRequest",
    "ConnectionStatus",
    "Contact",
    "ContactList",
    "HistoryRow",
    "HubBalance",
    "InboundMessage",
    "Job",
    "JobStatus",
    "Listing",
    "MatonConnection",
    "MembraneConnection",
    "Notification",
    "OutgoingMessage",
    "OutgoingMms",
    "OutgoingSms",
    "OutgoingVoice",
    "Page",
    "Push",
    "Receipt",
    "RequestStatus",
    "Rule",
    "SendAnswer",
    "SendRow",
    "Sender",
    "SenderKind",
    "Template",
    "Verification",
    "VoiceLanguage",
    "connection_record",
    "is_clicksend",
]
