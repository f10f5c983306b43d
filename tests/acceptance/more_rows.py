"""More of what lists show: in the workspace, and around the one thing of each kind that addresses name."""

from decimal import Decimal

from campaigns.models import (
    Campaign,
    DecisionOutcome,
    DecisionSource,
    Execution,
    OrderAction,
    Step,
    StepOutcome,
    TriggerDecision,
)
from campaigns.services import (
    OrderFilter,
    campaign_publish,
    contacts_enroll,
    draft_save,
    order_create,
    secret_create,
)
from contacts.models import (
    AttributeDefinition,
    BulkOperation,
    Contact,
    ContactImport,
    Event,
    ImportRefusedRow,
    SavedView,
    ScoreRule,
    Segment,
    SegmentMembership,
)
from contacts.services import ConsentChange, EventIn, consent_set_many, contacts_tag, events_record, export_create
from messaging.models import (
    InboxEntry,
    InboxThread,
    LinkClick,
    Message,
    MessageStream,
    ProviderTemplate,
    Sender,
    Suppression,
)
from messaging.services import point_add
from templates_app.models import Template
from templates_app.services import snippet_create, template_publish, template_update
from tests.acceptance.worlds import OWN_MARK, add_thread
from tests.factories.campaigns import chain as in_a_row
from tests.factories.campaigns import flow, launch, send_config
from tests.factories.contacts import make_contact, make_topic
from tests.factories.messaging import make_messages, make_sender
from tests.factories.templates_app import email_content, make_published
from tests.factories.webhooks import make_endpoint
from tests.factories.workspaces import make_api_key, make_member
from workspaces.clock import database_now
from workspaces.ids import uuid7
from workspaces.models import Workspace
from workspaces.services import Actor
from workspaces.services.balance import balance_adjust

_BOT = Actor.system("more")


def add_more(workspace: Workspace, numbers: range) -> None:
    """One more of everything in a furnished workspace for each number, which its name says; from 0 on."""
    people = {number: make_contact(workspace, email=f"more{number}@example.com") for number in numbers}
    _around_the_campaign(workspace, people)
    _around_the_contact(workspace, numbers)
    _around_the_others(workspace, people)
    for number, person in people.items():
        _one_more(workspace, person, number)


def _around_the_campaign(workspace: Workspace, people: dict[int, Contact]) -> None:
    """Versions with more nodes of each kind, executions, their journal, orders, messages and clicks."""
    campaign = Campaign.objects.in_workspace(workspace).get(name=f"{OWN_MARK} campaign")
    template = Template.objects.in_workspace(workspace).get(name=f"{OWN_MARK} template")
    contact = Contact.objects.in_workspace(workspace).get(first_name=OWN_MARK)
    execution = Execution.objects.in_workspace(workspace).get(campaign=campaign, contact=contact)
    for number in list(people)[:3]:
        draft_save(campaign=campaign, document=_wide(template, number + 2), actor=_BOT)
        campaign_publish(campaign=campaign, actor=_BOT)
    draft_save(campaign=campaign, document=_wide(template, max(people) + 3), actor=_BOT)
    contacts_enroll(campaign=campaign, contact_ids=[each.pk for each in people.values()], actor=_BOT)
    now = database_now()
    event = Event.objects.in_workspace(workspace).get(name=f"{OWN_MARK} event")
    stream = MessageStream.objects.in_workspace(workspace).get(pk=campaign.pk)
    sender = Sender.objects.in_workspace(workspace).get(name=f"{OWN_MARK} sender")
    sent = make_messages(stream, list(people.values()), template.published_version, sender, node="s1")
    for number, message in zip(people, sent, strict=True):
        place = {"workspace": workspace, "created_at": now}
        Step.objects.create(**place, execution=execution, node=f"s{number}", outcome=StepOutcome.PASSED, port="next")
        order_create(campaign=campaign, action=OrderAction.CANCEL, which=OrderFilter(node=f"n{number}"), actor=_BOT)
        TriggerDecision.objects.create(
            **place,
            campaign=campaign,
            contact=event.contact,
            node="t",
            source=DecisionSource.EVENT,
            source_id=event.pk,
            outcome=DecisionOutcome.REENTRY,
        )
        _clicked(message, stream, f"https://example.com/{number}")


def _clicked(message: Message, stream: MessageStream, url: str) -> None:
    fields = {"workspace_id": message.workspace_id, "contact_id": message.contact_id, "stream": stream}
    LinkClick.objects.create(**fields, message=message, url=url, clicked_at=message.created_at)


def _wide(template: Template, width: int) -> dict[str, object]:
    """Triggers, then an A/B test, then sends in a row: as many of each."""
    numbers = range(width)
    triggers = [(f"t{n}", "trigger_event", {"event": f"wide {n}"}) for n in numbers]
    halves = [{"port": port, "name": port, "weight": 50} for port in "AB"]
    tests = [(f"a{n}", "ab_test", {"variants": halves}) for n in numbers]
    sends = [(f"s{n}", "send", send_config(template)) for n in numbers]
    ways = [f"t{n}>a0" for n in numbers] + [f"a{n}.{port}>a{n + 1}" for n in numbers[:-1] for port in "AB"]
    ways += [f"a{width - 1}.{port}>s0" for port in "AB"] + [f"s{n}>s{n + 1}" for n in numbers[:-1]]
    return flow(*triggers, *tests, *sends, ("e", "end", {}), edges=[*ways, f"s{width - 1}>e"])


def _around_the_contact(workspace: Workspace, numbers: range) -> None:
    """Its events, tags, consents, chats, operations over it, and what was said in its thread."""
    contact = Contact.objects.in_workspace(workspace).get(first_name=OWN_MARK)
    bot = Sender.objects.in_workspace(workspace).get(channel="telegram")
    thread = InboxThread.objects.in_workspace(workspace).get(contact=contact)
    now = database_now()
    events_record(workspace_id=workspace.pk, events=[EventIn(contact.pk, f"around {n}") for n in numbers])
    contacts_tag(workspace_id=workspace.pk, contact_ids=[contact.pk], add=[f"t{n}" for n in numbers], now=now)
    topics = [make_topic(workspace, name=f"Around {number}") for number in numbers]
    changes = [ConsentChange(contact.pk, "email", "marketing", "granted", topic.pk) for topic in topics]
    consent_set_many(workspace_id=workspace.pk, changes=changes, source="more", now=now)
    for number in numbers:
        point_add(contact=contact, sender=bot, address=str(number + 1))
        BulkOperation.objects.create(
            workspace=workspace,
            action="tag",
            params={"tag": f"more {number}"},
            expected=1,
            **dict.fromkeys(("created_at", "not_before", "moved_at"), now),
        )
        InboxEntry.objects.create(
            workspace=workspace, thread=thread, direction="in", key=uuid7(), text=f"More {number}", created_at=now
        )


def _around_the_others(workspace: Workspace, people: dict[int, Contact]) -> None:
    """Members of the segment, who uses it; versions of the template; what the sender's provider knows; rows refused."""
    segment = Segment.objects.in_workspace(workspace).get(name=f"{OWN_MARK} segment")
    template = Template.objects.in_workspace(workspace).get(name=f"{OWN_MARK} template")
    sender = Sender.objects.in_workspace(workspace).get(name=f"{OWN_MARK} sender")
    imported = ContactImport.objects.in_workspace(workspace).get(filename=f"{OWN_MARK}.csv")
    now = database_now()
    within = {"condition": "AND", "rules": [{"type": "segment", "operator": "in", "value": segment.public_id}]}
    for number, person in people.items():
        SegmentMembership.objects.create(workspace=workspace, segment=segment, contact=person, entered_at=now)
        Segment.objects.create(workspace=workspace, name=f"Within {number}", rule=within)
        launch(workspace, in_a_row(("s1", "send", send_config(template))), name=f"Same template {number}")
        content = email_content(subject=f"Version {number}")
        template_publish(template=template_update(template=template, actor=_BOT, content=content), actor=_BOT)
        ProviderTemplate.objects.create(
            workspace=workspace, sender=sender, name=f"more {number}", language="en", state="approved", seen_at=now
        )
        ImportRefusedRow.objects.create(
            workspace=workspace, contact_import=imported, row=number + 2, cells=["x"], problem="email: is none"
        )


def _one_more(workspace: Workspace, person: Contact, number: int) -> None:
    """One more of what has no other around it."""
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
    bot = Sender.objects.in_workspace(workspace).get(channel="telegram")
    name = f"More {number}"
    events_record(workspace_id=workspace.pk, events=[EventIn(person.pk, name)])
    Segment.objects.create(workspace=workspace, name=name, rule=rule)
    template, _ = make_published(workspace, name=name)
    make_sender(workspace, name=name, from_address=f"more{number}@example.com")
    make_topic(workspace, name=name)
    make_endpoint(workspace, url=f"https://example.com/more/{number}")
    make_api_key(workspace, name=name)
    make_member(workspace)
    balance_adjust(workspace=workspace, amount=Decimal(1), note=name, actor=_BOT)
    snippet_create(workspace=workspace, key=f"more_{number}", html="<p>More</p>", actor=_BOT)
    secret_create(workspace=workspace, name=f"more{number}", value="more-more", actor=_BOT)
    SavedView.objects.create(workspace=workspace, name=name, sort="newest")
    AttributeDefinition.objects.create(workspace=workspace, key=f"more_{number}", kind="text")
    ScoreRule.objects.create(workspace=workspace, name=name, kind="event", event=f"m{number}", points=5)
    ContactImport.objects.create(workspace=workspace, filename=f"{number}.csv", file="imports/none.csv")
    export_create(workspace=workspace, kind="contacts", filter={}, actor=_BOT)
    Suppression.objects.create(workspace=workspace, channel="email", address=f"{number}@example.com", reason="manual")
    add_thread(workspace, person, bot, name)
    launch(workspace, in_a_row(("s1", "send", send_config(template))), name=name)
