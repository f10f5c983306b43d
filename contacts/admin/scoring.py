"""Score rules and what came of them. Members make and change rules on the page *Scoring*."""

from django.contrib import admin

from contacts.models import ContactScore, ScoreChange, ScoreDue, ScoreRule, ScoreState
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(ScoreRule)
class ScoreRuleAdmin(ReadOnlyAdmin):
    """What gives points."""

    list_display = ("name", "kind", "points", "is_active", "workspace", "updated_at")
    list_filter = ("kind", "is_active", "workspace")
    search_fields = ("name",)
    list_select_related = ("workspace",)
    ordering = ("workspace", "name")


@admin.register(ScoreState)
class ScoreStateAdmin(ReadOnlyAdmin):
    """Where the scoring of each workspace stands."""

    list_display = ("workspace", "is_active", "walk", "walked_on")
    list_filter = ("is_active", "walk")
    list_select_related = ("workspace",)
    ordering = ("workspace",)


@admin.register(ContactScore)
class ContactScoreAdmin(ReadOnlyAdmin):
    """What contacts have by rules."""

    list_display = ("contact", "computed", "ages", "workspace")
    list_filter = ("workspace",)
    search_fields = ("=contact__email",)
    list_select_related = ("contact", "workspace")
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(ScoreChange)
class ScoreChangeAdmin(ReadOnlyAdmin):
    """How scores came about."""

    list_display = ("at", "contact_id", "before", "after", "workspace")
    list_filter = ("workspace",)
    list_select_related = ("workspace",)
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(ScoreDue)
class ScoreDueAdmin(ReadOnlyAdmin):
    """Contacts whose scores are yet to be looked at. Many for long means that the stage does not run."""

    list_display = ("id", "workspace", "contact_id")
    list_filter = ("workspace",)
    ordering = ("id",)
    show_full_result_count = False
