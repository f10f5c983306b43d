"""Imports: upload a file here, follow it, and download what was wrong with it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse

from contacts.admin.forms import ServiceAdmin, ServiceForm
from contacts.imports.report import report_lines
from contacts.models import ContactImport, ImportedContact, ImportRefusedRow, ImportRowError
from contacts.services import import_create
from workspaces.admin.base import ReadOnlyAdmin

_OPTIONS = ("goal", "encoding", "sheet", "mapping", "kinds", "country", "consent", "add_tags", "segment")
_PROGRESS = (
    *("state", "error", "rows_total", "rows_read", "rows_created", "rows_updated", "rows_unchanged"),
    *("rows_rejected", "rows_repeated", "faults_total", "attempt", "created_at", "finished_at"),
)


class ImportForm(ServiceForm):
    """A CSV file or a workbook; docs/imports.md describes columns, mapping and consent."""

    upload = forms.FileField(label="CSV file or workbook")

    class Meta:
        model = ContactImport
        fields = ("workspace", *_OPTIONS)

    def write(self, values: dict[str, Any]) -> ContactImport:
        return import_create(
            workspace=values["workspace"],
            file=values["upload"],
            **{option: values[option] for option in _OPTIONS},
            actor=self.actor,
        )


@admin.register(ContactImport)
class ContactImportAdmin(ServiceAdmin):
    """Imports are made once; nothing about one can be edited."""

    form = ImportForm
    list_display = ("filename", "workspace", "state", "rows_read", "rows_total", "rows_rejected", "created_at")
    list_filter = ("state", "workspace")
    search_fields = ("filename",)
    list_select_related = ("workspace",)
    autocomplete_fields = ("workspace", "segment")
    ordering = ("-id",)
    actions = ("report",)

    def get_fields(self, request: HttpRequest, obj: ContactImport | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("workspace", "upload", *_OPTIONS)
        return ("public_id", "workspace", "filename", *_OPTIONS, *_PROGRESS)

    def get_readonly_fields(self, request: HttpRequest, obj: ContactImport | None = None) -> tuple[str, ...]:
        return self.get_fields(request, obj) if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: ContactImport | None = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: ContactImport | None = None) -> bool:
        return False

    @admin.action(description="Download the faults as CSV")
    def report(self, request: HttpRequest, queryset: QuerySet[ContactImport]) -> StreamingHttpResponse:
        faults = ImportRowError.unscoped_objects.filter(contact_import__in=queryset).order_by(
            "contact_import", "row", "pk"
        )
        return StreamingHttpResponse(
            report_lines(faults.iterator(2_000)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="import-faults.csv"'},
        )


@admin.register(ImportRowError)
class ImportRowErrorAdmin(ReadOnlyAdmin):
    """What was wrong with which row."""

    list_display = ("contact_import", "row", "column", "value", "code", "message", "is_warning")
    list_filter = ("is_warning", "code", "workspace")
    search_fields = ("=contact_import__id", "value")
    list_select_related = ("contact_import",)
    ordering = ("-contact_import", "row")
    show_full_result_count = False


@admin.register(ImportRefusedRow)
class ImportRefusedRowAdmin(ReadOnlyAdmin):
    """Rows that were not taken, as they were."""

    list_display = ("contact_import", "row", "problem")
    list_filter = ("workspace",)
    search_fields = ("=contact_import__id",)
    list_select_related = ("contact_import",)
    ordering = ("-contact_import", "row")
    show_full_result_count = False


@admin.register(ImportedContact)
class ImportedContactAdmin(ReadOnlyAdmin):
    """Scratch rows of imports that are running."""

    list_display = ("contact_import_id", "row", "contact_id", "workspace")
    ordering = ("id",)
    show_full_result_count = False
