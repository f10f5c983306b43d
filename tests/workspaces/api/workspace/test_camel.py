"""Names inside and outside."""

import pytest
from rest_framework import serializers

from workspaces.api.workspace.camel import CamelInput, CamelSerializer, camel, camel_keys, camel_path


class Inner(CamelSerializer):
    due_at = serializers.CharField(source="other")
    plain = serializers.IntegerField()


class Outer(CamelSerializer):
    is_live = serializers.BooleanField()
    made_of = Inner(many=True)
    next_up = serializers.SerializerMethodField()

    def get_next_up(self, value: dict[str, object]) -> str:
        return "soon"


class Body(CamelInput):
    contact_id = serializers.CharField()
    limit = serializers.IntegerField(default=20)


def test_answers_are_written_in_camel_case():
    value = {"is_live": True, "made_of": [{"other": "now", "plain": 1}]}
    assert Outer(value).data == {"isLive": True, "madeOf": [{"dueAt": "now", "plain": 1}], "nextUp": "soon"}


def test_bodies_are_read_into_inner_names():
    body = Body(data={"contactId": "ct_1"})
    assert body.is_valid()
    assert body.validated_data == {"contact_id": "ct_1", "limit": 20}


def test_the_inner_spelling_is_an_unknown_field_outside():
    body = Body(data={"contact_id": "ct_1"})
    assert not body.is_valid()
    assert set(body.errors) == {"contact_id", "contactId"}


@pytest.mark.parametrize(
    ("name", "outside"),
    [
        ("published_at", "publishedAt"),
        ("name", "name"),
        ("_count", "_count"),
        ("a_b_c", "aBC"),
        ("top_10", "top10"),
        ("from_", "from"),
    ],
)
def test_camel(name, outside):
    assert camel(name) == outside


@pytest.mark.parametrize(
    ("path", "outside"),
    [
        ("starts_at", "startsAt"),
        ("settings.quiet_hours.start", "settings.quietHours.start"),
        ("contact_ids[2]", "contactIds[2]"),
        ("workflow.nodes[1].config.on_ineligible", "workflow.nodes[1].config.on_ineligible"),
        ("rule.rules[0].field_name", "rule.rules[0].field_name"),
    ],
)
def test_paths(path, outside):
    assert camel_path(path) == outside


def test_keys_of_plain_values():
    assert camel_keys({"a_b": [{"c_d": {"e_f": 1}}], "g": "h_i"}) == {"aB": [{"cD": {"eF": 1}}], "g": "h_i"}
