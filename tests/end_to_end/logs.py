"""What Home Assistant's log may say, and what it must not."""

from collections.abc import Iterable
import re

from yarl import URL

from demo.stack.simulator import SimulatorProcess

_RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:.+]+ (?P<level>[A-Z]+) \([^)]*\) "
    r"\[(?P<logger>[^\]]+)\] (?P<text>.*)$"
)

_NOT_OURS = (
    # The stack starts it so, as everything is installed already.
    r"^WARNING homeassistant\.bootstrap: Skipping pip installation",
    # It says so of every custom integration.
    r"^WARNING homeassistant\.loader: We found a custom integration clicksend_",
    # System libraries that only cameras need.
    r"^(WARNING|ERROR) haffmpeg\.",
    r"^ERROR homeassistant\.components\.camera\.img_util: Error loading libturbojpeg",
)

# Home Assistant writes the error that an action raises into its own log, and that error
# has to name who did not get the message.
_QUOTES_AN_ERROR = re.compile(
    r"\[homeassistant\.components\.[\w.]+\] (\[\d+\] )?(Error during|Not sent)"
)


def unexpected(log: str, expected: Iterable[str]) -> list[str]:
    """Return the warnings and worse that nobody expects."""
    patterns = (*_NOT_OURS, *expected)
    records = (_RECORD.match(line) for line in log.splitlines())
    shown = (
        f"{record['level']} {record['logger']}: {record['text']}"
        for record in records
        if record and record["level"] not in ("DEBUG", "INFO")
    )
    return [
        line
        for line in shown
        if not any(re.search(pattern, line) for pattern in patterns)
    ]


async def secrets(simulator: SimulatorProcess) -> set[str]:
    """Return what only its owner may see: keys, links, people, numbers and texts."""
    services = ("clicksend", "maton", "membrane", "skillboss")
    found = {
        value
        for service in services
        for key, value in simulator.access[service].items()
        if "url" not in key
    }
    asked = await simulator.control("GET", "membrane/connection-requests")
    found |= {URL(each["url"]).query["session_token"] for each in asked["requests"]}
    found |= {"Dad", "Mum", "Ann"}
    for phone in (await simulator.control("GET", "phones"))["phones"]:
        found |= {phone["number"], phone["number"].removeprefix("+")}
        for text in phone["texts"]:
            found |= set(filter(str.strip, text["text"].splitlines()))
    return found


def leaks(text: str, secrets: Iterable[str]) -> list[str]:
    """Return the lines that hold a secret."""
    patterns = [re.compile(rf"(?<!\w){re.escape(secret)}(?!\w)") for secret in secrets]
    return [
        line
        for line in text.splitlines()
        if not _QUOTES_AN_ERROR.search(line)
        and any(pattern.search(line) for pattern in patterns)
    ]
