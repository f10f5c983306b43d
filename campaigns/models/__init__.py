"""Campaigns, their flows, and the executions that go through them."""

from campaigns.models.campaign import Campaign, CampaignGoal, CampaignHold, CampaignType, HoldKind, Lifecycle
from campaigns.models.counter import CounterOutcome, NodeCounter, NodeTimeline
from campaigns.models.decision import DecisionOutcome, DecisionSource, TriggerDecision
from campaigns.models.execution import Execution, ExecutionState, Step, StepOutcome
from campaigns.models.flow import FlowState, FlowVersion, Trigger
from campaigns.models.goal import Conversion, GoalSweep
from campaigns.models.moving import MoveState, VersionMove
from campaigns.models.order import OPEN_ORDERS, ExecutionOrder, OrderAction, OrderState
from campaigns.models.run import Run, RunState
from campaigns.models.secret import Secret
from campaigns.models.waiting import Awaited, ThrottleGate, WaitSubscription, WaitSweep
from campaigns.models.webhook import CallState, WebhookCall

__all__ = [
    "OPEN_ORDERS",
    "Awaited",
    "CallState",
    "Campaign",
    "CampaignGoal",
    "CampaignHold",
    "CampaignType",
    "Conversion",
    "CounterOutcome",
    "DecisionOutcome",
    "DecisionSource",
    "Execution",
    "ExecutionOrder",
    "ExecutionState",
    "FlowState",
    "FlowVersion",
    "GoalSweep",
    "HoldKind",
    "Lifecycle",
    "MoveState",
    "NodeCounter",
    "NodeTimeline",
    "OrderAction",
    "OrderState",
    "Run",
    "RunState",
    "Secret",
    "Step",
    "StepOutcome",
    "ThrottleGate",
    "Trigger",
    "TriggerDecision",
    "VersionMove",
    "WaitSubscription",
    "WaitSweep",
    "WebhookCall",
]
