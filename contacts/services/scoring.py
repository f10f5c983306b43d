"""Making, changing and deleting score rules. Every edit has all contacts scored anew, in the background."""

from collections.abc import Mapping
from datetime import UTC
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import IntegrityError, transaction
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from contacts.models import ScoreRule, ScoreState
from contacts.models.event import NAME_LENGTH
from contacts.rules import dump, parse, validate
from contacts.rules.conditions.properties import PropertyTest
from workspaces.clock import database_now
from workspaces.errors import Conflict, FieldError, InvalidInput
from workspaces.models import Workspace
from workspaces.nudge import nudge
from workspaces.pydantic_words import fault_words
from workspaces.services import Actor, audit_record

MAX_RULES = 100
_STAGE = "contacts.tasks.run_scoring"
_Days = Annotated[int, Field(ge=1, le=3_650)]
_Most = Annotated[int, Field(ge=1, le=10_000)]


class ScoreRuleFields(BaseModel):
    """A score rule as somebody says it; what does not belong to its kind is refused."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    kind: Literal["event", "rule", "inactivity"]
    points: Annotated[int, Field(ge=-10_000, le=10_000)]
    is_active: bool = True
    event: Annotated[str, StringConstraints(max_length=NAME_LENGTH)] = ""
    filter: Annotated[list[PropertyTest], Field(max_length=20)] = Field(default_factory=list)
    rule: dict[str, Any] | None = None
    most: _Most | None = None
    window_days: _Days | None = None
    half_life_days: _Days | None = None
    period_days: _Days | None = None


# What each kind needs, and what it may say besides.
_NEEDS = {"event": {"event"}, "rule": {"rule"}, "inactivity": {"period_days"}}
_TAKES = {"event": {"filter", "most", "window_days", "half_life_days"}, "rule": set(), "inactivity": {"most"}}
_SPECIAL = set().union(*_NEEDS.values(), *_TAKES.values())


@transaction.atomic
def score_rule_create(*, workspace: Workspace, fields: Mapping[str, Any], actor: Actor) -> ScoreRule:
    """A new rule. Raises InvalidInput naming what is wrong in `fields` (ScoreRuleFields), Conflict for a taken name."""
    if ScoreRule.objects.in_workspace(workspace).count() >= MAX_RULES:
        raise Conflict(f"There are {MAX_RULES} score rules already: delete one first.", current_status="full")
    return _write(ScoreRule(workspace=workspace), _checked(workspace.pk, fields), "score_rule.created", actor)


@transaction.atomic
def score_rule_update(*, rule: ScoreRule, fields: Mapping[str, Any], actor: Actor) -> ScoreRule:
    """The rule anew; `fields` are all of it. Raises as `score_rule_create`."""
    return _write(rule, _checked(rule.workspace_id, fields), "score_rule.updated", actor)


@transaction.atomic
def score_rule_switch(*, rule: ScoreRule, is_active: bool, actor: Actor) -> ScoreRule:
    """Has the rule give points, or none for the time being."""
    rule.is_active = is_active
    rule.save(update_fields=["is_active", "updated_at"])
    _audit(rule, "score_rule.switched_on" if is_active else "score_rule.switched_off", actor)
    _walk_over_everybody(rule.workspace)
    return rule


@transaction.atomic
def score_rule_delete(*, rule: ScoreRule, actor: Actor) -> None:
    """Takes the rule away, and with it the points that it gave."""
    _audit(rule, "score_rule.deleted", actor)
    workspace = rule.workspace
    rule.delete()
    _walk_over_everybody(workspace)


def _write(rule: ScoreRule, values: Mapping[str, Any], action: str, actor: Actor) -> ScoreRule:
    for name, value in values.items():
        setattr(rule, name, value)
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError:
        taken = FieldError("name", "is the name of another rule", "taken")
        raise Conflict(f"There is a score rule “{rule.name}” already.", details=[taken]) from None
    _audit(rule, action, actor)
    _walk_over_everybody(rule.workspace)
    return rule


def _checked(workspace_id: UUID, fields: Mapping[str, Any]) -> dict[str, Any]:
    try:
        given = ScoreRuleFields.model_validate(dict(fields))
    except ValidationError as error:
        faults = [_fault(fault["loc"], fault_words(fault)) for fault in error.errors(include_url=False)]
        raise InvalidInput(f"{faults[0].field}: {faults[0].message}", faults) from None
    faults = _misfits(given)
    if given.kind == "rule" and given.rule is not None:
        problems = validate(parse(given.rule), workspace_id)
        faults += [FieldError(each.path, each.message, each.code) for each in problems]
    if faults:
        raise InvalidInput(f"{faults[0].field}: {faults[0].message}", faults)
    values = given.model_dump(exclude={"rule", "filter"})
    values["filter"] = [each.model_dump(mode="json") for each in given.filter]
    values["rule"] = dump(parse(given.rule)) if given.rule else {}
    return values


def _misfits(given: ScoreRuleFields) -> list[FieldError]:
    """What the kind lacks, and what it has no use for."""
    needs, said = _NEEDS[given.kind], {name for name in _SPECIAL if getattr(given, name)}
    faults = [FieldError(name, "is needed", "required") for name in sorted(needs - said)]
    strange = said - needs - _TAKES[given.kind]
    faults += [FieldError(name, "does not belong to a rule of this kind") for name in sorted(strange)]
    if not given.points:
        faults.append(FieldError("points", "must not be 0"))
    return faults


def _fault(location: tuple[int | str, ...], message: str) -> FieldError:
    return FieldError(".".join(str(part) for part in location) or "rule", message)


def _walk_over_everybody(workspace: Workspace) -> None:
    """Begins the walk anew: whoever was scored by what held before is scored once more."""
    active = ScoreRule.objects.in_workspace(workspace).filter(is_active=True).exists()
    today = database_now().astimezone(UTC).date()
    ScoreState.objects.in_workspace(workspace).update_or_create(
        workspace=workspace,
        defaults={"is_active": active, "walk": ScoreState.Walk.ALL, "cursor": None, "walked_on": today},
    )
    nudge(_STAGE)


def _audit(rule: ScoreRule, action: str, actor: Actor) -> None:
    audit_record(
        workspace=rule.workspace,
        actor=actor,
        action=action,
        target_type="score_rule",
        target_id=rule.public_id,
        data={"name": rule.name, "points": rule.points},
    )
