"""Async client for ClickSend, directly or through a gateway.

Nothing here knows about Home Assistant: give it an ``aiohttp.ClientSession``.
"""
