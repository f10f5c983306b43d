"""Django's error handlers: under an API family's addresses they answer in its shape, elsewhere with a page."""

import sys

from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template import TemplateDoesNotExist
from django.views import defaults

from workspaces.api.families import family_at
from workspaces.api.problems import INTERNAL, NOT_FOUND, Kind, Problem, problem_of


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400."""
    problem = problem_of(exception) or Problem(Kind.INVALID, "The request can't be read.")
    return _in_shape(request, problem) or defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    problem = Problem(Kind.FORBIDDEN, str(exception) or "This is not allowed.")
    return _in_shape(request, problem) or defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404."""
    return _in_shape(request, NOT_FOUND) or defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500, for what no view caught."""
    error = sys.exc_info()[1]
    problem = problem_of(error) if isinstance(error, Exception) else None
    if problem is None or problem.kind.status < Kind.INTERNAL.status:
        problem = INTERNAL
    shaped = _in_shape(request, problem)
    if shaped is not None:
        return shaped
    try:
        return defaults.server_error(request)
    except TemplateDoesNotExist:
        return HttpResponseServerError("Something went wrong.", content_type="text/plain")


def _in_shape(request: HttpRequest, problem: Problem) -> HttpResponse | None:
    family = family_at(request.path)
    if family is None:
        return None
    status, body = family.error_shape(problem, request)
    return JsonResponse(body, status=status, headers=dict(problem.headers))
