"""Whom a request comes from: people, what loads ahead for them, and scanners."""

import pytest

from messaging.tracking.visitors import Visitor, visitor_of

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
PEOPLE = [
    FIREFOX,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
    "Mozilla/5.0 (Linux; Android 8.1.0; CUBOT X18 Build/O11019) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; Microsoft Outlook 16.0.17328)",
]
BOTS = [
    "",
    "Barracuda Sentinel (EE)",
    "curl/8.5.0",
    "python-requests/2.32",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; Mimecast URL Protect)",
    "facebookexternalhit/1.1",
]


@pytest.mark.parametrize("agent", PEOPLE)
def test_people(agent: str) -> None:
    assert visitor_of("GET", {"User-Agent": agent}) is Visitor.HUMAN


@pytest.mark.parametrize("agent", BOTS)
def test_bots(agent: str) -> None:
    assert visitor_of("GET", {"User-Agent": agent}) is Visitor.BOT


def test_who_only_asks_for_the_head_is_a_bot() -> None:
    assert visitor_of("HEAD", {"User-Agent": FIREFOX}) is Visitor.BOT


def test_a_request_without_any_header_is_a_bots() -> None:
    assert visitor_of("GET", {}) is Visitor.BOT


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0"},
        {"User-Agent": FIREFOX, "Sec-Purpose": "prefetch;prerender"},
        {"User-Agent": FIREFOX, "Purpose": "prefetch"},
    ],
)
def test_what_loads_ahead_is_a_proxy(headers: dict[str, str]) -> None:
    assert visitor_of("GET", headers) is Visitor.PROXY
