"""The settings of a campaign: each section saves what was changed there, refusals stand at their field."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.models import Campaign
from campaigns.selectors import campaign_get
from campaigns.services import campaign_archive, campaign_create, campaign_update
from contacts.models import Segment
from tests.factories.campaigns import chain, launch
from tests.factories.contacts import make_contacts, make_segment
from tests.factories.workspaces import make_workspace
from tests.frontend.campaigns import ACTOR
from workspaces.models import AuditEntry, Workspace

pytestmark = pytest.mark.django_db
WAIT = ("w", "wait", {"duration": {"value": 2, "unit": "days"}})
PRO = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "pro"}]}


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    """A draft called Sale."""
    return campaign_create(workspace=workspace, name="Sale", actor=ACTOR)


def _path(campaign: Campaign) -> str:
    return f"/w/acme/campaigns/{campaign.public_id}/settings/"


def _sent(client: Client, campaign: Campaign, section: str, **changes: Any):  # type: ignore[no-untyped-def]
    """Sends a section as the browser would: every field, and what it showed beside it."""
    form = next(form for form in client.get(_path(campaign)).context["forms"] if form.key == section)
    data: dict[str, Any] = {"section": section}
    timezone.activate(Workspace.objects.get(pk=campaign.workspace_id).timezone)
    for field in form:
        if field.field.disabled:
            continue
        shown = field.value()
        is_box = field.field.widget.input_type == "checkbox" if hasattr(field.field.widget, "input_type") else False
        text = shown if is_box else field.field.widget.format_value(shown)
        text = text[0] if isinstance(text, list) else text
        data |= {name: text for name in (field.html_name, field.html_initial_name) if text not in (None, False)}
    timezone.deactivate()
    data |= changes
    return client.post(_path(campaign), {name: value for name, value in data.items() if value is not None})


def _now(campaign: Campaign) -> Campaign:
    return campaign_get(campaign.workspace, campaign.pk)


def _messages(client: Client, campaign: Campaign) -> list[str]:
    return [str(message) for message in client.get(_path(campaign)).context["messages"]]


def test_name_note_type_and_purpose(editor: Client, campaign: Campaign) -> None:
    answer = _sent(
        editor, campaign, "general", name="Sale!", description="For spring", type="BROADCAST", purpose="sales"
    )
    assert answer["Location"] == f"{_path(campaign)}#general"
    now = _now(campaign)
    assert (now.name, now.description, now.type, now.goal) == ("Sale!", "For spring", "BROADCAST", "sales")
    assert _messages(editor, campaign) == ["Saved: Name, Note for your team, Type, Purpose."]
    line = AuditEntry.objects.in_workspace(campaign.workspace_id).get(action="campaign.updated")
    assert line.data == {"fields": ["description", "goal", "name", "type"]}


def test_only_what_was_changed_here_is_saved(editor: Client, campaign: Campaign) -> None:
    form = next(iter(editor.get(_path(campaign)).context["forms"]))
    data = {
        "section": "general",
        "name": "Mine",
        "initial-name": "Sale",
        "type": "AUTOMATED",
        "initial-type": "AUTOMATED",
    }
    assert form.key == "general"
    campaign_update(campaign=campaign, changes={"type": "BROADCAST"}, actor=ACTOR)
    editor.post(_path(campaign), data)
    now = _now(campaign)
    assert (now.name, now.type) == ("Mine", "BROADCAST")


QUESTION = "Somebody else changed this while you did: it is now “{}”. Save again to put yours in its place."


def test_what_two_people_changed_is_asked_about_once(editor: Client, campaign: Campaign) -> None:
    mine = {"section": "limits", "daily_limit": "100", "initial-daily_limit": "", "quiet": "", "initial-quiet": ""}
    campaign_update(campaign=campaign, changes={"settings": {"daily_limit": 500}}, actor=ACTOR)
    answer = editor.post(_path(campaign), mine)
    [form] = [form for form in answer.context["forms"] if form.key == "limits"]
    assert form.errors == {"daily_limit": [QUESTION.format(500)]}
    assert (form["daily_limit"].value(), _now(campaign).settings) == ("100", {"daily_limit": 500})
    assert 'name="initial-daily_limit" value="500"' in answer.content.decode()
    editor.post(_path(campaign), mine | {"initial-daily_limit": "500"})
    assert _now(campaign).settings == {"daily_limit": 100}


def test_the_same_change_twice_is_no_question(editor: Client, campaign: Campaign) -> None:
    campaign_update(campaign=campaign, changes={"name": "Better"}, actor=ACTOR)
    data = {"section": "general", "name": "Better", "initial-name": "Sale"}
    data |= {"type": "AUTOMATED", "initial-type": "AUTOMATED"}
    assert editor.post(_path(campaign), data).status_code == 302
    assert _now(campaign).name == "Better"


@pytest.mark.parametrize(
    ("section", "theirs", "data", "words"),
    [
        ("general", {"type": "BROADCAST", "goal": "sales"}, {"purpose": "awareness", "initial-purpose": ""}, "Sales"),
        ("general", {"description": "A\nB"}, {"description": "C", "initial-description": ""}, "A\nB"),
        ("tracking", {"settings": {"track_opens": False}}, {"initial-track_opens": "True"}, None),
        (
            "audience",
            {"ends_at": datetime(2027, 3, 1, 9, tzinfo=UTC)},
            {"ends_at": "2027-04-01T09:00", "initial-ends_at": ""},
            "1 Mar 2027, 09:00",
        ),
    ],
)
def test_the_question_says_what_it_is_now(
    editor: Client, campaign: Campaign, section: str, theirs: dict[str, Any], data: dict[str, str], words: str | None
) -> None:
    campaign_update(campaign=campaign, changes=theirs, actor=ACTOR)
    before = _now(campaign)
    kept = {"name": "Sale", "initial-name": "Sale", "type": "AUTOMATED", "initial-type": "AUTOMATED"}
    kept |= {"track_clicks": "on", "initial-track_clicks": "True", "unknown_after": "60", "initial-unknown_after": "60"}
    answer = editor.post(_path(campaign), kept | {"section": section} | data)
    now = _now(campaign)
    if words is None:
        assert (answer.status_code, now.settings) == (302, {"track_opens": False})
        return
    [form] = [form for form in answer.context["forms"] if form.key == section]
    assert list(form.errors.values()) == [[QUESTION.format(words)]]
    assert (now.updated_at, now.type, now.ends_at) == (before.updated_at, before.type, before.ends_at)


def test_one_value_of_two_fields_takes_what_the_other_changed(editor: Client, campaign: Campaign) -> None:
    cap = {"frequency_cap": {"count": 3, "days": 7}}
    campaign_update(campaign=campaign, changes={"settings": cap}, actor=ACTOR)
    data = {"section": "limits", "cap_count": "5", "initial-cap_count": "3", "cap_days": "7", "initial-cap_days": "7"}
    theirs = {"frequency_cap": {"count": 3, "days": 30}}
    campaign_update(campaign=campaign, changes={"settings": theirs}, actor=ACTOR)
    editor.post(_path(campaign), data)
    assert _now(campaign).settings == {"frequency_cap": {"count": 5, "days": 30}}


def test_what_is_saved_between_reading_and_writing_is_looked_at_too(
    editor: Client, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one saves when this form was checked already."""
    theirs = [{"settings": {"daily_limit": 500}}]

    def late(**named: Any) -> Campaign:
        if theirs:
            campaign_update(campaign=campaign, changes=theirs.pop(), actor=ACTOR)
        return campaign_update(**named)

    monkeypatch.setattr("frontend.views.campaign_settings.campaign_update", late)
    mine = {"section": "limits", "daily_limit": "100", "initial-daily_limit": ""}
    answer = editor.post(_path(campaign), mine)
    [form] = [form for form in answer.context["forms"] if form.key == "limits"]
    assert form.errors == {"daily_limit": [QUESTION.format(500)]}
    assert _now(campaign).settings == {"daily_limit": 500}


def test_nothing_changed_writes_nothing(editor: Client, campaign: Campaign) -> None:
    before = campaign.updated_at
    for section in "general audience sent_as limits window portions verified goal exits tracking".split():
        assert _sent(editor, campaign, section).status_code == 302
    now = _now(campaign)
    assert (now.settings, now.updated_at) == ({}, before)
    assert "Tracking: nothing was changed." in _messages(editor, campaign)


def test_audience_times_and_reentry(workspace: Workspace, editor: Client, campaign: Campaign) -> None:
    Workspace.objects.filter(pk=workspace.pk).update(timezone="Europe/Vienna")
    segment = make_segment(workspace, PRO, "Pros")
    _sent(
        editor,
        campaign,
        "audience",
        segment=segment.public_id,
        starts_at="2027-07-01T09:00",
        ends_at="2027-12-01T09:00",
        reentry="after",
        after_value="3",
        after_unit="weeks",
    )
    now = _now(campaign)
    assert now.audience == segment
    assert now.starts_at == datetime(2027, 7, 1, 7, tzinfo=UTC)
    assert now.ends_at == datetime(2027, 12, 1, 8, tzinfo=UTC)
    assert now.settings == {"reentry": {"after": {"value": 3, "unit": "weeks"}}}
    text = editor.get(_path(campaign)).content.decode()
    assert 'value="2027-07-01T09:00"' in text
    _sent(editor, campaign, "audience", segment="", starts_at="", ends_at="", reentry="")
    now = _now(campaign)
    assert (now.audience, now.starts_at, now.ends_at, now.settings) == (None, None, None, {})


def test_limits_and_quiet_hours(editor: Client, campaign: Campaign) -> None:
    _sent(
        editor, campaign, "limits", daily_limit="500", cap_count="3", cap_days="7",
        quiet="own", quiet_start="21:00", quiet_end="08:00",
    )  # fmt: skip
    assert _now(campaign).settings == {
        "daily_limit": 500,
        "frequency_cap": {"count": 3, "days": 7},
        "quiet_hours": {"start": "21:00", "end": "08:00"},
    }
    _sent(editor, campaign, "limits", quiet="off", daily_limit="")
    assert _now(campaign).settings == {"frequency_cap": {"count": 3, "days": 7}, "quiet_hours": "off"}
    _sent(editor, campaign, "limits", quiet="", cap_count="", cap_days="")
    assert _now(campaign).settings == {}


def test_a_caps_channel_the_priority_and_tags(editor: Client, campaign: Campaign) -> None:
    _sent(
        editor, campaign, "limits", cap_count="1", cap_days="2", cap_channel="sms", priority="9", tags=" Sale, spring,,"
    )  # fmt: skip
    assert _now(campaign).settings == {
        "frequency_cap": {"count": 1, "days": 2, "channel": "sms"},
        "priority": 9,
        "tags": ["sale", "spring"],
    }
    _sent(editor, campaign, "limits", cap_channel="", tags="")
    assert _now(campaign).settings == {"frequency_cap": {"count": 1, "days": 2}, "priority": 9}


def test_sending_times(editor: Client, campaign: Campaign) -> None:
    _sent(editor, campaign, "window", window="own", mon=None, window_start="10:30", window_end="")
    window = {"days": ["tue", "wed", "thu", "fri"], "start": "10:30", "end": "00:00", "clock": "contact"}
    assert _now(campaign).settings == {"send_window": window}
    _sent(editor, campaign, "window", sat="on", window_clock="workspace")
    changed = {**window, "days": ["tue", "wed", "thu", "fri", "sat"], "clock": "workspace"}
    assert _now(campaign).settings == {"send_window": changed}
    answer = _sent(editor, campaign, "window", tue=None, wed=None, thu=None, fri=None, sat=None)
    [form] = [form for form in answer.context["forms"] if form.key == "window"]
    assert form.errors == {"window": ["Choose at least one day."]}
    answer = _sent(editor, campaign, "window", window_end="10:30")
    [form] = [form for form in answer.context["forms"] if form.key == "window"]
    assert form.errors == {"window_end": ["The end must differ from the start."]}
    assert _now(campaign).settings == {"send_window": changed}
    _sent(editor, campaign, "window", window="")
    assert _now(campaign).settings == {}


def test_portions(editor: Client, campaign: Campaign) -> None:
    _sent(editor, campaign, "portions", portions="own", iteration_send_amount="50", send_amount="900")
    portions = {
        "iteration_send_amount": 50,
        "max_iteration_send_amount": 1000,
        "send_interval": 10,
        "min_delivery_rate": 92,
        "max_iterations": 0,
        "send_amount": 900,
        "is_incremental_send": True,
    }
    assert _now(campaign).settings == {"iterations": portions}
    answer = _sent(editor, campaign, "portions", send_interval="")
    [form] = [form for form in answer.context["forms"] if form.key == "portions"]
    assert form.errors == {"send_interval": ["Please fill this in."]}
    _sent(editor, campaign, "portions", portions="")
    assert _now(campaign).settings == {}


def test_a_name_of_its_own(editor: Client, campaign: Campaign) -> None:
    _sent(editor, campaign, "sent_as", from_name="Ada of Acme", reply_to_email="ada@example.com")
    assert _now(campaign).settings == {"mail_from": {"from_name": "Ada of Acme", "reply_to_email": "ada@example.com"}}
    answer = _sent(editor, campaign, "sent_as", reply_to_email="nobody")
    [form] = [form for form in answer.context["forms"] if form.key == "sent_as"]
    assert list(form.errors) == ["reply_to_email"]
    _sent(editor, campaign, "sent_as", from_name="", reply_to_email="")
    assert _now(campaign).settings == {}


def test_portions_that_are_switched_off_are_shown_as_none(editor: Client, campaign: Campaign) -> None:
    Campaign.objects.in_workspace(campaign.workspace_id).update(settings={"iterations": {"active": False}})
    _sent(editor, campaign, "portions")
    assert _now(campaign).settings == {"iterations": {"active": False}}


def test_verified_addresses(editor: Client, campaign: Campaign) -> None:
    _sent(editor, campaign, "verified", verified="own", risky="on", max_budget="12.50")
    verification = {
        "active": True,
        "acceptable_statuses": ["valid", "risky"],
        "age_threshold": 30,
        "max_budget": "12.50",
    }
    assert _now(campaign).settings == {"verification": verification}
    answer = _sent(editor, campaign, "verified", valid=None, risky=None)
    [form] = [form for form in answer.context["forms"] if form.key == "verified"]
    assert form.errors == {"verified": ["Choose at least one kind of address."]}
    assert _now(campaign).settings == {"verification": verification}
    _sent(editor, campaign, "verified", verified="")
    assert _now(campaign).settings == {}


def test_a_cooldown_is_typed_in_any_unit(editor: Client, campaign: Campaign) -> None:
    _sent(editor, campaign, "limits", contact_cap="2", cooldown="36", cooldown_unit="3600")
    assert _now(campaign).settings == {"contact_daily_cap": 2, "contact_cooldown": 129_600}
    _sent(editor, campaign, "limits", cooldown="90", cooldown_unit="60")
    assert _now(campaign).settings["contact_cooldown"] == 5_400
    _sent(editor, campaign, "limits", contact_cap="", cooldown="")
    assert _now(campaign).settings == {}


def test_goals_keep_what_the_page_does_not_show(editor: Client, campaign: Campaign) -> None:
    _sent(editor, campaign, "goal", kind="event", event="ordered", window_days="14", exit_on_goal=None)
    assert _now(campaign).settings == {"goal": {"event": "ordered", "window_days": 14, "exit_on_goal": False}}
    over_fifty = {
        "condition": "AND",
        "rules": [{"type": "trigger", "field": "total", "operator": ">", "value": 50}],
    }
    goal = {"event": "ordered", "filter": over_fifty, "window_days": 14, "exit_on_goal": False}
    campaign_update(campaign=campaign, changes={"settings": {"goal": goal}}, actor=ACTOR)
    _sent(editor, campaign, "goal", window_days="7")
    assert _now(campaign).settings["goal"] == goal | {"window_days": 7}
    campaign_update(campaign=campaign, changes={"settings": {"goal": {"rule": PRO}}}, actor=ACTOR)
    _sent(editor, campaign, "goal", window_days="7")
    assert _now(campaign).settings["goal"] == {"rule": PRO, "window_days": 7, "exit_on_goal": True}
    _sent(editor, campaign, "goal", kind="")
    assert _now(campaign).settings == {}


def test_rules_are_saved_as_they_were_built(editor: Client, campaign: Campaign) -> None:
    _sent(editor, campaign, "audience", entry_rule=json.dumps(PRO))
    _sent(editor, campaign, "exits", exit_rules=json.dumps([PRO, PRO]))
    _sent(editor, campaign, "goal", kind="rule", rule=json.dumps(PRO))
    assert _now(campaign).settings == {
        "entry_rule": PRO,
        "exit_rules": [PRO, PRO],
        "goal": {"rule": PRO, "window_days": 30, "exit_on_goal": True},
    }
    before = _now(campaign).updated_at
    for section in ("audience", "exits", "goal"):
        _sent(editor, campaign, section)
    assert _now(campaign).updated_at == before
    _sent(editor, campaign, "goal", kind="event", event="ordered", filter="null")
    _sent(editor, campaign, "exits", exit_rules="[]")
    _sent(editor, campaign, "audience", entry_rule="null")
    assert _now(campaign).settings == {"goal": {"event": "ordered", "window_days": 30, "exit_on_goal": True}}


UNKNOWN = {"condition": "AND", "rules": [{"type": "attribute", "field": "plan", "operator": "is_set"}]}


@pytest.mark.parametrize(
    ("section", "name", "rule", "path"),
    [
        ("audience", "entry_rule", UNKNOWN, "rules[0].field"),
        ("exits", "exit_rules", [PRO, UNKNOWN], "[1].rules[0].field"),
    ],
)
def test_what_is_wrong_inside_a_rule_is_told_where_it_is(
    editor: Client, campaign: Campaign, section: str, name: str, rule: Any, path: str
) -> None:
    answer = _sent(editor, campaign, section, **{name: json.dumps(rule)})
    form = next(form for form in answer.context["forms"] if form.key == section)
    assert list(form.errors) == [name]
    assert [issue["path"] for issue in form.rule_issues[name]] == [path]
    assert form[name].value() == json.dumps(rule)
    assert _now(campaign).settings == {}


def test_tracking(editor: Client, campaign: Campaign) -> None:
    _sent(editor, campaign, "tracking", track_opens=None, unknown_after="5")
    assert _now(campaign).settings == {"track_opens": False, "unknown_after": 300}


@pytest.mark.parametrize(
    ("section", "changes", "errors"),
    [
        ("general", {"name": ""}, {"name": ["This field is required."]}),
        (
            "audience",
            {"starts_at": "2027-07-02T09:00", "ends_at": "2027-07-01T09:00"},
            {"ends_at": ["Must be after the start."]},
        ),
        ("audience", {"reentry": "after"}, {"after_value": ["Please fill this in."]}),
        ("limits", {"daily_limit": "0"}, {"daily_limit": ["Ensure this value is greater than or equal to 1."]}),
        ("limits", {"cooldown": "31", "cooldown_unit": "86400"}, {"cooldown": ["At most 30 days."]}),
        ("limits", {"cap_count": "3"}, {"cap_days": ["Please fill this in."]}),
        ("limits", {"quiet": "own", "quiet_start": "21:00"}, {"quiet_end": ["Please fill this in."]}),
        (
            "limits",
            {"quiet": "own", "quiet_start": "21:00", "quiet_end": "21:00"},
            {"quiet_end": ["The end must differ from the start."]},
        ),
        ("goal", {"kind": "event"}, {"event": ["Please fill this in: the name as your shop or app sends it."]}),
        ("goal", {"kind": "rule"}, {"rule": ["Please fill this in."]}),
        (
            "tracking",
            {"unknown_after": "20000"},
            {"unknown_after": ["Ensure this value is less than or equal to 10080."]},
        ),
    ],
)
def test_refusals_stand_at_their_field_and_nothing_is_changed(
    editor: Client, campaign: Campaign, section: str, changes: dict[str, str], errors: dict[str, list[str]]
) -> None:
    answer = _sent(editor, campaign, section, **changes)
    assert answer.status_code == 200
    form = next(form for form in answer.context["forms"] if form.key == section)
    assert form.errors == errors
    assert 'role="alert"' in answer.content.decode()
    assert [other.errors for other in answer.context["forms"] if other.key != section] == [{}] * 9
    now = _now(campaign)
    assert (now.name, now.settings, now.starts_at, now.ends_at) == ("Sale", {}, None, None)


def test_segments_of_others_are_no_choice(editor: Client, campaign: Campaign) -> None:
    foreign: Segment = make_segment(make_workspace("other"), PRO, "Theirs")
    assert _sent(editor, campaign, "audience", segment=foreign.public_id).status_code == 200
    assert _now(campaign).audience is None


def test_what_can_not_change_after_the_launch_is_closed_and_says_why(workspace: Workspace, editor: Client) -> None:
    make_contacts(workspace, 1)
    campaign = launch(workspace, chain(WAIT), ends_at=datetime.now(UTC) + timedelta(days=9, seconds=17))
    form = editor.get(_path(campaign)).context["forms"][1]
    closed = {name: field.help_text for name, field in form.fields.items() if field.disabled}
    assert closed == {
        "starts_at": "The campaign has started.",
        "reentry": "This can’t change after the launch.",
        "after_value": "",
        "after_unit": "",
    }
    ends_at = _now(campaign).ends_at
    segment = make_segment(workspace, PRO, "Pros")
    _sent(editor, campaign, "audience", segment=segment.public_id, reentry="always")
    now = _now(campaign)
    assert (now.audience, now.ends_at, now.settings) == (segment, ends_at, {})


def test_rules_are_told_in_words(workspace: Workspace, viewer: Client, campaign: Campaign) -> None:
    segment = make_segment(workspace, PRO, "Pros")
    member = {"condition": "AND", "rules": [{"type": "segment", "operator": "in", "value": segment.public_id}]}
    settings = {"entry_rule": member, "exit_rules": [PRO, member], "goal": {"rule": PRO}}
    campaign_update(campaign=campaign, changes={"settings": settings}, actor=ACTOR)
    rules = viewer.get(_path(campaign)).context["rules"]
    assert [(rule.label, rule.words) for rule in rules] == [
        ("Entry rule", "in “Pros”"),
        ("Exit rule", "tagged “pro”"),
        ("Exit rule", "in “Pros”"),
        ("Goal", "tagged “pro”"),
    ]


def test_viewers_and_finished_campaigns_are_read_only(editor: Client, viewer: Client, campaign: Campaign) -> None:
    page = viewer.get(_path(campaign))
    assert "Changing settings needs the role Editor; yours is Viewer." in page.content.decode()
    assert all(field.disabled for form in page.context["forms"] for field in form.fields.values())
    assert ">Save<" not in page.content.decode()
    assert viewer.post(_path(campaign), {"section": "general", "name": "x"}).status_code == 403
    campaign_archive(campaign=campaign, actor=ACTOR)
    page = editor.get(_path(campaign))
    assert "This campaign has ended; its settings stay as they are." in page.content.decode()
    assert "Who leaves early" not in page.content.decode()
    assert "Exit rule" in page.content.decode()
    data = {"section": "general", "name": "x", "initial-name": "Sale", "type": "AUTOMATED"}
    answer = editor.post(_path(campaign), data)
    assert answer.status_code == 200
    assert "Nothing was saved" in answer.content.decode()
    assert _now(campaign).name == "Sale"


def test_there_is_no_other_section(editor: Client, campaign: Campaign) -> None:
    assert editor.post(_path(campaign), {"section": "secrets"}).status_code == 404


def test_links_are_tagged_as_the_campaign_says(workspace: Workspace, editor: Client, campaign: Campaign) -> None:
    workspace.settings = {"link_tags": {"source": "news"}}
    workspace.save(update_fields=["settings"])
    assert "https://example.com/shop?utm_source=news" in editor.get(_path(campaign)).content.decode()
    _sent(editor, campaign, "tracking", utm="own", utm_campaign="{campaign}")
    campaign.refresh_from_db()
    assert campaign.settings["link_tags"] == {"campaign": "{campaign}"}
    assert "?utm_source=news&amp;utm_campaign=Sale" in editor.get(_path(campaign)).content.decode()
    refused = _sent(editor, campaign, "tracking", utm="own", utm_campaign="")
    assert "Please fill in at least one." in refused.content.decode()
    _sent(editor, campaign, "tracking", utm="off")
    campaign.refresh_from_db()
    assert campaign.settings["link_tags"] == "off"
    _sent(editor, campaign, "tracking", utm="")
    campaign.refresh_from_db()
    assert "link_tags" not in campaign.settings
