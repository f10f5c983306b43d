"""One story through every family of the API: create, flow, launch, pause, resume, status, delete; with equal rows.

Each family does of the story what it can say; what it can't is done by the service that the others call.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from campaigns.engine import settle, stage
from campaigns.models import Campaign, CampaignHold, Trigger
from campaigns.services import campaign_cancel, campaign_delete, campaign_launch, campaign_pause, campaign_resume
from campaigns.services import campaign_create as service_create
from tests.campaigns.api.client import Caller
from tests.factories.campaigns import SYSTEM, flow
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.models import Workspace

NAME, EVENT = "The story", "sale.created"


@dataclass
class Stage:
    """Where the story plays: a workspace with a template and a sender, and a key for every family."""

    acme: Workspace
    template: Any
    sender: Any
    key: str

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What a successful call answers."""
        answer = Caller(self.key, root="").call(method, path, body)
        assert answer.status_code < 300, (path, answer.content)
        return answer.json() if answer.content else None

    @property
    def document(self) -> dict[str, Any]:
        """An event leads to a mail."""
        send = {"channel": "email", "template": self.template.public_id, "sender": self.sender.public_id}
        return flow(("t", "trigger_event", {"event": EVENT}), ("s", "send", send), ("e", "end", {}))


@dataclass(frozen=True)
class Told:
    """How a family does each part of the story; None: by the service. `status` gives its word for the status."""

    create: Callable[[Stage], str]
    launch: Callable[[Stage, Campaign], Any] | None
    pause: Callable[[Stage, Campaign], Any] | None
    resume: Callable[[Stage, Campaign], Any] | None
    status: Callable[[Stage, Campaign], str]
    words: tuple[str, str, str]
    delete: Callable[[Stage, Campaign], Any] | None = None


def _tenant(story: Stage) -> str:
    body = {"workspace_slug": story.acme.slug, "name": NAME, "workflow": story.document}
    return str(story.ask("POST", "/api/v1/tenant/campaigns", body)["data"]["id"])


def _tenant_send(action: str) -> Callable[[Stage, Campaign], Any]:
    return lambda story, it: story.ask("POST", f"/api/v1/tenant/campaigns/{it.public_id}/send", {"action": action})


def _workspace(story: Stage) -> str:
    body = {"name": NAME, "type": "AUTOMATED", "workflow": story.document}
    return str(story.ask("POST", f"/api/workspaces/{story.acme.slug}/campaigns", body)["id"])


def _workspace_do(action: str) -> Callable[[Stage, Campaign], Any]:
    return lambda story, it: story.ask(
        "POST", f"/api/workspaces/{story.acme.slug}/campaigns/{it.public_id}/{action}", {}
    )


def _workspace_one(method: str) -> Callable[[Stage, Campaign], Any]:
    return lambda story, it: story.ask(method, f"/api/workspaces/{story.acme.slug}/campaigns/{it.public_id}")


def _channel(story: Stage) -> str:
    root = "/channel-service/v1"
    made = story.ask("POST", f"{root}/campaign", {"name": NAME, "channel_type": "email"})["_id"]
    message = {"template": story.template.public_id}
    body = {"campaign_id": made, "type": "message", "name": "The mail", "message": message}
    story.ask("POST", f"{root}/touchpoints", body)
    return str(made)


def _runtime(story: Stage) -> str:
    made = service_create(workspace=story.acme, name=NAME, document=story.document, actor=SYSTEM)
    return str(made.public_id)


def _runtime_do(action: str) -> Callable[[Stage, Campaign], Any]:
    return lambda story, it: story.ask("POST", f"/v1/campaigns/{it.public_id}/{action}", {})


def _email(story: Stage) -> str:
    body = {
        "name": NAME,
        "template_ids": [str(story.template.pk)],
        "mail_account_ids": [str(story.sender.pk)],
        "events": [EVENT],
        "event_triggered_send": {"enabled": False},
    }
    return str(story.ask("POST", "/public/v1/email/campaigns", body)["campaign"]["id"])


def _email_switch(enabled: bool) -> Callable[[Stage, Campaign], Any]:
    body = {"event_triggered_send": {"enabled": enabled}}
    return lambda story, it: story.ask("PATCH", f"/public/v1/email/campaigns/{it.pk}", body)


def _email_status(story: Stage, it: Campaign) -> str:
    (send,) = story.ask("GET", f"/public/v1/email/campaigns/{it.pk}")["campaign"]["campaign_sends"]
    return str(send["status"])


FAMILIES = {
    "tenant": Told(
        _tenant,
        _tenant_send("start"),
        _tenant_send("pause"),
        _tenant_send("resume"),
        lambda story, it: story.ask("GET", f"/api/v1/tenant/campaigns/{it.public_id}/status")["data"]["status"],
        ("active", "paused", "active"),
    ),
    "workspace": Told(
        _workspace,
        _workspace_do("launch"),
        _workspace_do("pause"),
        _workspace_do("resume"),
        lambda story, it: _workspace_one("GET")(story, it)["status"],
        ("ACTIVE", "PAUSED", "ACTIVE"),
        _workspace_one("DELETE"),
    ),
    "channel": Told(
        _channel,
        None,
        None,
        None,
        lambda story, it: story.ask("GET", f"/channel-service/v1/campaign/{it.public_id}")["status"],
        ("active", "paused", "active"),
        lambda story, it: story.ask("DELETE", f"/channel-service/v1/campaign/{it.public_id}"),
    ),
    "runtime": Told(
        _runtime,
        None,
        _runtime_do("pause"),
        _runtime_do("resume"),
        lambda story, it: story.ask("GET", f"/v1/campaigns/{it.public_id}/status")["status"],
        ("RUNNING", "PAUSED", "RUNNING"),
    ),
    "email": Told(
        _email,
        _email_switch(True),
        _email_switch(False),
        _email_switch(True),
        _email_status,
        ("running", "paused", "running"),
    ),
}


@pytest.fixture
def story(db) -> Stage:
    acme = make_workspace("acme-corp")
    make_contacts(acme, 2)
    return Stage(acme, make_published(acme)[0], make_sender(acme, is_default=True), make_api_key(acme)[1])


def rows(story: Stage, it: Campaign) -> tuple[str, str, list[str], list[str], int]:
    """Name, lifecycle, holds, the templates that are sent, and how many triggers listen."""
    now = Campaign.objects.in_workspace(story.acme).select_related("live_version").get(pk=it.pk)
    holds = CampaignHold.objects.in_workspace(story.acme).filter(campaign=now).values_list("kind", flat=True)
    nodes = now.live_version.document["nodes"] if now.live_version else []
    sent = [node["config"]["template"] for node in nodes if node["type"] == "send"]
    listening = Trigger.objects.in_workspace(story.acme).filter(campaign=now, active=True).count()
    return now.name, now.lifecycle, list(holds), sent, listening


@pytest.mark.parametrize("family", FAMILIES)
def test_the_story_leaves_the_same_rows_in_every_family(story, family):
    told, sent = FAMILIES[family], [story.template.public_id]
    public_id = told.create(story)
    campaign = Campaign.objects.in_workspace(story.acme).get()
    assert public_id in (campaign.public_id, str(campaign.pk))
    assert rows(story, campaign) == (NAME, "DRAFT", [], [], 0)
    steps = (
        (told.launch, campaign_launch, (NAME, "RUNNING", [], sent, 1)),
        (told.pause, campaign_pause, (NAME, "RUNNING", ["USER"], sent, 1)),
        (told.resume, campaign_resume, (NAME, "RUNNING", [], sent, 1)),
    )
    for (own, service, expected), word in zip(steps, told.words, strict=True):
        own(story, campaign) if own else service(campaign=campaign, actor=SYSTEM)
        assert rows(story, campaign) == expected
        assert told.status(story, campaign) == word
    campaign_cancel(campaign=campaign, actor=SYSTEM)
    stage.run()
    settle.run()
    campaign.refresh_from_db()
    told.delete(story, campaign) if told.delete else campaign_delete(campaign=campaign, actor=SYSTEM)
    assert Campaign.objects.in_workspace(story.acme).count() == 0
