"""Lead scoring: the rules in plain words, how scores are spread, what a contact would have, and segments by score."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.selectors import flow_names
from contacts.models import ScoreRule
from contacts.selectors import (
    contacts_search,
    event_names,
    score_previewed,
    score_rule_get,
    score_rules,
    score_spread,
    scoring_is_walking,
)
from contacts.services import (
    score_rule_create,
    score_rule_delete,
    score_rule_switch,
    score_rule_update,
    segment_create,
)
from frontend.access import actor_of, require_role, workspace_page
from frontend.pages import render_page
from frontend.reading import unless_changed
from frontend.score_words import OPERATORS, TESTS, fields_of, rule_sentence
from workspaces.clock import database_now
from workspaces.errors import Conflict, DomainError, InvalidInput, Stale
from workspaces.models import Membership, Role, Workspace

_LONGEST_RULE = 2_000_000
_MOST_NAMES = 100


@require_safe
@workspace_page
def scoring(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The rules, the spread of scores, and what `?contact=` (a search) would have."""
    workspace = membership.workspace
    rules = list(score_rules(workspace=workspace))
    names = _names(workspace, [rule.rule for rule in rules])
    spread = score_spread(workspace=workspace)
    search = request.GET.get("contact", "").strip()
    found = contacts_search(workspace=workspace, search=search).first() if search else None
    active = [rule for rule in rules if rule.is_active]
    context = {
        "rules": [(rule, rule_sentence(rule, names)) for rule in rules],
        "spread": spread,
        "most": max((each.contacts for each in spread or ()), default=0),
        "is_walking": scoring_is_walking(workspace=workspace),
        "search": search,
        "found": found,
        "preview": score_previewed(contact=found, rules=active, now=database_now()) if found else None,
    }
    return render_page(request, membership, "frontend/scoring/page.html", context, section="contacts")


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def rule_new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """A new rule."""
    require_role(membership, Role.EDITOR)
    return _edited(request, membership, None)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def rule_edit(request: HttpRequest, membership: Membership, rule_id: str) -> HttpResponse:
    """The rule anew."""
    require_role(membership, Role.EDITOR)
    return _edited(request, membership, score_rule_get(workspace=membership.workspace, rule_id=rule_id))


@require_POST
@workspace_page
def rule_do(request: HttpRequest, membership: Membership, rule_id: str) -> HttpResponse:
    """Switches the rule on or off, or deletes it."""
    require_role(membership, Role.EDITOR)
    rule, actor = score_rule_get(workspace=membership.workspace, rule_id=rule_id), actor_of(membership)
    if request.POST.get("do") == "delete":
        score_rule_delete(rule=rule, actor=actor)
        messages.success(request, f"“{rule.name}” is deleted. The points that it gave are being taken back.")
    else:
        is_active = request.POST.get("do") == "on"
        score_rule_switch(rule=rule, is_active=is_active, actor=actor)
        messages.success(request, f"“{rule.name}” is {'on' if is_active else 'off'}. Scores are being brought in line.")
    return redirect("frontend:scoring", membership.workspace.slug)


@require_POST
@workspace_page
def threshold(request: HttpRequest, membership: Membership) -> HttpResponse:
    """A segment of whoever scores at least so much."""
    require_role(membership, Role.EDITOR)
    workspace, text = membership.workspace, request.POST.get("score", "")
    try:
        least = int(text)
    except ValueError:
        messages.error(request, "The segment was not made: the score must be a whole number.")
        return redirect("frontend:scoring", workspace.slug)
    rule = {"condition": "AND", "rules": [{"type": "score", "operator": ">=", "value": least}]}
    name = request.POST.get("name", "").strip() or f"Score of {least} or more"
    try:
        segment = segment_create(workspace=workspace, name=name, rule=rule, actor=actor_of(membership))
    except (InvalidInput, Conflict) as error:
        messages.error(request, f"The segment was not made: {error.message}")
        return redirect("frontend:scoring", workspace.slug)
    messages.success(request, f"“{segment.name}” is there. It is being filled.")
    return redirect("frontend:segment", workspace.slug, segment.public_id)


def _edited(request: HttpRequest, membership: Membership, rule: ScoreRule | None) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, membership, rule, _kept(rule), {})
    try:
        fields = fields_of(request.POST, _tree(request.POST.get("rule", "")))
        if rule is None:
            made = score_rule_create(workspace=membership.workspace, fields=fields, actor=actor_of(membership))
        else:
            with unless_changed(request, rule):
                made = score_rule_update(rule=rule, fields=fields, actor=actor_of(membership))
    except Stale:
        return _shown(request, membership, rule, request.POST.dict(), {})
    except (InvalidInput, Conflict) as error:
        return _shown(request, membership, rule, request.POST.dict(), _faults(error))
    messages.success(request, f"“{made.name}” is saved. Scores are being brought in line.")
    return redirect("frontend:scoring", membership.workspace.slug)


def _tree(text: str) -> Any:
    if not text or text == "null":
        return None
    try:
        rule = json.loads(text) if len(text) <= _LONGEST_RULE else None
    except ValueError:
        rule = None
    if not isinstance(rule, dict):
        raise InvalidInput.of("rule", "must be a rule: an object with condition and rules")
    return rule


def _faults(error: DomainError) -> dict[str, str]:
    """{field: sentence}; what has no field of its own stands above the form."""
    found: dict[str, str] = {}
    for detail in error.details:
        head = detail.field.split(".")[0]
        found.setdefault(head, f"{detail.field}: {detail.message}" if head in ("rule", "filter") else detail.message)
    return found or {"": error.message}


def _kept(rule: ScoreRule | None) -> dict[str, Any]:
    """What the form shows at first."""
    if rule is None:
        return {"kind": "event", "is_active": "1"}
    numbers = ("points", "most", "window_days", "half_life_days", "period_days")
    values: dict[str, Any] = {"name": rule.name, "kind": rule.kind, "event": rule.event}
    values |= {name: getattr(rule, name) for name in numbers if getattr(rule, name) is not None}
    values |= {"is_active": "1" if rule.is_active else "", "rule": json.dumps(rule.rule) if rule.rule else ""}
    for number, test in enumerate(rule.filter[:TESTS]):
        named = {"field": test["field"], "operator": test["operator"], "value": _spelled(test["value"])}
        values |= {f"{name}{number}": value for name, value in named.items()}
    return values


def _spelled(value: Any) -> Any:
    """A value as it is typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value


def _shown(
    request: HttpRequest,
    membership: Membership,
    rule: ScoreRule | None,
    values: Mapping[str, Any],
    faults: Mapping[str, str],
) -> HttpResponse:
    workspace = membership.workspace
    context = {
        "rule": rule,
        "values": values,
        "faults": faults,
        "tests": [
            (
                number,
                values.get(f"field{number}", ""),
                values.get(f"operator{number}", ""),
                values.get(f"value{number}", ""),
            )
            for number in range(TESTS)
        ],
        "operators": list(OPERATORS.items()),
        "event_names": event_names(workspace=workspace, limit=_MOST_NAMES),
        "names": _names(workspace, [rule.rule] if rule is not None else []),
        "no_issues": [],
        "api_base": f"/api/workspaces/{workspace.slug}/",
        "back_url": reverse("frontend:scoring", args=[workspace.slug]),
    }
    template = "frontend/scoring/form.html"
    return render_page(request, membership, template, context, section="contacts")


def _names(workspace: Workspace, rules: list[Any]) -> dict[str, str]:
    """The names of what rules refer to, as for a flow whose only step holds them."""
    found = [rule for rule in rules if rule]
    return flow_names(workspace, {"nodes": [{"id": "rule", "config": {"rules": found}}]}) if found else {}
