"""Membrane: connections to apps, ready-made actions, and a proxy to ClickSend."""
