"""The flow builder in the staff admin: the page that it lives on, its policy, and who may open it (ADR 0014).

The builder itself is the pages' own; it asks the Workspace API, which lets superusers in.
"""

import base64
import hashlib
import re
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.decorators import action

from campaigns.models import Campaign
from workspaces.admin.entering import staff_enter, staff_may_enter

# The admin's own scripts evaluate expressions in attributes. Nothing on the page is inline but the sheet of its
# colours, which is named by its digest.
_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'; script-src 'self' 'unsafe-eval'; style-src 'self'{digests}"
)
_INLINE_SHEET = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)


class FlowBuilderMixin(ModelAdmin):
    """Adds *Open flow builder* to a campaign's page and row."""

    actions_detail = ("open_flow",)
    actions_row = ("open_flow", "show_people")

    @action(description="Open flow builder", url_path="flow", permissions=["view"], icon="account_tree")
    def open_flow(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page, or back to the campaign with the reason."""
        campaign: Campaign | None = self.get_object(request, object_id)
        if campaign is None:
            raise Http404("There is no such campaign.")
        if not staff_may_enter(request, campaign.workspace):
            messages.error(
                request, f"The flow builder needs a membership of {campaign.workspace.name}, or a superuser."
            )
            return HttpResponseRedirect(reverse("admin:campaigns_campaign_change", args=[campaign.pk]))
        staff_enter(request, campaign.workspace)
        return self._page(request, campaign)

    @action(description="Show its contacts", url_path="people", permissions=["view"], icon="group")
    def show_people(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The campaign's executions, at a node and in a state where the address says so: numbers lead here."""
        wanted = {name: request.GET[name] for name in ("node", "state") if request.GET.get(name)}
        query = urlencode({"campaign__id__exact": object_id, **wanted})
        return HttpResponseRedirect(f"{reverse('admin:campaigns_execution_changelist')}?{query}")

    def _page(self, request: HttpRequest, campaign: Campaign) -> HttpResponse:
        get_token(request)  # The builder sends the token of the cookie.
        context = {
            **self.admin_site.each_context(request),
            "title": "Flow builder",
            "opts": self.opts,
            "object": campaign,
            "original": campaign,
            "is_fullwidth": True,
            "campaign": campaign,
            "builder": _addresses(campaign),
        }
        response = TemplateResponse(request, "admin/campaigns/campaign/flow.html", context)
        response.add_post_render_callback(_guard)
        return response


def _addresses(campaign: Campaign) -> dict[str, Any]:
    """The `data-` attributes of the island, with the admin's own places."""
    return {
        "workspace": campaign.workspace.slug,
        "campaign": campaign.public_id,
        "name": campaign.name,
        "api-base": f"/api/workspaces/{campaign.workspace.slug}/",
        "campaign-url": reverse("admin:campaigns_campaign_change", args=[campaign.pk]),
        "contacts-url": reverse("admin:campaigns_campaign_show_people", args=[campaign.pk]),
        "publish-url": reverse("admin:campaigns_campaign_publish", args=[campaign.pk]),
        "timezone": campaign.workspace.timezone,
        "sign-in-url": reverse("admin:login"),
    }


def _guard(response: HttpResponse) -> None:
    """The strictest policy under which the admin's frame works: no inline script, no inline style but named sheets."""
    digests = (base64.b64encode(hashlib.sha256(sheet).digest()) for sheet in _INLINE_SHEET.findall(response.content))
    named = "".join(f" 'sha256-{digest.decode()}'" for digest in digests)
    response["Content-Security-Policy"] = _POLICY.format(digests=named)
