"""Print what Home Assistant would install on its first start, one requirement a line.

Run by the Python of the environment that has Home Assistant.
"""

import json
from pathlib import Path

from homeassistant.auth.mfa_modules import totp
from homeassistant.bootstrap import DEFAULT_INTEGRATIONS
import homeassistant.components

# What the demo and the end-to-end tests load besides what is always loaded.
EXTRA_INTEGRATIONS = {
    "assist_pipeline",
    "history",
    "isal",
    "logbook",
    "media_source",
    "my",
    "template",
    "webhook",
}

COMPONENTS = Path(homeassistant.components.__file__).parent


def requirements(domains: set[str]) -> set[str]:
    """Return what these integrations and all that they name as dependencies require."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = list(domains)
    while waiting:
        domain = waiting.pop()
        if domain in seen:
            continue
        seen.add(domain)
        manifest = json.loads((COMPONENTS / domain / "manifest.json").read_text())
        found.update(manifest.get("requirements", ()))
        # Home Assistant installs for both kinds, whether or not they are then loaded.
        waiting.extend(manifest.get("dependencies", ()))
        waiting.extend(manifest.get("after_dependencies", ()))
    return found


if __name__ == "__main__":
    wanted = requirements(DEFAULT_INTEGRATIONS | EXTRA_INTEGRATIONS)
    # Two-factor authentication is no integration and has a list of its own.
    wanted.update(totp.REQUIREMENTS)
    print(*sorted(wanted), sep="\n")
