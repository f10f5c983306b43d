"""Contacts, segments and imports for tests."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from contacts.models import AttributeDefinition, AttributeKind, Contact, ContactImport, Segment, SegmentKind, Topic
from contacts.services import import_create, segment_create, topic_create
from workspaces.models import Workspace
from workspaces.services import Actor

_numbers = count(1)


def make_contact(workspace: Workspace, **fields: Any) -> Contact:
    """A contact with an address of its own, unless `email` says otherwise."""
    fields.setdefault("email", f"contact{next(_numbers)}@example.com")
    return Contact.objects.create(workspace=workspace, **fields)


def make_contacts(workspace: Workspace, number: int, **fields: Any) -> list[Contact]:
    """Many contacts with the same fields and an address each."""
    contacts = [
        Contact(workspace=workspace, email=f"contact{next(_numbers)}@example.com", **fields) for _ in range(number)
    ]
    return Contact.objects.bulk_create(contacts)


def make_topic(workspace: Workspace, *, key: str = "", name: str = "", **fields: Any) -> Topic:
    """A topic with a key and a name of its own, unless they are given."""
    number = next(_numbers)
    values = {"key": key or f"topic-{number}", "name": name or f"Topic {number}", **fields}
    return topic_create(workspace=workspace, actor=Actor.system(), **values)


def define_attributes(workspace: Workspace, kinds: Mapping[str, AttributeKind | str]) -> None:
    """Declare custom attributes: `{"plan": "text"}`."""
    AttributeDefinition.objects.bulk_create(
        AttributeDefinition(workspace=workspace, key=key, kind=kind) for key, kind in kinds.items()
    )


def make_segment(workspace: Workspace, rule: Mapping[str, Any] | None = None, name: str = "", **fields: Any) -> Segment:
    """A segment through the service: dynamic with this rule, or static without one."""
    kind = SegmentKind.STATIC if rule is None else SegmentKind.DYNAMIC
    name = name or f"Segment {next(_numbers)}"
    return segment_create(workspace=workspace, name=name, rule=rule, kind=kind, actor=Actor.system(), **fields)


def make_import(workspace: Workspace, content: str | bytes, **options: Any) -> ContactImport:
    """A queued import of a file with this content."""
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("contacts.csv", data)
    return import_create(workspace=workspace, file=file, actor=Actor.system(), **options)
