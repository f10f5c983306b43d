"""Lead scoring: the rules that give points, what each contact has by them, and how that came about."""

from django.db import models
from django.db.models import Q

from workspaces.tenancy import PublicId, WorkspaceModel


class ScoreKind(models.TextChoices):
    """What a rule gives points for."""

    EVENT = "event", "Something they did"
    RULE = "rule", "What is true of them"
    INACTIVITY = "inactivity", "Time without doing anything"


class ScoreRule(PublicId, WorkspaceModel):
    """Points for events of a name, while a rule holds, or for each period without any event."""

    ID_PREFIX = "scr"

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=ScoreKind.choices)
    points = models.IntegerField(help_text="May be negative.")
    is_active = models.BooleanField(default=True)
    event = models.CharField(max_length=120, blank=True)
    filter = models.JSONField(default=list, blank=True, help_text="Tests of the event's properties.")
    rule = models.JSONField(default=dict, blank=True)
    most = models.IntegerField(null=True, blank=True, help_text="Counts so often at most, the newest first.")
    window_days = models.IntegerField(null=True, blank=True, help_text="Only events of the last so many days.")
    half_life_days = models.IntegerField(null=True, blank=True, help_text="Points halve in so many days.")
    period_days = models.IntegerField(null=True, blank=True, help_text="Of inactivity: points for each period.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["workspace", "name"], name="score_rule_name_unique"),
            models.CheckConstraint(
                condition=(Q(kind="event") & ~Q(event=""))
                | (Q(kind="rule") & Q(event=""))
                | (Q(kind="inactivity", period_days__isnull=False) & Q(event="")),
                name="score_rule_fits_kind",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ScoreState(WorkspaceModel):
    """Where the scoring of one workspace stands. A walk goes over contacts by their ids, `cursor` being the last."""

    class Walk(models.TextChoices):
        """Over whom."""

        NONE = "", "None"  # nothing to do → all: by an edit of a rule; → aged or all: by a new day
        ALL = "all", "Everybody"  # → none, at the end
        AGED = "aged", "Whose score changes with time"  # → none, at the end; → all: by an edit of a rule

    workspace = models.OneToOneField(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    is_active = models.BooleanField(default=False, help_text="There are rules that give points.")
    walk = models.CharField(max_length=4, choices=Walk.choices, blank=True, default="")
    cursor = models.UUIDField(null=True, blank=True)
    walked_on = models.DateField(help_text="The day (UTC) as of which the last walk began.")

    def __str__(self) -> str:
        return f"{self.workspace_id} {self.walk}"


class ContactScore(WorkspaceModel):
    """The points that one contact has by rules; `Contact.score` is these and whatever was given by hand.

    Many rows: references carry no database constraint (ADR 0005), but contacts take theirs along.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.OneToOneField("contacts.Contact", on_delete=models.CASCADE, related_name="computed_score")
    computed = models.IntegerField()
    parts = models.JSONField(default=dict, help_text="Points by the id of their rule.")
    ages = models.BooleanField(help_text="It changes as days go by.")

    class Meta(WorkspaceModel.Meta):
        indexes = (models.Index(fields=["workspace", "contact"], condition=Q(ages=True), name="contact_score_ages"),)

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.computed}"


class ScoreChange(WorkspaceModel):
    """One line of a contact's score history; append-only, kept for 90 days."""

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="score_changes", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    before = models.IntegerField()
    after = models.IntegerField()
    parts = models.JSONField(null=True, help_text="By rules: what changed, by the id of the rule; null: otherwise.")
    source = models.CharField(
        max_length=64,
        blank=True,
        db_default="",
        help_text="Else: user, key, system, campaign, merge, import:…",
    )

    class Meta(WorkspaceModel.Meta):
        indexes = (
            models.Index(fields=["contact", "-at", "-id"], name="score_change_by_contact"),
            models.Index(fields=["at"], name="score_change_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.before} → {self.after}"


class ScoreDue(WorkspaceModel):
    """A contact whose score the scoring stage has yet to look at; written with the change that calls for it."""

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )

    class Meta(WorkspaceModel.Meta):
        indexes = (models.Index(fields=["workspace", "id"], name="score_due_queue"),)

    def __str__(self) -> str:
        return f"{self.contact_id} due"
