"""The staff admin of contacts. Writes go through the services, so staff meet the same refusals as everybody else."""

from contacts.admin import bulk, consent, contacts, events, imports, saved_views, segments

__all__ = ["bulk", "consent", "contacts", "events", "imports", "saved_views", "segments"]
from contacts.admin import exports

__all__ = ["consent", "contacts", "events", "exports", "imports", "segments"]
