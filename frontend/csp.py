"""The content security policy of every answer: our pages need nothing inline, nothing evaluated, nothing foreign.

A view that needs another policy (a received mail in its frame) sets the header itself and is left alone. The staff
admin and the API docs are others' code with inline scripts; they get a policy that still keeps all on this origin.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"

_COMMON = (
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
STRICT = "; ".join((*_COMMON, "form-action 'self'"))
RELAXED = "; ".join((*_COMMON, "script-src 'self' 'unsafe-inline' 'unsafe-eval'", "style-src 'self' 'unsafe-inline'"))
# A mail is somebody else's HTML: no scripts, no forms, no frames, its own inline styles, pictures of this origin only.
MAIL_FRAME = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "sandbox allow-popups allow-popups-to-escape-sandbox",
    )
)

# A template is one's own mail: as it will look, with its pictures.
TEMPLATE_FRAME = MAIL_FRAME.replace("img-src 'self' data:", "img-src 'self' data: https: http:")


class ContentSecurityPolicyMiddleware:
    """Adds the policy to answers that bring none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # The development server of Vite serves scripts from another port.
        if HEADER not in response and not settings.DJANGO_VITE["default"]["dev_mode"]:
            response[HEADER] = RELAXED if _is_foreign_page(request) else STRICT
        return response


def _is_foreign_page(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and (match.app_name == "admin" or match.url_name == "api_docs")
