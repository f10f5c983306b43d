"""`/api/v1/tenant/segments/{id}/members`: who is in a segment, and who is put into a static one and taken out."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.tenant import segment_examples as examples
from contacts.api.tenant.segment_shapes import MemberListQuery, MemberOut, MembersChanged, MembersInput
from contacts.api.tenant.segments import READ, TAG, WRITE, WRITE_ERRORS, SegmentView
from contacts.models import Contact, Segment
from contacts.selectors import contacts_resolve, ref_of, segment_members
from contacts.services import segment_members_add, segment_members_remove
from workspaces.api.problems import Kind
from workspaces.api.tenant.schema import envelope, operation, page_envelope
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.ids import InvalidId, decode, encode


class SegmentMembersView(SegmentView):
    """The contacts in a segment."""

    @operation(
        "segments_members",
        summary="List the contacts in a segment",
        description="The newest contacts first; read on with `next_cursor`.",
        need=READ,
        query=[MemberListQuery],
        answer=page_envelope("SegmentMembers", MemberOut, cursor=True),
        example=examples.MEMBERS,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=TAG,
    )
    def get(self, request: Request, segment_id: str) -> Response:
        query = self.query(MemberListQuery)
        segment = self.find(Segment, segment_id, "workspace")
        rows = segment_members(segment=segment).order_by("-pk")
        if "cursor" in query:
            rows = rows.filter(pk__lt=_cursor(query["cursor"]))
        found = list(rows[: query["limit"] + 1])
        shown = found[: query["limit"]]
        following = shown[-1].public_id if len(found) > len(shown) else ""
        return self.success_run(MemberOut(shown, many=True).data, query, following, total=segment.member_count)

    @operation(
        "segments_enlist",
        summary="Put contacts into a static segment, and take them out",
        description="Up to 1,000, named by id, e-mail address or your own id. Whoever is known is taken; the answer "
        "has a row for each. Refused for a dynamic segment, and while one is being filled.",
        need=WRITE,
        body=MembersInput,
        bodies={"By e-mail address and your own id": examples.MEMBERS_CHANGE},
        answer=envelope("SegmentMembersTaken", MembersChanged),
        example=examples.MEMBERS_CHANGED,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, segment_id: str) -> Response:
        body = self.body(MembersInput)
        segment, now = self.find(Segment, segment_id), database_now()
        coming, going = (_resolved(segment, body[name]) for name in ("add", "remove"))
        with transaction.atomic():
            added = segment_members_add(segment=segment, contact_ids=_known(coming), now=now)
            removed = segment_members_remove(segment=segment, contact_ids=_known(going), now=now)
        rows = [*_rows(body["add"], coming, "add"), *_rows(body["remove"], going, "remove")]
        unknown = sum(1 for row in rows if row["id"] is None)
        return self.success({"added": added, "removed": removed, "unknown": unknown, "contacts": rows})


def _cursor(text: str) -> UUID:
    try:
        return decode(Contact.ID_PREFIX, text)
    except InvalidId:
        raise InvalidInput.of("cursor", "is none of ours") from None


def _resolved(segment: Segment, named: Sequence[str]) -> Sequence[UUID | None]:
    return contacts_resolve(workspace_id=segment.workspace_id, refs=[ref_of(text) for text in named])


def _known(found: Sequence[UUID | None]) -> list[UUID]:
    return [each for each in found if each is not None]


def _rows(named: Sequence[str], found: Sequence[UUID | None], outcome: str) -> list[dict[str, Any]]:
    return [
        {
            "contact": text,
            "id": None if each is None else encode(Contact.ID_PREFIX, each),
            "outcome": "unknown" if each is None else outcome,
        }
        for text, each in zip(named, found, strict=True)
    ]
