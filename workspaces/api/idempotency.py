"""`Idempotency-Key` on POST: the first status and body are replayed for 24 hours."""

import hashlib
import json
import re
from collections.abc import Callable

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from workspaces.api.access import Access
from workspaces.errors import InvalidInput
from workspaces.services.idempotency import Answer, Undone, answer_once

HEADER = "Idempotency-Key"
_SANE = re.compile(r"[\x20-\x7e]{1,255}")
_ROUTE_LENGTH = 500
# Nothing is kept of a request that was not understood or not let in: the caller mends it and sends it again.
_NOT_KEPT = frozenset({400, 401, 403, 405, 406, 413, 415, 422, 429})


def wanted_key(request: Request) -> str | None:
    """The request's key, if it is a POST that has one. Raises InvalidInput for one that can't be a key."""
    key = request.headers.get(HEADER)
    if key is None or request.method != "POST":
        return None
    if not _SANE.fullmatch(key):
        raise InvalidInput.of(HEADER, "must be 1 to 255 printable ASCII characters")
    return str(key)


def serve_once(request: Request, access: Access, key: str, serve: Callable[[], Response]) -> HttpResponse:
    """The kept answer, or that of `serve`, whose refusals come back as responses: what they have written is undone."""
    route = f"{request.method} {request.get_full_path()}"[:_ROUTE_LENGTH]
    body = json.dumps(request.data, sort_keys=True, default=_fingerprint).encode()
    answer = answer_once(owner=access.owner, route=route, key=key, body=body, work=lambda: _answer(serve()))
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json")
    if answer.etag:
        response["ETag"] = answer.etag
    if answer.replayed:
        response["Idempotency-Replayed"] = "true"
    return response


def _fingerprint(value: object) -> str:
    """What stands for an uploaded file when bodies are compared."""
    if not isinstance(value, UploadedFile):
        raise TypeError(f"{type(value).__name__} is no part of a body")
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return f"{value.name}:{digest.hexdigest()}"


def _answer(response: Response) -> Answer:
    text = response.rendered_content.decode()
    keep = response.status_code not in _NOT_KEPT
    answer = Answer(response.status_code, text, keep=keep, etag=response.get("ETag", ""))
    if response.exception:
        raise Undone(answer)
    return answer
