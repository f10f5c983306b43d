"""Questions to a real DNS server: found, absent, and every way in which a server can fail, each with an end."""

from typing import Any

import pytest

from messaging.deliverability.resolver import Texts, resolver
from tests.messaging.dns_server import CUT, FAILURE, NONSENSE, OTHER, SILENCE, dns_server

TEXTS = {"example.com": ["v=spf1 ~all", "x" * 500]}


@pytest.fixture(autouse=True)
def _short(settings: Any) -> None:
    settings.DNS_TIMEOUT = 0.4


def test_finds_texts_that_are_longer_than_one_piece(settings: Any) -> None:
    with dns_server(TEXTS) as server:
        settings.DNS_SERVERS = [server.address]
        ask = resolver()
        assert ask("example.com") == Texts(("v=spf1 ~all", "x" * 500))
        assert ask("other.example") == Texts()


def test_asks_again_over_tcp_where_an_answer_does_not_fit(settings: Any) -> None:
    with dns_server(TEXTS, lambda name: CUT) as server:
        settings.DNS_SERVERS = [server.address]
        assert resolver()("example.com").found[0] == "v=spf1 ~all"


@pytest.mark.parametrize("trouble", [SILENCE, FAILURE, NONSENSE, OTHER])
def test_a_server_that_fails_tells_nothing_and_is_not_asked_for_ever(settings: Any, trouble: str) -> None:
    with dns_server(TEXTS, lambda name: trouble) as server:
        settings.DNS_SERVERS = [server.address]
        ask = resolver()
        assert [ask("example.com") for _ in range(5)] == [Texts(known=False)] * 5
        asked = len(server.asked)
        assert ask("example.com") == Texts(known=False)
        assert len(server.asked) == asked


@pytest.mark.parametrize("name", ["", "a..b", "x" * 300, "\x00.example", "münchen.example"])
def test_names_that_are_none_are_no_fault(settings: Any, name: str) -> None:
    with dns_server(TEXTS) as server:
        settings.DNS_SERVERS = [server.address]
        assert resolver()(name).found == ()
