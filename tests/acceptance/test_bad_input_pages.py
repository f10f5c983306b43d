"""Garbage sent to every address that is no API: pages, the staff admin, links and sites' calls. Never a fault."""

import logging
import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client

from tests.acceptance.isolation_pages import PAGES
from tests.acceptance.isolation_routes import OWN, PUBLIC, STAFF_PREFIX
from tests.acceptance.walking import address, address_of_admin, routes
from tests.acceptance.worlds import Worlds
from tests.factories.workspaces import make_user

# In turn, so that each field meets several over all the pages that have it.
GARBAGE = [
    "a\0b",
    "-1",
    "9" * 40,
    "x" * 400,
    "[{]}",
    "\U0001f41f",
    "2026-13-40T99:99",
    "",
    "../../etc",
    "1e400",
    "NaN",
]
FORM = "application/x-www-form-urlencoded"
# Bodies that can't be read as what they say they are.
BODIES = [
    (b"\xff\xfe=\xed\xa0\x80&=&&%zz=%", FORM),
    (b"--x\r\nContent-Disposition: form-data; name=\xff\r\n", "multipart/form-data; boundary=x"),
    (b'{"key": "\\ud800", "a": [', "application/json"),
    (b"[" * 10_000, "text/plain"),
]


def _names() -> list[str]:
    """The names of all fields that stand in any template."""
    pages = (path.read_text() for path in (django_settings.BASE_DIR / "frontend").rglob("*.html"))
    return sorted({name for page in pages for name in re.findall(r'\bname="([a-zA-Z_]+)"', page)})


def _addresses(worlds: Worlds) -> Iterator[str]:
    for route in routes():
        if route.startswith(STAFF_PREFIX):
            yield "/" + address_of_admin(route)
        elif route in PAGES:
            yield address(route, worlds.own)
        elif route in PUBLIC or route in OWN:
            yield "/" + re.sub(r"<[^>]+>", "x", route)


def test_garbage_is_no_fault_of_any_page(worlds: Worlds, db: None, settings: Any) -> None:
    logging.disable(logging.CRITICAL)
    owner, staff = (Client(raise_request_exception=False) for _ in range(2))
    owner.force_login(worlds.owner)
    staff.force_login(make_user("root@example.com", is_staff=True, is_superuser=True))
    names, wrong, sent = _names(), [], 0
    for number, path in enumerate(sorted(set(_addresses(worlds)))):
        client = staff if path.startswith("/admin/") else owner
        form = {name: GARBAGE[(number + place) % len(GARBAGE)] for place, name in enumerate(names)}
        query = {name: GARBAGE[(number + place + 3) % len(GARBAGE)][:40] for place, name in enumerate(names)}
        body, kind = BODIES[number % len(BODIES)]
        for send in (
            lambda: client.post(path, form),  # noqa: B023 - called at once
            lambda: client.get(path, query),  # noqa: B023
            lambda: client.generic("POST", path, body, content_type=kind),  # noqa: B023
        ):
            sent += 1
            with transaction.atomic():
                answer = send()
                transaction.set_rollback(True)
            if answer.status_code >= 500 and path != "/readyz":
                wrong.append(f"{answer.wsgi_request.method} {path[:120]}: {answer.status_code}")
    logging.disable(logging.NOTSET)
    assert wrong == []
    assert sent > 600
    assert len(names) > 50
