"""`campaigns`, `campaigns/{id}` and `campaigns/{id}/submit`: list, create, read, change, set off."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.email import examples
from campaigns.api.email.base import CHANGE_ERRORS, ERRORS, READ, WHO, WRITE, EmailCampaignsView
from campaigns.api.email.inputs import (
    EmailCampaignChangeInput,
    EmailCampaignInput,
    EmailCampaignListQuery,
    SubmitInput,
)
from campaigns.api.email.outputs import EmailCampaignOut, SubmissionOut, submission_shown
from campaigns.api.email.send_data import DEFAULTS, change_of, in_own_words
from campaigns.flow.mailing import Mailing
from campaigns.models import Campaign
from campaigns.selectors import CampaignSettings, campaigns_list, settings_of
from campaigns.services import mailing_change, mailing_create, mailing_submit
from campaigns.services.revising import EDITED
from contacts.selectors import ContactRef
from contacts.services import contact_for_event
from workspaces.api.email.schema import envelope, operation, page_envelope
from workspaces.api.paging import Page
from workspaces.api.problems import Kind
from workspaces.channels import Channel
from workspaces.errors import InvalidInput


class CampaignsView(EmailCampaignsView):
    """The campaigns of a team that send e-mail."""

    @operation(
        "emailcampaigns_list",
        summary="List campaigns",
        description="Those that send e-mail, newest first, also ones that were made in the flow builder: of these it "
        "tells all the templates, mail accounts and events that stand in their flow.",
        need=READ,
        query=[EmailCampaignListQuery],
        answer=page_envelope("EmailCampaignList", "campaigns", EmailCampaignOut),
        example=examples.LIST,
        errors=ERRORS,
    )
    def get(self, request: Request) -> Response:
        query = self.query(EmailCampaignListQuery)
        workspace = self.team(query)
        rows = campaigns_list(workspace, channel=Channel.EMAIL.value).select_related("workspace")
        page = Page.cut(rows, query)
        return self.ok_page("campaigns", self.shown(page.rows), page)

    @operation(
        "emailcampaigns_create",
        summary="Create an event-triggered campaign",
        description="A campaign that runs at once: whoever does one of the events gets one of the templates from one "
        "of the mail accounts. Contacts are divided over them evenly, and each gets the same ones each time. Whatever "
        "else `send_data` holds may be sent along; with `event_triggered_send.enabled: false` it is a draft.",
        need=WRITE,
        body=EmailCampaignInput,
        bodies={"What is needed": examples.CREATE, "With limits": examples.CREATE_LIMITED},
        answer=envelope("EmailCampaignCreated", campaign=EmailCampaignOut),
        example=examples.CAMPAIGN_ANSWER,
        status=201,
        errors=CHANGE_ERRORS,
        post=True,
    )
    def post(self, request: Request) -> Response:
        body = self.body(EmailCampaignInput)
        workspace = self.team(body)
        with in_own_words(body):
            change = change_of(body, CampaignSettings.model_validate(DEFAULTS))
            campaign = mailing_create(
                workspace=workspace,
                mailing=Mailing(**change.parts),
                enabled=change.enabled is not False,
                actor=self.actor,
                name=change.fields["name"],
                settings={**DEFAULTS, **change.fields.get("settings", {})},
            )
        return self.ok(campaign=self.shown([self.campaign(campaign.public_id)])[0], status=201)


class CampaignView(EmailCampaignsView):
    """One campaign."""

    edited = EDITED

    @operation(
        "emailcampaigns_get",
        summary="Get a campaign",
        description="As it is edited (`draft_data`) and as it is live, with how far it is (`campaign_sends`).",
        need=READ,
        answer=envelope("EmailCampaignDetails", campaign=EmailCampaignOut),
        example=examples.CAMPAIGN_ANSWER,
        errors=ERRORS,
        edits=True,
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        self.no_query()
        return self._told(campaign_id)

    @operation(
        "emailcampaigns_update",
        summary="Change a campaign",
        description="Any part of `send_data`, each at the top of the body; of an object what is left out stays. It "
        "holds at once, for queued mails too; templates, mail accounts and events for those who enter from then on. "
        "`event_triggered_send.enabled` pauses and resumes. A flow that was made into more than this API can say in "
        "the flow builder is changed there: templates, mail accounts, events and moment are refused with 409.",
        need=WRITE,
        body=EmailCampaignChangeInput,
        bodies={"Limits": examples.CHANGE, "Warm-up": examples.CHANGE_WARM_UP, "Pause": examples.PAUSE},
        answer=envelope("EmailCampaignChanged", campaign=EmailCampaignOut),
        example=examples.CAMPAIGN_ANSWER,
        errors=CHANGE_ERRORS,
        edits=True,
    )
    def patch(self, request: Request, campaign_id: str) -> Response:
        body = self.body(EmailCampaignChangeInput)
        campaign = self.campaign(campaign_id)
        if not body:
            raise InvalidInput("There is nothing to change.")
        with in_own_words(body), self.unless_changed(campaign):
            mailing_change(campaign=campaign, change=change_of(body, settings_of(campaign)), actor=self.actor)
        return self._told(campaign_id)

    def _told(self, campaign_id: str) -> Response:
        campaign = self.campaign(campaign_id)
        return self.tagged(self.ok(campaign=self.shown([campaign])[0]), campaign)


class SubmitView(EmailCampaignsView):
    """Sets a campaign off."""

    @operation(
        "emailcampaigns_submit",
        summary="Submit an event to a campaign",
        description="Lets the contact into this campaign alone, as though it had done the event; nothing is recorded "
        "of the event itself. Without a contact everybody whom the segment query takes enters. The contact has to be "
        "known, or is made, as the workspace has it. Cooldown, cap and consent hold for the mail.",
        need=WRITE,
        body=SubmitInput,
        bodies={"One contact": examples.SUBMIT, "Everybody": {"event_name": "sale.created"}},
        answer=envelope("EmailSubmission", submission=SubmissionOut),
        example=examples.SUBMITTED,
        status=202,
        errors=(*CHANGE_ERRORS, Kind.PAYMENT_REQUIRED),
        post=True,
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        body = self.body(SubmitInput)
        campaign = self.campaign(campaign_id)
        contact_id = _contact(campaign, body)
        run = mailing_submit(
            campaign=campaign,
            event=body["event_name"],
            contact_id=contact_id,
            properties=body.get("properties"),
            idempotency_key=body.get("idempotency_key"),
            actor=self.actor,
        )
        return self.ok(submission=submission_shown(run, body["event_name"], contact_id), status=202)


def _contact(campaign: Campaign, body: Mapping[str, Any]) -> UUID | None:
    """Who is meant; None where nobody is named. Raises InvalidInput for somebody unknown, or named twice."""
    named = [name for name in WHO if name in body]
    if len(named) > 1:
        raise InvalidInput.of(named[1], f"name the contact once, by {named[0]} or by {named[1]}")
    if not named:
        return None
    return contact_for_event(workspace=campaign.workspace, ref=ContactRef(named[0], str(body[named[0]])))
