"""The flow as a sequence of steps, with the texts of its emails."""

from typing import Any

from campaigns.flow import parse
from campaigns.flow.sequence import flow_to_sequence
from campaigns.lifecycle.versions import campaign_document
from campaigns.models import Campaign
from campaigns.sequence_body import body_of_content
from templates_app.models import Template
from workspaces.ids import decode


def campaign_sequence(campaign: Campaign) -> list[dict[str, Any]] | None:
    """The steps of the flow as an editor shows it, or None where it isn't linear; one query for all the texts."""
    steps = flow_to_sequence(parse(campaign_document(campaign)))
    if steps is None:
        return None
    ids = {step["node"]: decode(Template.ID_PREFIX, step["template"]) for step in steps if step["type"] == "email"}
    rows = Template.objects.in_workspace(campaign.workspace_id).filter(pk__in=ids.values())
    contents = dict(rows.values_list("pk", "content")) if ids else {}
    return [_worded(step, contents.get(ids.get(step["node"]))) for step in steps]


def _worded(step: dict[str, Any], content: dict[str, Any] | None) -> dict[str, Any]:
    if step["type"] != "email":
        return step
    content = content or {}
    head = {"step": step["step"], "type": "email", "subject": content.get("subject", "")}
    return head | {"body": body_of_content(content)} | step
