"""Fixture: jobs that are soon asked for again."""

import pytest

from custom_components.clicksend_messaging.api import skillboss


@pytest.fixture(autouse=True)
def _impatient_for_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for jobs in quick succession."""
    monkeypatch.setattr(skillboss, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(skillboss, "JOB_SECONDS", 0.05)
