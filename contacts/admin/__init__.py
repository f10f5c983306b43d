"""The staff admin of contacts. Writes go through the services, so staff meet the same refusals as everybody else."""

from contacts.admin import (
    bulk,
    consent,
    contacts,
    events,
    exports,
    imports,
    saved_views,
    scoring,
    segments,
    site_keys,
    topics,
)

__all__ = [
    "bulk",
    "consent",
    "contacts",
    "events",
    "exports",
    "imports",
    "saved_views",
    "scoring",
    "segments",
    "site_keys",
    "topics",
]
