"""Which values stay when two contacts become one. Pure arithmetic; the service and its preview share it."""

from typing import Any

from contacts.models import Contact

FILLED = ("email", "phone", "external_id", "first_name", "last_name", "timezone")


def merged_fields(target: Contact, source: Contact) -> dict[str, Any]:
    """What `target` says after the merge: its own values, gaps filled from `source`; tags of both, the higher score."""
    found: dict[str, Any] = {name: getattr(target, name) or getattr(source, name) for name in FILLED}
    found["attributes"] = {**source.attributes, **target.attributes}
    found["tags"] = sorted({*target.tags, *source.tags})
    found["score"] = max(target.score, source.score)
    found["created_at"] = min(target.created_at, source.created_at)
    return found
