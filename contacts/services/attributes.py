"""The registry of a workspace's attributes."""

import re
from collections.abc import Mapping
from uuid import UUID

from contacts.cleaning import kind_of
from contacts.models import AttributeDefinition, AttributeKind
from workspaces.errors import InvalidInput

_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")


def attributes_define(*, workspace_id: UUID, kinds: Mapping[str, AttributeKind]) -> dict[str, AttributeKind]:
    """Adds the attributes that the workspace doesn't have; returns the kinds that hold now, older ones included.

    Raises InvalidInput for a key that templates couldn't name.
    """
    for key in kinds:
        if not _KEY.fullmatch(key):
            raise InvalidInput.of(f"attributes.{key[:64]}", "must be a name of letters, digits and _", "attribute_key")
    AttributeDefinition.objects.bulk_create(
        [AttributeDefinition(workspace_id=workspace_id, key=key, kind=kind) for key, kind in sorted(kinds.items())],
        ignore_conflicts=True,
    )
    rows = AttributeDefinition.objects.in_workspace(workspace_id).filter(key__in=list(kinds))
    return {key: AttributeKind(kind) for key, kind in rows.values_list("key", "kind")}


def attributes_learn(*, workspace_id: UUID, samples: Mapping[str, object]) -> dict[str, AttributeKind]:
    """As `attributes_define`, with kinds taken from one value of each attribute."""
    return attributes_define(workspace_id=workspace_id, kinds={key: kind_of(value) for key, value in samples.items()})
