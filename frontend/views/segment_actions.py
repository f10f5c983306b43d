"""What is done to a segment from its page: frozen, converted, copied, and filled by hand."""

import re
from collections.abc import Callable, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from contacts.models import Segment, SegmentKind
from contacts.selectors import contacts_resolve, ref_of, segment_get
from contacts.services import (
    segment_convert,
    segment_duplicate,
    segment_freeze,
    segment_members_add,
    segment_members_remove,
)
from frontend.access import actor_of, require_role, workspace_page
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import Membership, Role
from workspaces.services import Actor

MOST_BY_HAND = 1_000
_MOST_NAMED = 5


def _freeze(segment: Segment, actor: Actor) -> tuple[Segment, str]:
    frozen = segment_freeze(segment=segment, actor=actor)
    return frozen, f"“{frozen.name}” keeps whoever is in “{segment.name}” now. It is being filled."


def _duplicate(segment: Segment, actor: Actor) -> tuple[Segment, str]:
    copy = segment_duplicate(segment=segment, actor=actor)
    return copy, f"“{copy.name}” is a copy of “{segment.name}”. It is being filled."


def _to_static(segment: Segment, actor: Actor) -> tuple[Segment, str]:
    static = segment_convert(segment=segment, kind=SegmentKind.STATIC, actor=actor)
    return static, f"“{segment.name}” is kept by hand from now on. Its rule can be taken up again."


def _to_dynamic(segment: Segment, actor: Actor) -> tuple[Segment, str]:
    dynamic = segment_convert(segment=segment, kind=SegmentKind.DYNAMIC, actor=actor)
    return dynamic, f"“{segment.name}” follows its rule again. It is being filled."


_ACTIONS: dict[str, Callable[[Segment, Actor], tuple[Segment, str]]] = {
    "freeze": _freeze,
    "duplicate": _duplicate,
    "static": _to_static,
    "dynamic": _to_dynamic,
}


@require_POST
@workspace_page
def do(request: HttpRequest, membership: Membership, segment_id: str) -> HttpResponse:
    """Does one of _ACTIONS and leads to the segment that came of it."""
    require_role(membership, Role.EDITOR)
    segment = segment_get(workspace=membership.workspace, segment_id=segment_id)
    action = _ACTIONS.get(request.POST.get("action", ""))
    if action is not None:
        try:
            segment, told = action(segment, actor_of(membership))
            messages.success(request, told)
        except (Conflict, InvalidInput) as error:
            messages.error(request, error.message)
    return redirect("frontend:segment", slug=membership.workspace.slug, segment_id=segment.public_id)


@require_POST
@workspace_page
def members(request: HttpRequest, membership: Membership, segment_id: str) -> HttpResponse:
    """Puts the contacts of `add` (a list as people type it) into a static segment, takes the one of `remove` out."""
    require_role(membership, Role.EDITOR)
    segment = segment_get(workspace=membership.workspace, segment_id=segment_id)
    try:
        _change(request, segment)
    except Conflict as error:
        messages.error(request, error.message)
    return redirect("frontend:segment", slug=membership.workspace.slug, segment_id=segment_id)


def _change(request: HttpRequest, segment: Segment) -> None:
    named = [text for text in re.split(r"[\s,;]+", request.POST.get("add", "").replace("\x00", "")) if text]
    leaving = request.POST.get("remove", "")
    if leaving:
        found = [each for each in _resolved(segment, [leaving]) if each is not None]
        segment_members_remove(segment=segment, contact_ids=found, now=database_now())
        messages.success(request, "Taken out. The contact itself stays." if found else "There is no such contact.")
    elif len(named) > MOST_BY_HAND:
        messages.error(request, f"At most {MOST_BY_HAND:,} at once, please; import a file for more.")
    elif named:
        _add(request, segment, named)


def _add(request: HttpRequest, segment: Segment, named: Sequence[str]) -> None:
    found = _resolved(segment, named)
    added = segment_members_add(
        segment=segment, contact_ids=[each for each in found if each is not None], now=database_now()
    )
    messages.success(request, f"{added:,} contact{'' if added == 1 else 's'} put in.")
    unknown = [text for text, each in zip(named, found, strict=True) if each is None]
    if unknown:
        more = f" and {len(unknown) - _MOST_NAMED:,} more" if len(unknown) > _MOST_NAMED else ""
        messages.warning(request, f"Not known: {', '.join(text[:100] for text in unknown[:_MOST_NAMED])}{more}.")


def _resolved(segment: Segment, named: Sequence[str]) -> Sequence[UUID | None]:
    """Who is meant by an e-mail address, a contact's id, or an id of the workspace's own."""
    return contacts_resolve(workspace_id=segment.workspace_id, refs=[ref_of(text) for text in named])
