"""The staff admin of contacts. Writes go through the services, so staff meet the same refusals as everybody else."""

from contacts.admin import consent, contacts, events, imports, segments

__all__ = ["consent", "contacts", "events", "imports", "segments"]
