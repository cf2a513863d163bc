"""Currencies as ClickSend describes them."""

_CURRENCIES = {
    "USD": ("$", "¢", "US Dollars"),
    "AUD": ("$", "c", "Australian Dollars"),
    "EUR": ("€", "c", "Euros"),
    "GBP": ("£", "p", "British Pounds"),
}


def currency(code: str) -> dict[str, str]:
    """Return the object that goes with prices in that currency."""
    prefix, minor, name = _CURRENCIES[code]
    return {
        "currency_name_short": code,
        "currency_prefix_d": prefix,
        "currency_prefix_c": minor,
        "currency_name_long": name,
        "min_recharge_amount": "20.00",
        "max_recharge_amount": "10000.00",
    }
