"""Other packages' models, in the admin's own look: sign-ins, the system's ticks, the admin's own log."""

import axes.admin as axes_admin
import django_celery_beat.admin as beat_admin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.http import HttpRequest
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from workspaces.admin.base import ReadOnlyAdmin

for model in (
    AccessAttempt,
    AccessLog,
    AccessFailureLog,
    PeriodicTask,
    IntervalSchedule,
    CrontabSchedule,
    ClockedSchedule,
    SolarSchedule,
):
    admin.site.unregister(model)


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """What staff did on admin pages, as Django notes it; the audit log has what it did to a workspace."""

    workspace_path = None
    list_display = ("action_time", "user", "content_type", "object_repr", "action_flag")
    list_filter = ("action_flag", "content_type")
    search_fields = ("object_repr", "user__email")
    list_select_related = ("user", "content_type")
    date_hierarchy = "action_time"
    ordering = ("-action_time",)
    show_full_result_count = False


@admin.register(AccessAttempt)
class AccessAttemptAdmin(axes_admin.AccessAttemptAdmin, ModelAdmin):
    """Failed sign-ins that count; deleting a row unlocks the person and the place."""

    list_display = ("attempt_time", "username", "ip_address", "failures_since_start", "status")
    fieldsets = ((None, {"fields": ("username", "ip_address", "user_agent", "path_info", "failures_since_start")}),)
    ordering = ("-attempt_time",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class _SignIns(ReadOnlyAdmin):
    """Without what was typed and sent: there may be a password in it."""

    workspace_path = None
    search_fields = ("username", "=ip_address")
    date_hierarchy = "attempt_time"
    ordering = ("-attempt_time",)
    show_full_result_count = False


@admin.register(AccessLog)
class AccessLogAdmin(_SignIns):
    """Sign-ins, and when they ended."""

    list_filter = ("attempt_time",)
    list_display = ("attempt_time", "logout_time", "username", "ip_address", "user_agent")
    fields = ("username", "ip_address", "user_agent", "path_info", "attempt_time", "logout_time")


@admin.register(AccessFailureLog)
class AccessFailureLogAdmin(_SignIns):
    """Sign-ins that failed."""

    list_display = ("attempt_time", "username", "ip_address", "user_agent", "locked_out")
    list_filter = ("locked_out", "attempt_time")
    fields = ("username", "ip_address", "user_agent", "path_info", "attempt_time", "locked_out")


class TaskForm(beat_admin.PeriodicTaskForm):
    """The package's form with this admin's fields."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].widget = UnfoldAdminTextInputWidget()
        self.fields["regtask"].widget = _TaskSelect()


class _TaskSelect(UnfoldAdminSelectWidget, beat_admin.TaskSelectWidget):
    """The tasks that this program knows."""


@admin.register(PeriodicTask)
class PeriodicTaskAdmin(beat_admin.PeriodicTaskAdmin, ModelAdmin):
    """The ticks of the system; a changed one counts within seconds."""

    form = TaskForm
    list_display = ("name", "task", "enabled", "scheduler", "last_run_at", "one_off")
    list_filter = ("enabled", "one_off", "task")
    date_hierarchy = None
    ordering = ("name",)


class _TaskInline(beat_admin.PeriodicTaskInline, TabularInline):
    """Which ticks go by a schedule."""

    tab = True


class _ScheduleAdmin(ModelAdmin):
    inlines = (_TaskInline,)


@admin.register(IntervalSchedule)
class IntervalScheduleAdmin(_ScheduleAdmin):
    """Every so often."""

    list_display = ("__str__", "every", "period")
    list_filter = ("period",)


@admin.register(CrontabSchedule)
class CrontabScheduleAdmin(beat_admin.CrontabScheduleAdmin, ModelAdmin):
    """As cron writes it."""

    inlines = (_TaskInline,)
    list_filter = ("timezone",)


@admin.register(ClockedSchedule)
class ClockedScheduleAdmin(_ScheduleAdmin):
    """Once, at a moment."""

    fields = list_display = ("clocked_time",)
    ordering = ("-clocked_time",)


@admin.register(SolarSchedule)
class SolarScheduleAdmin(_ScheduleAdmin):
    """By the sun."""

    list_display = ("__str__", "event", "latitude", "longitude")
    list_filter = ("event",)
