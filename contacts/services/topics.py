"""Making, changing, ordering and archiving topics."""

import re
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max

from contacts.models import Topic
from workspaces.clock import database_now
from workspaces.errors import Conflict, FieldError, InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor, audit_record

MOST_TOPICS = 100
_KEY = re.compile(r"[a-z0-9]([a-z0-9_-]{0,62}[a-z0-9])?")
_LENGTHS = {"name": 80, "description": 300}


@transaction.atomic
def topic_create(
    *, workspace: Workspace, key: str, name: str, description: str = "", public: bool = True, actor: Actor
) -> Topic:
    """A new topic at the end of the list. Raises InvalidInput, or Conflict for a key or a name that is taken."""
    if not _KEY.fullmatch(key):
        raise InvalidInput.of("key", "must be up to 64 of a-z 0-9 - _, a letter or a digit first and last")
    topic = Topic(workspace=workspace, key=key, public=public)
    _write(topic, name=name, description=description)
    rows = Topic.objects.in_workspace(workspace).filter(archived_at=None)
    if rows.count() >= MOST_TOPICS:
        raise InvalidInput.of("key", f"a workspace has at most {MOST_TOPICS} topics; archive one first")
    last = rows.aggregate(last=Max("position"))["last"]
    topic.position = 0 if last is None else last + 1
    _save(topic, "topic.created", actor)
    return topic


@transaction.atomic
def topic_update(
    *,
    topic: Topic,
    name: str | None = None,
    description: str | None = None,
    public: bool | None = None,
    actor: Actor,
) -> Topic:
    """Changes what is not None. Raises InvalidInput, or Conflict for a name that is taken."""
    locked = _locked(topic)
    _write(locked, name=name, description=description)
    if public is not None:
        locked.public = public
    _save(locked, "topic.updated", actor)
    return locked


@transaction.atomic
def topic_archive(*, topic: Topic, actor: Actor) -> Topic:
    """Neither campaigns nor contacts are offered it any more; what contacts said of it holds. Twice is as once."""
    locked = _locked(topic)
    if locked.archived_at is None:
        locked.archived_at = database_now()
        _save(locked, "topic.archived", actor)
    return locked


@transaction.atomic
def topic_restore(*, topic: Topic, actor: Actor) -> Topic:
    """Takes the archiving back. Raises Conflict where another topic has its name by now."""
    locked = _locked(topic)
    if locked.archived_at is not None:
        locked.archived_at = None
        _save(locked, "topic.restored", actor)
    return locked


@transaction.atomic
def topics_order(*, workspace: Workspace, topics: Sequence[Topic], actor: Actor) -> None:
    """Puts all topics that are not archived into this order. Raises InvalidInput where one is missing or twice."""
    rows = Topic.objects.in_workspace(workspace).filter(archived_at=None).order_by("pk").select_for_update()
    present = {row.pk: row for row in rows}
    wanted = [topic.pk for topic in topics]
    if len(wanted) != len(present) or set(wanted) != set(present):
        raise InvalidInput.of("topics", "must name every topic that is not archived, each once")
    for position, pk in enumerate(wanted):
        present[pk].position = position
    Topic.objects.in_workspace(workspace).bulk_update(present.values(), ["position"])
    audit_record(
        workspace=workspace,
        actor=actor,
        action="topic.ordered",
        target_type="workspace",
        target_id=workspace.public_id,
        data={"topics": [topic.key for topic in topics]},
    )


def _locked(topic: Topic) -> Topic:
    row: Topic = Topic.objects.in_workspace(topic.workspace_id).select_for_update().get(pk=topic.pk)
    return row


def _write(topic: Topic, **texts: str | None) -> None:
    for field, value in texts.items():
        if value is None:
            continue
        text = " ".join(value.split())
        least = 1 if field == "name" else 0
        if not least <= len(text) <= _LENGTHS[field] or "\x00" in text:
            raise InvalidInput.of(field, f"must be {least} to {_LENGTHS[field]} characters")
        setattr(topic, field, text)


def _save(topic: Topic, action: str, actor: Actor) -> None:
    try:
        with transaction.atomic():
            topic.save()
    except IntegrityError as error:
        field = "key" if "topic_key_unique" in str(error) else "name"
        taken = FieldError(field, "is that of another topic", "taken")
        raise Conflict(f"Another topic has this {field} already.", details=[taken]) from None
    audit_record(
        workspace=topic.workspace,
        actor=actor,
        action=action,
        target_type="topic",
        target_id=topic.public_id,
        data={"name": topic.name, "key": topic.key},
    )
