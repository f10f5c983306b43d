# Written by `python -m scripts.client_sync` from its namesake in `_async`; change that one.
"""`client.segments`: saved rules over contacts, and lists of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from campanile._calls import TENANT, Call, building_on, data, given, nothing, page, path_of, post
from campanile._sync.paging import walk
from campanile._sync.transport import Transport
from campanile.models import Estimate, Member, MembersTaken, Page, Preview, Segment

_SEGMENTS = f"{TENANT}/segments"
Kind = Literal["dynamic", "static"]
Rule = Mapping[str, Any]


class Segments:
    """Segments of the workspace."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(
        self, *, search: str | None = None, kind: Kind | None = None, limit: int = 100, offset: int = 0
    ) -> Page[Segment]:
        """A page of segments, by name."""
        query = {"search": search, "kind": kind, "limit": limit, "offset": offset}
        return self._transport.send(Call("GET", _SEGMENTS, page(Segment, query), query=query))

    def iter(self, *, search: str | None = None, kind: Kind | None = None, limit: int = 100) -> Iterator[Segment]:
        """Every segment; `limit` is how many each request brings."""
        return walk(self.list, search=search, kind=kind, limit=limit)

    def get(self, segment_id: str) -> Segment:
        """One segment; its `freshness` says how far it is filled."""
        return self._transport.send(Call("GET", _one(segment_id), data(Segment)))

    def create(
        self, *, name: str, rule: Rule | None = None, kind: Kind | None = None, idempotency_key: str | None = None
    ) -> Segment:
        """A new segment, filled after the answer. A static one with a rule is filled by it once."""
        body = given(name=name, rule=rule, kind=kind)
        return self._transport.send(post(_SEGMENTS, body, data(Segment), idempotency_key))

    def update(
        self,
        segment_id: str,
        *,
        base: Segment | None = None,
        name: str | None = None,
        rule: Rule | None = None,
        kind: Kind | None = None,
    ) -> Segment:
        """Changes what is named; with the `base` that you have read, nobody else's change is overwritten (412)."""
        body, headers = given(name=name, rule=rule, kind=kind), building_on(base)
        return self._transport.send(Call("PATCH", _one(segment_id), data(Segment), body=body, headers=headers))

    def delete(self, segment_id: str, *, base: Segment | None = None) -> None:
        """Deletes it, unless a campaign or another segment uses it.

        With the `base` that you have read, not what somebody else has changed since (412).
        """
        self._transport.send(Call("DELETE", _one(segment_id), nothing, headers=building_on(base)))

    def freeze(self, segment_id: str, *, name: str | None = None, idempotency_key: str | None = None) -> Segment:
        """A static copy of whoever is in it now."""
        call = post(f"{_one(segment_id)}/freeze", given(name=name), data(Segment), idempotency_key)
        return self._transport.send(call)

    def duplicate(self, segment_id: str, *, name: str | None = None, idempotency_key: str | None = None) -> Segment:
        """Another one like it."""
        call = post(f"{_one(segment_id)}/duplicate", given(name=name), data(Segment), idempotency_key)
        return self._transport.send(call)

    def list_members(self, segment_id: str, *, limit: int = 100, cursor: str | None = None) -> Page[Member]:
        """A page of the contacts who are in it, newest first."""
        query = {"limit": limit, "cursor": cursor}
        return self._transport.send(Call("GET", f"{_one(segment_id)}/members", page(Member, query), query=query))

    def iter_members(self, segment_id: str, *, limit: int = 100) -> Iterator[Member]:
        """Every contact who is in it."""
        return walk(self.list_members, segment_id=segment_id, limit=limit)

    def change_members(
        self,
        segment_id: str,
        *,
        add: Sequence[str] = (),
        remove: Sequence[str] = (),
        idempotency_key: str | None = None,
    ) -> MembersTaken:
        """Puts up to 1,000 contacts into a static segment and takes them out, by id, e-mail address or your own id."""
        body = {"add": [*add], "remove": [*remove]}
        call = post(f"{_one(segment_id)}/members", body, data(MembersTaken), idempotency_key)
        return self._transport.send(call)

    def estimate(self, rule: Rule) -> Estimate:
        """How many contacts a rule takes, within a second."""
        return self._transport.send(post(f"{_SEGMENTS}/estimate", {"rule": rule}, data(Estimate)))

    def preview(self, rule: Rule) -> Preview:
        """The same with the rule in words and a few of the contacts."""
        return self._transport.send(post(f"{_SEGMENTS}/preview", {"rule": rule}, data(Preview)))


def _one(segment_id: str) -> str:
    return f"{_SEGMENTS}/{path_of(segment_id)}"
