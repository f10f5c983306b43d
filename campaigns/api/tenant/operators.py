"""`/{id}/executions/{id}/cancel`, `retry`, `move` and `skip-wait`: an operator acts on one execution."""

from functools import partial
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.tenant import examples
from campaigns.api.tenant.base import WRITE, CampaignView
from campaigns.api.tenant.inputs import ExecutionMoveInput, NothingInput
from campaigns.api.tenant.progress import ExecutionDetail
from campaigns.api.tenant.words import conflicts_in_words
from campaigns.models import Campaign, OrderAction
from campaigns.selectors import execution_journal, execution_of
from campaigns.services import execution_operate
from workspaces.api.problems import Kind
from workspaces.api.tenant.schema import envelope, operation

_acting = partial(
    operation,
    need=WRITE,
    answer=envelope("ExecutionDetails", ExecutionDetail),
    example=examples.EXECUTION,
    errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
    post=True,
    tag="Executions",
)
_HELD = "A paused campaign takes it as well: what is to happen next happens when it is resumed."


def execution_answer(campaign: Campaign, execution_id: str) -> Any:
    """The execution as it is now, with its journal."""
    execution = execution_of(campaign, execution_id)
    return ExecutionDetail(execution, context={"journal": execution_journal(execution)}).data


class ExecutionActionView(CampaignView):
    """One action on one execution."""

    def act(self, campaign_id: str, execution_id: str, action: OrderAction, node: str | None = None) -> Response:
        """Does it, and answers with the execution as it is afterwards."""
        campaign = self.campaign(campaign_id)
        execution = execution_of(campaign, execution_id)
        with conflicts_in_words("operated on"):
            execution_operate(execution=execution, action=action, actor=self.actor, node=node)
        return self.success(execution_answer(campaign, execution_id))


class ExecutionCancelView(ExecutionActionView):
    """Stopping."""

    @_acting(
        "executions_cancel",
        summary="Stop an execution",
        description="Ends the contact's way as `skipped`; a message that is queued for it is withdrawn, one that is "
        "being handed over at this moment may still be sent.",
        body=NothingInput,
        bodies={"Nothing": {}},
    )
    def post(self, request: Request, campaign_id: str, execution_id: str) -> Response:
        self.body(NothingInput)
        return self.act(campaign_id, execution_id, OrderAction.CANCEL)


class ExecutionRetryView(ExecutionActionView):
    """Trying again."""

    @_acting(
        "executions_retry",
        summary="Retry a failed execution",
        description="The contact enters the node that failed anew; a send there is a new message. A campaign that "
        f"completed with gaps runs again until everybody has finished; nobody else comes in. {_HELD}",
        body=NothingInput,
        bodies={"Nothing": {}},
    )
    def post(self, request: Request, campaign_id: str, execution_id: str) -> Response:
        self.body(NothingInput)
        return self.act(campaign_id, execution_id, OrderAction.RETRY)


class ExecutionMoveView(ExecutionActionView):
    """Moving."""

    @_acting(
        "executions_move",
        summary="Move an execution to another node",
        description="The contact leaves where it is and enters the node `to` of its own flow version next. A message "
        f"that is queued for it is withdrawn. {_HELD}",
        body=ExecutionMoveInput,
        bodies={"To a node": {"to": "s2"}},
    )
    def post(self, request: Request, campaign_id: str, execution_id: str) -> Response:
        node = self.body(ExecutionMoveInput)["to"]
        return self.act(campaign_id, execution_id, OrderAction.MOVE, node)


class ExecutionSkipWaitView(ExecutionActionView):
    """Cutting a wait short."""

    @_acting(
        "executions_skip",
        summary="Cut an execution's wait short",
        description=f"A contact who rests until a later moment goes on now. {_HELD}",
        body=NothingInput,
        bodies={"Nothing": {}},
    )
    def post(self, request: Request, campaign_id: str, execution_id: str) -> Response:
        self.body(NothingInput)
        return self.act(campaign_id, execution_id, OrderAction.SKIP_WAIT)
