"""`touchpoints`, `touchpoints/{id}` and `touchpoints/_validate`: the messages and actions of campaigns."""

from contextlib import suppress
from typing import ClassVar

from django.db.models import Model
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.channel.base import CHANGE_ERRORS, ERRORS, READ, TOUCHPOINT, WRITE, ChannelView
from campaigns.api.channel.shapes import (
    TouchpointChangeInput,
    TouchpointInput,
    TouchpointListQuery,
    TouchpointOut,
    TouchpointsOut,
    TouchpointValidateInput,
    TouchpointValidity,
    touchpoint_shown,
)
from campaigns.selectors.touchpoints import Touchpoint, touchpoint_errors, touchpoints_page
from campaigns.services import TouchpointChange, touchpoint_create, touchpoint_delete, touchpoint_update
from templates_app.models import Template
from workspaces.api.access import Need
from workspaces.api.channel.schema import operation
from workspaces.api.revisions import told_tag
from workspaces.errors import NotFound
from workspaces.selectors import row_find, row_locked


class TouchpointsView(ChannelView):
    """The touchpoints of campaigns."""

    @operation(
        "touchpoints_list",
        summary="List touchpoints",
        description="Of one campaign, or of all that aren't archived, newest campaign first; in their order in the "
        "flow. A flow's triggers and its end are no touchpoints.",
        need=READ,
        query=[TouchpointListQuery],
        answer=TouchpointsOut(),
        example={"data": [TOUCHPOINT], "total": 1},
        errors=ERRORS,
    )
    def get(self, request: Request) -> Response:
        query = self.query(TouchpointListQuery)
        campaign = self.campaign(query["campaign_id"]) if "campaign_id" in query else None
        workspace = campaign.workspace if campaign else self.enter_named(query.get("workspace"))
        rows, total = touchpoints_page(workspace, campaign=campaign, limit=query["limit"], offset=query["offset"])
        return Response({"data": [touchpoint_shown(row) for row in rows], "total": total})

    @operation(
        "touchpoints_create",
        summary="Add a touchpoint",
        description="Appends it to the end of the campaign's flow. The text of a message is kept as a template, which "
        "is published where it can be. The flow of a launched campaign is live at once for those who enter from then "
        "on. Refused where the flow has no one end.",
        need=WRITE,
        body=TouchpointInput,
        bodies={
            "A message": {
                "campaign_id": TOUCHPOINT["campaign_id"],
                "type": "message",
                "name": "Welcome Message",
                "message": {"text": "Hi! Welcome to our service."},
            },
            "A wait": {
                "campaign_id": TOUCHPOINT["campaign_id"],
                "type": "wait",
                "name": "Two days",
                "config": {"duration": {"value": 2, "unit": "days"}},
            },
        },
        answer=TouchpointOut(),
        example=TOUCHPOINT,
        status=201,
        errors=CHANGE_ERRORS,
        post=True,
    )
    def post(self, request: Request) -> Response:
        body = self.body(TouchpointInput)
        campaign = self.campaign(body.pop("campaign_id"))
        made = touchpoint_create(campaign=campaign, actor=self.actor, **body)
        return Response(touchpoint_shown(made), status=201)


class TouchpointView(ChannelView):
    """One touchpoint."""

    @operation(
        "touchpoints_get",
        summary="Get a touchpoint",
        description="The touchpoint as it is now.",
        need=READ,
        answer=TouchpointOut(),
        example=TOUCHPOINT,
        errors=ERRORS,
        edits=True,
    )
    def get(self, request: Request, touchpoint_id: str) -> Response:
        self.no_query()
        return self._told(self.touchpoint(touchpoint_id))

    @operation(
        "touchpoints_update",
        summary="Change a touchpoint",
        description="What is left out stays, and so does its place in the flow.",
        need=WRITE,
        body=TouchpointChangeInput,
        bodies={"Name and text": {"name": "Updated Welcome", "message": {"text": "Hi! Great to have you here."}}},
        answer=TouchpointOut(),
        example=TOUCHPOINT,
        errors=CHANGE_ERRORS,
        edits=True,
    )
    def put(self, request: Request, touchpoint_id: str) -> Response:
        change = TouchpointChange(**self.body(TouchpointChangeInput))
        touchpoint = self.touchpoint(touchpoint_id)
        with self.unless_changed(touchpoint.campaign):
            touchpoint = touchpoint_update(touchpoint=touchpoint, change=change, actor=self.actor)
        return self._told(touchpoint)

    def tag_of(self, row: Model) -> str:
        """Of the touchpoint in the campaign's flow, so that changes to others keep none out.

        Nobody changes the template behind its text until the transaction ends.
        """
        before = self.touchpoint(self.kwargs["touchpoint_id"])
        with suppress(NotFound):
            row_locked(row_find(Template, str(before.node.config.get("template")), [before.campaign.workspace_id]))
        return told_tag(touchpoint_shown(self.touchpoint(before.public_id)))

    def _told(self, touchpoint: Touchpoint) -> Response:
        shown = touchpoint_shown(touchpoint)
        return Response(shown, headers={"ETag": told_tag(shown)})

    @operation(
        "touchpoints_delete",
        summary="Remove a touchpoint",
        description="What led to it leads to what came after. Refused where ways part at it.",
        need=WRITE,
        answer=None,
        status=204,
        errors=CHANGE_ERRORS,
        removes=True,
    )
    def delete(self, request: Request, touchpoint_id: str) -> Response:
        self.no_query()
        touchpoint = self.touchpoint(touchpoint_id)
        with self.unless_changed(touchpoint.campaign):
            touchpoint_delete(touchpoint=touchpoint, actor=self.actor)
        return self.gone()


class TouchpointValidateView(ChannelView):
    """Would it be launched?"""

    needs: ClassVar[dict[str, Need]] = {"POST": READ}

    @operation(
        "touchpoints_validate",
        summary="Check a touchpoint",
        description="Everything that would stop a launch, in words; what is about this touchpoint comes first.",
        need=READ,
        body=TouchpointValidateInput,
        bodies={"A touchpoint": {"touchpoint_id": TOUCHPOINT["_id"]}},
        answer=TouchpointValidity(),
        example={"valid": False, "errors": ["The template is draft; publish it first."]},
        errors=CHANGE_ERRORS,
        post=True,
    )
    def post(self, request: Request) -> Response:
        errors = touchpoint_errors(self.touchpoint(self.body(TouchpointValidateInput)["touchpoint_id"]))
        return Response({"valid": not errors, "errors": errors})
