"""GET /account."""

from ..http import Answer
from .currencies import currency
from .envelope import success
from .routes import Call, Route

_SIGNED_UP = 1436871253
_EMAIL = "casey@example.com"
_PHONE = "+12025550143"


def view_account(call: Call) -> Answer:
    """Show the account, with more of it than anybody should log."""
    account, settings = call.account, call.world.settings
    return success(
        "Here's your account",
        {
            "user_id": account.user_id,
            "username": account.username,
            "user_email": _EMAIL,
            "active": 1,
            "banned": 0,
            "date_sign_up": _SIGNED_UP,
            "balance": f"{account.balance:.6f}",
            "user_phone": _PHONE,
            "reply_to": "originalemail",
            "delivery_to": "",
            "user_first_name": "Casey",
            "user_last_name": "Example",
            "account": 0,
            "account_name": "Example Household",
            "account_billing_email": _EMAIL,
            "account_billing_mobile": _PHONE,
            "priority": 2,
            "country": settings.account_country,
            "country_ip": settings.account_country,
            "default_country_sms": settings.account_country,
            "auto_recharge": 0,
            "auto_recharge_amount": "20.00",
            "low_credit_amount": settings.low_credit_amount,
            "setting_unicode_sms": 0,
            "setting_email_sms_subject": 0,
            "setting_fix_sender_id": 0,
            "setting_sms_message_char_limit": settings.setting_sms_message_char_limit,
            "old_dashboard": 0,
            "balance_commission": "0.000000",
            "timezone": "America/Chicago",
            "price_rate": 0,
            "private_uploads": 0,
            "fax_quality": 0,
            "setting_sms_hide_your_number": 0,
            "setting_sms_hide_business_name": 0,
            "pricing_variant": 0,
            "on_trial": 0,
            "trial_expiry": None,
            "ai_enabled": 0,
            "_currency": currency(settings.currency),
            "_subaccount": {
                "subaccount_id": account.subaccount_id,
                "api_username": account.username,
                "email": _EMAIL,
                "phone_number": _PHONE,
                "first_name": "Casey",
                "last_name": "Example",
                "api_key": account.subaccount_key,
                "access_smpp": 0,
                "access_users": 1,
                "access_billing": 1,
                "access_reporting": 1,
                "access_contacts": 1,
                "access_settings": 1,
                "access_sms": 1,
                "access_email": 1,
                "access_voice": int(settings.voice_enabled),
                "access_fax": 1,
                "access_post": 1,
                "access_reseller": 1,
                "access_global_sending": 1,
                "access_mms": 1,
                "hide_pricing": 0,
                "share_campaigns": 0,
                "notes": None,
                "is_main": 1,
                "sign_up_type": None,
            },
            "_referrer_chosen": {"id": 8, "name": "Other"},
        },
    )


ROUTES = (Route("GET", "/account", view_account),)
