"""Campaigns for the page tests: the demo's flow over a handful of contacts, made through the services."""

from datetime import timedelta

from campaigns.models import Campaign
from campaigns.services import campaign_create, campaign_launch
from contacts.models import Contact
from contacts.segments.refresh import run as refresh_segments
from contacts.services import segment_create
from frontend.demo.content import CAMPAIGN_NAME, PAYING, demo_flow
from tests.factories.contacts import define_attributes, make_contact
from tests.factories.messaging import grant_consent, make_sender
from tests.factories.templates_app import make_published
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.services import Actor

ACTOR = Actor.system("tests")


def make_people(workspace: Workspace) -> list[Contact]:
    """Ada pays and agreed, Bob agreed, Cleo agreed to nothing."""
    define_attributes(workspace, {"plan": "text"})
    people = [
        make_contact(workspace, email=f"{name.lower()}@example.com", first_name=name, attributes={"plan": plan})
        for name, plan in (("Ada", "pro"), ("Bob", "free"), ("Cleo", "free"))
    ]
    grant_consent(people[:2])
    return people


def make_welcome_series(workspace: Workspace, *, smtp_port: int = 1) -> Campaign:
    """A draft of the demo's campaign that sends to a port of this machine, over everybody in the workspace."""
    sender = make_sender(workspace, port=smtp_port)
    paying = segment_create(workspace=workspace, name=PAYING.name, rule=PAYING.rule, actor=ACTOR)
    refresh_segments(database_now() + timedelta(seconds=1), 1_000)
    templates = {key: make_published(workspace, name=key.title())[0].public_id for key in ("welcome", "tour", "offer")}
    document = demo_flow(templates=templates, sender=sender.public_id, paying=paying.public_id)
    return campaign_create(workspace=workspace, name=CAMPAIGN_NAME, document=document, actor=ACTOR)


def launch(campaign: Campaign) -> Campaign:
    """Starts it."""
    return campaign_launch(campaign=campaign, actor=ACTOR)
