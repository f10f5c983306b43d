"""`templates`: what a picker lists."""

from unittest.mock import ANY

import pytest

from tests.factories.templates_app import make_published, make_template
from tests.factories.workspaces import make_workspace
from tests.workspaces.api.workspace.client import key_of, member_of, read
from workspaces.models import Role, Workspace


@pytest.fixture
def acme(db) -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def api(acme):
    return key_of(acme, "templates:read")


def test_what_is_told_of_one(api, acme):
    template, _ = make_published(acme, name="Hello")
    assert read(api, "/templates?state=PUBLISHED") == [
        {
            "id": template.public_id,
            "name": "Hello",
            "channel": "email",
            "messageType": template.message_type,
            "state": "PUBLISHED",
            "subject": template.content["subject"],
            "previewUrl": f"/w/acme-corp/templates/{template.public_id}/preview/",
            "updatedAt": ANY,
        }
    ]


def test_the_preview_is_a_page_for_a_frame(acme):
    template, _ = make_published(acme, name="Hello")
    viewer = member_of(acme, Role.VIEWER)
    answer = viewer.client.get(read(viewer, "/templates")[0]["previewUrl"])
    assert (answer.status_code, answer["X-Frame-Options"]) == (200, "SAMEORIGIN")
    assert template.name == "Hello"


def test_which(api, acme):
    hello, _ = make_published(acme, name="Hello")
    draft = make_template(acme, name="Draft of it")
    theirs, _ = make_published(make_workspace(), name="Theirs")
    listed = lambda query: [each["name"] for each in read(api, f"/templates{query}")]  # noqa: E731
    assert listed("") == ["Draft of it", "Hello"]
    assert listed("?limit=1") == ["Draft of it"]
    assert listed("?state=PUBLISHED") == ["Hello"]
    assert listed("?channel=sms") == []
    assert listed("?messageType=transactional") == []
    assert listed("?search=HELL") == ["Hello"]
    assert listed(f"?ids={draft.public_id}") == ["Draft of it"]
    assert listed(f"?ids={hello.public_id},{theirs.public_id},nonsense,{draft.pk}") == ["Draft of it", "Hello"]
    assert listed("?ids=nonsense") == []
    assert api.get("/templates?ids=" + ",".join("x" * 101)).status_code == 400
    assert api.get("/templates?state=odd").status_code == 400


def test_queries_do_not_grow_with_the_rows(api, acme, django_assert_max_num_queries):
    for _ in range(4):
        make_published(acme)
    with django_assert_max_num_queries(4):
        assert len(read(api, "/templates")) == 4
