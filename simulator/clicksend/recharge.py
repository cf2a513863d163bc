"""PUT /recharge/purchase/{package_id}: it spends real money, so nobody should."""

from decimal import Decimal

from ..http import Answer
from .envelope import not_found, success
from .routes import Call, Route

_PRICE = 20


def purchase(call: Call) -> Answer:
    """Buy a package: whichever it is, it can be seen in the balance."""
    if not call.params["package_id"].isdecimal():
        raise not_found("Package not found.")
    account = call.account
    account.balance += Decimal(_PRICE)
    return success(
        "Successfully purchased a package",
        {
            "user_id": account.user_id,
            "amount": _PRICE,
            "currency": call.world.settings.currency,
            "amount_aud": 0,
            "date": int(call.world.clock.now()),
        },
    )


ROUTES = (Route("PUT", "/recharge/purchase/{package_id}", purchase),)
