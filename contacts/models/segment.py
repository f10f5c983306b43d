"""Segments: saved rules over contacts, and who is in them."""

from django.db import models

from workspaces.tenancy import PublicId, WorkspaceModel


class SegmentKind(models.TextChoices):
    """How membership comes about."""

    DYNAMIC = "dynamic", "Dynamic"  # kept up to date by the segments stage
    STATIC = "static", "Static"  # frozen: only services add and remove


# Segments whose members follow a rule: dynamic ones, and static ones that are yet to be filled by theirs, once.
FOLLOWING = models.Q(kind=SegmentKind.DYNAMIC) | (models.Q(rebuild_needed=True) & ~models.Q(rule={}))


class Segment(PublicId, WorkspaceModel):
    """A saved rule over contacts, with its membership kept as rows.

    A static one may keep the rule that filled it, to tell where it came from.

    The stage's own columns: `rebuild_needed` and `scan_*` tell of looking at all contacts, in pieces; `sweep_at`,
    `swept_to` and `whole_at` of rules whose answer changes while the contact does not. ADR 0017.
    """

    ID_PREFIX = "seg"

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=SegmentKind.choices, default=SegmentKind.DYNAMIC)
    rule = models.JSONField(default=dict, blank=True)
    member_count = models.IntegerField(default=0, editable=False)
    refreshed_at = models.DateTimeField(null=True, editable=False, help_text="Membership is true as of this moment.")
    rebuild_needed = models.BooleanField(default=True, editable=False, help_text="New, or its rule was edited.")
    sweep_at = models.DateTimeField(
        null=True, editable=False, help_text="When to check again, where the rule depends on more than the contact."
    )
    swept_to = models.DateTimeField(
        null=True, editable=False, help_text="Time that goes by has been followed up to this moment."
    )
    whole_at = models.DateTimeField(
        null=True, editable=False, help_text="From then on a check looks at all contacts, not only at those due."
    )
    scan_at = models.DateTimeField(
        null=True, editable=False, help_text="When the scan under way began; null: none is under way."
    )
    scan_key = models.UUIDField(null=True, editable=False, help_text="The last contact that the scan has looked at.")
    scan_seen = models.IntegerField(default=0, editable=False)
    scan_total = models.IntegerField(default=0, editable=False, help_text="How many contacts there were at its start.")
    scan_seconds = models.FloatField(default=0, editable=False, help_text="How long the scan has worked.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["workspace", "name"], name="segment_name_unique"),
            models.CheckConstraint(condition=models.Q(kind__in=SegmentKind.values), name="segment_kind_known"),
            models.CheckConstraint(
                condition=models.Q(scan_at=None) | models.Q(scan_key__isnull=False), name="segment_scan_has_place"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_following(self) -> bool:
        """Whether its members follow its rule, as FOLLOWING says."""
        return self.kind == SegmentKind.DYNAMIC or (self.rebuild_needed and bool(self.rule))


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
            models.Index(fields=["segment", "at"], name="segment_transition_by_segment"),
            models.Index(fields=["id"], condition=models.Q(routed_at=None), name="segment_transition_to_route"),
        )

    def __str__(self) -> str:
        return f"{self.contact_id} {self.kind} {self.segment_id}"
