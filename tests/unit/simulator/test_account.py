"""ClickSend's account, who may see it, and how often."""

import pytest

from simulator import Simulator

from .conftest import Caller, basic
