"""Lead scoring: what each kind of rule gives, decay, history, points by hand, and increments that equal a recount."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.models import Contact, ContactScore, ScoreChange, ScoreRule, ScoreState
from contacts.scoring import points_of, stage
from contacts.segments.refresh import run as refresh
from contacts.services import (
    EventIn,
    contacts_score,
    contacts_tag,
    events_record,
    score_rule_create,
    score_rule_delete,
    score_rule_switch,
    score_rule_update,
)
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("tests")
VIP = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
BIG = [{"field": "total", "operator": ">=", "value": 50}]


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def rule(workspace: Workspace, **fields: Any) -> ScoreRule:
    name = f"Rule {ScoreRule.objects.in_workspace(workspace).count()}"
    return score_rule_create(workspace=workspace, fields={"name": name, **fields}, actor=ACTOR)


def did(contact: Contact, name: str, days_ago: int, now: datetime, **properties: Any) -> None:
    event = EventIn(contact.pk, name, properties, now - timedelta(days=days_ago))
    events_record(workspace_id=contact.workspace_id, events=[event])


def settle(now: datetime | None = None) -> None:
    """Runs segments and scoring until nothing is left to do."""
    moment = now or database_now()
    while refresh(moment, 1_000).processed + stage.run(moment).processed:
        pass


def score(contact: Contact) -> int:
    contact.refresh_from_db()
    return contact.score


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"points": 5}, 20),
        ({"points": 5, "most": 1}, 5),
        ({"points": 5, "most": 3}, 15),
        ({"points": 5, "window_days": 8}, 10),
        ({"points": 5, "filter": BIG}, 10),
        # 16 · (1 + ½ + ¼ + ⅛), days 0, 7, 14 and 21.
        ({"points": 16, "half_life_days": 7}, 30),
        ({"points": 16, "half_life_days": 7, "most": 2}, 24),
        ({"points": -3}, -12),
    ],
)
def test_events_give_points(workspace: Workspace, fields: dict[str, Any], wanted: int) -> None:
    contact, now = make_contact(workspace), database_now()
    for weeks, total in enumerate((10, 50, 90, 49)):
        did(contact, "ordered", 7 * weeks, now, total=total)
    did(contact, "looked", 0, now)
    rule(workspace, kind="event", event="ordered", **fields)
    settle()
    assert score(contact) == wanted


def test_points_wane_at_midnight_and_history_says_so(workspace: Workspace) -> None:
    contact, now = make_contact(workspace), database_now()
    did(contact, "ordered", 0, now)
    made = rule(workspace, kind="event", event="ordered", points=16, half_life_days=1)
    settle()
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=1) + timedelta(days=1)
    for days, wanted in enumerate((8, 4, 2, 1)):
        settle(day + timedelta(days=days))
        assert score(contact) == wanted
    lines = ScoreChange.objects.in_workspace(workspace).order_by("pk").values_list("before", "after", "parts")
    key = str(made.pk)
    assert list(lines) == [
        (0, 16, {key: 16}),
        (16, 8, {key: -8}),
        (8, 4, {key: -4}),
        (4, 2, {key: -2}),
        (2, 1, {key: -1}),
    ]
    assert stage.forget(day + timedelta(days=100)) == 5


def test_a_rule_gives_points_while_it_holds(workspace: Workspace) -> None:
    vip, other = make_contact(workspace, tags=["vip"]), make_contact(workspace)
    rule(workspace, kind="rule", rule=VIP, points=40)
    settle()
    assert (score(vip), score(other)) == (40, 0)
    contacts_tag(workspace_id=workspace.pk, contact_ids=[vip.pk], remove=["vip"], now=database_now())
    contacts_tag(workspace_id=workspace.pk, contact_ids=[other.pk], add=["vip"], now=database_now())
    settle()
    assert (score(vip), score(other)) == (0, 40)


def test_inactivity_takes_what_was_given_and_no_more(workspace: Workspace) -> None:
    contact, now = make_contact(workspace), database_now()
    idle = make_contact(workspace)
    did(contact, "ordered", 25, now)
    Contact.objects.in_workspace(workspace).update(created_at=now - timedelta(days=100))
    rule(workspace, kind="event", event="ordered", points=10)
    rule(workspace, kind="inactivity", points=-4, period_days=10)
    settle()
    assert (score(contact), score(idle)) == (2, 0)
    settle(now + timedelta(days=6))
    assert score(contact) == 0
    events_record(workspace_id=workspace.pk, events=[EventIn(contact.pk, "looked")])
    settle(now)
    assert score(contact) == 10


def test_points_by_hand_stand_beside_those_by_rules(workspace: Workspace) -> None:
    contact, now = make_contact(workspace), database_now()
    contacts_score(workspace_id=workspace.pk, contact_ids=[contact.pk], delta=7, now=now)
    did(contact, "ordered", 0, now)
    made = rule(workspace, kind="event", event="ordered", points=5)
    settle()
    assert score(contact) == 12
    contacts_score(workspace_id=workspace.pk, contact_ids=[contact.pk], value=50, now=now)
    did(contact, "ordered", 0, now)
    settle()
    assert score(contact) == 55
    assert ContactScore.objects.in_workspace(workspace).get().computed == 10
    key = str(made.pk)
    score_rule_delete(rule=made, actor=ACTOR)
    settle()
    assert score(contact) == 45
    lines = ScoreChange.objects.in_workspace(workspace).order_by("pk").values_list("before", "after", "parts")
    assert list(lines) == [(0, 7, None), (7, 12, {key: 5}), (12, 50, None), (50, 55, {key: 5}), (55, 45, {key: -10})]


def test_edits_walk_over_everybody_in_batches(workspace: Workspace) -> None:
    people = make_contacts(workspace, 5, tags=["vip"])
    made = rule(workspace, kind="rule", rule=VIP, points=1)
    now = database_now()
    assert stage.run(now, limit=2).processed == 2
    state = ScoreState.objects.in_workspace(workspace).get()
    assert (state.walk, state.cursor) == ("all", people[1].pk)
    score_rule_update(rule=made, fields={"name": "Other", "kind": "rule", "rule": VIP, "points": 3}, actor=ACTOR)
    settle()
    assert [score(contact) for contact in people] == [3] * 5
    score_rule_switch(rule=made, is_active=False, actor=ACTOR)
    settle()
    assert [score(contact) for contact in people] == [0] * 5
    assert not ScoreState.objects.in_workspace(workspace).get().is_active


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "event", "points": 5}, "event"),
        ({"kind": "event", "event": "x", "points": 0}, "points"),
        ({"kind": "event", "event": "x", "points": 5, "period_days": 3}, "period_days"),
        ({"kind": "event", "event": "x", "points": 5, "most": 0}, "most"),
        (
            {"kind": "event", "event": "x", "points": 5, "filter": [{"field": "a", "operator": "?"}]},
            "filter.0.operator",
        ),
        ({"kind": "rule", "points": 5}, "rule"),
        ({"kind": "rule", "points": 5, "rule": {"condition": "AND", "rules": []}}, "rule.rules"),
        ({"kind": "inactivity", "points": -5}, "period_days"),
        ({"kind": "magic", "points": 5}, "kind"),
        ({"kind": "rule", "points": 5, "rule": VIP, "colour": "red"}, "colour"),
        ({"kind": "rule", "points": 5, "rule": VIP, "name": " "}, "name"),
    ],
)
def test_what_is_wrong_is_refused_by_name(workspace: Workspace, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        rule(workspace, **fields)
    assert refused.value.details[0].field == field
    assert not ScoreRule.objects.in_workspace(workspace).exists()


def test_names_are_unique(workspace: Workspace) -> None:
    rule(workspace, kind="rule", rule=VIP, points=1, name="One")
    with pytest.raises(Conflict):
        rule(workspace, kind="rule", rule=VIP, points=1, name="One")


RULES: Sequence[dict[str, Any]] = (
    {"kind": "event", "event": "ordered", "points": 7, "half_life_days": 3},
    {"kind": "event", "event": "ordered", "points": 3, "most": 2, "window_days": 5},
    {"kind": "event", "event": "looked", "points": -2, "filter": BIG},
    {"kind": "rule", "rule": VIP, "points": 11},
    {"kind": "inactivity", "points": -3, "period_days": 2, "most": 4},
)
_DEED = st.one_of(
    st.tuples(st.just("event"), st.integers(0, 2), st.sampled_from(["ordered", "looked"]), st.integers(0, 12)),
    st.tuples(st.just("tag"), st.integers(0, 2), st.booleans(), st.just(0)),
    st.tuples(st.just("hand"), st.integers(0, 2), st.integers(-9, 9), st.just(0)),
    st.tuples(st.just("days"), st.integers(1, 4), st.just(0), st.just(0)),
    st.tuples(st.just("rule"), st.integers(0, len(RULES) - 1), st.just(0), st.just(0)),
    st.tuples(st.just("settle"), st.just(0), st.just(0), st.just(0)),
)


@given(deeds=st.lists(_DEED, max_size=14), limit=st.sampled_from([1, 2, 100]))
@settings(max_examples=25)
def test_increments_equal_a_recount(db: None, deeds: list[tuple[Any, ...]], limit: int) -> None:
    workspace = make_workspace()
    people = make_contacts(workspace, 3)
    by_hand = [0, 0, 0]
    now = database_now()
    made: dict[int, ScoreRule] = {0: rule(workspace, name="r0", **RULES[0])}
    for kind, who, what, days in deeds:
        if kind == "event":
            did(people[who], what, days, database_now(), total=days * 10)
        elif kind == "tag":
            tags = {"add" if what else "remove": ["vip"]}
            contacts_tag(workspace_id=workspace.pk, contact_ids=[people[who].pk], now=now, **tags)
        elif kind == "hand":
            by_hand[who] += what
            contacts_score(workspace_id=workspace.pk, contact_ids=[people[who].pk], delta=what, now=now)
        elif kind == "days":
            now += timedelta(days=who)
        elif kind == "settle":
            stage.run(now, limit=limit)
            refresh(now, limit)
        elif who in made:
            score_rule_delete(rule=made.pop(who), actor=ACTOR)
        else:
            made[who] = rule(workspace, name=f"r{who}", **RULES[who])
    settle(now)
    rules = list(ScoreRule.objects.in_workspace(workspace).filter(is_active=True).order_by("pk"))
    recount = points_of(workspace.pk, rules, [contact.pk for contact in people], now)
    assert [score(contact) for contact in people] == [
        recount[contact.pk].total + hand for contact, hand in zip(people, by_hand, strict=True)
    ]
    for contact in people:
        lines = ScoreChange.objects.in_workspace(workspace).filter(contact=contact).order_by("pk")
        moves = list(lines.values_list("before", "after"))
        assert [after for _, after in moves[:-1]] == [before for before, _ in moves[1:]]
        assert (moves[-1][1] if moves else 0) == score(contact)
