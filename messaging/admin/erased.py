"""Addresses of people who were erased, as far as they are known: hashes to look at."""

from django.contrib import admin

from messaging.models import ErasedAddress, ReturnedContact
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(ErasedAddress)
class ErasedAddressAdmin(ReadOnlyAdmin):
    """Nothing is sent to these."""

    list_display = ("digest", "channel", "workspace", "created_at")
    list_filter = ("channel", "workspace")
    list_select_related = ("workspace",)
    search_fields = ("=digest",)
    ordering = ("-id",)


@admin.register(ReturnedContact)
class ReturnedContactAdmin(ReadOnlyAdmin):
    """Contacts whose address is that of somebody who was erased."""

    list_display = ("contact", "channel", "workspace")
    list_filter = ("channel", "workspace")
    list_select_related = ("contact", "workspace")
    ordering = ("-id",)
