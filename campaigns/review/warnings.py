"""What a launch would be taken with, and somebody should know before: one small check for each."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from campaigns.flow import RefKind, Severity, references
from campaigns.nodes.send import SendConfig
from campaigns.nodes.trigger_manual import TriggerManualConfig
from campaigns.review.answers import QuietTimes, Remark
from campaigns.review.blockers import template_at
from campaigns.review.subject import Subject
from messaging.models import Sender
from messaging.policies.caps import caps_of, tag_of
from messaging.policies.quiet_hours import QuietHours
from workspaces.channels import Channel, MessageType

LARGE = 100_000


def warnings_of(subject: Subject) -> list[Remark]:
    """All of them, the most telling first."""
    return [remark for check in _CHECKS for remark in check(subject)]


def quiet_times(subject: Subject) -> QuietTimes | None:
    """The campaign's own quiet hours, else the workspace's; None where marketing never waits."""
    own = subject.settings.quiet_hours
    if isinstance(own, QuietHours):
        return QuietTimes(own.start, own.end, "campaign")
    default = subject.campaign.workspace.quiet_hours
    if own is not None or default is None:
        return None
    return QuietTimes(default["start"], default["end"], "workspace")


def _everybody(subject: Subject) -> Iterator[Remark]:
    manual = next((key for key, config in subject.triggers if isinstance(config, TriggerManualConfig)), None)
    if manual is not None and subject.campaign.audience is None:
        yield Remark("audience_everybody", "No segment is chosen: everybody in the workspace comes in.", manual)


def _large(subject: Subject) -> Iterator[Remark]:
    contacts = subject.estimate.audience.contacts
    if contacts >= LARGE:
        yield Remark("audience_large", f"This reaches {contacts:,} contacts; try it with a smaller segment first.")


def _withheld(subject: Subject) -> Iterator[Remark]:
    for channel in subject.estimate.channels:
        if channel.withheld:
            why = "have not agreed to it" if channel.message_type == MessageType.MARKETING else "have refused it"
            name = f"{MessageType(channel.message_type).label.lower()} by {Channel(channel.channel).label}"
            yield Remark(
                "withheld",
                f"{_contacts(channel.withheld)} would not be sent {name}: they {why}, their address is suppressed, or "
                "they have none.",
            )


def _variables(subject: Subject) -> Iterator[Remark]:
    looked_at = subject.impact.audience.looked_at
    for send in subject.impact.sends:
        for missing in send.missing:
            who = f"{missing.count:,} of {looked_at:,} contacts"
            message = f"“{missing.name}” in “{send.template}” would be empty for {who}."
            yield Remark("variable_empty", message, send.node.node, send.template_id)


def _flow(subject: Subject) -> Iterator[Remark]:
    document = subject.graph.flow.document()
    for issue in subject.issues:
        if issue.severity is Severity.WARNING:
            yield Remark(issue.code, issue.message, issue.node_id, template_at(document, issue.node_id, issue.path))


def _senders(subject: Subject) -> Iterator[Remark]:
    """A provider that fails holds messages back; they go out once it works again."""
    named = {ref.id for ref in references(subject.graph.flow) if ref.kind is RefKind.SENDER}
    rows = Sender.objects.in_workspace(subject.campaign.workspace_id).filter(unavailable_until__gt=subject.now)
    for sender in rows.order_by("name"):
        users = [node.key for node in subject.graph.nodes.values() if _uses(node.config, sender)]
        if users or sender.pk in named:
            message = f"The provider of “{sender.name}” fails at present; its messages wait until it works again."
            yield Remark("sender_unavailable", message, users[0] if users else None)


def _uses(config: object, sender: Sender) -> bool:
    if not isinstance(config, SendConfig):
        return False
    if config.rotation is not None and any(each.sender == sender.pk for each in config.rotation.senders):
        return True
    if config.sender is None:
        return sender.is_default and config.channel == sender.channel
    return config.sender == sender.pk


def _schedules(subject: Subject) -> Iterator[Remark]:
    for key, fires_at in subject.schedules():
        if fires_at is None:
            yield Remark("schedule_past", "This schedule never fires any more: its moments have passed.", key)
    starts_at = subject.campaign.starts_at
    if subject.campaign.launched_at is None and starts_at is not None and starts_at < subject.now:
        yield Remark("start_past", "The start that was set has passed: the campaign starts at once.")


def _frequency_cap(subject: Subject) -> Iterator[Remark]:
    own = subject.settings.frequency_cap
    everybodys = subject.campaign.workspace.settings.get("frequency_cap")
    for cap in caps_of(own.model_dump() if own else None, everybodys, subject.settings.tags):
        if subject.sends_marketing:
            tag, channel = tag_of(cap), cap.channel
            about = f" of campaigns tagged “{tag}”" if tag else f" by {Channel(channel).label}" if channel else ""
            most = f"{cap.count:,} marketing message{'' if cap.count == 1 else 's'}{about}"
            span = f"{cap.days:,} day{'' if cap.days == 1 else 's'}"
            message = f"A contact gets at most {most} in {span}; further ones wait, or are not sent."
            yield Remark("frequency_cap", message)


def _quiet_hours(subject: Subject) -> Iterator[Remark]:
    times = quiet_times(subject)
    if times is not None and subject.sends_marketing:
        yield Remark("quiet_hours", f"Marketing waits from {times.start} to {times.end}, by each contact's clock.")


def _daily_limit(subject: Subject) -> Iterator[Remark]:
    limit = subject.settings.daily_limit
    if limit is not None and subject.estimate.sends > limit:
        days = -(-subject.estimate.sends // limit)
        yield Remark("daily_limit", f"At {limit:,} messages a day, all of them take about {days:,} days.")


def _contacts(number: int) -> str:
    return f"{number:,} contact{'' if number == 1 else 's'}"


_CHECKS: Sequence[Callable[[Subject], Iterable[Remark]]] = (
    _everybody,
    _large,
    _withheld,
    _variables,
    _flow,
    _senders,
    _schedules,
    _frequency_cap,
    _quiet_hours,
    _daily_limit,
)
