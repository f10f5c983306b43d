"""Reads of the campaigns app: querysets and frozen dataclasses."""

from campaigns.lifecycle.audience import audience_size
from campaigns.lifecycle.operable import ACTION_STATES, actions_allowed, actions_taken
from campaigns.lifecycle.versions import campaign_document, campaign_draft, campaign_flow, flow_revision
from campaigns.reports.analytics import Analytics, Overview, campaign_analytics, campaign_overview
from campaigns.reports.attention import Attention, Blocked, Failing, Named, campaigns_attention
from campaigns.reports.days import DayRange
from campaigns.reports.executions import ExecutionPage, ExecutionRow, execution_ids, executions_page
from campaigns.reports.experiments import CAUTIONS, Caution, Experiment, VariantResult
from campaigns.reports.funnel import EndCount, NodeFunnel, PortCount, campaign_funnel
from campaigns.reports.goals import Attribution, GoalReport
from campaigns.reports.journal import StepLine, execution_journal
from campaigns.reports.links import campaign_links
from campaigns.reports.live import LiveNode, live_counts
from campaigns.reports.messages import MessageStats, campaign_stats, campaigns_stats
from campaigns.reports.periods import Grain, Period, period_between, period_days, period_hours
from campaigns.reports.progress import (
    CampaignProgress,
    campaign_progress,
    campaigns_enrolled,
    campaigns_progress,
    executions_about,
    node_states,
    run_progress,
)
from campaigns.reports.stuck import Stuck, StuckGroup, StuckKind, campaign_stuck, stuck_counts
from campaigns.reports.timeline import TimelinePoint, sends_timeline
from campaigns.reports.ways import ANY_PORT, MESSAGE_FACTS
from campaigns.selectors.campaigns import (
    campaign_get,
    campaign_names,
    campaign_runs,
    campaigns_by_status,
    campaigns_list,
    campaigns_of,
    campaigns_running,
    contact_executions,
    contact_missed_campaigns,
    execution_get,
    execution_of,
)
from campaigns.selectors.leads import LeadStatus, lead_status_is, lead_statuses
from campaigns.selectors.mailings import MailingState, mailing_states
from campaigns.selectors.names import flow_names
from campaigns.selectors.nodes import TriggerEntry, campaign_nodes, campaigns_triggers
from campaigns.selectors.orders import order_of, orders_lately, orders_list
from campaigns.selectors.secrets import secrets_list
from campaigns.selectors.segment_uses import CampaignUse, segment_uses
from campaigns.selectors.sequences import campaign_sequence
from campaigns.selectors.timeline import contact_steps_timeline
from campaigns.selectors.versions import (
    MoveProgress,
    VersionEntry,
    campaign_versions,
    version_entry,
    version_get,
    versions_page,
)
from campaigns.settings import CampaignSettings, settings_of
from campaigns.status import ShownStatus, allowed_actions, campaign_status, shown_status

__all__ = [
    "ACTION_STATES",
    "ANY_PORT",
    "CAUTIONS",
    "MESSAGE_FACTS",
    "Analytics",
    "Attention",
    "Attribution",
    "Blocked",
    "CampaignProgress",
    "CampaignSettings",
    "CampaignUse",
    "Caution",
    "DayRange",
    "EndCount",
    "ExecutionPage",
    "ExecutionRow",
    "Experiment",
    "Failing",
    "GoalReport",
    "Grain",
    "LeadStatus",
    "LiveNode",
    "MailingState",
    "MessageStats",
    "MoveProgress",
    "Named",
    "NodeFunnel",
    "Overview",
    "Period",
    "PortCount",
    "ShownStatus",
    "StepLine",
    "Stuck",
    "StuckGroup",
    "StuckKind",
    "TimelinePoint",
    "TriggerEntry",
    "VariantResult",
    "VersionEntry",
    "actions_allowed",
    "actions_taken",
    "allowed_actions",
    "audience_size",
    "campaign_analytics",
    "campaign_document",
    "campaign_draft",
    "campaign_flow",
    "campaign_funnel",
    "campaign_get",
    "campaign_links",
    "campaign_names",
    "campaign_nodes",
    "campaign_overview",
    "campaign_progress",
    "campaign_runs",
    "campaign_sequence",
    "campaign_stats",
    "campaign_status",
    "campaign_stuck",
    "campaign_versions",
    "campaigns_attention",
    "campaigns_by_status",
    "campaigns_enrolled",
    "campaigns_list",
    "campaigns_of",
    "campaigns_progress",
    "campaigns_running",
    "campaigns_stats",
    "campaigns_triggers",
    "contact_executions",
    "contact_missed_campaigns",
    "contact_steps_timeline",
    "execution_get",
    "execution_ids",
    "execution_journal",
    "execution_of",
    "executions_about",
    "executions_page",
    "flow_names",
    "flow_revision",
    "lead_status_is",
    "lead_statuses",
    "live_counts",
    "mailing_states",
    "node_states",
    "order_of",
    "orders_lately",
    "orders_list",
    "period_between",
    "period_days",
    "period_hours",
    "run_progress",
    "secrets_list",
    "segment_uses",
    "sends_timeline",
    "settings_of",
    "shown_status",
    "stuck_counts",
    "version_entry",
    "version_get",
    "versions_page",
]
