"""A real Home Assistant beside the simulator, for the demo and the end-to-end tests."""

from .stack import Stack, running_stack

__all__ = ["Stack", "running_stack"]
