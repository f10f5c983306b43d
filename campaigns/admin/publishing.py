"""Publishing a flow, or an earlier version of it again, in the staff admin: what it would do, and doing it.

It asks where those of a removed step go, and leaves to the services what that means.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from campaigns.flow import errors_of
from campaigns.impact import NodeImpact, publish_preview
from campaigns.models import Campaign, FlowVersion
from campaigns.selectors import campaign_draft, version_get
from campaigns.services import Publishing, PublishMode, campaign_publish, campaign_rollback, flow_issues
from workspaces.admin.base import staff_actor
from workspaces.errors import DomainError, InvalidInput, NotFound

# Names of the form's fields that say where those of a removed step go.
_TO = "to."


class PublishMixin(ModelAdmin):
    """Adds the page to which the builder in the admin leads: `publish/`, of an earlier version with `?version=`."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.publish_view)
        return [path("<path:object_id>/publish/", view, name="campaigns_campaign_publish"), *super().get_urls()]

    def publish_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What publishing would do; a POST does it, and leads back to the builder."""
        campaign: Campaign | None = self.get_object(request, object_id)
        if campaign is None or not self.has_change_permission(request, campaign):
            raise Http404("There is no such campaign, or you may not publish it.")
        earlier, version = _subject(request, campaign)
        back = reverse("admin:campaigns_campaign_open_flow", args=[campaign.pk])
        if version is None:
            messages.info(request, "Nothing was changed since the live version.")
            return HttpResponseRedirect(back)
        if request.method == "POST":
            return self._publish(request, campaign, earlier, back)
        try:
            words = self._words(campaign, version, earlier, _mapping(request.GET))
        except InvalidInput as error:
            raise Http404(error.message) from error
        context = {**words, **self.admin_site.each_context(request), "back": back}
        return TemplateResponse(request, "admin/campaigns/campaign/publish.html", context)

    def _publish(
        self, request: HttpRequest, campaign: Campaign, earlier: FlowVersion | None, back: str
    ) -> HttpResponse:
        moves = request.POST.get("mode") == PublishMode.MOVE
        how = Publishing(PublishMode.MOVE, _mapping(request.POST)) if moves else Publishing()
        actor = staff_actor(request)
        try:
            if earlier is not None:
                made = campaign_rollback(campaign=campaign, version=earlier, actor=actor, how=how)
            else:
                revision = request.POST.get("revision", "")
                expected = int(revision) if revision.isdecimal() else None
                made = campaign_publish(campaign=campaign, actor=actor, how=how, expected_revision=expected)
        except DomainError as error:
            reasons = "; ".join(detail.message for detail in error.details) or error.message
            messages.error(request, f"Nothing was published: {reasons}")
            query = f"?{urlencode({'version': earlier.number})}" if earlier else ""
            return HttpResponseRedirect(f"{request.path}{query}")
        messages.success(request, f"Version {made.number} is live.")
        return HttpResponseRedirect(back)

    def _words(
        self, campaign: Campaign, version: FlowVersion, earlier: FlowVersion | None, mapping: Mapping[str, str]
    ) -> dict[str, Any]:
        issues = flow_issues(campaign=campaign, document=version.document)
        impact = publish_preview(campaign, issues=issues, document=version.document, version=earlier, mapping=mapping)
        return {
            "title": f"Restore version {version.number}" if earlier else "Publish the draft",
            "opts": self.opts,
            "original": campaign,
            "campaign": campaign,
            "version": version,
            "earlier": earlier,
            "errors": errors_of(issues),
            "impact": impact,
            "removed": [_removed(node, mapping) for node in impact.nodes if node.removed and node.here],
        }


def _mapping(query: QueryDict) -> dict[str, str]:
    """{removed node: where its contacts go}, as the page's choices name them."""
    return {key.removeprefix(_TO): str(value) for key, value in query.items() if key.startswith(_TO) and value}


def _removed(node: NodeImpact, mapping: Mapping[str, str]) -> dict[str, Any]:
    """A step that is gone, and where those at it would go; "" out of the campaign."""
    key = node.node.node
    return {"node": node, "field": f"{_TO}{key}", "chosen": mapping.get(key, node.to.node if node.to else "")}


def _subject(request: HttpRequest, campaign: Campaign) -> tuple[FlowVersion | None, FlowVersion | None]:
    """The earlier version that is to be restored, if any; and what would be published: that one, or the draft."""
    number = request.POST.get("version") or request.GET.get("version")
    if not number:
        return None, campaign_draft(campaign)
    try:
        earlier = version_get(campaign, number)
    except NotFound as error:
        raise Http404(error.message) from error
    return earlier, earlier
