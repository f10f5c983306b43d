"""What stays of two contacts who are merged, as the page says it: fields by their names, values as people say them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.template.defaultfilters import date as date_words

from contacts.selectors import MergedField
from contacts.selectors.lookups import field_label
from frontend.templatetags.pages import plain
from frontend.words import humanised
from workspaces.models import Workspace

_MOMENTS = ("created_at",)
_LABELS = {"created_at": "Known since", "score": "Score", "tags": "Tags"}


@dataclass(frozen=True, slots=True)
class MergeRow:
    """One line of the table; a value that nobody gave is empty."""

    label: str
    target: str
    source: str
    result: str
    dropped: bool


def merge_rows(workspace: Workspace, fields: Iterable[MergedField]) -> Iterator[MergeRow]:
    """The lines, in the order of the fields; moments in the workspace's time zone."""
    zone = ZoneInfo(workspace.timezone)
    for field in fields:
        target, source, result = (_said(field.name, each, zone) for each in (field.target, field.source, field.result))
        yield MergeRow(_label(field.name), target, source, result, field.dropped)


def _label(name: str) -> str:
    return _LABELS.get(name) or field_label(name) or humanised(name)


def _said(name: str, value: Any, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if name in _MOMENTS and isinstance(value, str):
        return date_words(datetime.fromisoformat(value).astimezone(zone), "j M Y, H:i")
    return plain(value)
