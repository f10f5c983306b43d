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
        """The keys of B's rows that are numbers, by model."""
        return {
            name: {row["id"] for row in map(json.loads, found) if self._is_theirs(row)}
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
    balance_open(workspace=workspace, actor=Actor.system())
    contact = make_contact(workspace, email=f"{mark.lower()}@example.com", first_name=mark)
    rows: dict[str, Any] = {"workspace": workspace, "contact": contact}
    rows |= _content(workspace, mark)
    rows |= _channels(workspace, mark, contact)
    rows |= _campaign(workspace, mark, rows)
    rows |= _audience(workspace, mark)
    rows |= _outside(workspace, mark)
    rows |= _files(workspace, mark, rows["segment"])
    mail = MailboxMail.objects.create(
        mail_from="a@example.com",
        rcpt_to=contact.email,
        subject=f"{mark} mail",
        raw=f"Subject: {mark} mail\n\n{mark}".encode(),
    )
    return {name: row.public_id for name, row in rows.items()} | {
        "slug": workspace.slug,
        "touchpoint": f"{rows['campaign'].public_id}.s1",
        "secret_name": rows["secret"].name,
        "number": 1,
        "mail": mail.pk,
        "attribute_key": AttributeDefinition.objects.create(workspace=workspace, key=f"{mark}_key", kind="text").key,
    }


def _content(workspace: Workspace, mark: str) -> dict[str, Any]:
    """What is sent."""
    html = f"<p>{mark} street</p>"
    return {
        "template": make_published(workspace, name=f"{mark} template")[0],
        "short": make_published(workspace, name=f"{mark} text", channel="sms", content={"text": mark})[0],
        "snippet": snippet_create(workspace=workspace, key="address", html=html, actor=Actor.system()),
    }


def _channels(workspace: Workspace, mark: str, contact: Contact) -> dict[str, Any]:
    """Who sends, what a contact and the team say to each other, and to whom nobody sends."""
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
    gone = f"{mark.lower()}.gone@example.com"
    kept = {"filename": f"{mark}.blocked.csv", "file": "imports/none.csv", "state": "checked"}
    return {
        "sender": sender,
        "bot": bot,
        "address": point_add(contact=contact, sender=bot, address=str(contact.pk.int)[:12]),
        "thread": add_thread(workspace, contact, bot, mark),
        "suppression": Suppression.objects.create(workspace=workspace, channel="email", address=gone, reason="manual"),
        "list": SuppressionImport.objects.create(workspace=workspace, channel="email", **kept),
    }


def _campaign(workspace: Workspace, mark: str, rows: dict[str, Any]) -> dict[str, Any]:
    """A campaign that is under way with a contact, what it sent, and what the contact and the team did."""
    template, contact, actor = rows["template"], rows["contact"], Actor.system(mark)
    campaign = launch(workspace, chain(("s1", "send", send_config(template))), name=f"{mark} campaign")
    contacts_enroll(campaign=campaign, contact_ids=[contact.pk], actor=Actor.system())
    execution = Execution.objects.in_workspace(workspace).get()
    events_record(workspace_id=workspace.pk, events=[EventIn(contact.pk, f"{mark} event")])
    which = OrderFilter(executions=[execution.public_id])
    stream = MessageStream.objects.in_workspace(workspace).get(pk=campaign.pk)
    (message,) = make_messages(stream, [contact], template.versions.get(), rows["sender"], node=f"{mark} node")
    return {
        "campaign": campaign,
        "version": FlowVersion.objects.in_workspace(workspace).get(),
        "execution": execution,
        "event": Event.objects.in_workspace(workspace).get(),
        "order": order_create(campaign=campaign, action=OrderAction.CANCEL, which=which, actor=actor),
        "message": message,
        "secret": secret_create(workspace=workspace, name=mark.lower(), value=f"{mark} secret", actor=Actor.system()),
    }


def _audience(workspace: Workspace, mark: str) -> dict[str, Any]:
    """How contacts are told apart, and what is done to many of them."""
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
    tagging = {"action": "tag", "params": {"tag": mark}, "expected": 1}
    moments = dict.fromkeys(("created_at", "not_before", "moved_at"), database_now())
    return {
        "twin": make_contact(workspace, email=f"{mark.lower()}.twin@example.com"),
        "segment": Segment.objects.create(workspace=workspace, name=f"{mark} segment", rule=rule),
        "static": Segment.objects.create(workspace=workspace, name=f"{mark} list", kind="static"),
        "topic": make_topic(workspace, name=f"{mark} topic"),
        "view": SavedView.objects.create(workspace=workspace, name=f"{mark} view", sort="newest"),
        "operation": BulkOperation.objects.create(workspace=workspace, **tagging, **moments),
        "rule": ScoreRule.objects.create(
            workspace=workspace, name=f"{mark} score", kind="event", event=f"{mark} event", points=5
        ),
    }


def _outside(workspace: Workspace, mark: str) -> dict[str, Any]:
    """Who calls, and who is called."""
    webhook = make_endpoint(workspace, url=f"https://example.com/{mark}").endpoint
    origins = ["https://example.com"]
    return {
        "webhook": webhook,
        "delivery": endpoint_test(endpoint=webhook, actor=Actor.system()),
        "site": site_key_create(workspace=workspace, name=mark, origins=origins, actor=Actor.system()),
        "key": make_api_key(workspace, name=f"{mark} key")[0],
    }


def _files(workspace: Workspace, mark: str, segment: Segment) -> dict[str, Any]:
    """What came in and what goes out."""
    asked = {"segment": segment.public_id}
    return {
        "import": ContactImport.objects.create(workspace=workspace, filename=f"{mark}.csv", file="imports/none.csv"),
        "export": export_create(workspace=workspace, kind="contacts", filter=asked, actor=Actor.system()),
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
def referred(model: str) -> dict[str, str]:
    """The model that each column refers to, of a model's columns that hold keys; of those without a relation the one
    that they are named after, as `execution_ids`."""
    models = {each.__name__: each for each in tenant_models()}
    named = {f"{name.lower()}_id": name for name in models}
    fields = models[model]._meta.concrete_fields
    related = {field.column: field.related_model.__name__ for field in fields if field.related_model}
    columns = {field.column: named.get(field.column.removesuffix("s"), "") for field in fields}
    return columns | related


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
