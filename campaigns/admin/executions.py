"""Executions, journals and counters in the staff admin, to read: the engine writes them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from campaigns.models import Execution, NodeCounter, NodeTimeline, Step
from campaigns.reasons import reason_words
from campaigns.reports.journal import execution_journal
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(Execution)
class ExecutionAdmin(ReadOnlyAdmin):
    """One contact's way through a flow, with its journal."""

    list_display = ("public_id", "campaign", "contact", "state", "node", "due_at", "reason", "finished_at")
    list_filter = ("state", "workspace")
    list_select_related = ("campaign", "contact")
    search_fields = ("=id",)
    ordering = ("-pk",)
    show_full_result_count = False

    def get_fields(self, request: HttpRequest, obj: Execution | None = None) -> list[str]:
        return ["public_id", "in_words", "journal", *(field.name for field in Execution._meta.fields)]

    def get_readonly_fields(self, request: HttpRequest, obj: Execution | None = None) -> list[str]:
        return self.get_fields(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Execution]:
        rows: QuerySet[Execution] = super().get_queryset(request)
        return rows.select_related("campaign", "contact", "version")

    @admin.display(description="Why")
    def in_words(self, execution: Execution) -> str:
        return reason_words(execution.reason) if execution.reason else "–"

    @admin.display(description="Journal")
    def journal(self, execution: Execution) -> SafeString:
        lines = ((f"{line.at:%Y-%m-%d %H:%M:%S}", line.node_name, line.words) for line in execution_journal(execution))
        return format_html_join("", "<div>{} <b>{}</b> {}</div>", lines)


@admin.register(Step)
class StepAdmin(ReadOnlyAdmin):
    """Journal lines of all executions, newest first."""

    list_display = ("created_at", "execution_id", "node", "outcome", "port", "reason")
    list_filter = ("outcome", "workspace")
    search_fields = ("=execution__id",)
    ordering = ("-pk",)
    show_full_result_count = False


@admin.register(NodeCounter)
class NodeCounterAdmin(ReadOnlyAdmin):
    """Counters: deltas, and the rows that they are folded into."""

    list_display = ("campaign", "run_id", "node", "outcome", "port", "reason", "delta", "folded", "created_at")
    list_filter = ("outcome", "workspace")
    list_select_related = ("campaign",)
    ordering = ("-pk",)
    show_full_result_count = False


@admin.register(NodeTimeline)
class NodeTimelineAdmin(ReadOnlyAdmin):
    """Folded counters by hour and day."""

    list_display = ("campaign", "node", "outcome", "port", "span", "at", "number")
    list_filter = ("outcome", "span", "workspace")
    list_select_related = ("campaign",)
    ordering = ("-pk",)
    show_full_result_count = False
