"""Two workspaces that hold one of everything, and the rows of all tenants."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection

from campaigns.models import Execution, FlowVersion, OrderAction
from campaigns.services import OrderFilter, contacts_enroll, order_create, secret_create
from contacts.models import (
    AttributeDefinition,
    BulkOperation,
    Contact,
    ContactImport,
    Event,
    SavedView,
    ScoreRule,
    Segment,
)
from contacts.services import EventIn, events_record, export_create
from contacts.services.site_keys import site_key_create
from messaging.models import InboxEntry, InboxThread, MailboxMail, MessageStream, Sender, Suppression, SuppressionImport
from messaging.services import point_add
from templates_app.services import snippet_create
from tests.factories.campaigns import chain, launch, send_config
from tests.factories.contacts import make_contact, make_topic
from tests.factories.messaging import make_messages, make_sender
from tests.factories.templates_app import make_published
from tests.factories.webhooks import make_endpoint
from tests.factories.workspaces import make_api_key, make_member, make_workspace
from workspaces.clock import database_now
from workspaces.ids import uuid7
from workspaces.models import ApiKey, Role, Workspace
from workspaces.services import Actor
from workspaces.services.balance import balance_open
from workspaces.services.webhooks import endpoint_test
from workspaces.tenancy import WorkspaceModel

# Stands in everything of B that has a name; no answer to A may hold it.
MARK, OWN_MARK = "Zebrafink", "Amsel"
World = dict[str, Any]
Rows = dict[str, list[str]]


@dataclass(frozen=True)
class Worlds:
    """Workspace A with its owner and a key, workspace B, and every row that there is."""

    own: World
    theirs: World
    owner: User
    key: str
    rows: Rows
    own_key: str
    their_key: str

    @cached_property
    def their_ids(self) -> frozenset[str]:
        """The ids of everything that addresses can name in B, as the outside and as the database spells them.

        But for `twin` as the outside spells it, which stands in words.
        """
        public = {str(value) for name, value in self.theirs.items() if "_" in str(value) and name != "twin"}
        rows = {row["id"] for found in self.rows.values() for row in map(json.loads, found) if self._is_theirs(row)}
        return frozenset({self.their_key, *public, *(each for each in rows if isinstance(each, str))})

    @cached_property
    def their_numbers(self) -> dict[str, set[int]]:
        """The keys of B's rows that are numbers, by what a column is called that refers to them: `event_id`."""
        return {
            f"{name.lower()}_id": {row["id"] for row in map(json.loads, found) if self._is_theirs(row)}
            for name, found in self.rows.items()
        }

    def _is_theirs(self, row: dict[str, Any]) -> bool:
        return "id" in row and row.get("workspace_id") == self.their_key


def make_worlds() -> Worlds:
    """A has the slug `ours`; B's name, and the names of everything in it, hold the mark."""
    mine = make_workspace("ours")
    other = make_workspace("zebrafink", name=MARK)
    own, theirs = furnish(mine, OWN_MARK), furnish(other, MARK)
    owner, (_, key) = make_member(mine, Role.OWNER), make_api_key(mine)
    own["member"], theirs["member"] = owner.email, "nobody@example.com"
    stamp_keys()
    return Worlds(own, theirs, owner, key, snapshot(), str(mine.pk), str(other.pk))


def furnish(workspace: Workspace, mark: str) -> World:
    """One of everything that an address can name, and what addresses call it."""
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
    segment = Segment.objects.create(workspace=workspace, name=f"{mark} segment", rule=rule)
    template, version = make_published(workspace, name=f"{mark} template")
    balance_open(workspace=workspace, actor=Actor.system())
    snippet = snippet_create(workspace=workspace, key="address", html=f"<p>{mark} street</p>", actor=Actor.system())
    sender = make_sender(workspace, is_default=True, name=f"{mark} sender")
    bot = make_sender(
        workspace,
        name=f"{mark} bot",
        channel="telegram",
        provider="telegram_bot",
        from_address="@example_bot",
        config={},
        credentials={"token": "0123456789"},
    )
    short, _ = make_published(workspace, name=f"{mark} text", channel="sms", content={"text": mark})
    contact = make_contact(workspace, email=f"{mark.lower()}@example.com", first_name=mark)
    campaign = launch(workspace, chain(("s1", "send", send_config(template))), name=f"{mark} campaign")
    contacts_enroll(campaign=campaign, contact_ids=[contact.pk], actor=Actor.system())
    execution = Execution.objects.in_workspace(workspace).get()
    events_record(workspace_id=workspace.pk, events=[EventIn(contact.pk, f"{mark} event")])
    event = Event.objects.in_workspace(workspace).get()
    order = order_create(
        campaign=campaign,
        action=OrderAction.CANCEL,
        which=OrderFilter(executions=[execution.public_id]),
        actor=Actor.system(mark),
    )
    stream = MessageStream.objects.in_workspace(workspace).get(pk=campaign.pk)
    (message,) = make_messages(stream, [contact], version, sender, node=f"{mark} node")
    secret = secret_create(workspace=workspace, name=mark.lower(), value=f"{mark} secret", actor=Actor.system())
    webhook = make_endpoint(workspace, url=f"https://example.com/{mark}").endpoint
    delivery = endpoint_test(endpoint=webhook, actor=Actor.system())
    view = SavedView.objects.create(workspace=workspace, name=f"{mark} view", sort="newest")
    operation = BulkOperation.objects.create(
        workspace=workspace,
        action="tag",
        params={"tag": mark},
        expected=1,
        **dict.fromkeys(("created_at", "not_before", "moved_at"), event.created_at),
    )
    score_rule = ScoreRule.objects.create(
        workspace=workspace, name=f"{mark} score", kind="event", event=f"{mark} event", points=5
    )
    site = site_key_create(workspace=workspace, name=mark, origins=["https://example.com"], actor=Actor.system())
    imported = ContactImport.objects.create(workspace=workspace, filename=f"{mark}.csv", file="imports/none.csv")
    export = export_create(
        workspace=workspace, kind="contacts", filter={"segment": segment.public_id}, actor=Actor.system()
    )
    attribute = AttributeDefinition.objects.create(workspace=workspace, key=f"{mark}_key", kind="text")
    mail = MailboxMail.objects.create(
        mail_from="a@example.com",
        rcpt_to=contact.email,
        subject=f"{mark} mail",
        raw=f"Subject: {mark} mail\n\n{mark}".encode(),
    )
    suppression = Suppression.objects.create(
        workspace=workspace, channel="email", address=f"{mark.lower()}.gone@example.com", reason="manual"
    )
    blocked = SuppressionImport.objects.create(
        workspace=workspace, filename=f"{mark}.blocked.csv", file="imports/none.csv", channel="email", state="checked"
    )
    return {
        "slug": workspace.slug,
        "workspace": workspace.public_id,
        "campaign": campaign.public_id,
        "touchpoint": f"{campaign.public_id}.s1",
        "version": FlowVersion.objects.in_workspace(workspace).get().public_id,
        "execution": execution.public_id,
        "contact": contact.public_id,
        "event": event.public_id,
        "message": message.public_id,
        "secret": secret.public_id,
        "secret_name": secret.name,
        "webhook": webhook.public_id,
        "delivery": delivery.public_id,
        "suppression": suppression.public_id,
        "list": blocked.public_id,
        "thread": add_thread(workspace, contact, bot, mark).public_id,
        "site": site.public_id,
        "key": make_api_key(workspace, name=f"{mark} key")[0].public_id,
        "segment": segment.public_id,
        "static": Segment.objects.create(workspace=workspace, name=f"{mark} list", kind="static").public_id,
        "twin": make_contact(workspace, email=f"{mark.lower()}.twin@example.com").public_id,
        "topic": make_topic(workspace, name=f"{mark} topic").public_id,
        "template": template.public_id,
        "bot": bot.public_id,
        "address": point_add(contact=contact, sender=bot, address=str(contact.pk.int)[:12]).public_id,
        "number": 1,
        "short": short.public_id,
        "snippet": snippet.public_id,
        "sender": sender.public_id,
        "order": order.public_id,
        "operation": operation.public_id,
        "rule": score_rule.public_id,
        "view": view.public_id,
        "import": imported.public_id,
        "export": export.public_id,
        "mail": mail.pk,
        "attribute_key": attribute.key,
    }


def add_thread(workspace: Workspace, contact: Contact, sender: Sender, mark: str) -> InboxThread:
    """A conversation."""
    now = database_now()
    thread = InboxThread.objects.create(
        workspace=workspace,
        contact=contact,
        sender=sender,
        channel=sender.channel,
        subject=f"{mark} subject",
        **dict.fromkeys(("created_at", "updated_at", "last_at"), now),
    )
    InboxEntry.objects.create(
        workspace=workspace, thread=thread, direction="in", key=uuid7(), text=f"{mark} words", created_at=now
    )
    return thread


def stamp_keys() -> None:
    """As used in the far future, so that no call notes its use: of a row of `snapshot`, each time."""
    ApiKey.unscoped_objects.update(last_used_at=datetime(2100, 1, 1, tzinfo=UTC))


def snapshot(models: frozenset[str] | None = None) -> Rows:
    """Every row of every tenant, and the tenants themselves, by model; of these models alone where some are named."""
    found: Rows = {}
    with connection.cursor() as cursor:
        cursor.execute(_rows_of(models))
        for name, row in cursor.fetchall():
            found.setdefault(name, []).append(row)
    return found


@cache
def tenant_models() -> list[Any]:
    """Those whose rows belong to a workspace, and the workspace; not the counters of requests."""
    return [model for model in apps.get_models() if model is Workspace or issubclass(model, WorkspaceModel)]


@cache
def _rows_of(models: frozenset[str] | None) -> str:
    """One statement, because a hundred of them took longer than what stands between two snapshots."""
    return (
        " UNION ALL ".join(
            f"SELECT '{model.__name__}', row_to_json(t)::text FROM \"{model._meta.db_table}\" t"
            for model in tenant_models()
            if models is None or model.__name__ in models
        )
        + " ORDER BY 1, 2"
    )
