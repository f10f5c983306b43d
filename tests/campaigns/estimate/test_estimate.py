"""Estimates: contacts at each node, messages and their cost, exact where everything is known of each contact."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.estimate import ChannelEstimate, Estimate, campaign_estimate, counting, splits
from campaigns.flow import parse
from campaigns.flow.graph import Graph
from campaigns.models import NodeCounter
from campaigns.nodes import registry
from contacts.models import Contact, Event
from contacts.services import segment_members_add
from messaging.services import price_set, suppression_add_many
from tests.campaigns.nodes.data import NODES
from tests.factories.campaigns import SYSTEM, chain, flow, make_campaign, send_config
from tests.factories.contacts import make_contacts, make_segment
from tests.factories.messaging import grant_consent
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def tagged(tag: str) -> dict[str, Any]:
    return {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": tag}]}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def people(workspace: Workspace, number: int, *tags: str) -> list[Contact]:
    return make_contacts(workspace, number, tags=list(tags))


def estimated(workspace: Workspace, document: Any, **fields: Any) -> Estimate:
    return campaign_estimate(make_campaign(workspace, document, **fields))


def test_nested_conditions_are_asked_together(workspace: Workspace) -> None:
    people(workspace, 3, "vip")
    people(workspace, 2, "vip", "old")
    people(workspace, 5, "old")
    document = flow(
        ("t", "trigger_manual", {}),
        ("v", "condition", {"rule": tagged("vip")}),
        ("o", "condition", {"rule": tagged("old")}),
        ("x", "switch", {"branches": [{"port": "a", "rule": tagged("old")}, {"port": "b", "rule": tagged("vip")}]}),
        ("e", "end", {}),
        ("f", "end", {}),
        ("g", "end", {}),
        edges=["t>v", "v.yes>o", "v.no>x", "o.yes>e", "o.no>f", "x.a>e", "x.b>g", "x.else>g"],
    )
    with CaptureQueriesContext(connection) as queries:
        told = estimated(workspace, document)
    assert told.nodes == {"t": 10, "v": 10, "o": 5, "x": 5, "e": 7, "f": 3, "g": 0}
    assert (told.audience.contacts, told.audience.exact, told.exact) == (10, True, True)
    assert (told.sends, told.cost, told.currency) == (0, Decimal("0.00"), "EUR")
    assert sum("count_atoms" in query["sql"] for query in queries) == 1


def test_messages_and_their_cost(workspace: Workspace) -> None:
    agreed, suppressed, silent = people(workspace, 4), people(workspace, 1), people(workspace, 2)
    Contact.objects.in_workspace(workspace).filter(pk=silent[0].pk).update(email=None, external_id="x")
    grant_consent([*agreed, *suppressed])
    suppression_add_many(
        workspace=workspace, channel="email", addresses=[suppressed[0].email or ""], reason="manual", actor=SYSTEM
    )
    marketing, _ = make_published(workspace)
    receipt, _ = make_published(workspace, message_type="transactional")
    document = chain(
        ("r", "send", send_config(receipt, on_ineligible="continue")), ("m", "send", send_config(marketing))
    )
    price_set(workspace=workspace, channel="email", message_type="marketing", amount=Decimal("0.5"), actor=SYSTEM)
    told = estimated(workspace, document)
    assert told.nodes == {"t": 7, "r": 7, "m": 7, "e": 4}
    assert told.channels == (
        ChannelEstimate("email", "marketing", 4, 3, Decimal("0.5"), Decimal("2.00")),
        ChannelEstimate("email", "transactional", 5, 2, None, None),
    )
    # One of them has no price: what all cost is not known.
    assert (told.sends, told.cost, told.exact) == (9, None, True)
    price_set(workspace=workspace, channel="email", message_type="transactional", amount=Decimal(0), actor=SYSTEM)
    assert campaign_estimate(make_campaign(workspace, document)).cost == Decimal("2.00")


def test_text_messages_cost_their_segments(workspace: Workspace) -> None:
    for number, contact in enumerate(people(workspace, 2)):
        Contact.objects.in_workspace(workspace).filter(pk=contact.pk).update(phone=f"+43664123456{number}")
    content = {"text": "x" * 200, "short_links": False}
    text, _ = make_published(workspace, channel="sms", message_type="transactional", content=content)
    price_set(workspace=workspace, channel="sms", message_type="transactional", amount=Decimal("0.1"), actor=SYSTEM)
    told = estimated(workspace, chain(("m", "send", send_config(text, channel="sms"))))
    assert (told.channels[0].unit_price, told.cost) == (Decimal("0.1"), Decimal("0.40"))


def test_numbers_cost_what_their_countries_cost(workspace: Workspace) -> None:
    numbers = ["+436641234567", "+436641234568", "+4915123456789", "+14165550123", "+12125550123", None]
    for contact, number in zip(people(workspace, 6), numbers, strict=True):
        tags = ["abroad"] if number and not number.startswith("+43") else []
        Contact.objects.in_workspace(workspace).filter(pk=contact.pk).update(phone=number, tags=tags)
    text, _ = make_published(workspace, channel="sms", message_type="transactional", content={"text": "Hi"})
    line: dict[str, Any] = {"workspace": workspace, "channel": "sms", "message_type": "transactional", "actor": SYSTEM}
    price_set(**line, country="AT", amount=Decimal("0.1"))
    price_set(**line, country="CA", amount=Decimal("0.5"))
    send = send_config(text, channel="sms")
    document = flow(
        ("t", "trigger_manual", {}),
        ("c", "condition", {"rule": tagged("abroad")}),
        ("e", "end", {}),
        ("m", "send", send),
        ("f", "end", {}),
        edges=["t>c", "c.yes>e", "c.no>m", "m>f"],
    )
    # Each way has the countries of those who go it; where one of them has no price, what they cost is unknown.
    told = estimated(workspace, document)
    assert told.channels == (ChannelEstimate("sms", "transactional", 2, 1, Decimal("0.1"), Decimal("0.20")),)
    everybody = chain(("m", "send", send))
    assert estimated(workspace, everybody).cost is None
    price_set(**line, amount=Decimal("0.02"))
    told = estimated(workspace, everybody)
    assert told.channels == (ChannelEstimate("sms", "transactional", 5, 1, Decimal("0.148"), Decimal("0.74")),)
    assert told.exact


def test_a_fallback_counts_for_those_whom_the_first_message_passes_over(workspace: Workspace) -> None:
    grant_consent(people(workspace, 3))
    people(workspace, 2)
    marketing, _ = make_published(workspace)
    receipt, _ = make_published(workspace, message_type="transactional")
    fallback = {"channel": "email", "template": receipt.public_id}
    told = estimated(workspace, chain(("m", "send", send_config(marketing, fallback=fallback))))
    assert [(each.message_type, each.sends, each.withheld) for each in told.channels] == [
        ("marketing", 3, 2),
        ("transactional", 2, 0),
    ]
    assert told.nodes["e"] == 5


def test_a_test_parts_by_its_weights_and_holds_out(workspace: Workspace) -> None:
    people(workspace, 20)
    variants = [{"port": "A", "name": "", "weight": 75}, {"port": "B", "name": "", "weight": 25}]
    document = flow(
        ("t", "trigger_manual", {}),
        ("x", "ab_test", {"variants": variants, "holdout": 20}),
        ("a", "end", {}),
        ("b", "end", {}),
        edges=["t>x", "x.A>a", "x.B>b"],
    )
    told = estimated(workspace, document)
    assert told.nodes == {"t": 20, "x": 20, "a": 12, "b": 4}
    assert not told.exact


def test_waits_for_events_part_evenly_until_enough_were_seen(workspace: Workspace) -> None:
    people(workspace, 10)
    document = flow(
        ("t", "trigger_manual", {}),
        ("w", "wait", {"event": "ordered"}),
        ("a", "end", {}),
        ("b", "end", {}),
        edges=["t>w", "w.next>a", "w.timeout>b"],
    )
    campaign = make_campaign(workspace, document)
    assert campaign_estimate(campaign).nodes == {"t": 10, "w": 10, "a": 5, "b": 5}
    for port, number in (("next", 30), ("timeout", 70)):
        NodeCounter.objects.create(
            workspace=workspace,
            campaign=campaign,
            node="w",
            outcome="passed",
            port=port,
            delta=number,
            created_at=database_now(),
        )
    assert campaign_estimate(campaign).nodes == {"t": 10, "w": 10, "a": 3, "b": 7}


def test_what_is_yet_to_happen_is_not_asked(workspace: Workspace) -> None:
    people(workspace, 4)
    opened = {"type": "engagement", "field": "opened", "operator": "is", "value": {"node": "s"}}
    marketing, _ = make_published(workspace, message_type="transactional")
    document = flow(
        ("t", "trigger_manual", {}),
        ("s", "send", send_config(marketing)),
        ("c", "condition", {"rule": {"condition": "AND", "rules": [opened]}}),
        ("a", "end", {}),
        ("b", "end", {}),
        edges=["t>s", "s>c", "c.yes>a", "c.no>b"],
    )
    told = estimated(workspace, document)
    assert (told.nodes["a"], told.nodes["b"], told.exact) == (2, 2, False)


def test_a_loop_is_gone_through_once(workspace: Workspace) -> None:
    people(workspace, 4, "vip")
    people(workspace, 2)
    document = flow(
        ("t", "trigger_manual", {}),
        ("w", "wait", {"duration": {"value": 1, "unit": "days"}}),
        ("c", "condition", {"rule": tagged("vip")}),
        ("e", "end", {}),
        edges=["t>w", "w>c", "c.yes>w", "c.no>e"],
    )
    assert estimated(workspace, document).nodes == {"t": 6, "w": 6, "c": 6, "e": 2}


def test_the_audience_of_each_trigger(workspace: Workspace) -> None:
    contacts = people(workspace, 6, "vip")
    segment, other = make_segment(workspace), make_segment(workspace)
    segment_members_add(segment=segment, contact_ids=[each.pk for each in contacts[:3]], now=database_now())
    segment_members_add(segment=other, contact_ids=[each.pk for each in contacts[2:4]], now=database_now())
    segment.refresh_from_db()
    told = estimated(workspace, chain(), audience=segment)
    assert (told.audience.contacts, told.audience.exact, told.audience.segment) == (3, True, segment)
    schedule = {"rrule": "FREQ=DAILY", "segment": other.public_id}
    two = flow(
        ("t", "trigger_manual", {}),
        ("u", "trigger_scheduled", schedule),
        ("a", "end", {}),
        ("b", "end", {}),
        edges=["t>a", "u>b"],
    )
    # Who could come in by both comes in by the first.
    told = estimated(workspace, two, audience=segment)
    assert (told.nodes, told.audience.contacts) == ({"t": 3, "u": 1, "a": 3, "b": 1}, 4)
    entering = flow(("t", "trigger_segment_entry", {"segment": other.public_id}), ("e", "end", {}))
    told = estimated(workspace, entering)
    assert (told.audience.contacts, told.audience.exact) == (2, False)
    told = estimated(workspace, flow(("t", "trigger_api", {}), ("e", "end", {})))
    assert (told.audience.contacts, told.audience.exact) == (0, False)


def test_events_are_foretold_from_the_last_thirty_days(workspace: Workspace) -> None:
    contacts, now = people(workspace, 3), database_now()
    for contact, age, name in zip(contacts, (1, 29, 31), ("ordered", "ordered", "ordered"), strict=True):
        happened = now - timedelta(days=age)
        Event.objects.create(workspace=workspace, contact=contact, name=name, occurred_at=happened, created_at=happened)
    told = estimated(workspace, flow(("t", "trigger_event", {"event": "ordered"}), ("e", "end", {})))
    assert (told.audience.contacts, told.audience.exact, told.exact) == (2, False, False)


def test_an_events_filter_is_asked_of_each_event(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    contacts, now = people(workspace, 4, "vip"), database_now()
    people(workspace, 2)
    for contact, total in zip(contacts, (10, 60, 70, None), strict=True):
        properties = {} if total is None else {"total": total}
        Event.objects.create(
            workspace=workspace, contact=contact, name="ordered", properties=properties, occurred_at=now, created_at=now
        )
    dear = {"type": "trigger", "field": "total", "operator": ">", "value": 50}
    vip = {"type": "tag", "operator": "has", "value": "vip"}
    config = {"event": "ordered", "filter": {"condition": "AND", "rules": [dear, vip]}}
    document = flow(("t", "trigger_event", config), ("c", "condition", {"rule": tagged("vip")}), ("e", "end", {}))
    assert estimated(workspace, document).audience.contacts == 2
    monkeypatch.setattr(counting._Asking, "everybody", lambda self: slow())
    assert estimated(workspace, document).audience.contacts == 2


def test_the_entry_rule_keeps_out(workspace: Workspace) -> None:
    people(workspace, 3, "vip")
    people(workspace, 3)
    told = estimated(workspace, chain(), settings={"entry_rule": tagged("vip")})
    assert (told.audience.contacts, told.audience.exact) == (3, True)


def test_contacts_of_other_workspaces_are_not_counted(workspace: Workspace) -> None:
    people(make_workspace(), 5)
    people(workspace, 2)
    assert estimated(workspace, chain()).audience.contacts == 2


def test_an_unfinished_flow_is_estimated_as_far_as_it_goes(workspace: Workspace) -> None:
    people(workspace, 4)
    document = flow(
        ("t", "trigger_manual", {}), ("c", "condition", {}), ("w", "wait", {}), edges=["t>c", "c.yes>w", "w>c"]
    )
    told = estimated(workspace, document)
    assert told.nodes == {"t": 4, "c": 4, "w": 0}
    assert not told.exact
    assert estimated(workspace, None).nodes == {}


def test_a_sample_is_taken_where_counting_takes_too_long(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    people(workspace, 30, "vip")
    people(workspace, 10)
    document = flow(
        ("t", "trigger_manual", {}),
        ("c", "condition", {"rule": tagged("vip")}),
        ("a", "end", {}),
        ("b", "end", {}),
        edges=["t>c", "c.yes>a", "c.no>b"],
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contacts_contact")
    monkeypatch.setattr(counting._Asking, "everybody", lambda self: slow())
    told = estimated(workspace, document)
    assert (told.nodes, told.audience.contacts) == ({"t": 40, "c": 40, "a": 30, "b": 10}, 40)
    assert (told.audience.exact, told.exact) == (True, False)
    # Not even a sample: everybody, parted evenly.
    monkeypatch.setattr(counting._Asking, "sample", lambda self, known: slow())
    told = estimated(workspace, document)
    assert (told.nodes, told.exact) == ({"t": 40, "c": 40, "a": 20, "b": 20}, False)


def slow() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 1")
        cursor.execute("SELECT pg_sleep(1)")


def test_a_rule_too_many_is_shared_out(workspace: Workspace) -> None:
    people(workspace, 2)
    rules = [tagged(f"tag{number}") for number in range(26)]
    nodes: list[Any] = [("t", "trigger_manual", {})]
    nodes += [(f"c{number}", "condition", {"rule": rule}) for number, rule in enumerate(rules)]
    ways = ["t>c0", *(f"c{number}.{port}>c{number + 1}" for number in range(25) for port in ("yes", "no"))]
    document = flow(*nodes, ("a", "end", {}), ("b", "end", {}), edges=[*ways, "c25.yes>a", "c25.no>b"])
    told = estimated(workspace, document)
    assert (told.nodes["c25"], told.nodes["a"], told.nodes["b"], told.exact) == (2, 1, 1, False)


@pytest.mark.parametrize("key", [each.key for each in registry.all_types()])
def test_every_type_lets_all_of_its_contacts_on(workspace: Workspace, key: str) -> None:
    """Whatever a type's ports are: what it lets on is never more than what came, and all of it but for a holdout."""
    from_data = NODES[key].good[0]
    document = {"nodes": [{"id": "n", "type": key, "config": from_data.config}], "edges": []}
    graph = Graph(parse(document))
    split = splits.split_of(graph.nodes["n"], splits.Questions(), {})
    total = sum(part for _, part in split.shares("0" * 30))
    assert total == pytest.approx(1.0 if from_data.ports and key not in ("end", "jump") else 0.0)
