"""What is on its way out says so: in the description, in its answers, and in the documentation."""

from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from scripts.api_types import committed
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.api.access import Need
from workspaces.api.deprecation import Deprecation, deprecates
from workspaces.api.serializers import StrictSerializer
from workspaces.api.tenant.schema import envelope, operation
from workspaces.api.tenant.views import TenantView
from workspaces.models import Role, Scope

DOCS = Path(__file__).parents[3] / "docs"
READ = Need(Scope.WORKSPACE_READ, Role.VIEWER)
OLD = Deprecation(date(2026, 1, 1), "`new_things`", date(2026, 7, 1))
LONG_NAME = Deprecation(date(2025, 12, 1), "`name`")


class Named(StrictSerializer):
    """What a list is narrowed by."""

    name = serializers.CharField(required=False, help_text="Whole.")


@deprecates(name=LONG_NAME)
class LongNamed(Named):
    """The same, and its field is on its way out."""


class ThingsView(TenantView):
    """Old and young things."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": READ}

    @operation(
        "things_list",
        summary="List things",
        description="All of them.",
        need=READ,
        query=[LongNamed],
        answer=envelope("OldThings", serializers.CharField()),
        example={"success": True, "data": "x"},
        deprecated=OLD,
    )
    def get(self, request: Request) -> Response:
        return self.success(self.query(LongNamed).get("name", ""))

    @operation(
        "things_make",
        summary="Make a thing",
        description="One.",
        need=READ,
        body=LongNamed,
        answer=envelope("YoungThing", serializers.CharField()),
        example={"success": True, "data": "x"},
        post=True,
    )
    def post(self, request: Request) -> Response:
        return self.success(self.body(LongNamed).get("name", ""))


@pytest.mark.django_db
def test_answers_say_since_when_and_until_when() -> None:
    key, make = make_api_key(make_workspace())[1], APIRequestFactory()

    def told(method: str, path: str, body: Any = None) -> dict[str, str]:
        request = getattr(make, method)(
            path, body, format="json" if method == "post" else None, headers={"x-api-key": key}
        )
        answer = ThingsView.as_view()(request)
        return {name: answer[name] for name in ("Deprecation", "Sunset") if name in answer}

    assert told("get", "/things") == {"Deprecation": "@1767225600", "Sunset": "Wed, 01 Jul 2026 00:00:00 GMT"}
    # The earliest of both, also of a refusal.
    assert told("get", "/things?name=x")["Deprecation"] == "@1764547200"
    assert told("get", "/things?nonsense=1")["Deprecation"] == "@1767225600"
    assert told("post", "/things", {"name": "x"}) == {"Deprecation": "@1764547200"}
    assert told("post", "/things", {}) == {}


def test_the_description_says_it() -> None:
    schema = SchemaGenerator(patterns=[path("things", ThingsView.as_view())]).get_schema(request=None, public=True)
    (item,) = schema["paths"].values()
    assert (item["get"].get("deprecated"), item["post"].get("deprecated")) == (True, None)
    assert (
        "Deprecated since 2026-01-01; it may be gone from 2026-07-01 on: use `new_things`."
        in item["get"]["description"]
    )
    assert {"Deprecation", "Sunset"} <= set(item["get"]["responses"]["200"]["headers"])
    field = schema["components"]["schemas"]["LongNamedRequest"]["properties"]["name"]
    assert (field["deprecated"], field["description"]) == (True, "Whole. Deprecated since 2025-12-01: use `name`.")
    # The field that it was made from is as it was.
    assert Named().fields["name"].help_text == "Whole."


def test_the_documentation_names_what_is_deprecated() -> None:
    operations = (each for item in committed()["paths"].values() for each in item.values())
    going = {each["operationId"] for each in operations if each.get("deprecated")}
    said = (DOCS / "api.md").read_text(encoding="utf-8").partition("Deprecated now:")[2].partition(".")[0].strip()
    assert said == (", ".join(f"`{name}`" for name in sorted(going)) or "nothing")
