"""The way out: recipients, messages, the outbox, the courier, outcomes.

``send.async_send_text`` is the only road to ClickSend's send endpoints.
"""
