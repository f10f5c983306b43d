"""Rows of any model for tests of the staff admin: required fields get something that fits, references are made too."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import NOT_PROVIDED
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from tests.factories.workspaces import make_user, make_workspace
from workspaces.clock import database_now
from workspaces.models import User, Workspace

_numbers = count(1)
# What a constraint or a cross-field rule asks for beyond the types.
_WANTED: dict[str, dict[str, Any]] = {
    "campaigns.ExecutionOrder": {"action": "cancel", "target": ""},
    "campaigns.Execution": {"due_at": datetime(2026, 1, 1, tzinfo=UTC)},
    "campaigns.FlowVersion": {"document": {"nodes": [], "edges": []}},
    "campaigns.Trigger": {"type": "trigger_manual"},
    "workspaces.LedgerEntry": {"amount": 5},
    "workspaces.WebhookEndpoint": {"disabled_reason": ""},
    "workspaces.WebhookEvent": {"kind": "contact.created", "data": {}},
    "contacts.ScoreRule": {"kind": "event", "event": "ordered"},
    "campaigns.WaitSubscription": {"kind": "event", "event": "signup"},
}


def _text(field: models.Field) -> str:
    number = str(next(_numbers))
    if field.choices:
        return str(field.flatchoices[0][0])
    return f"x{number}"[: field.max_length or 20] if not field.max_length or field.max_length > 4 else number[:1]


_VALUES: tuple[tuple[type[models.Field], Callable[[Any], Any]], ...] = (
    (ArrayField, lambda field: []),
    (models.FileField, lambda field: "none.csv"),
    (models.UUIDField, lambda field: make_workspace().pk),
    (models.BooleanField, lambda field: False),
    (models.DateTimeField, lambda field: database_now()),
    (models.DateField, lambda field: database_now().date()),
    (models.TimeField, lambda field: None),
    (models.DurationField, lambda field: timedelta(1)),
    (models.IntegerField, lambda field: field.flatchoices[0][0] if field.choices else next(_numbers)),
    (models.DecimalField, lambda field: next(_numbers) % 90),
    (models.FloatField, lambda field: 1.0),
    (models.JSONField, lambda field: {}),
    (models.BinaryField, lambda field: b"secret-bytes-%d" % next(_numbers)),
    (models.GenericIPAddressField, lambda field: "127.0.0.1"),
    (models.TextField, _text),
    (models.CharField, _text),
)


def make_row(model: type[models.Model], workspace: Workspace) -> Any:
    """One row of the model; what belongs to a workspace belongs to this one."""
    if model is Workspace:
        return workspace
    if model is User:
        return make_user()
    values = {
        field.name: _value(field, workspace)
        for field in model._meta.concrete_fields
        if not field.null
        and not getattr(field, "auto_created", False)
        and not isinstance(field, models.AutoField | models.GeneratedField)
        and (field.default is NOT_PROVIDED or isinstance(field, models.ForeignKey))
        and getattr(field, "db_default", NOT_PROVIDED) is NOT_PROVIDED
        and not getattr(field, "auto_now_add", False)
    }
    if model is PeriodicTask:
        values["interval"] = make_row(IntervalSchedule, workspace)
    row = model(**values | _WANTED.get(model._meta.label, {}))
    row.save(force_insert=True)
    return row


def _value(field: models.Field, workspace: Workspace) -> Any:
    if isinstance(field, models.ForeignKey):
        return make_row(field.related_model, workspace)
    for kind, make in _VALUES:
        if isinstance(field, kind):
            return make(field)
    raise AssertionError(f"no value for {field}")
