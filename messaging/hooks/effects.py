"""What reports mean for addresses and consent: suppressed, refused, taken up again. In sets."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from contacts.models import ConsentState
from contacts.services.consent import ConsentChange, Evidence, consent_set_many
from messaging.delivery.points import points_gone
from messaging.hooks.base import Fact
from messaging.hooks.kept import Told
from messaging.models import SuppressionReason
from messaging.services.suppressions import ReportedAddress, suppressions_lift, suppressions_report
from workspaces.channels import Channel, MessageType

_ALL = (MessageType.MARKETING, MessageType.TRANSACTIONAL)
_MARKETING = (MessageType.MARKETING,)
# What each fact says of the contact's wish, and about which messages.
_WISHES = {
    Fact.COMPLAINED: (ConsentState.DENIED, _MARKETING),
    Fact.UNSUBSCRIBED: (ConsentState.DENIED, _MARKETING),
    Fact.SUBSCRIBED: (ConsentState.GRANTED, _MARKETING),
    Fact.OPTED_OUT: (ConsentState.DENIED, _ALL),
    Fact.OPTED_IN: (ConsentState.GRANTED, _ALL),
}
_REASONS = {
    Fact.BOUNCED: SuppressionReason.HARD_BOUNCE,
    Fact.COMPLAINED: SuppressionReason.COMPLAINT,
    Fact.OPTED_OUT: SuppressionReason.UNSUBSCRIBE,
}


def wishes_applied(told: Sequence[Told], now: datetime, words: Mapping[int, str]) -> None:
    """Consent as the contacts' own word; the last one counts. `words` are what they wrote, by report."""
    last: dict[tuple[UUID, str], tuple[Told, ConsentState, Sequence[MessageType]]] = {}
    for each in told:
        if each.contact_id is not None and each.report.fact in _WISHES:
            last[each.contact_id, each.report.channel] = (each, *_WISHES[each.report.fact])
    groups: dict[tuple[UUID, str, str], list[ConsentChange]] = defaultdict(list)
    for (contact_id, channel), (each, state, types) in last.items():
        key = (each.report.workspace_id, each.report.source, words.get(each.report.id, ""))
        groups[key] += [ConsentChange(contact_id, channel, kind.value, state.value) for kind in types]
    for (workspace_id, source, text), changes in groups.items():
        consent_set_many(
            workspace_id=workspace_id,
            changes=changes,
            source=source,
            now=now,
            by_contact=True,
            evidence=Evidence(text=text),
        )


def addresses_applied(told: Sequence[Told]) -> None:
    """Suppresses addresses that are no good or want nothing, and takes those back that want messages again.

    Whoever refuses all messages is suppressed where the provider stops them itself (text messages), and where no
    contact is known whose consent could say so.
    """
    chosen: dict[UUID, dict[tuple[str, str], ReportedAddress | None]] = defaultdict(dict)
    for each in told:
        report, address = each.report, each.address
        if not address:
            continue
        key = (report.channel, address.lower())
        reason = _REASONS.get(report.fact)
        if report.fact is Fact.OPTED_OUT and report.channel != Channel.SMS and each.contact_id is not None:
            reason = None
        if reason is not None:
            detail = f"{report.source} {report.data.get('detail', '')}".strip()
            chosen[report.workspace_id][key] = ReportedAddress(report.channel, address, reason, detail)
        elif report.fact is Fact.OPTED_IN:
            chosen[report.workspace_id][key] = None
    for workspace_id, wanted in chosen.items():
        suppressions_report(workspace_id=workspace_id, addresses=[each for each in wanted.values() if each is not None])
        suppressions_lift(workspace_id=workspace_id, addresses=[key for key, each in wanted.items() if each is None])


def chats_ended(told: Sequence[Told]) -> None:
    """Chats that people left: nothing is sent there any more."""
    ended: dict[tuple[UUID, UUID], set[str]] = defaultdict(set)
    for each in told:
        if each.report.fact is Fact.LEFT:
            ended[each.report.workspace_id, each.report.sender_id].add(each.report.address)
    for (workspace_id, sender_id), addresses in ended.items():
        points_gone(workspace_id=workspace_id, sender_id=sender_id, addresses=addresses)
