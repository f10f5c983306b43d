"""The templates of a WhatsApp business account, with their states: every page of its list, or nothing.

What was approved is read from a template's components; what can't be filled in here is named in words.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from messaging.providers.base import KeptTemplate, ProviderUnavailable
from messaging.providers.http_api import Request, ask, json_of
from workspaces.http import Client

_FIELDS = "id,name,language,status,category,components,rejected_reason,parameter_format"
_PAGE = 100
# An account holds at most 6,000 templates.
_MOST_PAGES = 100
_PLACE = re.compile(r"\{\{\s*(\d+)\s*\}\}")
_ANY_PLACE = re.compile(r"\{\{[^{}]+\}\}")
_LONGEST = {"name": 512, "language": 20, "id": 64, "category": 40, "status": 40, "rejected_reason": 300}


def account_templates(client: Client, account_url: str, headers: Mapping[str, str]) -> list[KeptTemplate]:
    """All of them, each name and language once. Raises ProviderUnavailable where any page can't be read.

    Pages are asked for by their cursor and never by an address that an answer names: the token goes nowhere else.
    """
    found: dict[tuple[str, str], KeptTemplate] = {}
    after, seen = "", set[str]()
    for _ in range(_MOST_PAGES):
        query = {"fields": _FIELDS, "limit": _PAGE} | ({"after": after} if after else {})
        page = json_of(ask(client, Request("GET", f"{account_url}/message_templates?{urlencode(query)}", headers)))
        rows = page.get("data")
        if not isinstance(rows, list):
            raise ProviderUnavailable("the answer is no list of templates")
        found |= {(each.name, each.language): each for each in _read(rows)}
        after = _next_cursor(page)
        if not after or after in seen:
            return list(found.values())
        seen.add(after)
    raise ProviderUnavailable(f"the list of templates has more than {_MOST_PAGES} pages")


def _next_cursor(page: Mapping[str, Any]) -> str:
    paging = page.get("paging")
    if not isinstance(paging, dict) or not paging.get("next"):
        return ""
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, dict) else None
    if not isinstance(after, str) or not after:
        raise ProviderUnavailable("the list of templates breaks off")
    return after


def _read(rows: list[Any]) -> Iterator[KeptTemplate]:
    """What of a page can be read; an entry without a name or language is none."""
    for row in rows:
        if not isinstance(row, dict):
            continue
        texts = {key: _text(row.get(key), most) for key, most in _LONGEST.items()}
        if not texts["name"] or not texts["language"]:
            continue
        parts = row.get("components")
        components = [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
        body = next((_text(part.get("text"), 4_000) for part in components if _kind(part) == "BODY"), "")
        reason = texts["rejected_reason"]
        yield KeptTemplate(
            key=texts["id"],
            name=texts["name"],
            language=texts["language"],
            category=texts["category"].lower(),
            state=texts["status"].lower() or "unknown",
            reason="" if reason.upper() == "NONE" else reason.replace("_", " ").lower(),
            body=body,
            places=len({int(number) for number in _PLACE.findall(body)}),
            wants=_wants(row, components, body),
            components=components if len(json.dumps(components)) <= 20_000 else [],
        )


def _wants(row: Mapping[str, Any], components: list[dict[str, Any]], body: str) -> str:
    """What each message of the template needs that can't be given; "" where nothing."""
    if str(row.get("parameter_format", "")).upper() == "NAMED" and _ANY_PLACE.search(body):
        return "its places have names; only numbered ones, such as {{1}}, can be filled"
    for part in components:
        kind, text = _kind(part), str(part.get("text", ""))
        if kind == "HEADER" and str(part.get("format", "TEXT")).upper() != "TEXT":
            return f"its header holds media ({str(part['format']).lower()})"
        if kind == "HEADER" and _ANY_PLACE.search(text):
            return "its header has a place to fill"
        if kind == "BUTTONS" and any(_is_open(button) for button in part.get("buttons") or []):
            return "one of its buttons has a place to fill"
        if kind in ("CAROUSEL", "LIMITED_TIME_OFFER"):
            return f"it is a {kind.replace('_', ' ').lower()}"
    return ""


def _is_open(button: object) -> bool:
    if not isinstance(button, dict):
        return False
    return bool(_ANY_PLACE.search(str(button.get("url", "")))) or str(button.get("type", "")).upper() == "COPY_CODE"


def _kind(part: Mapping[str, Any]) -> str:
    return str(part.get("type", "")).upper()


def _text(value: object, most: int) -> str:
    return str(value).replace("\x00", "").strip()[:most] if isinstance(value, str | int) else ""
