"""ClickSend's REST API v3. A resource is a module with ROUTES, listed in service.py."""
