"""The icon that browsers ask every site for, also on pages that name none, such as the staff admin's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """To the picture."""
    return redirect(static("frontend/icon.svg"))
