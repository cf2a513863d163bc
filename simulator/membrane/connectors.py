"""Connectors: the apps that Membrane knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
import re
from typing import Any

CLICKSEND = "clicksend-sms"
_APPS = (
    ("slack", "Slack", "Team chat: channels, messages, files."),
    ("google-sheets", "Google Sheets", "Read and write spreadsheets."),
    (CLICKSEND, "ClickSend SMS", "Send and receive SMS, voice, e-mail and letters."),
    ("twilio", "Twilio", "SMS and calls for developers."),
)


@dataclass(frozen=True, kw_only=True)
class Connector:
    """One app."""

    connector_id: str
    key: str
    name: str
    description: str

    def as_element(self) -> dict[str, Any]:
        """Return it as a search shows it."""
        element = {
            "id": self.connector_id,
            "key": self.key,
            "name": self.name,
            "description": self.description,
            "logoUri": f"https://static.example.com/{self.key}/logo.png",
        }
        return {"elementType": "connector", "element": element}


def all_connectors(new_id: Callable[[], str]) -> Mapping[str, Connector]:
    """Return the apps by their keys."""
    return {
        key: Connector(connector_id=new_id(), key=key, name=name, description=text)
        for key, name, text in _APPS
    }


def relevance(wanted: str, *texts: str) -> int:
    """Return how many of the words that are looked for begin a word of the texts."""
    words = {word for text in texts for word in _words(text)}
    return sum(
        any(word.startswith(each) for word in words) for each in set(_words(wanted))
    )


def _words(text: str) -> list[str]:
    """Return the words of a text."""
    return re.findall(r"[a-z0-9]+", text.lower())
