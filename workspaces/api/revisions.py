"""ETags: `If-Match` on what changes something that was read, `If-None-Match` on what is read again.

Drafts have revisions. Of other rows the ETag is made of what people edit, so that nothing else about a row (how many
members a segment has) keeps a change out; who reads such a row again is always answered.
"""

import json
import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.db import models
from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from workspaces.api.problems import Kind, Problem, Refused
from workspaces.errors import InvalidInput

_ETAG = re.compile(r'(?:W/)?"(\d{1,9})"')


def base_revision(request: Request, *, required: bool) -> int | None:
    """The revision that the request builds on, from If-Match; None for `*`. Raises 428 where it is left out."""
    header = request.headers.get("If-Match")
    if header is None:
        if required:
            raise Refused(Problem(Kind.MATCH_MISSING, "Send the ETag that you read as If-Match."))
        return None
    if header.strip() == "*":
        return None
    match = _ETAG.fullmatch(header.strip())
    if match is None:
        raise InvalidInput.of("If-Match", 'must be one ETag of ours, such as "7"')
    return int(match[1])


def state_tag(row: models.Model, edited: Sequence[str]) -> str:
    """The ETag of these fields of a row."""
    return told_tag([str(row.pk), *(getattr(row, name) for name in edited)])


def told_tag(told: Any) -> str:
    """The ETag of something that is told as this."""
    state = json.dumps(told, sort_keys=True, default=_plain)
    return f'"{sha256(state.encode()).hexdigest()[:24]}"'


def names_state(request: Request, tag: str) -> bool:
    """Whether If-Match, where it is sent, names this ETag. Raises InvalidInput for what can be none."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return True
    named = parse_etags(header)
    if not named:
        raise InvalidInput.of("If-Match", "must be an ETag of ours, in quotation marks, or *")
    return tag in {each.removeprefix("W/") for each in named}


def _plain(value: Any) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def leave_out_known(request: Request, response: Response) -> None:
    """Makes a successful GET or HEAD a 304 without a body where If-None-Match names its ETag."""
    known, etag = request.headers.get("If-None-Match"), response.get("ETag")
    if known is None or etag is None or request.method not in ("GET", "HEAD") or response.status_code != 200:
        return
    if not _ETAG.fullmatch(etag):
        return
    # Compared weakly, as RFC 9110 has it: a compressed answer carries the weak form of the same tag.
    named = {each.removeprefix("W/") for each in parse_etags(known)}
    if etag.removeprefix("W/") in named or "*" in named:
        response.status_code, response.data = 304, None
