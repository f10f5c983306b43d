"""The verifiers: what DNS says of addresses, and the signed call to a service."""

import json
from typing import Any

import dns.exception
import dns.message
import dns.name
import dns.rdataclass
import dns.rdatatype
import dns.resolver
import pytest

from messaging.models import AddressStatus
from messaging.verification.base import Verdict, VerifierFailed
from messaging.verification.builtin import Builtin
from messaging.verification.http import Http
from messaging.verification.registry import VERIFIERS, verifier
from workspaces.http import Answer, CallFailed, Failure
from workspaces.http.signing import signature

_MX = """id 1
opcode QUERY
rcode NOERROR
flags QR
;QUESTION
mails.net. IN MX
;ANSWER
mails.net. 60 IN MX 5 mx.mails.net.
"""


class Servers(dns.resolver.Resolver):
    """Knows two domains; the servers of a third don't answer."""

    def __init__(self) -> None:
        super().__init__(configure=False)

    def resolve(self, qname: Any, rdtype: Any = "A", *arguments: Any, **named: Any) -> Any:
        domain = str(qname).rstrip(".")
        if domain == "silent.net":
            raise dns.exception.Timeout
        if domain == "mails.net" and rdtype == "MX":
            name, message = dns.name.from_text("mails.net"), dns.message.from_text(_MX)
            return dns.resolver.Answer(name, dns.rdatatype.MX, dns.rdataclass.IN, message)  # type: ignore[arg-type]
        raise dns.resolver.NXDOMAIN


def test_the_built_in_one_asks_dns() -> None:
    asked = ["zoe@mails.net", "zoe@nowhere.net", "no at sign", "zoe@silent.net"]
    verdicts = Builtin(Servers()).check(asked)
    assert [verdicts[each].status for each in asked] == [
        AddressStatus.VALID,
        AddressStatus.INVALID,
        AddressStatus.INVALID,
        AddressStatus.UNKNOWN,
    ]
    assert verdicts["zoe@mails.net"] == Verdict(AddressStatus.VALID)
    assert Builtin().price() == 0


@pytest.fixture
def service(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was asked; the answer stands in `answer`."""
    settings.ADDRESS_VERIFIER = "http"
    settings.ADDRESS_VERIFIER_URL = "https://verifier.example/check"
    settings.ADDRESS_VERIFIER_SECRET = "between-us"
    settings.ADDRESS_VERIFIER_PRICE = "0.004"
    calls: list[dict[str, Any]] = []

    def call(method: str, url: str, **named: Any) -> Answer:
        calls.append({"method": method, "url": url, **named})
        told = calls[0].get("answer", {"results": []})
        if isinstance(told, Exception):
            raise told
        return Answer(status=200, headers={}, body=json.dumps(told).encode()) if isinstance(told, dict) else told

    monkeypatch.setattr("messaging.verification.http.call", call)
    return calls


def test_the_one_over_http_is_signed_and_read(service: list[dict[str, Any]]) -> None:
    answer = {
        "results": [
            {"address": "a@example.com", "status": "risky", "detail": "catch-all"},
            {"address": "b@example.com", "status": "splendid"},
        ]
    }
    service.append({"answer": answer})
    verdicts = verifier().check(["a@example.com", "b@example.com"])
    assert verdicts == {
        "a@example.com": Verdict(AddressStatus.RISKY, "catch-all"),
        "b@example.com": Verdict(AddressStatus.UNKNOWN, "unknown status splendid"),
    }
    asked = service[1]
    assert (asked["method"], asked["url"]) == ("POST", "https://verifier.example/check")
    assert json.loads(asked["body"]) == {"addresses": ["a@example.com", "b@example.com"]}
    headers = asked["headers"]
    expected = signature(["between-us"], headers["webhook-id"], headers["webhook-timestamp"], asked["body"])
    assert headers["webhook-signature"] == expected
    assert str(verifier().price()) == "0.004"


@pytest.mark.parametrize(
    "answer",
    [
        {"result": []},
        {"results": [{"status": "valid"}]},
        Answer(status=500, headers={}, body=b"{}"),
        Answer(status=200, headers={}, body=b"<html>"),
        CallFailed(Failure.TIMEOUT, "too slow"),
    ],
)
def test_what_is_no_answer_is_a_failure(service: list[dict[str, Any]], answer: Any) -> None:
    service.append({"answer": answer})
    with pytest.raises(VerifierFailed):
        Http().check(["a@example.com"])


def test_each_is_found_by_its_name(settings: Any) -> None:
    for name, kind in VERIFIERS.items():
        settings.ADDRESS_VERIFIER = name
        assert isinstance(verifier(), kind)
    settings.ADDRESS_VERIFIER = "messaging.verification.builtin.Builtin"
    assert isinstance(verifier(), Builtin)
