"""Writes of the campaigns app: atomic, keyword-only, each change noted in the audit log with its actor."""

from campaigns.services.campaigns import (
    audience_find,
    campaign_create,
    campaign_delete,
    campaign_duplicate,
    campaign_update,
)
from campaigns.services.draft_faults import DRAFTS_CHECKED, DraftCheck, DraftFaults, drafts_faulty
from campaigns.services.drafts import draft_discard, draft_save
from campaigns.services.ending import campaign_archive, campaign_cancel, campaign_complete
from campaigns.services.enrolment import EnrolResult, EnrolStatus, contacts_enroll
from campaigns.services.executing import trigger_contact, triggers_run
from campaigns.services.holds import campaign_pause, campaign_resume, hold_add, hold_clear
from campaigns.services.launch import campaign_launch
from campaigns.services.mailings import MailingChange, mailing_change, mailing_create, mailing_submit
from campaigns.services.moving import Publishing, PublishMode
from campaigns.services.operators import (
    ExecutionFilter,
    execution_operate,
    executions_cancel,
    executions_move,
    executions_retry,
    executions_skip_wait,
)
from campaigns.services.orders import OrderFilter, order_create, order_stop
from campaigns.services.revising import campaign_compose, campaign_revise
from campaigns.services.rollback import campaign_rollback
from campaigns.services.runs import api_trigger, run_start, run_start_for
from campaigns.services.secrets import secret_change, secret_create, secret_delete
from campaigns.services.sequences import sequence_save
from campaigns.services.setting_rules import rules_in
from campaigns.services.touchpoints import TouchpointChange, touchpoint_create, touchpoint_delete, touchpoint_update
from campaigns.services.versions import campaign_publish, flow_issues

__all__ = [
    "DRAFTS_CHECKED",
    "DraftCheck",
    "DraftFaults",
    "EnrolResult",
    "EnrolStatus",
    "ExecutionFilter",
    "MailingChange",
    "OrderFilter",
    "PublishMode",
    "Publishing",
    "TouchpointChange",
    "api_trigger",
    "audience_find",
    "campaign_archive",
    "campaign_cancel",
    "campaign_complete",
    "campaign_compose",
    "campaign_create",
    "campaign_delete",
    "campaign_duplicate",
    "campaign_launch",
    "campaign_pause",
    "campaign_publish",
    "campaign_resume",
    "campaign_revise",
    "campaign_rollback",
    "campaign_update",
    "contacts_enroll",
    "draft_discard",
    "draft_save",
    "drafts_faulty",
    "execution_operate",
    "executions_cancel",
    "executions_move",
    "executions_retry",
    "executions_skip_wait",
    "flow_issues",
    "hold_add",
    "hold_clear",
    "mailing_change",
    "mailing_create",
    "mailing_submit",
    "order_create",
    "order_stop",
    "rules_in",
    "run_start",
    "run_start_for",
    "secret_change",
    "secret_create",
    "secret_delete",
    "sequence_save",
    "touchpoint_create",
    "touchpoint_delete",
    "touchpoint_update",
    "trigger_contact",
    "triggers_run",
]
