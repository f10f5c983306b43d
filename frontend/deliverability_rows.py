"""What the page of deliverability shows of each sending domain: numbers with a judgement, and what the DNS says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from frontend.words import Word
from messaging.deliverability.checks import sending_domains
from messaging.deliverability.numbers import Outcome, Outcomes, outcomes_by_receiver, outcomes_by_sender
from messaging.deliverability.reputation import TRIPS_AT, WARNS_AT
from messaging.models import DomainCheck, Sender
from workspaces.models import Workspace

BOUNCES_BAD, BOUNCES_WARN = 0.05, 0.02
_VERDICTS = {
    "good": Word("Good", "good"),
    "warn": Word("Look at it", "warn"),
    "bad": Word("To be done", "bad"),
    "unknown": Word("Not known", "neutral"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """A number of mails, what share that is, and the tone of it."""

    number: int
    share: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class NumbersRow:
    """A line of numbers: what it is about, how many were sent, and how many of them were delivered, came back, and were
    complained of."""

    label: str
    sent: int
    shares: Sequence[Share]


@dataclass(frozen=True, slots=True)
class DomainRow:
    """One sending domain. `word` judges its last seven days; `findings` are empty until the DNS was asked."""

    domain: str
    senders: Sequence[Sender]
    word: Word
    spans: Sequence[NumbersRow]
    receivers: Sequence[NumbersRow]
    check: DomainCheck | None
    findings: Sequence[Mapping[str, Any]]


def domain_rows(workspace: Workspace, now: datetime) -> list[DomainRow]:
    """The sending domains by name; four queries, however many there are."""
    checks = {each.domain: each for each in DomainCheck.objects.in_workspace(workspace)}
    by_sender = outcomes_by_sender(workspace_id=workspace.pk, now=now)
    by_receiver = outcomes_by_receiver(workspace_id=workspace.pk, now=now)
    rows = []
    for domain, senders in sorted(sending_domains(workspace.pk).items()):
        told = sum((by_sender.get(sender.pk, Outcomes()) for sender in senders), Outcomes())
        check = checks.get(domain)
        rows.append(
            DomainRow(
                domain=domain,
                senders=senders,
                word=_judged(told.lately, senders),
                spans=[_numbers("Last 7 days", told.lately), _numbers("Last 30 days", told.long)],
                receivers=[_numbers(name or "Others", each.long) for name, each in by_receiver.get(domain, ())],
                check=check,
                findings=list(_findings(check)) if check else [],
            )
        )
    return rows


def worries(workspace: Workspace, now: datetime) -> list[tuple[Sender, Outcome]]:
    """Senders that are complained of from the warning on, or bounce too much, though nobody was held for it yet."""
    told = outcomes_by_sender(workspace_id=workspace.pk, now=now)
    worrying = {pk for pk, each in told.items() if _warns(each.lately)}
    senders = Sender.objects.in_workspace(workspace).filter(pk__in=worrying).order_by("name") if worrying else []
    return [(sender, told[sender.pk].lately) for sender in senders]


def rate_words(rate: float | None) -> str:
    """A small share as people compare it with limits: `0.12 %`, `4.1 %`; a dash where nothing was sent."""
    if rate is None:
        return "–"
    percent = 100 * rate
    if percent == 0:
        return "0 %"
    return f"{percent:.2f} %" if percent < 1 else f"{percent:.1f} %" if percent < 10 else f"{percent:.0f} %"


def _warns(outcome: Outcome) -> bool:
    enough = outcome.accepted + outcome.refused >= settings.REPUTATION_MINIMUM
    return enough and ((outcome.complaint_rate or 0) >= WARNS_AT or (outcome.bounce_rate or 0) >= BOUNCES_BAD)


def _judged(outcome: Outcome, senders: Sequence[Sender]) -> Word:
    if any(sender.complaints_tripped_at for sender in senders):
        return Word("Held", "bad", "Too many people report your mails as spam. The campaigns that send them are held.")
    if outcome.accepted + outcome.refused < settings.REPUTATION_MINIMUM:
        number = settings.REPUTATION_MINIMUM
        return Word("Too few to tell", "neutral", f"Rates mean something from about {number:,} mails a week on.")
    if (outcome.complaint_rate or 0) >= WARNS_AT:
        return Word("Complaints", "warn", "More than one in a thousand report your mails as spam; three hold it.")
    if (outcome.bounce_rate or 0) >= BOUNCES_BAD:
        return Word("Bounces", "warn", "Many addresses don’t exist. Check where they come from before you send more.")
    return Word("Good", "good", "Few mails come back, and hardly anybody complains.")


def _numbers(label: str, outcome: Outcome) -> NumbersRow:
    return NumbersRow(
        label,
        outcome.accepted,
        (
            Share(outcome.delivered, rate_words(outcome.delivered_rate)),
            _share(outcome.bounced + outcome.refused, outcome.bounce_rate, BOUNCES_WARN, BOUNCES_BAD),
            _share(outcome.complained, outcome.complaint_rate, WARNS_AT, TRIPS_AT),
        ),
    )


def _share(number: int, rate: float | None, warns_at: float, bad_at: float) -> Share:
    tone = "text-error font-semibold" if (rate or 0) >= bad_at else "font-semibold" if (rate or 0) >= warns_at else ""
    return Share(number, rate_words(rate), tone)


def _findings(check: DomainCheck) -> Iterator[Mapping[str, Any]]:
    for place, found in enumerate(check.findings):
        yield {**found, "word": _VERDICTS[found["verdict"]], "key": f"record-{check.pk}-{place}"}
