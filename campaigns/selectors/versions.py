"""A flow's versions: the list with what changed in each, and one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from campaigns.flow import Flow, FlowDiff, flow_diff
from campaigns.models import Campaign, FlowState, FlowVersion, VersionMove
from workspaces.errors import NotFound
from workspaces.ids import InvalidId, decode


@dataclass(frozen=True, slots=True)
class MoveProgress:
    """How far the move of those who were on their way is; `state` is moving or done."""

    state: str
    stayed: int
    moved: int
    left: int
    mapping: dict[str, str]


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """A version as a list shows it.

    `publisher` is empty for a draft; `restored` is the number of the version that it publishes again. `changes` are
    those since version `base`: the one published before it, or for a draft the live one; None: it is the first.
    """

    version: FlowVersion
    live: bool
    publisher: str
    restored: int | None
    base: int | None
    changes: FlowDiff
    move: MoveProgress | None

    @property
    def public_id(self) -> str:
        """Its TypeID."""
        return self.version.public_id

    @property
    def number(self) -> int:
        """1, 2, 3 …"""
        return self.version.number

    @property
    def state(self) -> str:
        """draft or published."""
        return self.version.state

    @property
    def created_at(self) -> datetime:
        """When its draft was begun."""
        return self.version.created_at

    @property
    def published_at(self) -> datetime | None:
        """None for a draft."""
        return self.version.published_at


def campaign_versions(campaign: Campaign) -> QuerySet[FlowVersion]:
    """The draft, if there is one, and what was published, newest first."""
    versions: QuerySet[FlowVersion] = FlowVersion.objects.in_workspace(campaign.workspace_id)
    return versions.filter(campaign_id=campaign.pk).order_by("-number")


def versions_page(campaign: Campaign, *, limit: int, offset: int = 0, before: int | None = None) -> list[VersionEntry]:
    """Entries of the list, or of those before a number; four queries however long the page is."""
    listed = _listed(campaign) if before is None else _listed(campaign).filter(number__lt=before)
    rows = list(listed[offset : offset + limit])
    return _entries(campaign, rows)


def version_get(campaign: Campaign, reference: str) -> FlowVersion:
    """By number, TypeID or UUID. Raises NotFound, also for other campaigns' versions."""
    return _found(campaign_versions(campaign), reference)


def version_entry(campaign: Campaign, reference: str) -> VersionEntry:
    """One entry, by number, TypeID or UUID. Raises NotFound."""
    return _entries(campaign, [_found(_listed(campaign), reference)])[0]


def _listed(campaign: Campaign) -> QuerySet[FlowVersion]:
    return campaign_versions(campaign).select_related("published_by", "restored_from")


def _found(versions: QuerySet[FlowVersion], reference: str) -> FlowVersion:
    try:
        wanted = (
            {"number": int(reference)} if _is_number(reference) else {"pk": decode(FlowVersion.ID_PREFIX, reference)}
        )
        return versions.get(**wanted)
    except (InvalidId, FlowVersion.DoesNotExist):
        raise NotFound("There is no such version of this campaign.") from None


def _is_number(reference: str) -> bool:
    return reference.isascii() and reference.isdecimal() and len(reference) < 10


def _entries(campaign: Campaign, rows: Sequence[FlowVersion]) -> list[VersionEntry]:
    bases = _bases(campaign, rows)
    moves = {
        move.version_id: MoveProgress(move.state, move.stayed, move.moved, move.left, move.mapping)
        for move in VersionMove.objects.in_workspace(campaign.workspace_id).filter(version__in=rows)
    }
    return [_entry(campaign, row, bases.get(row.number), moves.get(row.pk)) for row in rows]


def _bases(campaign: Campaign, rows: Sequence[FlowVersion]) -> dict[int, FlowVersion]:
    """What each is compared with, by its number."""
    published = campaign_versions(campaign).filter(state=FlowState.PUBLISHED)
    numbers = list(published.values_list("number", flat=True))
    wanted = {row.number: next((number for number in numbers if number < row.number), 0) for row in rows}
    if campaign.live_version is not None:
        wanted |= {row.number: campaign.live_version.number for row in rows if row.state == FlowState.DRAFT}
    found = {version.number: version for version in published.filter(number__in=wanted.values())}
    return {number: found[base] for number, base in wanted.items() if base in found}


def _entry(campaign: Campaign, row: FlowVersion, base: FlowVersion | None, move: MoveProgress | None) -> VersionEntry:
    flow = Flow.model_validate(row.document)
    return VersionEntry(
        version=row,
        live=row.pk == campaign.live_version_id,
        publisher=row.publisher or (row.published_by.email if row.published_by else ""),
        restored=row.restored_from.number if row.restored_from else None,
        base=base.number if base else None,
        changes=flow_diff(Flow.model_validate(base.document), flow) if base else FlowDiff(),
        move=move,
    )
