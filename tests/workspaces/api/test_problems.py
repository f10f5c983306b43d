from rest_framework import exceptions, serializers

from workspaces.api.problems import Kind, problem_of
from workspaces.api.serializers import StrictSerializer, StrictText
from workspaces.errors import Conflict, DomainError, FieldError, InvalidInput, NotFound, PermissionRefused


class Line(StrictSerializer):
    name = StrictText()
    count = serializers.IntegerField(min_value=1)


class Order(StrictSerializer):
    lines = Line(many=True)
    note = StrictText(required=False)
    tags = serializers.ListField(child=StrictText(), required=False)


def details_of(data) -> list[tuple[str, str]]:
    form = Order(data=data)
    assert not form.is_valid()
    problem = problem_of(exceptions.ValidationError(form._errors))
    return [(detail.field, detail.message) for detail in problem.details]


def test_paths_lead_into_lists_and_objects():
    data = {"lines": [{"name": "a", "count": 1}, {"name": 7, "count": 0, "colour": "red"}], "tags": ["x", 3]}
    assert details_of(data) == [
        ("lines[1].name", "must be a text"),
        ("lines[1].count", "Ensure this value is greater than or equal to 1."),
        ("lines[1].colour", "unknown field"),
        ("tags[1]", "must be a text"),
    ]


def test_unknown_names_are_told_with_the_rest_and_cut_short():
    assert details_of({"x" * 500: 1}) == [("lines", "This field is required."), ("x" * 64, "unknown field")]


def test_what_is_no_object_is_named_body():
    assert details_of([1]) == [("body", "Invalid data. Expected a dictionary, but got list.")]
    assert details_of({"lines": "x"}) == [("lines", 'Expected a list of items but got type "str".')]


def test_domain_errors_become_problems():
    problem = problem_of(InvalidInput.of("name", "is taken"))
    assert (problem.kind, problem.message) == (Kind.INVALID, "name: is taken")
    assert problem.details == (FieldError("name", "is taken"),)
    assert problem_of(NotFound("gone")).kind is Kind.NOT_FOUND
    assert problem_of(PermissionRefused("no")).kind is Kind.FORBIDDEN
    assert problem_of(DomainError("odd")).kind is Kind.CONFLICT
    conflict = problem_of(Conflict("busy", current_status="RUNNING", allowed=["pause"]))
    assert conflict.state == {"current_status": "RUNNING", "allowed": ["pause"]}
    assert problem_of(Conflict("busy")).state is None


def test_only_missing_fields_make_it_missing():
    missing = InvalidInput("x", [FieldError("a", "required", "required"), FieldError("b", "required", "missing")])
    mixed = InvalidInput("x", [FieldError("a", "required", "required"), FieldError("b", "bad")])
    assert problem_of(missing).kind is Kind.MISSING
    assert problem_of(mixed).kind is Kind.INVALID
    assert (Kind.MISSING.status, Kind.KEY_REUSED.status, Kind.INTERNAL.status) == (400, 409, 500)


def test_what_nobody_foresaw_is_no_problem_of_the_callers():
    assert problem_of(ValueError("x")) is None
