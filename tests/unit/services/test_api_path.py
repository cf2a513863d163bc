"""Which paths may be called by hand, and where they lead."""

from collections.abc import Iterator
import posixpath
import re
import unicodedata
from urllib.parse import quote, unquote

from hypothesis import given, settings, strategies as st
import pytest
from yarl import URL

from custom_components.clicksend_messaging.api.transports import (
    DirectTransport,
    MatonTransport,
    Transport,
)
from custom_components.clicksend_messaging.services.api_path import PathError, api_path
from custom_components.clicksend_messaging.services.call_api import METHODS

TRANSPORTS: tuple[Transport, ...] = (
    DirectTransport(username="casey", api_key="key"),
    MatonTransport(api_key="key", connection_id="id"),
)

pytestmark = pytest.mark.filterwarnings(
    # Hypothesis about its own random numbers, which these tests do not use.
    "ignore:It looks like `register_random`:hypothesis.errors.HypothesisWarning"
)
thorough = settings(max_examples=800, deadline=None, database=None, derandomize=True)


def refusal(path: str, method: str = "POST") -> str | None:
    """Return why a path is refused, if it is."""
    try:
        api_path(method, path)
    except PathError as err:
        return err.key
    return None


@pytest.mark.parametrize(
    ("path", "arrives"),
    [
        *((path, "/account") for path in ("account", "/account", "v3/account")),
        *((path, "/account") for path in ("/v3/account", "/clicksend/v3/account")),
        ("clicksend/v3/account", "/account"),
        ("/account/", "/account/"),
        ("/statistics/sms", "/statistics/sms"),
        ("/sms/history/export", "/sms/history/export"),
        ("/sms/email-sms", "/sms/email-sms"),
        ("/automations/sms/inbound", "/automations/sms/inbound"),
        ("/lists/1/remove-duplicates/", "/lists/1/remove-duplicates/"),
        ("/search/contacts-lists", "/search/contacts-lists"),
        ("/email/address-verify/5/send", "/email/address-verify/5/send"),
        ("/sms-campaigns/price", "/sms-campaigns/price"),
        ("/sms-campaigns/5/cancel", "/sms-campaigns/5/cancel"),
        ("/post/letters/price", "/post/letters/price"),
        ("/numbers/search/US", "/numbers/search/US"),
        ("/own-numbers/%2B15551234567", "/own-numbers/+15551234567"),
        ("/own-numbers/+15551234567", "/own-numbers/+15551234567"),
        ("/subaccounts/a.b~c-d_e@example.com", "/subaccounts/a.b~c-d_e@example.com"),
        ("/tokens/YWJj%3D%3D", "/tokens/YWJj=="),
        ("/v3-notes/1", "/v3-notes/1"),
    ],
)
@pytest.mark.parametrize("transport", TRANSPORTS, ids=["direct", "Maton"])
def test_paths_of_the_api(transport: Transport, path: str, arrives: str) -> None:
    """They may be written as in ClickSend's documents, or as in the gateway's."""
    url = URL(transport.url(api_path("PUT", path)))

    beginning = "/clicksend/v3" if isinstance(transport, MatonTransport) else "/v3"
    assert unquote(url.raw_path) == f"{beginning}{arrives}"
    # Some servers read a plus as a space.
    assert "+" not in url.raw_path
    assert not url.raw_query_string
    assert not url.raw_fragment


@pytest.mark.parametrize("path", ["/sms-campaigns", "/sms-campaigns/5"])
def test_campaigns_may_be_read(path: str) -> None:
    """Only to start or change one costs money."""
    assert api_path("GET", path) == path


@pytest.mark.parametrize(
    "path",
    [
        "http://example.com/v3/account",
        "HTTPS://example.com/",
        "ftp://example.com",
        "//example.com/account",
        "///account",
        "/account/http://example.com",
    ],
)
def test_whole_addresses(path: str) -> None:
    """The account's key goes to nobody else."""
    assert refusal(path, "GET") == "path_absolute"


@pytest.mark.parametrize("path", ["/sms/history?limit=5", "?", "/account?"])
def test_queries(path: str) -> None:
    """They have a field of their own."""
    assert refusal(path, "GET") == "path_with_query"


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", ".", "..", "/.", "/..", "/...", "v3", "/v3/", "/clicksend/v3"),
        *("/../v2/account", "/a/../b", "/a/./b", "a/..", "/lists/1/../2"),
        *("/%2e%2e/v2", "/%2E./v2", "/.%2e/v2", "/%252e%252e/v2", "/%25252e"),
        *("/a%2f..%2fb", "/a%2F", "/%2fexample.com", "/a%252fb", "/a%5cb", "/a\\b"),
        *("\\\\example.com", "/\\example.com", "/a//b", "/account//", "/v3//account"),
        *("/a;b", "/a%3bb", "/a#b", "/a%23b", "/a%3fb", "/a%3Fb=1", "/a%253fb"),
        *("/a\x00b", "/a%00", "/a%00.json", "/a\r\nHost: b", "/a%0d%0ab", "/a\tb"),
        *(" ", "/ ", "/a b", "/a%20", " /account", "/account ", "/a\u00a0b", "/a\x7f"),
        *("/a%", "/a%2", "/a%zz", "/a%ff", "/a%c0%ae%c0%ae/b", "/a%u002e"),
        # Letters that look like others, or turn into them.
        *(
            "/\u017fms/\u017fend",
            "/\uff53\uff4d\uff53/send",
            "/sms/\u0455end",
            "/sms/sen\u0064\u0301",
            "/\u2024\u2024/v2",
        ),
        *("/sms\u2215send", "/sms\uff0fsend", "/sms/se\u200bnd", "/r\u0435charge/1"),
        # The beginning is taken off once; nobody should wonder what a second means.
        *("/v3/v3/account", "/clicksend/v3/v3/account", "/v3/clicksend/v3/account"),
        *("/V3/account", "/ClickSend/v3/account", "/clicksend/v2/account"),
        "/clicksend/v3/clicksend/v3/recharge/purchase/1",
    ],
)
def test_what_is_no_path_of_the_api(path: str) -> None:
    """Nothing leads out of the API, or means one thing here and another there."""
    assert refusal(path) == "path_invalid"


SENDING = (
    *("/sms/send", "sms/send", "/sms/send/", "/SMS/Send", "/mms/send", "/voice/SEND"),
    *("/v3/sms/send", "/clicksend/v3/sms/send", "/%73ms/s%65nd", "/sms/%73%65%6E%64/"),
    *("/sms/send.json", "/sms/send.", "/sms/.send", "/sms/send/1", "/sms./send"),
)
SPENDING = (
    *("/recharge", "/recharge/", "/recharge/purchase/1", "/recharge/credit-card"),
    *("/Recharge/Purchase/1", "/%72echarge/x", "/account/recharge", "/recharge.json/1"),
    *("/v3/recharge/purchase/1", "/clicksend/v3/RECHARGE/purchase/1", "/recharge./1"),
    *("/fax/send", "/email/send", "/post/letters/send", "/post/postcards/send"),
    *("/post/direct-mail/campaigns/send", "/sms-campaigns/send", "/FAX/Send.xml"),
    *("/email-campaigns/send", "/mms-campaigns/5", "/SMS-Campaigns/5"),
    *("/numbers/buy/15551234567", "/Numbers/BUY/x/", "/reseller/transfer-credit"),
    *("/account-verify/send", "/email/address-verify/send", "/x/address-verify/5/send"),
    *("/email/address-verify/5/send/6", "/email/address-verify/recharge"),
)


@pytest.mark.parametrize("path", SENDING)
@pytest.mark.parametrize("method", METHODS)
def test_paths_that_send(path: str, method: str) -> None:
    """Messages go one way only: through the outbox, within the limits."""
    assert refusal(path, method) == "path_sends"


@pytest.mark.parametrize("path", SPENDING)
def test_paths_that_spend(path: str) -> None:
    """Money is spent in ClickSend's dashboard."""
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert refusal(path, method) == "path_spends", method


@pytest.mark.parametrize(
    "path",
    [
        *("/sms/cancel-all", "/voice/cancel-all/", "/SMS/Cancel-All.json"),
        *("/sms/inbound-read", "/sms/receipts-read", "/mms/receipts-read"),
    ],
)
def test_paths_that_concern_everything(path: str) -> None:
    """No text is marked as read that nobody has seen; one by one is another matter."""
    assert refusal(path, "PUT") == "path_everything"
    assert api_path("PUT", "/sms/inbound-read/5B5F9B4E") == "/sms/inbound-read/5B5F9B4E"


@pytest.mark.parametrize("path", ["/recharge/packages", "/recharge/credit-card"])
def test_recharge_is_not_even_read(path: str) -> None:
    """It is about cards and nothing else."""
    assert refusal(path, "GET") == "path_spends"


PIECES = (
    *("sms", "voice", "send", "recharge", "purchase", "numbers", "buy", "fax", "5"),
    *("email", "address-verify", "sms-campaigns", "price", "account", "v3", "V3"),
    *("clicksend", "reseller", "transfer-credit", "/", "//", ".", "..", "%", "%25"),
    *("%2e", "%2E", "%2f", "%5c", "25", "2f", "\\", ";", "?", "#", "&", "=", ":"),
    *("@", " ", "\t", "\n", "\x00", "%00", "%0a", "\u00a0", "\u200b", "\u017f"),
    *("\uff53", "\u2024", "\u00e9", "\u0130", "http://", "example.com", "+1555"),
    *("%2B1555", ".json", "~", "%c0%ae"),
)
PATHS = (
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join)
    | st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("/".join)
    | st.text(max_size=12)
)


@st.composite
def disguised(draw: st.DrawFn) -> str:
    """Return a forbidden path, with some letters written in another way."""
    path = draw(st.sampled_from(SENDING + SPENDING))
    ways = (
        str,
        str.upper,
        str.title,
        lambda letter: f"%{ord(letter):02x}",
        lambda letter: quote(f"%{ord(letter):02X}"),
        lambda letter: f"{letter}/.",
        lambda letter: f"{letter}%2f%2e%2e/",
        lambda letter: f"{letter}/../{letter}",
        lambda letter: f"{letter}\u200d",
        lambda letter: chr(ord(letter) + 0xFEE0),
    )
    written = [draw(st.sampled_from(ways[:3] * 4 + ways))(letter) for letter in path]
    return "".join(written)


def readings(path: str) -> Iterator[list[str]]:
    """Yield the ways in which somebody else might read a path, part by part."""
    for _ in range(4):
        for read in (
            path,
            path.replace("\\", "/"),
            unicodedata.normalize("NFKC", path),
        ):
            whole = posixpath.normpath(read)
            yield [
                re.split(r"[;?#\x00.]", part.strip().casefold())[0]
                for part in whole.split("/")
                if part
            ]
        path = unquote(path)


@thorough
@given(
    st.sampled_from(METHODS), PATHS | disguised(), st.integers(0, 9), st.integers(1, 9)
)
def test_a_parameter_is_no_way_round(
    method: str, path: str, begin: int, length: int
) -> None:
    """Filled in, a path is accepted only if it is when written out."""
    part = path[begin : begin + length]
    place = path[:begin] + "{part}" + path[begin + length :]
    try:
        accepted = api_path(method, place, {"part": part})
    except PathError:
        return
    assert accepted == api_path(method, path)


@thorough
@given(st.sampled_from(METHODS), PATHS | disguised())
def test_no_accepted_path_arrives_as_a_forbidden_one(method: str, path: str) -> None:
    """However it is read on the way, and whichever way it goes."""
    try:
        accepted = api_path(method, path)
    except PathError:
        return
    assert api_path(method, accepted) == accepted
    for transport in TRANSPORTS:
        base = URL(transport.url(""))
        url = URL(transport.url(accepted))
        assert url.origin() == base.origin()
        assert not url.raw_query_string
        assert not url.raw_fragment
        for parts in readings(url.raw_path):
            beginning = [part for part in base.path.split("/") if part]
            assert parts[: len(beginning)] == beginning
            below = parts[len(beginning) :]
            assert below
            assert not {"recharge", "buy", "transfer-credit"} & set(below)
            verifying = below[:2] == ["email", "address-verify"]
            assert "send" not in below or verifying
            if below[0].endswith("-campaigns") and method != "GET":
                assert below[-1] in {"price", "cancel"}
