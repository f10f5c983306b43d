"""Scripts for websites, served as they are written, to pages of any origin."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.http import HttpRequest, HttpResponse


def script_answer(request: HttpRequest, path: Path) -> HttpResponse:
    """The script; browsers ask again after an hour."""
    text, tag = _script(path)
    fresh = request.headers.get("If-None-Match") == tag
    response = HttpResponse(b"" if fresh else text, status=304 if fresh else 200)
    response["Content-Type"] = "text/javascript; charset=utf-8"
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=3600"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@cache
def _script(path: Path) -> tuple[bytes, str]:
    text = path.read_bytes()
    return text, f'"{sha256(text).hexdigest()[:16]}"'
