"""What machines tell by mail: bounces (RFC 3464, and what servers wrote before it) and complaints (RFC 5965). Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from messaging.hooks.base import Fact
from messaging.returns.mime import Part, headers_of

# Enhanced status codes (RFC 3463) of the fifth class that say nothing of the address: mailbox full or too small for the
# mail, the systems between, the protocol, the content, somebody's policy; and, of 5.1, what is about the sender.
_NOT_THE_ADDRESS = re.compile(r"5\.(?:1\.[78]|2\.[23]|3\.\d+|4\.[1-35-9]|5\.\d+|6\.\d+|7\.\d+)\Z")
# Of 5.7: accounts that are disabled, or have changed hands.
_GONE = frozenset({"5.7.13", "5.7.17", "5.7.18"})
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)[ \-]")
_POLICY = re.compile(
    r"spam|blocked|block ?list|blacklist|reputation|policy|dmarc|\bspf\b|dkim|quota|full|too large", re.IGNORECASE
)
_ROBOTS = re.compile(r"(?:mailer-daemon|postmaster|mail-?daemon)@", re.IGNORECASE)
_SAID = 400
_BLOCKS = re.compile(rb"(?:\r?\n){2,}")
_FEEDBACK = {
    "abuse": Fact.COMPLAINED,
    "fraud": Fact.COMPLAINED,
    "other": Fact.COMPLAINED,
    "opt-out": Fact.UNSUBSCRIBED,
    "opt-out-list": Fact.UNSUBSCRIBED,
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a machine tells: `fact` None where it is nothing that counts, such as a mere delay."""

    fact: Fact | None
    detail: str = ""


def told_by(mail: Part) -> Told | None:
    """What the mail reports; None where it is no report of a machine."""
    parts = {part.kind: part for part in reversed(list(mail.walk()))}
    if (report := parts.get("message/delivery-status")) is not None:
        return _delivery(report)
    if (report := parts.get("message/feedback-report")) is not None:
        return _feedback(report)
    return _unformatted(mail, parts.get("text/plain"))


def fact_of(status: str, said: str) -> Fact:
    """Whether a failure with this status code is one of the address, for good; `said` is what the server answered."""
    own = _STATUS.search(said)
    if status.endswith(".0.0") and own is not None:
        status = own.group(1)
    if status.startswith("5.") and not status.endswith(".0.0"):
        return Fact.BOUNCED if status in _GONE or not _NOT_THE_ADDRESS.match(status) else Fact.SOFT_BOUNCED
    hard = status.startswith("5.") and not _POLICY.search(said)
    return Fact.BOUNCED if hard else Fact.SOFT_BOUNCED


def _delivery(report: Part) -> Told:
    """The first recipient that failed: a message has one only."""
    fields = [headers_of(block) for block in _BLOCKS.split(_inner(report))[:20]]
    for each in fields:
        if each.get("action", "").lower().startswith("failed"):
            status = _STATUS.search(each.get("status", ""))
            said = each.get("diagnostic-code", "")
            code = status.group(1) if status else _status_of(said)
            return Told(fact_of(code, said), f"{code} {said}".strip()[:_SAID])
    delivered = any(each.get("action", "").lower().startswith("delivered") for each in fields)
    return Told(Fact.DELIVERED if delivered else None)


def _feedback(report: Part) -> Told:
    kind = headers_of(_inner(report)).get("feedback-type", "").lower()
    return Told(_FEEDBACK.get(kind), kind)


def _inner(report: Part) -> bytes:
    """The fields of a report: it is no mail, though its kind begins by `message/`."""
    return report.content


def _unformatted(mail: Part, text: Part | None) -> Told | None:
    """Servers that write in words: exim names who failed in a header, others come from their daemon."""
    failed = "x-failed-recipients" in mail.headers
    nobody = mail.headers.get("return-path", "").strip() == "<>"
    if not failed and not (nobody and _ROBOTS.search(mail.headers.get("from", ""))):
        return None
    said = (text.text if text is not None else "")[:20_000]
    code = _status_of(said)
    if not failed and code == "":
        return None
    line = next((line.strip() for line in said.splitlines() if _STATUS.search(line) or _REPLY.search(line)), "")
    return Told(fact_of(code or "5.0.0", line), line[:_SAID])


def _status_of(said: str) -> str:
    """The status code in an answer, else the class of its reply code; "" where there is neither."""
    codes: Sequence[str] = _STATUS.findall(said)
    if codes:
        return codes[0]
    reply = _REPLY.search(said)
    return f"{reply.group(1)[0]}.0.0" if reply else ""
