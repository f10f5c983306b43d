"""`campaigns` and `campaigns/{id}`: create, read, change, delete; and `enroll`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.workspace import examples
from campaigns.api.workspace.base import READ, READ_ERRORS, WRITE, WRITE_ERRORS, CampaignView
from campaigns.api.workspace.campaigns import CampaignListView, numbers_of
from campaigns.api.workspace.detail_shapes import (
    ENROL_WORDS,
    CampaignFull,
    CampaignInput,
    CampaignPatchInput,
    EnrollAnswer,
    EnrollInput,
)
from campaigns.api.workspace.settings import settings_inner
from campaigns.api.workspace.status_changes import status_change
from campaigns.api.workspace.words import CampaignWord, conflicts_in_words
from campaigns.models import Campaign
from campaigns.services import EnrolStatus, campaign_compose, campaign_delete, campaign_revise, contacts_enroll
from contacts.selectors import ContactRef, contacts_resolve
from workspaces.api.workspace.camel import CamelSerializer
from workspaces.api.workspace.schema import operation
from workspaces.errors import InvalidInput, respelled
from workspaces.ids import uuid7

_NAMES = {"start_at": "starts_at", "end_at": "ends_at"}
_WORDS = {inner: outer for outer, inner in _NAMES.items()}


class Deleted(CamelSerializer):
    """What is gone."""

    id = serializers.CharField()


class _FullView(CampaignView):
    def full(self, campaign_id: str, *, status: int = 200) -> Response:
        """The campaign as it is now."""
        campaign = self.campaign(campaign_id)
        full = CampaignFull(campaign, context=numbers_of([campaign])).data
        return Response(full, status=status, headers={"ETag": self.tag_of(campaign)})


class CampaignsView(_FullView, CampaignListView):
    """The campaigns of the workspace."""

    @operation(
        "createCampaign",
        summary="Create a campaign",
        description="A new draft with its flow.",
        need=WRITE,
        body=CampaignInput,
        bodies={"Welcome Series": examples.CREATE},
        answer=CampaignFull(),
        example=examples.FULL,
        edits=True,
        status=201,
        errors=WRITE_ERRORS,
        post=True,
    )
    def post(self, request: Request) -> Response:
        body = self.body(CampaignInput)
        document = body.pop("workflow")
        changes = _changes(body)
        with _fields_in_words():
            campaign = campaign_compose(
                workspace=self.workspace, actor=self.actor, name=changes.pop("name"), document=document, **changes
            )
        return self.full(campaign.public_id, status=201)


class CampaignDetailView(_FullView):
    """One campaign."""

    @operation(
        "getCampaign",
        summary="Get a campaign",
        description="Everything about it, with its triggers, actions in order, A/B tests and counts.",
        need=READ,
        answer=CampaignFull(),
        example=examples.FULL,
        edits=True,
        errors=READ_ERRORS,
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        self.no_query()
        return self.full(campaign_id)

    @operation(
        "updateCampaign",
        summary="Change a campaign",
        description="Any subset of its fields; all or none. `settings` are merged key by key. The flow of a launched "
        "campaign goes live with the change, for those who enter from then on. A `status` does what leads to it: "
        "`ACTIVE` launches or resumes, `PAUSED` pauses, `COMPLETED` lets nobody in any more, `ARCHIVED` puts away.",
        need=WRITE,
        body=CampaignPatchInput,
        bodies={"Another name": {"name": "Welcome"}, "Pause": {"status": "PAUSED"}},
        answer=CampaignFull(),
        example=examples.FULL,
        edits=True,
        errors=WRITE_ERRORS,
    )
    @transaction.atomic
    def patch(self, request: Request, campaign_id: str) -> Response:
        body = self.body(CampaignPatchInput)
        status, document = body.pop("status", None), body.pop("workflow", None)
        campaign = self.campaign(campaign_id)
        with self.unless_changed(campaign):
            if body or document is not None or status is None:
                with conflicts_in_words("changed"), _fields_in_words():
                    campaign_revise(campaign=campaign, actor=self.actor, changes=_changes(body), document=document)
            if status is not None:
                status_change(self.campaign(campaign_id), CampaignWord(status), self.actor)
        return self.full(campaign_id)

    @operation(
        "deleteCampaign",
        summary="Delete a campaign",
        description="For good, with its flow and the journal of its contacts; the messages that they got stay. Refused "
        "while it is launched.",
        need=WRITE,
        answer=Deleted(),
        example={"id": "cmp_01k9zq3v7nfe5v8x2m4c6d8a0b"},
        errors=WRITE_ERRORS,
        removes=True,
    )
    def delete(self, request: Request, campaign_id: str) -> Response:
        self.no_query()
        campaign = self.campaign(campaign_id)
        with conflicts_in_words("deleted"), self.unless_changed(campaign):
            campaign_delete(campaign=campaign, actor=self.actor)
        return Response({"id": campaign.public_id})


class EnrollView(CampaignView):
    """Letting contacts in."""

    @operation(
        "enrollContacts",
        summary="Let contacts into a campaign",
        description="Up to 1,000 by id, with an answer for each. Those whom the entry rule doesn't let in, and unknown "
        "ones, count as errors.",
        need=WRITE,
        body=EnrollInput,
        bodies={"Three": {"contactIds": ["ct_1", "ct_2", "ct_3"]}},
        answer=EnrollAnswer(),
        example=examples.ENROLLED,
        errors=WRITE_ERRORS,
        post=True,
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        given = self.body(EnrollInput)["contact_ids"]
        campaign = self.campaign(campaign_id)
        with conflicts_in_words("entered"):
            statuses = self._enrolled(campaign, given)
        counts = {status: statuses.count(status) for status in EnrolStatus}
        answer = {
            "enrolled": counts[EnrolStatus.ENROLLED],
            "already_enrolled": counts[EnrolStatus.ALREADY_IN],
            "errors_": counts[EnrolStatus.ENTRY_RULE] + counts[EnrolStatus.UNKNOWN],
            "details": [
                {"contact_id": each, "status": ENROL_WORDS[status]}
                for each, status in zip(given, statuses, strict=True)
            ],
        }
        return Response(EnrollAnswer(answer).data)

    def _enrolled(self, campaign: Campaign, given: list[str]) -> list[EnrolStatus]:
        """What became of each, in the order given; an id that can be nobody's is a stranger's."""
        refs = [ContactRef("contact_id", each) for each in given]
        found = contacts_resolve(workspace_id=self.workspace.pk, refs=refs)
        ids = [each or uuid7() for each in found]
        return [each.status for each in contacts_enroll(campaign=campaign, contact_ids=ids, actor=self.actor)]


@contextmanager
def _fields_in_words() -> Iterator[None]:
    """Names wrong fields as seed 000 does."""
    try:
        yield
    except InvalidInput as error:
        raise InvalidInput(*respelled(error.message, error.details, lambda name: _WORDS.get(name, name))) from error


def _changes(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body's fields as the services take them."""
    changes = {_NAMES.get(name, name): value for name, value in body.items()}
    if "settings" in changes:
        changes["settings"] = settings_inner(changes["settings"])
    return changes
