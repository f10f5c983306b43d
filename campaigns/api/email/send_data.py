"""`send_data` of the e-mail API: what of it a body changes in the campaign's settings and flow, and how it is shown."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from campaigns.api.email.segment_query import query_of_rule, rule_of_query
from campaigns.flow.mailing import Mailing
from campaigns.selectors import MailingState
from campaigns.services import MailingChange
from campaigns.settings import CampaignSettings
from messaging.mail_from import MailFrom
from messaging.policies.iterations import Iterations
from messaging.policies.verification import Verification
from workspaces.errors import InvalidInput, respelled

# What a new campaign has that says nothing else, as in seed 002.
DEFAULTS: Mapping[str, Any] = {
    "reentry": "always",
    "contact_cooldown": 3_600,
    "contact_daily_cap": 3,
    "iterations": {"active": False},
    "verification": {"active": False, "max_budget": 1, "age_threshold": 2},
}
_NAMES = ("from_name", "reply_to_name", "reply_to_email")
_SWITCHES = {"open_tracking": "track_opens", "click_tracking": "track_clicks", "meta": "tags"}
_LIMITS = {"contact_cooldown_interval": "contact_cooldown", "contact_daily_email_cap": "contact_daily_cap"}
_PARTS = {"template_ids": "templates", "mail_account_ids": "senders", "events": "events"}
_UNSAID: Any = object()
# Both kinds of sending say these, and mean the same.
_SHARED = ("send_amount", "scheduled_send_time")
_SPELLED = {
    **{f"settings.mail_from.{name}": name for name in _NAMES},
    **{f"settings.{inner}": outer for outer, inner in _SWITCHES.items()},
    **{f"settings.{inner}": f"event_triggered_send.{outer}" for outer, inner in _LIMITS.items()},
    "settings.iterations": "automation_send",
    "settings.verification": "verification_data",
    "settings.entry_rule": "segment_query",
}


def change_of(body: Mapping[str, Any], before: CampaignSettings) -> MailingChange:
    """What a checked body asks for. Raises InvalidInput where it says two things about one."""
    shared = {name: value for name in _SHARED if (value := _agreed(body, name)) is not _UNSAID}
    fields: dict[str, Any] = {name: body[name] for name in ("name",) if name in body}
    if settings := _settings(body, before, shared):
        fields["settings"] = settings
    parts = {part: tuple(body[name]) for name, part in _PARTS.items() if name in body}
    events = body.get("event_triggered_send", {})
    if "events" in events:
        parts.setdefault("events", tuple(events["events"]))
        if set(parts["events"]) != set(events["events"]):
            raise InvalidInput.of("event_triggered_send.events", "are others than `events`")
    if "events" in parts:
        parts["events"] = tuple(dict.fromkeys(parts["events"]))
    if "scheduled_send_time" in shared:
        parts["at"] = shared["scheduled_send_time"]
    return MailingChange(parts, fields, events.get("enabled"))


def _agreed(body: Mapping[str, Any], name: str) -> Any:
    """What either kind of sending says."""
    said = [body[kind][name] for kind in ("broadcast_send", "automation_send") if name in body.get(kind, {})]
    if len(said) == 2 and said[0] != said[1]:
        raise InvalidInput.of(f"automation_send.{name}", "is another than that of broadcast_send, and means the same")
    return said[0] if said else _UNSAID


def _settings(body: Mapping[str, Any], before: CampaignSettings, shared: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {inner: body[outer] for outer, inner in _SWITCHES.items() if outer in body}
    if any(name in body for name in _NAMES):
        stored = (before.mail_from or MailFrom()).given()
        changes["mail_from"] = stored | {name: body[name] for name in _NAMES if name in body}
    limits = body.get("event_triggered_send", {})
    changes |= {inner: limits[outer] or None for outer, inner in _LIMITS.items() if outer in limits}
    automation = {name: value for name, value in body.get("automation_send", {}).items() if name not in _SHARED}
    if automation or "send_amount" in shared:
        changes["iterations"] = _iterations(automation, before.iterations, shared)
    if "verification_data" in body:
        stored_verification = before.verification or Verification(active=False)
        changes["verification"] = stored_verification.model_dump(mode="json") | body["verification_data"]
    if (budget := changes.get("verification", {}).get("max_budget")) is not None:
        changes["verification"]["max_budget"] = str(budget)
    if "segment_query" in body:
        changes["entry_rule"] = rule_of_query(body["segment_query"])
    return changes


def _iterations(given: Mapping[str, Any], before: Iterations | None, shared: Mapping[str, Any]) -> dict[str, Any]:
    stored = (before or Iterations(active=False)).model_dump()
    if given:
        stored |= {"active": True, **given}
    if "send_amount" in shared:
        stored["send_amount"] = shared["send_amount"]
    return stored


@contextmanager
def in_own_words(body: Mapping[str, Any]) -> Iterator[None]:
    """Names fields as this family does where the domain refuses them."""
    kind = "automation_send" if "scheduled_send_time" in body.get("automation_send", {}) else "broadcast_send"
    spelled = {**_SPELLED, "at": f"{kind}.scheduled_send_time"}

    def spell(field: str) -> str:
        for inner, outer in spelled.items():
            if field == inner or field.startswith((f"{inner}.", f"{inner}[")):
                return outer + field[len(inner) :]
        return field

    try:
        yield
    except InvalidInput as error:
        raise InvalidInput(*respelled(error.message, error.details, spell)) from error


def campaign_type(mailing: Mailing, settings: CampaignSettings) -> str:
    """The seed's word for how contacts come in."""
    if mailing.events:
        return "event_triggered"
    return "automation" if settings.iterations is not None and settings.iterations.active else "broadcast"


def send_data(state: MailingState, mailing: Mailing, role: str) -> dict[str, Any]:
    """The whole object, of the flow as it is edited or live."""
    settings = state.settings
    names = (settings.mail_from or MailFrom()).model_dump()
    iterations = (settings.iterations or Iterations(active=False)).model_dump()
    verification = (settings.verification or Verification(active=False)).model_dump()
    budget = verification["max_budget"]
    shared = {"send_amount": iterations["send_amount"], "scheduled_send_time": mailing.at}
    return {
        "campaign_type": campaign_type(mailing, settings),
        "template_ids": [str(each) for each in mailing.templates],
        "mail_account_ids": [str(each) for each in mailing.senders],
        **names,
        "broadcast_send": shared,
        "automation_send": {**iterations, **shared},
        "event_triggered_send": {
            "events": list(mailing.events),
            **{outer: getattr(settings, inner) for outer, inner in _LIMITS.items()},
            "enabled": state.enabled,
        },
        "segment_query": query_of_rule(settings.entry_rule),
        "open_tracking": settings.track_opens,
        "click_tracking": settings.track_clicks,
        "verification_data": {**verification, "max_budget": float(budget) if budget is not None else None},
        "contact_cache_level": _level(state),
        "user_platform_role": role,
    }


def _level(state: MailingState) -> str:
    """Whose mails a contact's cooldown and cap count: the campaign's own, or where it has none, the whole team's."""
    own = state.settings.contact_cooldown is not None or state.settings.contact_daily_cap is not None
    shared = any(state.campaign.workspace.settings.get(name) is not None for name in _LIMITS.values())
    return "team" if shared and not own else "campaign"
