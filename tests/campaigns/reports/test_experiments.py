"""A/B tests compared: who is the control, what the numbers say, and when one should not conclude yet."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from campaigns.engine.goals.record import conversions_record
from campaigns.flow import parse
from campaigns.models import Campaign, Execution
from campaigns.reports.experiments import Caution, Experiment, experiments_of
from campaigns.selectors import campaign_overview
from campaigns.settings import CampaignGoalSettings
from messaging.models import Message
from tests.factories.campaigns import default_sender, flow, launch, send_config, tick
from tests.factories.contacts import make_contacts
from tests.factories.messaging import grant_consent
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now

HALVES = [{"port": "a", "name": "Short", "weight": 50}, {"port": "b", "name": "", "weight": 50}]
GOAL = CampaignGoalSettings(event="bought", exit_on_goal=False)


def compare(
    arms: Mapping[str, tuple[int, int]], *, held: tuple[int, int] | None = None, has_goal: bool = True, **config: Any
) -> Experiment:
    """The comparison of ports with (conversions, contacts), and of those held out."""
    names = [{"port": port, "name": "", "weight": 100 // len(arms)} for port in arms]
    names[0]["weight"] += 100 - sum(int(str(name["weight"])) for name in names)
    document = flow(("x", "ab_test", {"variants": names, **config}), ("e", "end", {}), edges=[f"x.{p}>e" for p in arms])
    counts = {("passed", port, ""): contacts for port, (_, contacts) in arms.items()}
    counts |= {("goal_way", port, ""): conversions for port, (conversions, _) in arms.items()}
    if held is not None:
        counts |= {("goal_way", "", ""): held[0], ("completed", "", "holdout"): held[1]}
    [found] = experiments_of(parse(document), {"x": counts}, {}, has_goal=has_goal)
    return found


def test_the_first_variant_is_the_control() -> None:
    found = compare({"a": (100, 1_000), "b": (150, 1_000)})
    control, other = found.variants
    assert (control.port, control.is_control, control.uplift, control.rate) == ("a", True, None, 0.1)
    assert (other.is_control, other.rate, found.leader, found.cautions) == (False, 0.15, "b", ())
    assert other.uplift is not None
    assert (other.uplift.value, other.uplift.low, other.uplift.high) == pytest.approx((0.5, 0.18, 0.895), abs=0.01)
    assert (other.rate_low, other.rate_high) == pytest.approx((0.1292, 0.1735), abs=1e-3)
    assert (control.best, other.best) == pytest.approx((0.0004, 0.9996), abs=2e-4)


def test_those_held_out_are_the_control() -> None:
    found = compare({"a": (40, 1_000), "b": (80, 1_000)}, held=(20, 1_000), holdout=10)
    assert [(one.port, one.name, one.weight, one.is_control) for one in found.variants] == [
        ("", "Held out", None, True),
        ("a", "a", 50, False),
        ("b", "b", 50, False),
    ]
    assert (found.variants[0].contacts, found.variants[0].conversions, found.leader) == (1_000, 20, "b")
    assert found.cautions == ()


def test_a_holdout_that_was_taken_away_is_compared_while_it_has_contacts() -> None:
    assert compare({"a": (1, 10), "b": (1, 10)}, held=(0, 5)).variants[0].name == "Held out"
    assert [one.port for one in compare({"a": (1, 10), "b": (1, 10)}).variants] == ["a", "b"]


@pytest.mark.parametrize(
    ("arms", "cautions"),
    [
        ({"a": (0, 0), "b": (0, 0)}, ["too_few_contacts", "too_few_conversions", "interval_spans_zero"]),
        ({"a": (5, 99), "b": (60, 2_000)}, ["too_few_contacts", "interval_spans_zero"]),
        ({"a": (0, 500), "b": (24, 500)}, ["too_few_conversions"]),
        ({"a": (0, 500), "b": (25, 500)}, []),
        ({"a": (100, 1_000), "b": (110, 1_000)}, ["interval_spans_zero"]),
        ({"a": (150, 1_000), "b": (100, 1_000)}, []),
        ({"a": (100, 1_000), "b": (200, 1_000), "c": (205, 1_000)}, ["too_close"]),
        ({"a": (205, 1_000), "b": (200, 1_000), "c": (100, 1_000)}, ["interval_spans_zero"]),
    ],
)
def test_when_not_to_conclude_yet(arms: Mapping[str, tuple[int, int]], cautions: list[str]) -> None:
    assert list(compare(arms).cautions) == cautions


def test_without_a_goal_there_is_nothing_to_conclude() -> None:
    assert compare({"a": (0, 500), "b": (0, 500)}, has_goal=False).cautions == (Caution.NO_GOAL,)


def test_an_uplift_needs_a_control_that_converts() -> None:
    first, second = compare({"a": (0, 500), "b": (25, 500)}).variants
    assert (first.rate, second.uplift) == (0.0, None)
    assert compare({"a": (0, 0), "b": (0, 0)}).variants[0].rate is None


@pytest.mark.django_db
def test_variants_count_contacts_conversions_after_the_test_and_their_own_messages() -> None:
    workspace = make_workspace()
    default_sender(workspace)
    contacts = make_contacts(workspace, 24)
    grant_consent(contacts)
    template, _ = make_published(workspace)
    campaign = launch(
        workspace,
        flow(
            ("t", "trigger_manual", {}),
            ("x", "ab_test", {"variants": HALVES, "holdout": 30}),
            ("s", "send", send_config(template)),
            ("w", "wait", {"duration": {"value": 1, "unit": "days"}}),
            ("last", "send", send_config(template)),
            ("e", "end", {}),
            edges=["t>x", "x.a>s", "s>w", "x.b>w", "w>last", "last>e"],
        ),
        settings={"goal": GOAL.model_dump(exclude_none=True)},
    )
    tick()
    now = database_now()
    Message.objects.in_workspace(workspace).filter(node="s").update(state="accepted", settled_at=now)
    tick(now + timedelta(seconds=1))
    conversions_record(GOAL, list(executions(campaign).order_by("pk").values_list("pk", flat=True)[::2]), now)
    tick(now + timedelta(days=2))
    Message.objects.in_workspace(workspace).filter(node="last").update(state="accepted", settled_at=now)

    [experiment] = campaign_overview(campaign).experiments
    counted = {one.port: (one.contacts, one.conversions) for one in experiment.variants}
    assert counted == {port: counted_by_hand(campaign, port) for port in ("", "a", "b")}
    assert sum(contacts for contacts, _ in counted.values()) == 24
    assert sum(conversions for _, conversions in counted.values()) == 12
    assert min(contacts for contacts, _ in counted.values()) > 0
    assert {one.port: one.messages.sent for one in experiment.variants} == {"": 0, "a": counted["a"][0], "b": 0}


def executions(campaign: Campaign) -> Any:
    return Execution.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)


def counted_by_hand(campaign: Campaign, port: str) -> tuple[int, int]:
    """(contacts, conversions) of one way, by looking at each execution's journal."""
    came = executions(campaign).filter(
        steps__node="x", steps__port=port, steps__outcome="passed" if port else "completed"
    )
    return came.count(), came.filter(conversion__isnull=False).count()
