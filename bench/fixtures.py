"""What the suites measure with: a workspace, a template, a sender, and the flows. Made through the public services."""

from typing import Any

from campaigns.models import Campaign
from campaigns.services import campaign_create, campaign_launch
from contacts.models import AttributeDefinition, AttributeKind
from messaging.models import Sender
from messaging.services import sender_create
from templates_app.models import Template
from templates_app.services import template_create, template_publish
from workspaces.models import Workspace
from workspaces.services import Actor, workspace_create

ACTOR = Actor.system("bench")
VARIANTS = ("A", "B", "C")

MJML = """
<mjml><mj-body><mj-section><mj-column>
<mj-text font-size="20px">Hello {{ contact.first_name }}, welcome to {{ workspace.name }}</mj-text>
<mj-text>Your plan is {{ contact.attributes.plan }}.
{% if contact.attributes.plan == "free" %}There is more in the paid ones.{% else %}Thank you.{% endif %}</mj-text>
<mj-button href="https://www.example.com/start?plan={{ contact.attributes.plan }}">Start here</mj-button>
<mj-text>You get this mail because you signed up. <a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text>
</mj-column></mj-section></mj-body></mjml>
"""


def make_workspace(slug: str) -> Workspace:
    """An empty workspace that knows the attribute which `insert_contacts` fills."""
    workspace = workspace_create(name=slug.title(), slug=slug)
    AttributeDefinition.objects.create(workspace=workspace, key="plan", kind=AttributeKind.TEXT)
    return workspace


def make_template(workspace: Workspace) -> Template:
    """A published e-mail template of ordinary size."""
    content = {"subject": "Welcome, {{ contact.first_name }}", "preheader": "Three things to try", "mjml": MJML}
    template = template_create(workspace=workspace, name="Welcome", content=content, actor=ACTOR)
    template_publish(template=template, actor=ACTOR)
    return template


def make_sender(workspace: Workspace, port: int) -> Sender:
    """An SMTP sender at the sink."""
    return sender_create(
        workspace=workspace,
        name="Sink",
        channel="email",
        provider="smtp",
        from_name="Bench",
        from_address="bench@example.com",
        config={"host": "127.0.0.1", "port": port, "security": "none"},
        is_default=True,
        actor=ACTOR,
    )


def pure_flow() -> dict[str, Any]:
    """Five steps on every way, none of which sends: trigger, condition, A/B test, condition, and a wait to rest at."""
    plan = {"type": "attribute", "field": "plan", "operator": "equals", "value": "pro"}
    zone = {"type": "attribute", "field": "timezone", "operator": "equals", "value": "Europe/Vienna"}
    weights = (34, 33, 33)
    variants = [{"port": port, "name": port, "weight": weight} for port, weight in zip(VARIANTS, weights, strict=True)]
    nodes = [
        {"id": "start", "type": "trigger_manual", "config": {}},
        {"id": "pro", "type": "condition", "config": {"rule": {"condition": "AND", "rules": [plan]}}},
        {"id": "test", "type": "ab_test", "config": {"variants": variants}},
        {"id": "here", "type": "condition", "config": {"rule": {"condition": "AND", "rules": [zone]}}},
        {"id": "rest", "type": "wait", "config": {"duration": {"value": 7, "unit": "days"}}},
        {"id": "end", "type": "end", "config": {}},
    ]
    ways = [("start", "next", "pro"), ("pro", "yes", "test"), ("pro", "no", "test")]
    ways += [("test", port, "here") for port in VARIANTS]
    ways += [("here", "yes", "rest"), ("here", "no", "rest"), ("rest", "next", "end")]
    return {"nodes": nodes, "edges": [{"source": a, "port": port, "target": b} for a, port, b in ways]}


def send_flow(template: Template, sender: Sender) -> dict[str, Any]:
    """Trigger, one mail, end."""
    config = {"channel": "email", "template": template.public_id, "sender": sender.public_id}
    nodes = [
        {"id": "start", "type": "trigger_manual", "config": {}},
        {"id": "mail", "type": "send", "config": config},
        {"id": "end", "type": "end", "config": {}},
    ]
    ways = [("start", "next", "mail"), ("mail", "next", "end")]
    return {"nodes": nodes, "edges": [{"source": a, "port": port, "target": b} for a, port, b in ways]}


def launched(workspace: Workspace, name: str, document: dict[str, Any]) -> Campaign:
    """A running campaign over everybody in the workspace."""
    campaign = campaign_create(workspace=workspace, name=name, actor=ACTOR, document=document)
    return campaign_launch(campaign=campaign, actor=ACTOR)
