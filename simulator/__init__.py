"""Local services for texting: as awkward as the real ones, without the bill."""

from .server import Simulator

__all__ = ["Simulator"]
