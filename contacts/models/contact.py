"""Contacts: the people, their attributes and their tags."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower

from workspaces.models.workspace import validate_timezone
from workspaces.tenancy import PublicId, WorkspaceModel


def _joined(*names: str) -> Lower:
    first, second = names
    return Lower(models.Func(first, models.Value(" "), second, arg_joiner=" || ", template="(%(expressions)s)"))


class Contact(PublicId, WorkspaceModel):
    """A person. Addresses are unique in a workspace; e-mail addresses without regard to case."""

    ID_PREFIX = "ct"

    workspace = models.ForeignKey("workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    external_id = models.CharField(max_length=120, null=True, blank=True)  # noqa: DJ001  (unique where present)
    email = models.CharField(max_length=254, null=True, blank=True)  # noqa: DJ001  (unique where present)
    phone = models.CharField(max_length=16, null=True, blank=True, help_text="E.164, e.g. +436641234567")  # noqa: DJ001
    first_name = models.CharField(max_length=120, blank=True, db_default="")
    last_name = models.CharField(max_length=120, blank=True, db_default="")
    timezone = models.CharField(max_length=64, blank=True, db_default="", validators=[validate_timezone])
    attributes = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))
    tags = ArrayField(
        models.CharField(max_length=64),
        default=list,
        blank=True,
        db_default=models.Value([], ArrayField(models.CharField(max_length=64))),
    )
    score = models.IntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now_add=True, help_text="When any of it last changed, consent included.")

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint("workspace", Lower("email"), name="contact_email_unique"),
            models.UniqueConstraint(fields=["workspace", "phone"], name="contact_phone_unique"),
            models.UniqueConstraint(fields=["workspace", "external_id"], name="contact_external_id_unique"),
        )
        indexes = (
            models.Index(fields=["workspace", "id"], name="contact_by_key"),
            models.Index(fields=["workspace", "-created_at"], name="contact_by_time"),
            # What a search's beginning of a name or address is looked up by, in any collation.
            models.Index("workspace", OpClass(Lower("email"), "text_pattern_ops"), name="contact_email_prefix"),
            models.Index(
                "workspace", OpClass(_joined("first_name", "last_name"), "text_pattern_ops"), name="contact_name_prefix"
            ),
            models.Index(
                "workspace",
                OpClass(_joined("last_name", "first_name"), "text_pattern_ops"),
                name="contact_surname_prefix",
            ),
            # Whoever scores highest comes first.
            models.Index(fields=["workspace", "-score", "-id"], name="contact_by_score"),
            GinIndex(fields=["tags"], name="contact_by_tag"),
            GinIndex(OpClass("attributes", "jsonb_path_ops"), name="contact_by_attribute"),
        )

    def __str__(self) -> str:
        return self.email or self.phone or self.external_id or self.public_id


class ContactTotal(WorkspaceModel):
    """So many contacts more or, where it is negative, fewer: how many a workspace has is the sum of its lines.

    Triggers append one with each statement that makes or deletes contacts, in its transaction; they are folded into one
    line of each workspace (ADR 0009). References are not checked, so that nobody waits for the workspace's row.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    count = models.BigIntegerField()
    folded = models.BooleanField(default=False, db_default=False)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["workspace"], condition=models.Q(folded=True), name="contact_total_folded"),
        )
        indexes = (
            models.Index(fields=["workspace"], name="contact_total_by_workspace"),
            models.Index(fields=["id"], condition=models.Q(folded=False), name="contact_total_to_fold"),
        )

    def __str__(self) -> str:
        return f"{self.count:+d}"


class AttributeKind(models.TextChoices):
    """What an attribute's values are; decides the operators that rules may use on it."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"  # ISO 8601 text in the JSON
    LIST = "list"


class IndexState(models.TextChoices):
    """Where an attribute's own index stands. Services ask for it, the task of contacts.attributes.indexing moves it."""

    NONE = "none", "None"  # not asked for → waiting
    WAITING = "waiting", "Waits to be built"  # asked for, or the kind changed → building
    BUILDING = "building", "Being built"  # → ready, failed; a task that died leaves it, and the next one begins anew
    READY = "ready", "Ready"  # → removing
    FAILED = "failed", "Failed"  # with index_error → waiting, when asked for again; removing
    REMOVING = "removing", "Being removed"  # no longer asked for → none


class AttributeDefinition(WorkspaceModel):
    """The registry of a workspace's attributes: learned on import, editable."""

    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=AttributeKind.choices)
    label = models.CharField(max_length=120, blank=True, db_default="", help_text="What people call it.")
    is_indexed = models.BooleanField(db_default=False, default=False, help_text="Heavily used: it is to have an index.")
    index_state = models.CharField(
        max_length=8, choices=IndexState.choices, default=IndexState.NONE, db_default=IndexState.NONE, editable=False
    )
    index_error = models.CharField(max_length=500, blank=True, db_default="", default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["workspace", "key"], name="attribute_unique"),
            models.CheckConstraint(condition=models.Q(kind__in=AttributeKind.values), name="attribute_kind_known"),
            models.CheckConstraint(
                condition=models.Q(index_state__in=IndexState.values), name="attribute_index_state_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} ({self.kind})"


class ContactChange(WorkspaceModel):
    """A contact that the segments stage has yet to look at; written in the transaction that changed the contact.

    A queue and not a timestamp, because it becomes visible exactly when the change does: a transaction that commits
    late cannot slip in behind the stage's back. References are not checked: the stage deletes what it has done, and
    passes over contacts that are gone.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )

    class Meta(WorkspaceModel.Meta):
        indexes = (models.Index(fields=["workspace", "id"], name="contact_change_queue"),)

    def __str__(self) -> str:
        return f"{self.contact_id} changed"
