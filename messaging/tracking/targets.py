"""The stored addresses behind click links: collected while a chunk is rendered, written before it is sent, looked up
at the click. A digest names each, so rendering asks the database for nothing."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q

from messaging.delivery.arrays import bytes_array, few_array, text_array
from messaging.delivery.batch import Candidate
from messaging.models import LinkTarget, Message
from messaging.tracking.links import click_url, links_in, short_url
from templates_app.rendering import load_version
from workspaces.link_tags import tagged
from workspaces.short_links import addresses_in
from workspaces.sql import load

Tags = tuple[tuple[str, str], ...]
DIGEST_BYTES = 12
_MOST_REMEMBERED = 20_000
_NONE: Mapping[bytes, str] = {}

# Shared addresses that this process has written. They are never deleted while their workspace is there.
_written: set[bytes] = set()


class OwnTarget(NamedTuple):
    """An address that holds values of a message's contact."""

    message_id: int
    digest: bytes
    url: str


class Targets:
    """The addresses that messages lead to, as far as they are not known to be stored."""

    def __init__(self) -> None:
        self._shared: dict[bytes, tuple[UUID, str]] = {}
        self._own: dict[int, dict[bytes, str]] = {}

    def link(self, row: Candidate, url: str, tags: Tags = ()) -> str:
        """The detour over us to `url` with these tags in this message."""
        return click_url(row.id, self._noted(row, url, tags))

    def short(self, row: Candidate, url: str, tags: Tags = ()) -> str:
        """The same, as short as can be."""
        return short_url(row.id, self._noted(row, url, tags))

    def _noted(self, row: Candidate, url: str, tags: Tags) -> bytes:
        shared = row.template_version_id is not None and url in _author_links(row.template_version_id.int)
        if tags:
            url = tagged(url, tags)
        if shared:
            digest = _shared_digest(row.workspace_id, url)
            if digest not in _written:
                self._shared[digest] = (row.workspace_id, url)
        else:
            digest = _digest(row.workspace_id, row.contact_id, url)
            self._own.setdefault(row.id, {})[digest] = url
        return digest

    def store(self) -> None:
        """Writes what is new of those that are the same for everybody: no statement in most chunks. Safe to repeat, and
        beside others."""
        # Whoever renders on meanwhile adds to the next ones.
        shared, self._shared = self._shared, {}
        if shared:
            _store(shared)
            if len(_written) + len(shared) > _MOST_REMEMBERED:
                _written.clear()
            _written.update(shared)

    def own_of(self, rows: Iterable[Candidate]) -> list[OwnTarget]:
        """Those of these messages' contacts, for the statement that marks them as dispatched; told once."""
        return [OwnTarget(row.id, digest, url) for row in rows for digest, url in self._own.pop(row.id, _NONE).items()]


def target_of(digest: bytes) -> str | None:
    """The address behind a digest that a token carried; None when it is not known, or went with its contact."""
    return LinkTarget.objects.across_workspaces().filter(digest=digest).values_list("url", flat=True).first()


def short_target_of(message_id: int, beginning: bytes) -> str | None:
    """The address behind a short link of the message: everybody's in its workspace, or its contact's own."""
    message = Message.objects.across_workspaces().filter(pk=message_id).values("workspace_id", "contact_id").first()
    if message is None:
        return None
    after = (int.from_bytes(beginning, "big") + 1).to_bytes(len(beginning) + 1, "big")[1:]
    found = LinkTarget.objects.in_workspace(message["workspace_id"]).filter(digest__gte=beginning)
    if after > beginning:
        found = found.filter(digest__lt=after)
    mine = found.filter(Q(contact_id=None) | Q(contact_id=message["contact_id"]))
    return mine.order_by("digest").values_list("url", flat=True).first()


def _store(targets: Mapping[bytes, tuple[UUID, str]]) -> None:
    """Writes shared targets, by their digests and in the order of these."""
    digests = sorted(targets)
    params = {
        "digests": bytes_array(digests),
        "workspaces": few_array(targets[digest][0] for digest in digests),
        "urls": text_array([targets[digest][1] for digest in digests]),
    }
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.tracking", "store_targets"), params)


@lru_cache(maxsize=512)
def _author_links(version: int) -> frozenset[str]:
    """The addresses that stand in the version of this number as they are, the same for every contact."""
    return frozenset(_links_of(load_version(UUID(int=version)).stored))


def _links_of(stored: Mapping[str, Any]) -> Iterator[str]:
    for name, source in stored.items():
        if name == "locales":
            for other in json.loads(source).values():
                yield from _links_of(other)
            continue
        yield from links_in(source)
        yield from (url for url in addresses_in(source) if "{{" not in url and "{%" not in url)


@lru_cache(maxsize=4_096)
def _shared_digest(workspace_id: UUID, url: str) -> bytes:
    return _digest(workspace_id, None, url)


def _digest(workspace_id: UUID, contact_id: UUID | None, url: str) -> bytes:
    owner = b"" if contact_id is None else contact_id.bytes
    return hashlib.sha256(workspace_id.bytes + bytes([len(owner)]) + owner + url.encode()).digest()[:DIGEST_BYTES]
