"""The templates of a WhatsApp business account, with their states: every page of its list, or nothing.

What was approved is read from a template's components; what can't be filled in here is named in words.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from messaging.kept_components import buttons_of, header_of, kind_of
from messaging.providers.base import KeptTemplate, ProviderUnavailable
from messaging.providers.http_api import Request, ask, json_of
from templates_app.rendering.whatsapp_places import MEDIA, places_in
from workspaces.http import Client

_FIELDS = "id,name,language,status,category,components,rejected_reason"
_PAGE = 100
# An account holds at most 6,000 templates.
_MOST_PAGES = 100
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
        body = next((_text(part.get("text"), 4_000) for part in components if kind_of(part) == "BODY"), "")
        reason = texts["rejected_reason"]
        yield KeptTemplate(
            key=texts["id"],
            name=texts["name"],
            language=texts["language"],
            category=texts["category"].lower(),
            state=texts["status"].lower() or "unknown",
            reason="" if reason.upper() == "NONE" else reason.replace("_", " ").lower(),
            body=body,
            places=len(places_in(body)),
            wants=_wants(components),
            components=components if _is_kept(components) else [],
        )


def _wants(components: list[dict[str, Any]]) -> str:
    """What each message of the template needs that can't be given; "" where nothing."""
    if not _is_kept(components):
        return "its parts are too long to be read here"
    header, _ = header_of(components)
    if header not in ("", "text", *MEDIA):
        return f"its header holds a {header}"
    for _, button in buttons_of(components):
        if str(button.get("type", "")).upper() == "COPY_CODE":
            return "one of its buttons copies a code"
    kinds = (kind_of(part) for part in components)
    odd = next((kind for kind in kinds if kind in ("CAROUSEL", "LIMITED_TIME_OFFER")), "")
    return f"it is a {odd.replace('_', ' ').lower()}" if odd else ""


def _is_kept(components: list[dict[str, Any]]) -> bool:
    return len(json.dumps(components)) <= 20_000


def _text(value: object, most: int) -> str:
    return str(value).replace("\x00", "").strip()[:most] if isinstance(value, str | int) else ""
