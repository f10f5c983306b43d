"""Campaign settings: defaults, merging, and a document that lists every key."""

from pathlib import Path

import pytest

from campaigns.settings import CampaignSettings, settings_merge, settings_parse
from workspaces.errors import InvalidInput

DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"


def test_defaults() -> None:
    assert settings_parse({}).model_dump() == {
        "daily_limit": None,
        "track_opens": True,
        "track_clicks": True,
        "link_tags": None,
        "mail_from": None,
        "frequency_cap": None,
        "priority": 5,
        "tags": (),
        "contact_cooldown": None,
        "contact_daily_cap": None,
        "topic": None,
        "quiet_hours": None,
        "send_window": None,
        "iterations": None,
        "verification": None,
        "entry_rule": None,
        "reentry": None,
        "exit_rules": (),
        "goal": None,
        "unknown_after": 3600,
    }


def test_merging_keeps_what_is_not_named_and_drops_null() -> None:
    stored = {"daily_limit": 5, "track_opens": False}
    assert settings_merge(stored, {"daily_limit": None, "unknown_after": 60}) == {
        "track_opens": False,
        "unknown_after": 60,
    }


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"nope": None}, "settings.nope"),
        ({"daily_limit": True}, "settings.daily_limit"),
        ({"unknown_after": 59}, "settings.unknown_after"),
        ({"frequency_cap": {"count": 1, "days": 1, "hours": 1}}, "settings.frequency_cap.hours"),
        ({"frequency_cap": {"count": 1, "days": 1, "channel": "letter"}}, "settings.frequency_cap.channel"),
        ({"frequency_cap": {"count": 1, "days": 1, "tag": "sale"}}, "settings.frequency_cap.tag"),
        ({"priority": 0}, "settings.priority"),
        ({"priority": 10}, "settings.priority"),
        ({"tags": "sale"}, "settings.tags"),
        ({"tags": [" "]}, "settings.tags.0"),
        ({"tags": ["a"] * 11}, "settings.tags"),
        ({"send_window": "weekdays"}, "settings.send_window"),
        ({"send_window": {"days": []}}, "settings.send_window.days"),
        ({"send_window": {"days": ["friday"]}}, "settings.send_window.days.0"),
        ({"send_window": {"start": "08:00", "end": "08:00"}}, "settings.send_window"),
        ({"send_window": {"start": "8:00"}}, "settings.send_window.start"),
        ({"send_window": {"clock": "mine"}}, "settings.send_window.clock"),
        ({"iterations": {"iteration_send_amount": 0}}, "settings.iterations.iteration_send_amount"),
        ({"iterations": {"min_delivery_rate": 101}}, "settings.iterations.min_delivery_rate"),
        ({"iterations": {"amount": 1}}, "settings.iterations.amount"),
        ({"verification": {"acceptable_statuses": []}}, "settings.verification.acceptable_statuses"),
        ({"verification": {"acceptable_statuses": ["invalid"]}}, "settings.verification.acceptable_statuses.0"),
        ({"verification": {"max_budget": -1}}, "settings.verification.max_budget"),
        ({"verification": {"age_threshold": 0}}, "settings.verification.age_threshold"),
        ({"quiet_hours": "on"}, "settings.quiet_hours"),
        ({"quiet_hours": {"start": "21:00"}}, "settings.quiet_hours.end"),
        ({"quiet_hours": {"start": "24:00", "end": "08:00"}}, "settings.quiet_hours.start"),
        ({"quiet_hours": {"start": "08:00", "end": "08:00"}}, "settings.quiet_hours"),
        ({"goal": {"event": "ordered", "rule": {}}}, "settings.goal"),
        ({"goal": {"event": ""}}, "settings.goal.event"),
        ({"goal": {"rule": {}, "filter": {}}}, "settings.goal"),
        ({"goal": {"event": "ordered", "window_days": 0}}, "settings.goal.window_days"),
        ({"exit_rules": [{}] * 11}, "settings.exit_rules"),
        ({"reentry": "twice"}, "settings.reentry"),
        ({"reentry": 1}, "settings.reentry"),
        ({"reentry": {}}, "settings.reentry.after"),
        ({"reentry": {"after": {"value": 0, "unit": "days"}}}, "settings.reentry.after.value"),
        ({"reentry": {"after": {"value": 1, "unit": "years"}}}, "settings.reentry.after.unit"),
        ({"entry_rule": "vip"}, "settings.entry_rule"),
    ],
)
def test_wrong_keys_and_values_are_named(changes: dict[str, object], place: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        settings_merge({}, changes)
    assert [detail.field for detail in refused.value.details] == [place]


def test_every_key_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [key for key in CampaignSettings.model_fields if f"| `{key}` |" not in text] == []
