"""What the DNS says of a sending domain (SPF, DKIM, DMARC), and what to do about it in plain words."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from messaging.deliverability.resolver import Ask, Texts

# RFC 7208, 4.6.4: more and receivers give up with an error.
_MOST_LOOKUPS = 10
# How deep includes are followed; each costs a question, and together no more than receivers would ask.
_MOST_QUESTIONS = 20
_LOOKUP = re.compile(r"[+?~-]?(include:|a(?:[:/]|$)|mx(?:[:/]|$)|ptr(?:[:/]|$)|exists:)", re.IGNORECASE)
_INCLUDE = re.compile(r"(?:[+?~-]?include:|redirect=)([A-Za-z0-9._-]+)$", re.IGNORECASE)
_KEY = re.compile(r"(?:^|;)\s*p\s*=\s*([A-Za-z0-9+/=\s]*)")
_POLICY = re.compile(r"(?:^|;)\s*p\s*=\s*(none|quarantine|reject)\s*(?:;|$)", re.IGNORECASE)
# The selectors that providers use when nobody chooses another.
COMMON_SELECTORS = ("default", "google", "selector1", "selector2", "k1", "s1", "mail", "dkim")
SELECTORS = {
    "sendgrid": ("s1", "s2"),
    "mailgun": ("mx", "k1", "smtp", "pic"),
    "brevo": ("mail", "brevo1", "brevo2"),
    "resend": ("resend",),
    "postmark": ("pm",),
}
# What an SPF record includes for a provider that sends with the domain itself as the return path.
INCLUDES = {"sendgrid": "sendgrid.net", "mailgun": "mailgun.org", "brevo": "spf.brevo.com"}


class Verdict(StrEnum):
    """How a part of the DNS stands."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    UNKNOWN = "unknown"  # nobody could be asked; it is asked again


@dataclass(frozen=True, slots=True)
class Finding:
    """One of SPF, DKIM and DMARC: the verdict, words about what to do, the records found, and one to copy.

    `host` and `record` are the name and the text of a TXT record that mends it; "" where there is none to offer.
    """

    kind: str
    verdict: Verdict
    words: str
    found: tuple[str, ...] = ()
    host: str = ""
    record: str = ""

    def stored(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {**asdict(self), "verdict": self.verdict.value, "found": list(self.found)}


def findings(domain: str, providers: Sequence[str], selectors: Sequence[str], ask: Ask) -> list[Finding]:
    """SPF, DKIM and DMARC of a domain that these providers send for; `selectors` are those that people named."""
    return [_spf(domain, providers, ask), _dkim(domain, providers, selectors, ask), _dmarc(domain, ask)]


def _spf(domain: str, providers: Sequence[str], ask: Ask) -> Finding:
    answer = ask(domain)
    records = tuple(text for text in answer.found if text.lower().split(" ", 1)[0] == "v=spf1")
    includes = [INCLUDES[provider] for provider in providers if provider in INCLUDES]
    offer = {"host": domain, "record": " ".join(["v=spf1", *(f"include:{name}" for name in includes), "~all"])}

    def told(verdict: Verdict, words: str, **more: str) -> Finding:
        return Finding("SPF", verdict, words, records, **more)

    if not answer.known:
        return told(Verdict.UNKNOWN, _SILENT)
    if not records:
        ask_provider = "" if includes else " Your provider’s help says what to include for its servers."
        words = "No server is allowed to send for this domain. Add this TXT record." + ask_provider
        return told(Verdict.BAD, words, **offer)
    if len(records) > 1:
        return told(Verdict.BAD, "There are several SPF records, so receivers take none. Join them into one.")
    terms = records[0].split()[1:]
    lowered = [term.lower() for term in terms]
    if "+all" in lowered or "all" in lowered:
        return told(Verdict.BAD, "It lets everybody send in your name. End it with ~all instead of all or +all.")
    missing = [name for name in includes if not any(term.endswith(f"include:{name}") for term in lowered)]
    lookups, followed = _lookups(terms, ask)
    if lookups > _MOST_LOOKUPS:
        words = f"It makes receivers ask {lookups} more questions; they give up after {_MOST_LOOKUPS}. Remove includes."
        return told(Verdict.BAD, words)
    if missing:
        words = (
            f"It does not name your provider (include:{missing[0]}). That is needed unless your provider uses a return "
            "path of its own; its page says so."
        )
        return told(Verdict.WARN, words)
    if not followed:
        return told(Verdict.WARN, "Something that it includes could not be read. Receivers may give up on it, too.")
    if not any(term.endswith("all") or term.startswith("redirect=") for term in lowered):
        return told(Verdict.WARN, "It does not say what becomes of other servers. End it with ~all.")
    return told(Verdict.GOOD, "Receivers know which servers may send for this domain.")


def _lookups(terms: Sequence[str], ask: Ask) -> tuple[int, bool]:
    """How many questions evaluating the terms costs a receiver, and whether every include could be read."""
    waiting, seen, number, readable = list(terms), set[str](), 0, True
    while waiting:
        term = waiting.pop()
        named = _INCLUDE.match(term)
        if named or _LOOKUP.match(term):
            number += 1
        if named and named[1].lower() not in seen and len(seen) < _MOST_QUESTIONS:
            seen.add(named[1].lower())
            answer = ask(named[1])
            inner = [text for text in answer.found if text.lower().startswith("v=spf1")]
            readable = readable and len(inner) == 1
            waiting += inner[0].split()[1:] if inner else []
    return number, readable


def _dkim(domain: str, providers: Sequence[str], selectors: Sequence[str], ask: Ask) -> Finding:
    usual = [selector for provider in providers for selector in SELECTORS.get(provider, ())]
    wanted = list(dict.fromkeys([*selectors, *usual, *(() if selectors else COMMON_SELECTORS)]))
    answers: dict[str, Texts] = {}
    for selector in wanted:
        answers[selector] = ask(f"{selector}._domainkey.{domain}")
    keys = {name: text for name, answer in answers.items() for text in answer.found if _KEY.search(text)}
    found = tuple(f"{name}._domainkey: {text}" for name, text in keys.items())
    if any(_key(text) for text in keys.values()):
        return Finding("DKIM", Verdict.GOOD, "Your mails can be signed, so that nobody can change or fake them.", found)
    if keys:
        return Finding(
            "DKIM", Verdict.BAD, "The key was taken back (it is empty). Make a new one at your provider.", found
        )
    if any(not answer.known for answer in answers.values()):
        return Finding("DKIM", Verdict.UNKNOWN, _SILENT)
    words = (
        "No key was found, so receivers can’t tell your mails from fakes. Copy the record from your provider’s page "
        "about this domain."
    )
    if not selectors:
        words += " Is it there already? Then tell us the selector: the part before “._domainkey”."
    return Finding("DKIM", Verdict.BAD, words)


def _key(text: str) -> str:
    match = _KEY.search(text)
    return "".join(match[1].split()) if match else ""


def _dmarc(domain: str, ask: Ask) -> Finding:
    host = f"_dmarc.{domain}"
    answer = ask(host)
    records = _dmarc_records(answer)
    above = domain
    # A domain without a record of its own follows that of the one above it, down to two labels.
    while not records and answer.known and above.count(".") > 1:
        above = above.partition(".")[2]
        answer = ask(f"_dmarc.{above}")
        records = _dmarc_records(answer)
    offer = f"v=DMARC1; p=none; rua=mailto:dmarc@{domain}"
    if not answer.known:
        return Finding("DMARC", Verdict.UNKNOWN, _SILENT)
    if not records:
        words = "Large receivers want every bulk sender to have one. Add this TXT record; p=none changes nothing yet."
        return Finding("DMARC", Verdict.BAD, words, host=host, record=offer)
    if len(records) > 1:
        return Finding(
            "DMARC", Verdict.BAD, "There are several DMARC records, so receivers take none. Keep one.", records
        )
    policy = _POLICY.search(records[0])
    if policy is None:
        words = "It says no policy (p=none, quarantine or reject), so receivers take it for none. Put one in."
        return Finding("DMARC", Verdict.BAD, words, records, host, offer)
    if policy[1].lower() == "none":
        words = (
            "It is there. p=none lets fakes through: once SPF and DKIM have been good for some weeks, make it "
            "p=quarantine."
        )
        return Finding("DMARC", Verdict.GOOD, words, records)
    return Finding("DMARC", Verdict.GOOD, "Fakes of your domain are kept from people’s inboxes.", records)


def _dmarc_records(answer: Texts) -> tuple[str, ...]:
    return tuple(text for text in answer.found if text.lower().replace(" ", "").startswith("v=dmarc1"))


_SILENT = "The domain’s DNS servers did not answer in time. It is asked again within the hour."
