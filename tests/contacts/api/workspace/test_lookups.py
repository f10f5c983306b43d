"""What forms look up: fields, events, tags, segments, contacts, and what rules are made of."""

from unittest.mock import ANY

import pytest

from contacts.models import AttributeDefinition, Segment, SegmentKind
from contacts.rules import all_types
from contacts.services import EventIn, events_record, topic_archive
from tests.factories.contacts import make_contact, make_contacts, make_topic
from tests.factories.workspaces import make_workspace
from tests.workspaces.api.workspace.client import key_of, read, refusal_of
from workspaces.models import Workspace
from workspaces.services import Actor


@pytest.fixture
def acme(db) -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def api(acme):
    return key_of(acme, "contacts:read")


def names(rows):
    return [row["name"] for row in rows]


class TestTopics:
    def test_they_stand_in_their_order_without_archived_ones(self, api, acme):
        news = make_topic(acme, key="news", name="Product news", description="Monthly")
        make_topic(acme, name="Offers", public=False)
        topic_archive(topic=make_topic(acme, name="Old news"), actor=Actor.system())
        make_topic(make_workspace(), name="News of others")
        assert names(read(api, "/topics")) == ["Product news", "Offers"]
        assert read(api, "/topics?search=NEWS&limit=5") == [
            {
                "id": news.public_id,
                "key": "news",
                "name": "Product news",
                "description": "Monthly",
                "public": True,
            }
        ]


class TestContacts:
    def test_a_page_of_them_newest_first(self, api, acme):
        make_contact(acme, email="ada@example.com", first_name="Ada", last_name="Lovelace")
        bob = make_contact(acme, email="bob@example.com", phone="+436641234567")
        assert read(api, "/contacts?limit=1") == {
            "data": [
                {
                    "id": bob.public_id,
                    "name": "bob@example.com",
                    "email": "bob@example.com",
                    "phone": "+436641234567",
                    "createdAt": ANY,
                }
            ],
            "pagination": {"page": 1, "limit": 1, "total": 2, "totalPages": 2},
        }
        assert names(read(api, "/contacts?limit=1&page=2")["data"]) == ["Ada Lovelace"]
        assert read(api, "/contacts?page=3") == {
            "data": [],
            "pagination": {"page": 3, "limit": 20, "total": 2, "totalPages": 1},
        }

    @pytest.mark.parametrize(
        ("search", "found"),
        [
            ("ADA@", ["Ada Lovelace"]),
            ("ada  l", ["Ada Lovelace"]),
            ("lovelace", ["Ada Lovelace"]),
            ("Lovelace Ada", ["Ada Lovelace"]),
            ("+436641234567", ["Ada Lovelace"]),
            ("customer-1", ["Ada Lovelace"]),
            ("a", ["Aaron Adams", "Ada Lovelace"]),
            ("%", []),
            ("a_a", []),
            ("\\", []),
            ("example.com", []),
            ("  ", ["Aaron Adams", "Ada Lovelace"]),
        ],
    )
    def test_a_search(self, api, acme, search, found):
        make_contact(
            acme,
            email="ada@example.com",
            first_name="Ada",
            last_name="Lovelace",
            phone="+436641234567",
            external_id="customer-1",
        )
        make_contact(acme, email="x@example.com", first_name="Aaron", last_name="Adams")
        make_contact(make_workspace(), email="ada@example.com", first_name="Ada", external_id="customer-1")
        answer = api.client.get(f"{api.root}/contacts", {"search": search}, headers=api.headers).json()
        assert names(answer["data"]) == found
        assert answer["pagination"]["total"] == len(found)

    def test_by_id(self, api, acme):
        ada = make_contact(acme)
        assert [row["id"] for row in read(api, f"/contacts?search={ada.public_id}")["data"]] == [ada.public_id]

    @pytest.mark.parametrize("query", ["limit=0", "limit=101", "page=0", "limit=x", "sort=name", "search=a&search=b"])
    def test_refusals(self, api, query):
        answer = api.get(f"/contacts?{query}")
        assert (answer.status_code, refusal_of(answer)["error"]) == (400, "validation_error")


def test_attributes(api, acme):
    AttributeDefinition.objects.create(workspace=acme, key="favourite_colour", kind="text")
    AttributeDefinition.objects.create(workspace=make_workspace(), key="theirs", kind="text")
    found = read(api, "/attributes")
    assert found[0] == {"key": "email", "label": "E-mail address", "kind": "text", "own": True}
    assert found[2] == {"key": "first_name", "label": "First name", "kind": "text", "own": True}
    assert found[7:] == [{"key": "favourite_colour", "label": "Favourite colour", "kind": "text", "own": False}]


def test_event_names(api, acme):
    ada = make_contact(acme)
    for name in ("ordered", "signed up", "ordered", "100% off"):
        events_record(workspace_id=acme.pk, events=[EventIn(ada.pk, name)])
    assert read(api, "/eventNames") == ["ordered", "100% off", "signed up"]
    assert read(api, "/eventNames?search=ORD") == ["ordered"]
    assert read(api, "/eventNames?search=%25") == ["100% off"]
    assert read(api, "/eventNames?limit=1") == ["ordered"]


def test_tags(api, acme, monkeypatch):
    make_contacts(acme, 1, tags=["rare", "vip"])
    make_contacts(acme, 2, tags=["vip", "customer"])
    make_contacts(make_workspace(), 1, tags=["theirs"])
    assert read(api, "/tags") == ["vip", "customer", "rare"]
    assert read(api, "/tags?search=u") == ["customer"]
    monkeypatch.setattr("contacts.selectors.lookups.NEWEST_CONTACTS", 1)
    assert read(api, "/tags") == ["customer", "vip"]
    assert read(api, "/tags?search=rare") == ["rare"]
    assert read(api, "/tags?search=theirs") == []


def test_segments(api, acme):
    one = Segment.objects.create(workspace=acme, name="Customers", rule={}, member_count=7)
    Segment.objects.create(workspace=acme, name="Beta", kind=SegmentKind.STATIC)
    assert names(read(api, "/segments")) == ["Beta", "Customers"]
    assert names(read(api, "/segments?kind=static")) == ["Beta"]
    assert read(api, "/segments?search=cust") == [
        {"id": one.public_id, "name": "Customers", "kind": "dynamic", "evaluation": "DYNAMIC", "totalMembers": 7}
    ]
    assert api.get("/segments?kind=odd").status_code == 400


def test_rule_conditions(api):
    language = read(api, "/ruleConditions")
    assert (language["maxDepth"], language["maxLeaves"]) == (10, 1000)
    assert [each["key"] for each in language["conditions"]] == [each.key for each in all_types()]
    tag = next(each for each in language["conditions"] if each["key"] == "tag")
    assert set(tag) == {"key", "label", "description", "flowOnly", "schema"}
    assert tag["schema"]["properties"]["operator"]["enum"] == ["has", "has_not", "has_any", "has_all", "has_none"]


@pytest.mark.parametrize("path", ["contacts", "attributes", "eventNames", "tags", "segments", "ruleConditions"])
def test_a_key_needs_the_scope(acme, path):
    answer = key_of(acme, "campaigns:read").get(f"/{path}")
    assert (answer.status_code, refusal_of(answer)["message"]) == (403, "This API key lacks the scope contacts:read.")


@pytest.mark.parametrize("path", ["contacts?search=a", "contacts", "eventNames", "tags", "segments", "attributes"])
def test_queries_do_not_grow_with_the_rows(api, acme, path, django_assert_max_num_queries):
    make_contacts(acme, 5, tags=["a"])
    with django_assert_max_num_queries(6):
        read(api, f"/{path}")
