"""`/{id}/executions` and `/{id}/executions/{id}`: who is where, and why."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.tenant import examples
from campaigns.api.tenant.base import READ, CampaignView
from campaigns.api.tenant.inputs import ExecutionListQuery
from campaigns.api.tenant.operators import execution_answer
from campaigns.api.tenant.progress import ExecutionDetail, ExecutionOut
from campaigns.models import Campaign
from campaigns.selectors import (
    ExecutionPage,
    campaign_progress,
    executions_page,
)
from contacts.models import Contact
from contacts.selectors import contacts_heirs
from workspaces.api.problems import Kind
from workspaces.api.tenant.schema import envelope, operation, page_envelope
from workspaces.errors import InvalidInput
from workspaces.ids import InvalidId, decode


class ExecutionsView(CampaignView):
    """The executions of a campaign."""

    @operation(
        "executions_list",
        summary="List executions",
        description="One for each contact who entered, in the order of the contacts' ids. Read on with `next_cursor`.",
        need=READ,
        query=[ExecutionListQuery],
        answer=page_envelope("ExecutionList", ExecutionOut, cursor=True),
        example=examples.EXECUTIONS,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag="Executions",
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        query = self.query(ExecutionListQuery)
        campaign = self.campaign(campaign_id)
        contact = query.pop("contact", None)
        contact_id = _contact_id(campaign, contact) if contact is not None else None
        page = executions_page(campaign, contact_id=contact_id, **query)
        total = _total(campaign, page, query, narrowed=contact is not None or "node" in query)
        return self.success_run(ExecutionOut(page.rows, many=True).data, query, page.next_cursor, total=total)


class ExecutionDetailView(CampaignView):
    """One execution."""

    @operation(
        "executions_get",
        summary="Get an execution and its journal",
        description="Every node that the contact went through, when, and why the way went on as it did.",
        need=READ,
        answer=envelope("ExecutionDetails", ExecutionDetail),
        example=examples.EXECUTION,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag="Executions",
    )
    def get(self, request: Request, campaign_id: str, execution_id: str) -> Response:
        self.no_query()
        return self.success(execution_answer(self.campaign(campaign_id), execution_id))


def _contact_id(campaign: Campaign, text: str) -> Any:
    """Whom the id means, also after a merge."""
    try:
        key = decode(Contact.ID_PREFIX, text)
    except InvalidId as error:
        raise InvalidInput.of("contact", str(error)) from None
    return contacts_heirs(workspace_id=campaign.workspace_id, contact_ids=[key]).get(key, key)


def _total(campaign: Campaign, page: ExecutionPage, query: dict[str, Any], *, narrowed: bool) -> int | None:
    """From the counters; of a narrowed list only when this page is all of it."""
    if not page.next_cursor and "cursor" not in query:
        return len(page.rows)
    if narrowed:
        return None
    progress = campaign_progress(campaign)
    return progress.by_state()[query["state"]] if "state" in query else progress.enrolled
