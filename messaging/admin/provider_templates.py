"""Templates at providers in the staff admin: to look at."""

from django.contrib import admin

from messaging.models import ProviderTemplate, ProviderTemplateList
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(ProviderTemplate)
class ProviderTemplateAdmin(ReadOnlyAdmin):
    """Templates that providers keep, with their states there."""

    list_display = ("name", "language", "category", "state", "sender", "seen_at", "workspace")
    list_filter = ("state", "workspace")
    list_select_related = ("sender", "workspace")
    search_fields = ("name",)
    ordering = ("name", "language", "pk")


@admin.register(ProviderTemplateList)
class ProviderTemplateListAdmin(ReadOnlyAdmin):
    """When providers were asked for their templates."""

    list_display = ("sender", "checked_at", "problem", "wanted_at", "workspace")
    list_filter = ("workspace",)
    list_select_related = ("sender", "workspace")
    ordering = ("sender__name", "pk")
