"""The staff admin of contacts. Writes go through the services, so staff meet the same refusals as everybody else."""

from contacts.admin import bulk, consent, contacts, events, exports, imports, saved_views, scoring, segments

__all__ = ["bulk", "consent", "contacts", "events", "exports", "imports", "saved_views", "scoring", "segments"]
from contacts.admin import site_keys

__all__ = ["bulk", "consent", "contacts", "events", "imports", "saved_views", "segments"]

__all__ = ["consent", "contacts", "events", "exports", "imports", "segments"]
__all__ = ["bulk", "consent", "contacts", "events", "imports", "saved_views", "segments", "site_keys"]
