"""Signing in and out, the way to the first workspace, and the answer to too many wrong passwords."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from workspaces.models import User
from workspaces.selectors import workspaces_of


class SignInForm(AuthenticationForm):
    """E-mail address and password; the address's case does not matter, also not when attempts are counted."""

    username = forms.EmailField(
        label="E-mail address", widget=forms.EmailInput(attrs={"autofocus": True, "autocomplete": "username"})
    )
    error_messages = {
        "invalid_login": "This e-mail address and password don’t belong together. Please check both.",
        "inactive": "This account has been switched off. Please ask your administrator.",
    }

    def clean_username(self) -> str:
        """One spelling per address."""
        return str(self.cleaned_data["username"]).lower()


class SignIn(LoginView):
    """The sign-in page."""

    template_name = "frontend/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """POST ends the session."""

    http_method_names = ["post", "options"]


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """To the home page of the first workspace, or to a word about having none."""
    own = workspaces_of(cast(User, request.user))
    if not own:
        return render(request, "frontend/no_workspace.html")
    return redirect("frontend:workspace", slug=own[0].slug)


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Too many wrong passwords for one address from one place: says so, and for how long."""
    pause = timedelta(hours=settings.AXES_COOLOFF_TIME)
    minutes = max(1, round(pause.total_seconds() / 60))
    return render(request, "frontend/locked_out.html", {"minutes": minutes}, status=429)
