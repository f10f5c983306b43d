"""Segments: saved rules over contacts, and who is in them."""

from django.db import models

from workspaces.tenancy import PublicId, WorkspaceModel


class SegmentKind(models.TextChoices):
    """How membership comes about."""

    DYNAMIC = "dynamic", "Dynamic"  # kept up to date by the segments stage
    STATIC = "static", "Static"  # frozen: only services add and remove


class Segment(PublicId, WorkspaceModel):
    """A saved rule over contacts, with its membership kept as rows."""

    ID_PREFIX = "seg"

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=SegmentKind.choices, default=SegmentKind.DYNAMIC)
    rule = models.JSONField(default=dict, blank=True)
    member_count = models.IntegerField(default=0, editable=False)
    refreshed_at = models.DateTimeField(null=True, editable=False, help_text="Membership is true as of this moment.")
    rebuild_needed = models.BooleanField(default=True, editable=False, help_text="New, or its rule was edited.")
    sweep_at = models.DateTimeField(
        null=True, editable=False, help_text="When to look at all contacts again, where the rule depends on time."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["workspace", "name"], name="segment_name_unique"),
            models.CheckConstraint(condition=models.Q(kind__in=SegmentKind.values), name="segment_kind_known"),
        )

    def __str__(self) -> str:
        return self.name


class SegmentMembership(WorkspaceModel):
    """This contact is in this segment."""

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="segment_memberships")
    entered_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        constraints = (models.UniqueConstraint(fields=["segment", "contact"], name="segment_membership_unique"),)

    def __str__(self) -> str:
        return f"{self.contact_id} in {self.segment_id}"


class SegmentTransition(WorkspaceModel):
    """A contact entered or left a segment; appended by the segments stage, read by triggers.

    Many rows: references carry no database constraint (ADR 0005).
    """

    class Kind(models.TextChoices):
        """Which way."""

        ENTERED = "entered"
        LEFT = "left"

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    segment = models.ForeignKey(
        Segment, on_delete=models.CASCADE, related_name="transitions", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact",
        on_delete=models.CASCADE,
        related_name="segment_transitions",
        db_constraint=False,
        db_index=False,
    )
    kind = models.CharField(max_length=7, choices=Kind.choices)
    at = models.DateTimeField()
    routed_at = models.DateTimeField(null=True, help_text="Null while the triggers stage has yet to look at it.")

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=["entered", "left"]), name="segment_transition_kind_known"
            ),
        )
        indexes = (
            models.Index(fields=["contact", "-at"], name="segment_transition_by_contact"),
            models.Index(fields=["id"], condition=models.Q(routed_at=None), name="segment_transition_to_route"),
        )

    def __str__(self) -> str:
        return f"{self.contact_id} {self.kind} {self.segment_id}"
