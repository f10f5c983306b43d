"""The conditions that messaging adds to the rule language: "engagement" and "channel"."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from contacts import rules
from contacts.models import Contact
from contacts.rules.builder import RuleContext
from messaging.models import LinkClick, Message, Sender
from messaging.services import point_add, point_end, suppression_add_many
from messaging.services.facts import message_clicked
from messaging.tracking.visitors import Visitor
from tests.factories.contacts import make_contact
from tests.factories.messaging import make_messages, make_sender, make_stream
from tests.factories.templates_app import make_published
from tests.messaging.world import World
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.ids import encode, uuid7
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)


def matching(world: World, leaf: dict[str, Any], **context: Any) -> set[str]:
    """The first names of the contacts that match."""
    rule = rules.parse({"condition": "AND", "rules": [leaf]})
    predicate = rules.compile(rule, world.workspace.pk, database_now(), context=RuleContext(**context))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT c.first_name FROM contacts_contact c WHERE {predicate.sql}", predicate.params)
        return {row[0] for row in cursor.fetchall()}


def make_bot(workspace: Workspace) -> Sender:
    return make_sender(
        workspace,
        channel="telegram",
        provider="telegram_bot",
        from_address="@example_bot",
        config={},
        credentials={"token": "0123456789"},
    )


def engagement(field: str = "opened", operator: str = "is", **more: Any) -> dict[str, Any]:
    return {"type": "engagement", "field": field, "operator": operator, **more}


@pytest.fixture
def people(world: World) -> dict[str, Contact]:
    names = ("ann", "bob", "eve")
    return {name: make_contact(world.workspace, first_name=name, email=f"{name}@b.example") for name in names}


def message(world: World, contact: Contact, **facts: Any) -> Message:
    [made] = world.queue_for([contact], node=facts.pop("node", "n1"))
    now = database_now()
    facts = {"state": "accepted", "settled_at": now, **facts}
    Message.objects.in_workspace(world.workspace).filter(pk=made.pk).update(**facts)
    return made


@pytest.mark.parametrize(
    "field",
    ["delivered", "opened", "clicked", "replied", "bounced", "complained", "unsubscribed", "dismissed"],
)
def test_each_fact(world: World, people: dict[str, Contact], field: str) -> None:
    message(world, people["ann"], **{f"{field}_at": database_now()})
    message(world, people["bob"])
    assert matching(world, engagement(field)) == {"ann"}
    assert matching(world, engagement(field, "is_not")) == {"bob", "eve"}


def test_sent_means_accepted(world: World, people: dict[str, Contact]) -> None:
    message(world, people["ann"])
    message(world, people["bob"], state="skipped")
    assert matching(world, engagement("sent")) == {"ann"}


def test_window_and_count(world: World, people: dict[str, Contact]) -> None:
    now = database_now()
    for days in (1, 3):
        message(world, people["ann"], opened_at=now - timedelta(days=days))
    message(world, people["bob"], opened_at=now - timedelta(days=3))
    assert matching(world, engagement(window="2d")) == {"ann"}
    assert matching(world, engagement(window="4d")) == {"ann", "bob"}
    assert matching(world, engagement(window="4d", count=2)) == {"ann"}
    assert matching(world, engagement(count=2, operator="is_not")) == {"bob", "eve"}


def test_node_campaign_and_template(world: World, people: dict[str, Contact]) -> None:
    now = database_now()
    message(world, people["ann"], node="s1", opened_at=now)
    message(world, people["bob"], node="s2", opened_at=now)
    template, version = make_published(world.workspace)
    other = make_stream(world.workspace)
    [made] = make_messages(other, [people["eve"]], version, world.sender, node="s1")
    Message.objects.in_workspace(world.workspace).filter(pk=made.pk).update(opened_at=now)
    campaign = encode("cmp", world.stream.pk)
    assert matching(world, engagement(value={"node": "s1"}), campaign_id=world.stream.pk) == {"ann"}
    assert matching(world, engagement(value={"node": "s1", "campaign": campaign})) == {"ann"}
    assert matching(world, engagement(value={"campaign": campaign})) == {"ann", "bob"}
    assert matching(world, engagement(value={"template": template.public_id})) == {"eve"}
    assert matching(world, engagement(value={"node": "s1"})) == set()


def test_exact_counts_and_channels(world: World, people: dict[str, Contact]) -> None:
    for _ in range(2):
        message(world, people["ann"], opened_at=database_now())
    message(world, people["bob"], opened_at=database_now())
    assert matching(world, engagement(operator="is_exactly")) == {"bob"}
    assert matching(world, engagement(operator="is_exactly", count=2)) == {"ann"}
    assert matching(world, engagement(operator="is_at_most")) == {"bob", "eve"}
    assert matching(world, engagement(value={"channel": "sms"})) == set()
    assert matching(world, engagement(value={"channel": "email"})) == {"ann", "bob"}


def test_links(world: World, people: dict[str, Contact]) -> None:
    pricing, docs = message(world, people["ann"]), message(world, people["bob"])
    message_clicked(message_id=pricing.pk, url="https://shop.example/Pricing?x=1")
    message_clicked(message_id=pricing.pk, url="https://shop.example/Pricing?x=1")
    message_clicked(message_id=docs.pk, url="https://shop.example/docs")
    assert matching(world, engagement("clicked")) == {"ann", "bob"}
    assert matching(world, engagement("clicked", value={"link": "/pricing"})) == {"ann"}
    assert matching(world, engagement("clicked", value={"link": "shop.example"}, window="1d")) == {"ann", "bob"}
    assert matching(world, engagement("clicked", "is_not", value={"link": "/docs"})) == {"ann", "eve"}
    LinkClick.objects.in_workspace(world.workspace).update(clicked_at=database_now() - timedelta(days=2))
    assert matching(world, engagement("clicked", value={"link": "shop.example"}, window="1d")) == set()
    assert list(LinkClick.objects.in_workspace(world.workspace).order_by("pk").values_list("clicks", flat=True)) == [
        2,
        1,
    ]


def test_machines_count_where_they_are_asked_for(world: World, people: dict[str, Contact]) -> None:
    now = database_now()
    message(world, people["ann"], opened_at=now)
    message(world, people["bob"], machine_opened_at=now - timedelta(days=3))
    scanned = message(world, people["eve"])
    message_clicked(message_id=scanned.pk, url="https://shop.example/docs", by=Visitor.BOT)
    anybody = {"by": "anybody"}
    assert matching(world, engagement()) == matching(world, engagement(value={"by": "people"})) == {"ann"}
    assert matching(world, engagement(value=anybody)) == {"ann", "bob"}
    assert matching(world, engagement(value=anybody, window="2d")) == {"ann"}
    assert (
        matching(world, engagement("clicked"))
        == matching(world, engagement("clicked", value={"link": "docs"}))
        == set()
    )
    for value in (anybody, {"link": "docs", **anybody}):
        assert matching(world, engagement("clicked", value=value, window="1d")) == {"eve"}


def test_only_opens_and_clicks_are_by_machines(world: World) -> None:
    rule = rules.parse({"condition": "AND", "rules": [engagement("replied", value={"by": "anybody"})]})
    assert [(problem.path, problem.code) for problem in rules.validate(rule, world.workspace)] == [
        ("rule.rules[0].value.by", "not_by_machines")
    ]
    leaf = engagement("opened", value={"by": "anybody"})
    assert rules.plain_words(rules.parse({"condition": "AND", "rules": [leaf]})) == (
        "opened (machines included) a message"
    )


def test_only_clicks_have_links(world: World) -> None:
    rule = rules.parse({"condition": "AND", "rules": [engagement("opened", value={"link": "/pricing"})]})
    assert [(problem.path, problem.code) for problem in rules.validate(rule, world.workspace)] == [
        ("rule.rules[0].value.link", "link_not_clicked")
    ]


def test_engagement_in_words() -> None:
    leaf = engagement("clicked", "is_at_most", value={"link": "/pricing", "channel": "email"}, count=2, window="7d")
    assert rules.plain_words(rules.parse({"condition": "AND", "rules": [leaf]})) == (
        "clicked a link with “/pricing” in at most 2 messages by E-mail within the last 7 days"
    )


def test_inside_a_flow_only_the_present_passage_counts(world: World, people: dict[str, Contact]) -> None:
    earlier = message(world, people["ann"], node="s1", opened_at=database_now())
    present = message(world, people["ann"], node="s1")
    leaf = engagement(value={"node": "s1"})
    here = {"campaign_id": world.stream.pk}
    assert matching(world, leaf, execution_column=str(present.execution_id), **here) == set()
    assert matching(world, leaf, execution_column=str(earlier.execution_id), **here) == {"ann"}


def test_another_workspaces_messages_do_not_count(world: World, people: dict[str, Contact]) -> None:
    made = message(world, people["ann"], opened_at=database_now())
    Message.objects.in_workspace(world.workspace).filter(pk=made.pk).update(workspace_id=uuid7())
    assert matching(world, engagement()) == set()


@pytest.mark.parametrize(
    ("leaf", "path"),
    [
        (engagement("read"), "rule.rules[0].field"),
        (engagement(value={"campaign": "tpl_x"}), "rule.rules[0].value.campaign"),
        (engagement(value={"x": 1}), "rule.rules[0].value.x"),
        (engagement(count=0), "rule.rules[0].count"),
        (engagement(window="soon"), "rule.rules[0].window"),
        ({"type": "channel", "field": "fax", "operator": "is", "value": "reachable"}, "rule.rules[0].field"),
    ],
)
def test_faults_are_named_by_their_place(leaf: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        rules.parse({"condition": "AND", "rules": [leaf]})
    assert path in [detail.field for detail in refused.value.details]


def test_what_does_not_exist_is_a_problem(world: World) -> None:
    stranger, nothing = encode("cmp", uuid7()), encode("tpl", uuid7())
    leaves = [
        engagement(value={"campaign": stranger}),
        engagement(value={"template": nothing}),
        engagement(value={"node": "s1"}),
        engagement(value={"node": "s1", "campaign": encode("cmp", world.stream.pk)}),
    ]
    rule = rules.parse({"condition": "AND", "rules": leaves})
    problems = rules.validate(rule, world.workspace)
    assert [(problem.path, problem.code) for problem in problems] == [
        ("rule.rules[0].value.campaign", "unknown_campaign"),
        ("rule.rules[1].value.template", "unknown_template"),
        ("rule.rules[2].value", "campaign_missing"),
    ]
    assert "campaign_missing" not in [item.code for item in rules.validate(rule, world.workspace, in_flow=True)]


def test_channel(world: World, people: dict[str, Contact]) -> None:
    make_contact(world.workspace, first_name="kim", email=None, phone="+436641234567")
    suppression_add_many(
        workspace=world.workspace, channel="email", addresses=["BOB@b.example"], reason="manual", actor=Actor.system()
    )
    leaf = {"type": "channel", "field": "email", "operator": "is", "value": "reachable"}
    assert matching(world, leaf) == {"ann", "eve"}
    assert matching(world, {**leaf, "operator": "is_not"}) == {"bob", "kim"}
    assert matching(world, {**leaf, "value": "suppressed"}) == {"bob"}
    assert matching(world, {**leaf, "field": "sms"}) == {"kim"}
    assert matching(world, {**leaf, "field": "push"}) == set()
    point = point_add(contact=people["bob"], sender=make_bot(world.workspace), address="1")
    telegram = {**leaf, "field": "telegram"}
    assert matching(world, telegram) == {"bob"}
    assert matching(world, {**telegram, "value": "suppressed"}) == set()
    point_end(point=point)
    assert matching(world, telegram) == set()
    assert matching(world, {**telegram, "operator": "is_not"}) == {"ann", "bob", "eve", "kim"}
