"""/healthz, /readyz and /metrics. What is checked stands in `checks`."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django_prometheus.exports import ExportToDjangoView

from workspaces.ops.checks import run_checks


@require_GET
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process is up and answers. Asks nothing of anybody else."""
    return JsonResponse({"status": "ok"})


@require_GET
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Everything that work needs is there: 200, or 503 with the reason by name."""
    checks = run_checks()
    ready = all(outcome == "ok" for outcome in checks.values())
    return JsonResponse({"status": "ok" if ready else "unavailable", "checks": checks}, status=200 if ready else 503)


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus metrics of this process; where METRICS_TOKEN is set, only for `Authorization: Bearer <token>`."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
            return HttpResponse("A metrics token is needed.\n", status=401, content_type="text/plain")
    elif not settings.METRICS_WITHOUT_TOKEN:
        raise Http404
    answer: HttpResponse = ExportToDjangoView(request)
    return answer
