"""The API's description: as committed, complete, and true to what is answered."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from drf_spectacular import validation
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from jsonschema import Draft202012Validator

from campaigns.api.tenant import examples
from campaigns.api.tenant.inputs import CampaignCreateInput, CampaignUpdateInput
from scripts import api_types
from tests.acceptance.isolation_routes import API
from tests.campaigns.api.client import Caller
from workspaces.models import Scope

COMMITTED = Path(__file__).parents[3] / "docs" / "openapi.yaml"
OPERATION_IDS = {"others": r"[a-z]+_[a-z]+", "workspace": r"[a-z]+([A-Z][a-z]+)+"}
# What is answered as a file, and what may be sent as a form: everything else is JSON.
FILES = {"/api/v1/tenant/exports/{export_id}/file": "text/csv"}
FORMS = {"/api/v1/tenant/imports": ["multipart/form-data"]}
ERRORS = {
    "/api/v1/tenant/": {"Error", "ConflictError"},
    "/api/workspaces/": {"WorkspaceError", "WorkspaceConflict", "WorkspaceStale"},
    "/public/v1/email/": {"EmailApiError"},
    "/v1/": {"BareError"},
    "/channel-service/v1/": {"BareError"},
}
REWRITE = "python manage.py spectacular --file docs/openapi.yaml"


# The generator's seconds are spent once.
pytestmark = pytest.mark.xdist_group("schema")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    GENERATOR_STATS.reset()
    generated: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return generated


def operations(schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, each) for path, item in schema["paths"].items() for method, each in item.items()]


def test_the_committed_description_is_the_present_one(schema):
    text = OpenApiYamlRenderer().render(schema, renderer_context={}).decode()
    assert COMMITTED.read_text(encoding="utf-8") == text, f"run: {REWRITE}"


def test_the_committed_types_are_those_of_the_committed_description():
    text = api_types.types_text(api_types.committed())
    assert api_types.TARGET.read_text(encoding="utf-8") == text, "run: python -m scripts.api_types"


def test_it_is_valid_openapi(schema):
    assert schema["openapi"] == "3.1.0"
    rules = json.loads((Path(validation.__file__).parent / "openapi_3_1_schema.json").read_text(encoding="utf-8"))
    plain = json.loads(OpenApiJsonRenderer().render(schema))
    assert [str(fault) for fault in jsonschema_rs.validator_for(rules).iter_errors(plain)] == []


def test_nothing_is_left_for_the_generator_to_guess(schema):
    assert (list(GENERATOR_STATS._warn_cache), list(GENERATOR_STATS._error_cache)) == ([], [])


def test_every_api_route_is_described(schema):
    described = {re.sub(r"\{(\w+)\}", r"<str:\1>", path).lstrip("/") for path in schema["paths"]}
    assert described == set(API)


def test_every_operation_says_all_of_itself(schema):
    tags = set()
    for path, method, operation in operations(schema):
        place = f"{method} {path}"
        assert operation["summary"], place
        assert operation["description"], place
        family = "workspace" if path.startswith("/api/workspaces/") else "others"
        assert re.fullmatch(OPERATION_IDS[family], operation["operationId"]), place
        (tag,) = operation["tags"]
        tags.add(tag)
        scopes = [scope for each in operation["security"] for scopes in each.values() for scope in scopes]
        assert scopes, place
        assert set(scopes) <= set(Scope.values), place
        assert re.search(r"\n\nNeeds the scope `\w+:\w+`; a member needs the role \w+\.", operation["description"]), (
            place
        )
        headers = {each["name"] for each in operation["parameters"] if each["in"] == "header"}
        wanted = {"X-Request-Id", *(["Idempotency-Key"] if method == "post" else [])}
        assert headers - {"If-Match", "If-None-Match"} == wanted, place
        assert all(each.get("description") for each in operation["parameters"] if each["in"] == "header"), place
        if "requestBody" in operation:
            assert list(operation["requestBody"]["content"]) == ["application/json", *FORMS.get(path, [])], place
            assert operation["requestBody"]["content"]["application/json"]["examples"], place
    assert len(tags) > 10


def test_every_operation_names_every_answer_it_may_give(schema):
    components = schema["components"]
    for path, method, operation in operations(schema):
        place, invalid = f"{method} {path}", "422" if path.startswith("/public/v1/email/") else "400"
        expected = {invalid, "401", "403", "406", "429", "500", "503"}
        expected |= {"404"} if "{" in path else set()
        expected |= {"409"} if method == "post" else set()
        expected |= {"411", "413", "415"} if method == "post" or "requestBody" in operation else set()
        assert expected <= set(operation["responses"]), place
        shapes = set()
        for status, given in operation["responses"].items():
            response = components["responses"][given["$ref"].rpartition("/")[2]] if "$ref" in given else given
            limits = set() if status == "401" else {f"X-RateLimit-{word}" for word in ("Limit", "Remaining", "Reset")}
            assert {"X-Request-Id"} | limits <= set(response["headers"]), f"{place} {status}"
            assert ("Idempotency-Replayed" in response["headers"]) == (method == "post" and status < "3"), place
            assert ("Retry-After" in response["headers"]) == (status in ("429", "503")), f"{place} {status}"
            if status in ("204", "304"):
                assert "content" not in response, place
                continue
            media = FILES.get(path, "application/json") if status == "200" else "application/json"
            assert response["content"][media]["examples"], f"{place} {status}"
            if status >= "4":
                assert "$ref" in given, f"{place} {status} is not the family's"
                shapes.add(response["content"][media]["schema"]["$ref"].rpartition("/")[2])
        assert shapes <= ERRORS[next(prefix for prefix in ERRORS if path.startswith(prefix))], place


def test_every_example_has_the_shape_that_is_described():
    description = api_types.committed()
    faults = []
    for path, method, operation in operations(description):
        bodies = [operation.get("requestBody", {})]
        bodies += [answer for status, answer in operation["responses"].items() if status.startswith("2")]
        for content in (body.get("content", {}).get("application/json", {}) for body in bodies):
            for name, example in content.get("examples", {}).items():
                # What the schema refers to is looked for beside it.
                shape = Draft202012Validator({**content["schema"], "components": description["components"]})
                found = shape.iter_errors(example["value"])
                faults += [f"{method} {path}, {name}: {fault.json_path}: {fault.message}" for fault in found]
    assert faults == []


def test_operation_ids_are_unique(schema):
    ids = [operation["operationId"] for _, _, operation in operations(schema)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("example", "serializer"),
    [
        (examples.CREATE, CampaignCreateInput),
        (examples.CREATE_SEQUENCE, CampaignCreateInput),
        (examples.UPDATE, CampaignUpdateInput),
        (examples.UPDATE_SEQUENCE, CampaignUpdateInput),
    ],
)
def test_examples_of_bodies_are_accepted(example, serializer):
    assert serializer(data=example).is_valid()


def keys(value: Any) -> Any:
    """The names in a value, without what stands under them; of a list, those of its first entry."""
    if isinstance(value, dict):
        free = {"sequence", "workflow", "nodes", "detail"}
        return {name: None if name in free else keys(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [keys(value[0])] if value else []
    return None


def test_examples_of_answers_have_the_shape_of_answers(api: Caller, running, people):
    answers = {
        "LIST": api.get("/campaigns?workspace=acme-corp"),
        "CREATED": api.post(f"/campaigns/{running}/duplicate"),
        "STARTED": api.post(f"/campaigns/{running}/send", {"action": "pause"}),
        "DETAIL": api.get(f"/campaigns/{running}"),
        "VERSIONS": api.get(f"/campaigns/{running}/versions"),
    }
    api.post(f"/campaigns/{running}/send", {"action": "resume"})
    answers["STATUS"] = api.get(f"/campaigns/{running}/status")
    for name, answer in answers.items():
        assert keys(answer.json()) == keys(getattr(examples, name)), name


def test_the_served_description_is_the_committed_one(client, db):
    assert client.get("/api/schema/").content.decode() == COMMITTED.read_text(encoding="utf-8")
