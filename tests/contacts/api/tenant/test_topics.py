"""`/topics`: listed in their order, made, changed, archived, ordered; and what is refused."""

import pytest

from contacts.api.tenant.topics import EXAMPLE
from contacts.models import Topic
from tests.campaigns.api.client import Caller, error_of
from tests.factories.contacts import make_topic
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace


def names(api: Caller, query: str = "") -> list[str]:
    return [row["name"] for row in api.get(f"/topics{query}").json()["data"]]


def test_is_made_read_changed_archived_and_brought_back(api: Caller) -> None:
    answer = api.post("/topics", {"key": "product-news", "name": "Product news", "description": "Monthly"})
    assert answer.status_code == 201, answer.content
    data = answer.json()["data"]
    expected = {
        "id": data["id"],
        "key": "product-news",
        "name": "Product news",
        "description": "Monthly",
        "public": True,
        "archived": False,
        "granted": 0,
        "denied": 0,
    }
    assert data == expected
    assert list(data) == list(EXAMPLE)
    path = f"/topics/{data['id']}"
    assert api.get(path).json()["data"] == expected
    changed = api.patch(path, {"name": "News", "public": False, "description": ""}).json()["data"]
    assert changed == {**expected, "name": "News", "public": False, "description": ""}
    assert api.patch(path, {"archived": True}).json()["data"]["archived"] is True
    assert (names(api), names(api, "?archived=true")) == ([], ["News"])
    assert api.patch(path, {"archived": False}).json()["data"]["archived"] is False


def test_are_put_into_an_order(api: Caller, acme: Workspace) -> None:
    one, two = (make_topic(acme, name=name) for name in ("One", "Two"))
    answer = api.post("/topics/order", {"topics": [two.public_id, one.public_id]})
    assert [row["name"] for row in answer.json()["data"]] == names(api) == ["Two", "One"]
    foreign = make_topic(make_workspace()).public_id
    for wrong in ([one.public_id], [one.public_id, foreign], [one.public_id, "x"]):
        refused = api.post("/topics/order", {"topics": wrong})
        assert (refused.status_code, error_of(refused)["details"][0]["field"]) == (400, "topics")
    assert names(api) == ["Two", "One"]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"name": "News"}, 400, "key"),
        ({"key": "a b", "name": "News"}, 400, "key"),
        ({"key": "news", "name": ""}, 400, "name"),
        ({"key": "news", "name": "News", "colour": "red"}, 400, "colour"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_made(
    api: Caller, acme: Workspace, body: dict[str, str], status: int, field: str
) -> None:
    answer = api.post("/topics", body)
    assert (answer.status_code, error_of(answer)["details"][0]["field"]) == (status, field)
    assert Topic.objects.in_workspace(acme).count() == 0


def test_a_taken_key_is_a_conflict(api: Caller, acme: Workspace) -> None:
    make_topic(acme, key="news")
    assert api.post("/topics", {"key": "news", "name": "Other"}).status_code == 409
