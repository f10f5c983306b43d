"""What a workspace's attributes are like: how many contacts have each, what values look like, who asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from contacts.attributes.indexing import build_progress
from contacts.attributes.uses import AttributeUse, attribute_uses
from contacts.models import AttributeDefinition, Contact
from contacts.rules.conditions.attribute_expressions import INDEXED
from workspaces.errors import NotFound
from workspaces.models import Workspace
from workspaces.sql import load

# More contacts than this are looked at by a sample of about so many.
SAMPLED_ABOVE = 20_000
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class AttributeOverview:
    """One attribute. `contacts` have a value; an estimate where not `exact`. `percent` is of a build under way."""

    attribute: AttributeDefinition
    contacts: int
    exact: bool
    examples: Sequence[str]
    uses: Sequence[AttributeUse]
    percent: int | None

    @property
    def is_indexable(self) -> bool:
        """Whether an index of its own would be of any use."""
        return self.attribute.kind in INDEXED


def attributes_overview(*, workspace: Workspace, key: str | None = None) -> list[AttributeOverview]:
    """Every attribute by key, or just one; six queries, however many there are."""
    rows = AttributeDefinition.objects.in_workspace(workspace).order_by("key")
    attributes = list(rows if key is None else rows.filter(key=key))
    if not attributes:
        return []
    total = Contact.objects.in_workspace(workspace).count()
    held, seen = _held(workspace, total)
    uses, progress = attribute_uses(workspace.pk), build_progress(workspace.pk)
    found = []
    for attribute in attributes:
        hits, examples = held.get(attribute.key, (0, []))
        contacts = hits if seen == total else round(hits * total / max(seen, 1))
        found.append(
            AttributeOverview(
                attribute,
                contacts,
                seen == total,
                examples,
                uses.get(attribute.key, ()),
                progress.get(attribute.pk),
            )
        )
    return found


def attribute_overview(*, workspace: Workspace, key: str) -> AttributeOverview:
    """One attribute. Raises NotFound."""
    found = attributes_overview(workspace=workspace, key=key)
    if not found:
        raise NotFound(f"There is no attribute {key[:64]}.")
    return found[0]


def attribute_get(*, workspace: Workspace, key: str) -> AttributeDefinition:
    """One attribute's row. Raises NotFound."""
    rows = AttributeDefinition.objects.in_workspace(workspace).select_related("workspace")
    attribute: AttributeDefinition | None = rows.filter(key=key).first()
    if attribute is None:
        raise NotFound(f"There is no attribute {key[:64]}.")
    return attribute


def _held(workspace: Workspace, total: int) -> tuple[dict[str, tuple[int, list[str]]], int]:
    """By key how many of the contacts that were looked at have it, with examples; and how many were looked at."""
    params: dict[str, Any] = {
        "workspace": workspace.pk,
        "percent": 100.0 if total <= SAMPLED_ABOVE else 100.0 * SAMPLED_ABOVE / total,
        "examples": EXAMPLES,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("contacts.attributes", "values"), params)
        rows = cursor.fetchall()
    seen = rows[0][3] if rows else total
    return {key: (hits, examples) for key, hits, examples, _ in rows if key is not None}, seen
