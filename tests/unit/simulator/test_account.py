"""ClickSend's account, who may see it, and how often."""

from decimal import Decimal

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller, basic

DEMO_KEY = "D83DED51-9E35-4D42-9BB9-0E34B7CA85AE"
UNAUTHORIZED = {
    "http_code": 401,
    "response_code": "UNAUTHORIZED",
    "response_msg": "Authorization failed.",
    "data": None,
}


async def test_account_shows_balance_as_text_and_a_secret(
    simulator: Simulator, clicksend: Caller
) -> None:
    """Money is text with six decimals, and a working key is given away."""
    simulator.account.balance = Decimal("4.998")

    reply = await clicksend("GET", "/account")

    assert reply.status == 200
    assert {**reply.json, "data": None} == {
        "http_code": 200,
        "response_code": "SUCCESS",
        "response_msg": "Here's your account",
        "data": None,
    }
    account = reply.data
    assert account["balance"] == "4.998000"
    assert account["user_id"] == 672721
    assert account["default_country_sms"] == "US"
    assert account["_currency"]["currency_name_short"] == "USD"
    assert account["_subaccount"]["api_key"] == simulator.account.subaccount_key
    assert account["user_email"].endswith("@example.com")


async def test_account_follows_the_settings(
    simulator: Simulator, clicksend: Caller
) -> None:
    """Country, currency and thresholds can be those of any household."""
    simulator.settings.patch(
        {
            "account_country": "AU",
            "currency": "AUD",
            "low_credit_amount": "5.00",
            "setting_sms_message_char_limit": 6,
        }
    )

    account = (await clicksend("GET", "/account")).data

    assert account["country"] == account["default_country_sms"] == "AU"
    assert account["_currency"]["currency_name_long"] == "Australian Dollars"
    assert account["low_credit_amount"] == "5.00"
    assert account["setting_sms_message_char_limit"] == 6


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": ""},
        {"Authorization": "Basic not-base64"},
        {"Authorization": "Bearer abc"},
        basic("home@example.com", "wrong"),
        basic("nobody@example.com", DEMO_KEY),
        basic("notactive", DEMO_KEY),
    ],
)
async def test_bad_credentials_all_look_alike(
    clicksend: Caller, headers: dict[str, str]
) -> None:
    """A wrong key and an account that is not activated cannot be told apart."""
    for method, path in (
        ("GET", "/account"),
        ("POST", "/sms/send"),
        ("PUT", "/nowhere"),
    ):
        reply = await clicksend(method, path, headers=headers)
        assert (reply.status, reply.json) == (401, UNAUTHORIZED)


async def test_suspended_account_is_told_so(clicksend: Caller) -> None:
    """A banned account is forbidden everything."""
    reply = await clicksend("GET", "/account", headers=basic("banned", DEMO_KEY))

    assert reply.status == 403
    assert reply.json["response_code"] == "FORBIDDEN"
    assert "suspended" in reply.json["response_msg"]


async def test_account_without_credit_cannot_send(clicksend: Caller) -> None:
    """The test user without credit is accepted, its texts are not."""
    nocredit = basic("nocredit", DEMO_KEY)
    account = await clicksend("GET", "/account", headers=nocredit)
    messages = [{"to": "+61411111111", "body": "Hello"}]
    sent = await clicksend(
        "POST", "/sms/send", {"messages": messages}, headers=nocredit
    )

    assert account.data["balance"] == "0.000000"
    assert sent.status == 200
    assert sent.data["messages"][0]["status"] == "INSUFFICIENT_CREDIT"


async def test_account_may_be_asked_twenty_times_a_minute(
    simulator: Simulator, clicksend: Caller
) -> None:
    """The limit counts wrong keys too, but no other path, and lasts a minute."""
    wrong = basic("home@example.com", "wrong")
    await clicksend("GET", "/sms/history")
    first = await clicksend("GET", "/account")
    for _ in range(18):
        await clicksend("GET", "/account", headers=wrong)
    twentieth = await clicksend("GET", "/account")
    refused = await clicksend("GET", "/account")
    elsewhere = await clicksend("GET", "/sms/inbound")

    assert first.headers["x-ratelimit-limit"] == "20"
    assert first.headers["x-ratelimit-remaining"] == "19"
    assert twentieth.status == 200
    assert twentieth.headers["x-ratelimit-remaining"] == "0"
    assert refused.status == 429
    assert refused.json == {
        "http_code": 429,
        "response_code": "HTTP_TOO_MANY_REQUESTS",
        "response_msg": "Too many attempts.",
        "data": None,
    }
    assert refused.headers["Retry-After"] == refused.headers["ratelimit-reset"]
    assert 50 <= int(refused.headers["Retry-After"]) <= 60
    assert elsewhere.status == 200

    simulator.clock.advance(int(refused.headers["Retry-After"]))
    assert (await clicksend("GET", "/account")).status == 200


async def test_limit_can_be_turned_off(simulator: Simulator, clicksend: Caller) -> None:
    """Without a limit there are no headers about it."""
    simulator.settings.rate_limit_account = 0

    replies = [await clicksend("GET", "/account") for _ in range(25)]

    assert {reply.status for reply in replies} == {200}
    assert "x-ratelimit-limit" not in replies[-1].headers


async def test_unknown_path_and_wrong_method(
    simulator: Simulator, clicksend: Caller
) -> None:
    """What is not there is 404, what is there but not so is 405."""
    unknown = await clicksend("GET", "/sms/nowhere")
    wrong = await clicksend("DELETE", "/account")
    other_version = Caller(
        clicksend.session, f"{simulator.url}/clicksend/v2", clicksend.headers
    )

    assert (unknown.status, unknown.json["response_code"]) == (404, "NOT_FOUND")
    assert (wrong.status, wrong.json["http_code"]) == (405, 405)
    assert (await other_version("GET", "/account")).json["http_code"] == 404
