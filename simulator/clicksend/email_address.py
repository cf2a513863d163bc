"""What an e-mail address is."""

from dataclasses import dataclass


@dataclass(kw_only=True)
class EmailAddress:
    """One address that e-mail may be sent from, once its owner has confirmed it."""

    email_address_id: int
    email_address: str
    added: float
    verified: bool = False
