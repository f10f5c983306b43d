"""Rate limits per key or signed-in user: X-RateLimit-* on every answer, 429 with Retry-After."""

from django.conf import settings
from django.http import HttpResponseBase
from rest_framework.exceptions import Throttled

from workspaces.api.access import Access
from workspaces.services.rate_windows import RateState, request_count

_WINDOW_SECONDS = 60


def count_request(access: Access) -> RateState:
    """Counts this request; whether it is one too many is for `refuse_excess` to say."""
    return request_count(subject=access.subject, limit=settings.API_REQUESTS_PER_MINUTE, seconds=_WINDOW_SECONDS)


def refuse_excess(state: RateState) -> None:
    """Raises Throttled when the caller has used up the present window."""
    if state.exceeded:
        raise Throttled(wait=state.retry_after)


def add_headers(response: HttpResponseBase, state: RateState) -> None:
    """Says where the caller stands."""
    response["X-RateLimit-Limit"] = str(state.limit)
    response["X-RateLimit-Remaining"] = str(state.remaining)
    response["X-RateLimit-Reset"] = str(state.resets_at)
    if state.exceeded:
        response["Retry-After"] = str(state.retry_after)
