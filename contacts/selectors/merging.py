"""Contacts by ids that they had before a merge, and what a merge would make of two."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contacts.merging import merged_fields
from contacts.models import Contact, ContactAlias
from contacts.privacy.rows import plain
from workspaces.errors import refuse_unknown
from workspaces.ids import InvalidId, decode
from workspaces.models import Workspace

# What says nothing of a contact; False and 0 do.
_NOTHING: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class MergedField:
    """One field of two contacts: what each says, and what stays."""

    name: str
    target: Any
    source: Any
    result: Any

    @property
    def dropped(self) -> bool:
        """Whether the other contact's value is lost."""
        return self.source not in _NOTHING and self.source != self.result and self.name != "tags"


def contact_of_alias(*, workspace: Workspace | UUID, contact_id: UUID) -> Contact | None:
    """The contact that the one with this id was merged into."""
    aliases = ContactAlias.objects.in_workspace(workspace).select_related("contact__workspace")
    alias = aliases.filter(pk=contact_id).first()
    return alias.contact if alias is not None else None


def contacts_heirs(*, workspace_id: UUID, contact_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The contacts that those of these ids became who were merged into others; one query, none for no ids."""
    if not contact_ids:
        return {}
    aliases = ContactAlias.objects.in_workspace(workspace_id).filter(pk__in=contact_ids)
    return dict(aliases.values_list("pk", "contact_id"))


def contacts_named(*, workspace_id: UUID, contact_ids: Sequence[UUID]) -> list[UUID]:
    """The ids of these contacts, of those who were merged into others the others', sorted; two queries.

    Raises InvalidInput naming each that is nobody in the workspace by its place: `contacts[2]`.
    """
    meant = _meant(workspace_id, contact_ids)
    refuse_unknown("contacts", contact_ids, meant, "there is no such contact")
    return sorted(set(meant.values()))


def contacts_present(*, workspace_id: UUID, contacts: Sequence[str]) -> list[str]:
    """Of these ids those that are somebody's in the workspace, also after a merge; two queries."""
    ids = {each: found for each in contacts if (found := _decoded(each)) is not None}
    meant = _meant(workspace_id, ids.values())
    return [each for each, found in ids.items() if found in meant]


def _meant(workspace_id: UUID, contact_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Whom each id means, also after a merge; without those that are nobody's in the workspace."""
    heirs = contacts_heirs(workspace_id=workspace_id, contact_ids=contact_ids)
    meant = {each: heirs.get(each, each) for each in contact_ids}
    there = set(Contact.objects.in_workspace(workspace_id).filter(pk__in=meant.values()).values_list("pk", flat=True))
    return {each: who for each, who in meant.items() if who in there}


def _decoded(contact_id: str) -> UUID | None:
    try:
        return decode(Contact.ID_PREFIX, contact_id)
    except InvalidId:
        return None


def merge_preview(*, target: Contact, source: Contact) -> list[MergedField]:
    """Every field that either of them has; attributes one by one."""
    values = merged_fields(target, source)
    found = [
        MergedField(name, plain(getattr(target, name)), plain(getattr(source, name)), plain(values[name]))
        for name in values
        if name != "attributes"
    ]
    for key in sorted(values["attributes"]):
        found.append(
            MergedField(key, target.attributes.get(key), source.attributes.get(key), values["attributes"][key])
        )
    return [row for row in found if not (row.target in _NOTHING and row.source in _NOTHING)]
