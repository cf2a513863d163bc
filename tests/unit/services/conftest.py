"""Fixtures for the tests of the actions."""

import pytest


@pytest.fixture(autouse=True)
def enable_event_loop_debug() -> None:
    """Do without what takes half of the time of so many small tests."""
