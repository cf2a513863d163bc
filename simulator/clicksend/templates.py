"""What a template is."""

from dataclasses import dataclass


@dataclass(kw_only=True)
class Template:
    """One template; nothing sends by it, it is there to be read."""

    template_id: int
    body: str
    template_name: str
