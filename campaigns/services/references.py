"""Looks up, in one query each, everything in a workspace that a flow refers to; validation itself reads no database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from campaigns.flow import Flow, KnownSender, KnownTemplate, Problem, Ref, References, RefKind, references
from campaigns.models import Campaign, Secret
from contacts import rules
from contacts.models import Segment, SegmentKind
from messaging.channels.registry import CHANNELS
from messaging.models import Sender, SenderState
from messaging.selectors.provider_templates import version_objections
from templates_app.content.channels import KEEPING
from templates_app.models import Template, TemplateState
from templates_app.rendering.errors import SourceError
from templates_app.rendering.liquid import compile_liquid
from workspaces.channels import Channel
from workspaces.errors import InvalidInput
from workspaces.models import Membership


def references_find(flow: Flow, campaign: Campaign) -> tuple[References, dict[UUID, UUID]]:
    """What validation of the campaign's flow needs to know, and its templates' published version ids."""
    known, versions = references_known([flow], campaign.workspace_id)
    return replace(known, own_campaign=campaign.pk), versions


def references_known(flows: Iterable[Flow], workspace_id: UUID) -> tuple[References, dict[UUID, UUID]]:
    """The same for several flows in as many queries as for one; whose they are is left to say."""
    refs = [ref for flow in flows for ref in references(flow)]
    templates, versions = _templates(refs, workspace_id)
    segments = _segments(refs, workspace_id)
    known = References(
        check_rule=lambda path, rule: _rule_problems(path, rule, workspace_id),
        check_text=_text_problems,
        templates=templates,
        senders=_senders(refs, workspace_id),
        segments=frozenset(segments),
        static_segments=frozenset(pk for pk, kind in segments.items() if kind == SegmentKind.STATIC),
        campaigns=frozenset(
            Campaign.objects.in_workspace(workspace_id)
            .filter(pk__in=_ids(refs, RefKind.CAMPAIGN))
            .values_list("pk", flat=True)
        ),
        members=_members(workspace_id),
        secrets=frozenset(Secret.objects.in_workspace(workspace_id).values_list("name", flat=True)),
        channels=frozenset(CHANNELS),
        default_sender=_default_sender(workspace_id),
        default_channels=_default_channels(workspace_id),
    )
    return known, versions


def _ids(refs: list[Ref], kind: RefKind) -> set[UUID]:
    return {ref.id for ref in refs if ref.kind is kind}


def _templates(refs: list[Ref], workspace_id: UUID) -> tuple[dict[UUID, KnownTemplate], dict[UUID, UUID]]:
    rows = (
        Template.objects.in_workspace(workspace_id)
        .filter(pk__in=_ids(refs, RefKind.TEMPLATE))
        .values_list("pk", "channel", "state", "published_version_id")
    )
    found = list(rows)
    kept = [version_id for _, channel, _, version_id in found if version_id is not None and channel in KEEPING]
    said = version_objections(workspace_id, kept) if kept else {}
    known, versions = {}, {}
    for pk, channel, state, version_id in found:
        published, objection = state == TemplateState.PUBLISHED, said.get(version_id, "")
        known[pk] = KnownTemplate(channel=channel, published=published, state=state, objection=objection)
        if version_id is not None:
            versions[pk] = version_id
    return known, versions


def _segments(refs: list[Ref], workspace_id: UUID) -> dict[UUID, str]:
    """The kind of each segment that is there."""
    wanted = _ids(refs, RefKind.SEGMENT) | _ids(refs, RefKind.STATIC_SEGMENT)
    return dict(Segment.objects.in_workspace(workspace_id).filter(pk__in=wanted).values_list("pk", "kind"))


def _senders(refs: list[Ref], workspace_id: UUID) -> dict[UUID, KnownSender]:
    rows = Sender.objects.in_workspace(workspace_id).filter(pk__in=_ids(refs, RefKind.SENDER))
    return {
        pk: KnownSender(channel=channel, usable=state == SenderState.ACTIVE)
        for pk, channel, state in rows.values_list("pk", "channel", "state")
    }


def _members(workspace_id: UUID) -> frozenset[str]:
    """The e-mail addresses of the workspace's members, in lower case."""
    emails = Membership.objects.in_workspace(workspace_id).values_list("user__email", flat=True)
    return frozenset(email.lower() for email in emails)


def _default_sender(workspace_id: UUID) -> UUID | None:
    senders = Sender.objects.in_workspace(workspace_id)
    usable = senders.filter(is_default=True, channel=Channel.EMAIL, state=SenderState.ACTIVE)
    found: UUID | None = usable.values_list("pk", flat=True).first()
    return found


def _default_channels(workspace_id: UUID) -> frozenset[str]:
    """The channels with a default sender that is switched on."""
    usable = Sender.objects.in_workspace(workspace_id).filter(is_default=True, state=SenderState.ACTIVE)
    return frozenset(usable.values_list("channel", flat=True))


def _rule_problems(path: str, rule: Mapping[str, object], workspace_id: UUID) -> Iterator[Problem]:
    try:
        tree = rules.parse(rule, path=path)
    except InvalidInput as error:
        for detail in error.details:
            yield Problem(detail.field, detail.code, detail.message)
        return
    for problem in rules.validate(tree, workspace_id, path=path, in_flow=True):
        yield Problem(problem.path, problem.code, problem.message)


def _text_problems(path: str, source: str) -> Iterator[Problem]:
    try:
        compile_liquid(source, html=False)
    except SourceError as error:
        yield Problem(path, error.code, str(error))
