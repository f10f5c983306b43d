"""A contact's messages in memory, and which of them count for an engagement condition."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contacts.rules.conditions.memory import lowered
from contacts.rules.facts import Facts
from messaging.rules.which import Which
from workspaces.ids import decode

_MOMENTS = (
    *("sent", "delivered", "opened", "clicked", "replied", "bounced", "complained", "unsubscribed"),
    *("machine_opened", "machine_clicked", "dismissed"),
)
# What machines do, too; conditions count it only where they are asked to.
BY_MACHINES = frozenset({"opened", "clicked"})


@dataclass(frozen=True, slots=True)
class Sent:
    """One message: when what happened (None: it didn't), what it belongs to, and the links followed in it,
    by people and by machines."""

    happened: Mapping[str, datetime | None]
    stream_id: UUID
    node: str
    execution_id: int | None
    channel: str
    template_id: UUID
    links: tuple[tuple[str, datetime | None, datetime | None], ...]


def as_sent(rows: Iterable[tuple[Any, ...]]) -> list[Sent]:
    """The rows of message_facts.sql."""
    found = []
    for state, *moments, stream, node, execution, channel, template, urls, times, machines in rows:
        happened = dict(zip(_MOMENTS, moments, strict=True))
        if state != "accepted":
            happened["sent"] = None
        links = tuple(zip(urls or (), times or (), machines or (), strict=True))
        found.append(Sent(happened, stream, node, execution, channel, template, links))
    return found


def counting(sent: Iterable[Sent], fact: str, which: Which, since: datetime | None, facts: Facts) -> int:
    """How many of the messages count."""
    return sum(_is_meant(each, which, facts) and _happened(each, fact, which, since) for each in sent)


def by_machines(fact: str, which: Which) -> bool:
    """Whether a machine's doing counts, too."""
    return fact in BY_MACHINES and which.by == "anybody"


def _happened(sent: Sent, fact: str, which: Which, since: datetime | None) -> bool:
    moments = [sent.happened[fact]]
    machines = by_machines(fact, which)
    if machines:
        moments.append(sent.happened[f"machine_{fact}"])
    if which.link is not None and any(moments):
        moments = _followed(sent, which.link, machines)
    return any(moment is not None and (since is None or moment > since) for moment in moments)


def _followed(sent: Sent, link: str, machines: bool) -> list[datetime | None]:
    part = lowered(link)
    found = [(person, machine) for url, person, machine in sent.links if part in lowered(url)]
    return [person for person, _ in found] + ([machine for _, machine in found] if machines else [])


def _is_meant(sent: Sent, which: Which, facts: Facts) -> bool:
    context = facts.asked.context
    campaign = decode("cmp", which.campaign) if which.campaign is not None else None
    if which.node is not None:
        if campaign is None and context.execution_column and sent.execution_id != facts.asked.execution_id:
            return False
        campaign = campaign or context.campaign_id
        if sent.node != which.node or campaign is None:
            return False
    return (
        (campaign is None or sent.stream_id == campaign)
        and (which.template is None or sent.template_id == decode("tpl", which.template))
        and (which.channel is None or sent.channel == which.channel)
    )
