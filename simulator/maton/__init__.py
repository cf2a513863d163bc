"""Maton's gateway to ClickSend, on its newer and on its older hosts."""
