"""What is said of SPF, DKIM and DMARC records: a verdict, words, and a record to copy where one is missing."""

from collections.abc import Mapping, Sequence

import pytest

from messaging.deliverability.records import Ask, Finding, findings
from messaging.deliverability.resolver import Texts

KEY = "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCB"
SPF = "v=spf1 ip4:192.0.2.1 ~all"


def asking(texts: Mapping[str, Sequence[str] | None]) -> Ask:
    """Answers from a dictionary; None means that nobody answered."""

    def ask(name: str) -> Texts:
        found = texts.get(name, ())
        return Texts(known=False) if found is None else Texts(tuple(found))

    return ask


def told(
    texts: Mapping[str, Sequence[str] | None], *, providers: Sequence[str] = ("smtp",), selectors: Sequence[str] = ()
) -> dict[str, Finding]:
    found = findings("news.example.com", providers, selectors, asking(texts))
    return {each.kind: each for each in found}


def spf(*records: str, providers: Sequence[str] = ("smtp",), **more: Sequence[str]) -> Finding:
    return told({"news.example.com": records, **more}, providers=providers)["SPF"]


def test_all_is_good() -> None:
    found = told(
        {
            "news.example.com": ["google-site-verification=x", SPF],
            "s1._domainkey.news.example.com": [KEY],
            "_dmarc.news.example.com": ["v=DMARC1; p=quarantine; rua=mailto:x@example.com"],
        }
    )
    assert [(kind, each.verdict.value) for kind, each in found.items()] == [
        ("SPF", "good"),
        ("DKIM", "good"),
        ("DMARC", "good"),
    ]
    assert found["SPF"].found == (SPF,)


def test_nothing_is_there() -> None:
    found = told({}, providers=("sendgrid",))
    assert {each.verdict.value for each in found.values()} == {"bad"}
    assert (found["SPF"].host, found["SPF"].record) == ("news.example.com", "v=spf1 include:sendgrid.net ~all")
    assert found["DMARC"].host == "_dmarc.news.example.com"
    assert found["DMARC"].record == "v=DMARC1; p=none; rua=mailto:dmarc@news.example.com"
    assert "tell us the selector" in found["DKIM"].words


def test_nobody_answered() -> None:
    names = ("news.example.com", "_dmarc.news.example.com", "own._domainkey.news.example.com")
    found = told(dict.fromkeys(names), selectors=["own"])
    assert {each.verdict.value for each in found.values()} == {"unknown"}


@pytest.mark.parametrize(
    ("records", "verdict", "words"),
    [
        ([SPF, "v=spf1 -all"], "bad", "several SPF records"),
        (["v=spf1 +all"], "bad", "lets everybody send"),
        (["v=spf1 all"], "bad", "lets everybody send"),
        (["v=spf1 ip4:192.0.2.1"], "warn", "End it with ~all"),
        (["v=spf10 ~all"], "bad", "No server is allowed"),
        (["v=spf1 include:gone.example ~all"], "warn", "could not be read"),
        (
            ["v=spf1 " + " ".join(f"exists:x{number}.example" for number in range(11)) + " ~all"],
            "bad",
            "11 more questions",
        ),
    ],
)
def test_spf_records_that_do_not_do(records: list[str], verdict: str, words: str) -> None:
    found = spf(*records)
    assert (found.verdict.value, words in found.words) == (verdict, True), found.words


def test_includes_are_followed_and_loops_end() -> None:
    deep = {f"i{number}.example": [f"v=spf1 include:i{number + 1}.example mx ~all"] for number in range(5)}
    deep["i5.example"] = ["v=spf1 ip4:192.0.2.1 ~all"]
    assert spf("v=spf1 include:i0.example ~all", **deep).words.startswith("It makes receivers ask 11")
    loop = spf("v=spf1 include:loop.example ~all", **{"loop.example": ["v=spf1 include:loop.example ~all"]})
    assert loop.verdict.value == "good"


def test_the_provider_is_to_be_named() -> None:
    found = spf(SPF, providers=("brevo",))
    assert (found.verdict.value, "include:spf.brevo.com" in found.words) == ("warn", True)
    named = spf("v=spf1 include:spf.brevo.com ~all", providers=("brevo",), **{"spf.brevo.com": [SPF]})
    assert named.verdict.value == "good"


def test_keys_are_looked_for_under_the_provider_s_and_the_named_selectors() -> None:
    assert told({"brevo1._domainkey.news.example.com": [KEY]}, providers=("brevo",))["DKIM"].verdict.value == "good"
    assert told({"mine._domainkey.news.example.com": [KEY]})["DKIM"].verdict.value == "bad"
    mine = told({"mine._domainkey.news.example.com": [KEY]}, selectors=["mine"])["DKIM"]
    assert mine.found == (f"mine._domainkey: {KEY}",)
    assert "taken back" in told({"dkim._domainkey.news.example.com": ["v=DKIM1; p="]})["DKIM"].words


@pytest.mark.parametrize(
    ("texts", "verdict", "words"),
    [
        ({"_dmarc.news.example.com": ["v=DMARC1; p=none"]}, "good", "p=quarantine"),
        ({"_dmarc.example.com": ["v=DMARC1;p=reject"]}, "good", "kept from"),
        ({"_dmarc.news.example.com": ["v=DMARC1; rua=mailto:x@example.com"]}, "bad", "no policy"),
        ({"_dmarc.news.example.com": ["v=DMARC1; p=none", "v=DMARC1; p=reject"]}, "bad", "several"),
        ({"_dmarc.com": ["v=DMARC1; p=reject"]}, "bad", "Add this TXT record"),
    ],
)
def test_dmarc_records(texts: dict[str, list[str]], verdict: str, words: str) -> None:
    found = told(texts)["DMARC"]
    assert (found.verdict.value, words in found.words) == (verdict, True), found.words
