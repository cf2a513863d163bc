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


def relevance(wanted: str, name: str, description: str) -> int:
    """Return how well something fits the words looked for: above all, its name."""
    looked_for = set(_words(wanted))
    named, described = (
        sum(any(word.startswith(each) for word in words) for each in looked_for)
        for words in (_words(name), _words(f"{name} {description}"))
    )
    return 2 * named + described


def _words(text: str) -> list[str]:
    """Return the words of a text."""
    return re.findall(r"[a-z0-9]+", text.lower())
