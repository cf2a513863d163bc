"""Texts that can be sent."""


def whole_characters(text: str) -> str:
    """Put characters together that YAML or a template left in two halves.

    Emoji written as two escapes come as surrogates, which no JSON may hold.
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
