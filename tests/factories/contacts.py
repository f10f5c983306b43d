"""Contacts, segments and imports for tests."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from contacts.models import AttributeDefinition, AttributeKind, Contact
from workspaces.models import Workspace

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


def define_attributes(workspace: Workspace, kinds: Mapping[str, AttributeKind | str]) -> None:
    """Declare custom attributes: `{"plan": "text"}`."""
    AttributeDefinition.objects.bulk_create(
        AttributeDefinition(workspace=workspace, key=key, kind=kind) for key, kind in kinds.items()
    )
