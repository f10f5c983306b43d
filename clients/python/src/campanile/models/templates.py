"""Templates, their versions and how they look."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campanile.models.decoding import Tagged
from campanile.models.segments import UsedBy


@dataclass(frozen=True, slots=True)
class TemplateBrief:
    """A template in a list. `state` is DRAFT, PUBLISHED, REJECTED or ARCHIVED; `version` is the one that is sent."""

    id: str
    name: str
    channel: str
    message_type: str
    state: str
    submitted_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Template(Tagged):
    """A template with its draft. `revision` counts its changes."""

    id: str
    name: str
    channel: str
    message_type: str
    state: str
    rejection_reason: str | None
    content: dict[str, Any]
    variables: tuple[str, ...]
    revision: int
    version: int | None
    published_at: datetime | None
    has_changes: bool
    approval_needed: bool
    submitted_at: datetime | None
    used_by: tuple[UsedBy, ...]
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """What was published. `content` is there when one version is asked for, and None in lists."""

    id: str
    number: int
    variables: tuple[str, ...]
    published_at: datetime
    published_by: str | None = None
    content: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check of a template has found; those of severity `error` stand in the way of publishing."""

    code: str
    severity: str
    message: str
    field: str


@dataclass(frozen=True, slots=True)
class RenderedTemplate:
    """A template as a contact gets it, the values that are missing, and what a check has found."""

    rendered: dict[str, Any]
    variables: tuple[str, ...]
    missing: tuple[str, ...]
    findings: tuple[Finding, ...]
