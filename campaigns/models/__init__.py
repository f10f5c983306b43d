"""Campaigns, their flows, and the executions that go through them."""

from campaigns.models.campaign import Campaign, CampaignGoal, CampaignHold, CampaignType, HoldKind, Lifecycle
from campaigns.models.execution import CounterOutcome, Execution, ExecutionState, NodeCounter, Step, StepOutcome
from campaigns.models.flow import FlowState, FlowVersion, Trigger
from campaigns.models.run import Run, RunState

__all__ = [
    "Campaign",
    "CampaignGoal",
    "CampaignHold",
    "CampaignType",
    "CounterOutcome",
    "Execution",
    "ExecutionState",
    "FlowState",
    "FlowVersion",
    "HoldKind",
    "Lifecycle",
    "NodeCounter",
    "Run",
    "RunState",
    "Step",
    "StepOutcome",
    "Trigger",
]
