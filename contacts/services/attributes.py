"""The registry of a workspace's attributes: learned from data, and edited by people."""

import re
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import IntegrityError, transaction

from contacts.attributes.indexing import BUILD
from contacts.attributes.uses import AttributeUse, attribute_uses
from contacts.cleaning import Unfit, clean_text, kind_of
from contacts.models import AttributeDefinition, AttributeKind, IndexState
from contacts.rules.conditions.attribute_expressions import INDEXED
from contacts.rules.conditions.attribute_kinds import BUILT_IN
from contacts.segments.locks import lock_rules
from workspaces.errors import Conflict, FieldError, InvalidInput
from workspaces.models import Workspace
from workspaces.nudge import nudge
from workspaces.services import Actor, audit_record

_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
_LABEL_LENGTH = 120
# Every index makes each change of a contact a little slower.
MOST_INDEXED_ATTRIBUTES = 10


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


@transaction.atomic
def attribute_create(
    *, workspace: Workspace, key: str, kind: str, label: str = "", actor: Actor
) -> AttributeDefinition:
    """A new attribute, before any contact has it.

    Raises InvalidInput for a key that rules and templates couldn't name, Conflict for one that there is.
    """
    if not _KEY.fullmatch(key):
        raise InvalidInput.of("key", "must begin with a letter and hold letters, digits, _ and - only", "attribute_key")
    if key in BUILT_IN:
        raise InvalidInput.of("key", "is a field that every contact has", "attribute_key")
    wanted, text = _kind(kind), _label(label)
    try:
        with transaction.atomic():
            definition = AttributeDefinition.objects.create(workspace=workspace, key=key, kind=wanted, label=text)
    except IntegrityError:
        taken = FieldError("key", "is the key of another attribute", "taken")
        raise Conflict(f"There is an attribute {key} already.", details=[taken]) from None
    _record(definition, "attribute.created", actor, kind=wanted.value)
    return definition


@transaction.atomic
def attribute_update(
    *, attribute: AttributeDefinition, label: str | None = None, kind: str | None = None, actor: Actor
) -> AttributeDefinition:
    """Another label, another kind; what is None stays. Stored values stay, too: those of another kind meet nothing.

    Raises Conflict naming the segments and campaigns whose conditions the kind would not fit.
    """
    current = _locked(attribute)
    if label is not None:
        current.label = _label(label)
    if kind is not None and kind != current.kind:
        wanted = _kind(kind)
        _refuse_if_used(
            current, [use for use in _uses(current) if not use.fits(wanted)], f"become a {wanted} attribute"
        )
        current.kind = wanted
        if current.is_indexed:
            _want_index(current, wanted=wanted in INDEXED)
    current.save(update_fields=["label", "kind", "is_indexed", "index_state", "index_error"])
    _record(current, "attribute.updated", actor, kind=current.kind, label=current.label)
    return current


@transaction.atomic
def attribute_index(*, attribute: AttributeDefinition, indexed: bool, actor: Actor) -> AttributeDefinition:
    """Marks the attribute as heavily used, or takes the mark off; a task builds or drops its index meanwhile.

    Asked for again after a failure it is tried again. Raises Conflict for kinds that need none, and for too many.
    """
    current = _locked(attribute)
    settled = current.index_state != IndexState.FAILED
    if current.is_indexed == indexed and settled:
        return current
    if indexed and current.kind not in INDEXED:
        raise Conflict(f"A {current.kind} attribute is quick without an index of its own.", current_status=current.kind)
    others = (
        AttributeDefinition.objects.in_workspace(current.workspace_id).filter(is_indexed=True).exclude(pk=current.pk)
    )
    if indexed and others.count() >= MOST_INDEXED_ATTRIBUTES:
        raise Conflict(f"At most {MOST_INDEXED_ATTRIBUTES} attributes can be indexed; take the mark off another one.")
    _want_index(current, wanted=indexed)
    current.save(update_fields=["is_indexed", "index_state", "index_error"])
    _record(current, "attribute.indexed" if indexed else "attribute.index_removed", actor)
    return current


@transaction.atomic
def attribute_delete(*, attribute: AttributeDefinition, actor: Actor) -> None:
    """Takes the attribute out of the registry. Contacts keep their values, and show them when it is defined again.

    Raises Conflict while segments or campaigns ask for it, with their names.
    """
    current = _locked(attribute)
    _refuse_if_used(current, _uses(current), "be deleted")
    _record(current, "attribute.deleted", actor)
    if current.index_state != IndexState.NONE:
        nudge(BUILD)
    current.delete()


def _locked(attribute: AttributeDefinition) -> AttributeDefinition:
    """The row as it is now. Rules can't begin to use it meanwhile: segments are written under the same lock."""
    lock_rules(attribute.workspace_id)
    rows = AttributeDefinition.objects.in_workspace(attribute.workspace_id).select_related("workspace")
    row: AttributeDefinition = rows.select_for_update(of=("self",)).get(pk=attribute.pk)
    return row


def _uses(attribute: AttributeDefinition) -> Iterable[AttributeUse]:
    return attribute_uses(attribute.workspace_id).get(attribute.key, ())


def _refuse_if_used(attribute: AttributeDefinition, uses: Iterable[AttributeUse], what: str) -> None:
    names = sorted({str(use) for use in uses})
    if names:
        shown = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
        raise Conflict(f"{attribute.key} can’t {what}: it is in use by {shown}.", current_status="in_use")


def _want_index(attribute: AttributeDefinition, *, wanted: bool) -> None:
    attribute.is_indexed, attribute.index_error = wanted, ""
    attribute.index_state = IndexState.WAITING if wanted else IndexState.REMOVING
    nudge(BUILD)


def _kind(kind: str) -> AttributeKind:
    if kind not in AttributeKind.values:
        raise InvalidInput.of("kind", f"must be one of {', '.join(AttributeKind.values)}")
    return AttributeKind(kind)


def _label(label: str) -> str:
    try:
        return clean_text(label, _LABEL_LENGTH)
    except Unfit as unfit:
        raise InvalidInput.of("label", unfit.message, unfit.code) from None


def _record(attribute: AttributeDefinition, action: str, actor: Actor, **data: str) -> None:
    audit_record(
        workspace=attribute.workspace,
        actor=actor,
        action=action,
        target_type="attribute",
        target_id=attribute.key,
        data={"key": attribute.key, **data},
    )
