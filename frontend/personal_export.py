"""One person's data as a file to hand over: JSON for programs, and a page that people can read without us."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.template.loader import render_to_string

from contacts.models import Contact
from contacts.services import contact_export
from frontend.words import humanised

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def personal_archive(contact: Contact) -> bytes:
    """A ZIP file of `data.json` and `data.html`, which say the same."""
    data = contact_export(contact=contact)
    kinds = [(humanised(kind), rows) for kind, rows in data.items() if isinstance(rows, list)]
    page = {
        "contact": contact,
        "exported_at": in_words(data["exported_at"]),
        "facts": [(humanised(key), in_words(value)) for key, value in data["contact"].items()],
        "parts": [_part(title, rows) for title, rows in kinds if rows],
        "empty": [title for title, rows in kinds if not rows],
    }
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2))
        archive.writestr("data.html", render_to_string("frontend/contacts/export.html", page))
    return buffer.getvalue()


def in_words(value: Any) -> str:
    """A value of the export as people read it: moments in UTC, yes and no, lists and objects without brackets."""
    if value in (None, "", [], {}):
        return "–"
    match value:
        case bool():
            return "yes" if value else "no"
        case Mapping():
            return "; ".join(f"{name}: {in_words(inner)}" for name, inner in value.items())
        case list():
            return ", ".join(in_words(each) for each in value)
        case str() if _MOMENT.fullmatch(value):
            return f"{datetime.fromisoformat(value).astimezone(UTC):%-d %b %Y, %H:%M:%S} UTC"
    return str(value)


def _part(title: str, rows: list[Mapping[str, Any]]) -> dict[str, Any]:
    """A table: its columns, and its rows in words."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return {
        "title": title,
        "columns": [humanised(name) for name in columns],
        "rows": [[in_words(row.get(name)) for name in columns] for row in rows],
    }
