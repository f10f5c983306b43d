"""`/events`: recorded once, refused by name, answered for one by one, listed newest first, and nobody else's."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from contacts.api.tenant import examples
from contacts.models import Contact, ContactChange, Event
from contacts.services import EventIn, events_record, unknown_contacts_set
from tests.campaigns.api.client import Caller, error_of
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_api_key, make_member, make_workspace
from workspaces.models import Membership, Role, Workspace
from workspaces.services import Actor

NAME = {"name": "ordered"}


def record(contact: Contact, *events: EventIn) -> list[str]:
    """Public ids of events that are recorded by the service."""
    results = events_record(workspace_id=contact.workspace_id, events=events)
    rows = Event.objects.in_workspace(contact.workspace_id).in_bulk([each.event_id for each in results])
    return [rows[each.event_id].public_id for each in results]


def count() -> int:
    return Event.objects.across_workspaces().count()


class TestOne:
    def test_is_recorded_and_answered_whole(self, api: Caller, ada: Contact) -> None:
        answer = api.post("/events", examples.CREATE)
        assert answer.status_code == 201, answer.content
        row = Event.objects.across_workspaces().get()
        created = row.created_at.isoformat().replace("+00:00", "Z")
        data = {
            "id": row.public_id,
            "contact_id": ada.public_id,
            "name": "ordered",
            "properties": examples.CREATE["properties"],
            "occurred_at": "2025-11-01T10:00:00Z",
            "created_at": created,
            "routed_at": None,
            "key": "order-1001",
        }
        assert answer.json() == {"success": True, "data": {**data, "outcome": "recorded"}}
        assert api.get(f"/events/{row.public_id}").json() == {"success": True, "data": data}
        assert list(answer.json()["data"]) == list(examples.CREATED["data"])
        assert list(data) == list(examples.DETAIL["data"])

    @pytest.mark.parametrize(
        "who",
        [
            {"email": "ADA@example.com"},
            {"external_id": "customer-17"},
            {"contact_id": "id"},
            {"phone": "+43 664 123 45 67"},
        ],
    )
    def test_names_its_contact_in_one_of_four_ways(self, api: Caller, ada: Contact, who: dict[str, str]) -> None:
        if "contact_id" in who:
            who = {"contact_id": ada.public_id, "email": None}
        answer = api.post("/events", {**NAME, **who, "key": None, "occurred_at": None})
        assert (answer.status_code, answer.json()["data"]["contact_id"]) == (201, ada.public_id)
        event = Event.objects.across_workspaces().get()
        assert (event.properties, event.key, event.occurred_at) == ({}, None, event.created_at)

    def test_counts_once_per_key(self, api: Caller, ada: Contact) -> None:
        first = api.post("/events", {**NAME, "email": ada.email, "key": "1"})
        again = api.post("/events", {"name": "paid", "email": ada.email, "key": "1"})
        assert (first.status_code, again.status_code) == (201, 200)
        assert again.json()["data"] == {**first.json()["data"], "outcome": "duplicate"}
        assert count() == 1

    def test_a_repeated_request_is_done_once(self, api: Caller, ada: Contact) -> None:
        answers = [api.post("/events", {**NAME, "email": ada.email}, idempotency_key="k") for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert answers[0].content == answers[1].content
        assert answers[1]["Idempotency-Replayed"] == "true"
        assert count() == 1

    @pytest.mark.parametrize(
        ("body", "code", "field", "message"),
        [
            ({"email": "ada@example.com"}, "MISSING_REQUIRED_FIELD", "name", "This field is required."),
            (NAME, "MISSING_REQUIRED_FIELD", "contact_id", "one of contact_id, email, phone and external_id is needed"),
            (
                {**NAME, "email": "ada@example.com", "external_id": "x"},
                "VALIDATION_ERROR",
                "external_id",
                "the contact is named by email already",
            ),
            ({**NAME, "email": "eve@example.com"}, "VALIDATION_ERROR", "email", "there is no such contact"),
            ({**NAME, "contact_id": "ct_1"}, "VALIDATION_ERROR", "contact_id", "there is no such contact"),
            ({**NAME, "contact_id": 7}, "VALIDATION_ERROR", "contact_id", "must be a text"),
            ({"name": " ordered", "external_id": "customer-17"}, "VALIDATION_ERROR", "name", "must not be empty, nor"),
            ({"name": "x" * 121, "external_id": "customer-17"}, "VALIDATION_ERROR", "name", "Ensure this field has no"),
            ({**NAME, "external_id": "customer-17", "key": ""}, "VALIDATION_ERROR", "key", "This field may not be"),
            ({**NAME, "external_id": "customer-17", "time": 1}, "VALIDATION_ERROR", "time", "unknown field"),
            ({**NAME, "external_id": "customer-17", "properties": []}, "VALIDATION_ERROR", "properties", "Expected a"),
            (
                {**NAME, "external_id": "customer-17", "properties": {"a": {"b": 2**63}}},
                "VALIDATION_ERROR",
                "properties.a.b",
                "is too large a number",
            ),
            (
                {**NAME, "external_id": "customer-17", "properties": {"text": "x" * 33_000}},
                "VALIDATION_ERROR",
                "properties",
                "more than 32768 bytes of JSON",
            ),
            (
                {**NAME, "external_id": "customer-17", "occurred_at": "1969-12-31T23:59:59Z"},
                "VALIDATION_ERROR",
                "occurred_at",
                "must lie between 1970 and now",
            ),
            (
                {**NAME, "external_id": "customer-17", "occurred_at": "soon"},
                "VALIDATION_ERROR",
                "occurred_at",
                "Datetime has wrong format.",
            ),
        ],
    )
    def test_is_refused_by_the_name_of_the_field(
        self, api: Caller, ada: Contact, body: dict[str, Any], code: str, field: str, message: str
    ) -> None:
        answer = api.post("/events", body)
        error = error_of(answer)
        assert (answer.status_code, error["code"], error["details"][0]["field"]) == (400, code, field)
        assert error["details"][0]["message"].startswith(message)
        assert count() == 0

    def test_may_not_be_in_the_future_but_for_a_clock_that_runs_ahead(self, api: Caller, ada: Contact) -> None:
        for minutes, status in ((5, 201), (15, 400)):
            ahead = (timezone.now() + timedelta(minutes=minutes)).isoformat()
            assert api.post("/events", {**NAME, "email": ada.email, "occurred_at": ahead}).status_code == status


class TestWorkspaces:
    def test_a_key_need_not_name_its_own(self, api: Caller, ada: Contact) -> None:
        body = {**NAME, "email": ada.email}
        assert api.post("/events", {**body, "workspace_slug": "acme-corp"}).status_code == 201
        assert api.post("/events", {**body, "workspace_slug": "other"}).status_code == 404
        assert api.get("/events?workspace=other").status_code == 404
        assert [api.get(f"/events{query}").json()["pagination"]["total"] for query in ("", "?workspace=acme-corp")] == [
            1,
            1,
        ]

    def test_somebody_of_several_names_one(self, acme: Workspace, ada: Contact, client: Any) -> None:
        user = make_member(acme, Role.EDITOR)
        Membership.objects.create(workspace=make_workspace("second"), user=user, role=Role.VIEWER)
        client.force_login(user)
        caller = Caller(client=client)
        for answer in (caller.post("/events", {**NAME, "email": ada.email}), caller.get("/events")):
            assert (answer.status_code, error_of(answer)["details"][0]["field"]) == (400, "workspace_slug")
        body = {**NAME, "email": ada.email, "workspace_slug": "acme-corp"}
        assert caller.post("/events", body).status_code == 201
        refused = caller.post("/events", {**body, "workspace_slug": "second"})
        assert (refused.status_code, error_of(refused)["code"]) == (403, "INSUFFICIENT_PERMISSIONS")

    def test_scopes(self, acme: Workspace, ada: Contact) -> None:
        reader = Caller(make_api_key(acme, "contacts:read")[1])
        writer = Caller(make_api_key(acme, "contacts:write")[1])
        body = {**NAME, "email": ada.email}
        assert [caller.post("/events", body).status_code for caller in (reader, writer)] == [403, 201]
        assert [caller.get("/events").status_code for caller in (reader, writer)] == [200, 403]

    def test_contacts_of_others_are_nobody(self, api: Caller, ada: Contact) -> None:
        eve = make_contact(make_workspace(), email="eve@example.com", external_id="e")
        whos = ({"contact_id": eve.public_id}, {"email": eve.email}, {"external_id": "e"})
        for who in whos:
            assert error_of(api.post("/events", {**NAME, **who}))["details"] == [
                {"field": next(iter(who)), "message": "there is no such contact"}
            ]
        answer = api.post("/events/bulk", {"events": [{**NAME, **who} for who in whos]})
        assert (answer.json()["data"]["refused"], count()) == (3, 0)
        (foreign,) = record(eve, EventIn(eve.pk, "ordered"))
        assert api.get(f"/events/{foreign}").status_code == 404
        assert api.get(f"/events?contact={eve.public_id}").status_code == 404


class TestMany:
    def test_every_event_has_its_row(self, api: Caller, ada: Contact) -> None:
        (known,) = record(ada, EventIn(ada.pk, "ordered", key="order-1001"))
        body = {
            "events": [
                examples.CREATE,
                {**NAME, "email": "nobody@example.com"},
                examples.CREATE_BY_EXTERNAL_ID,
                "no event",
                {"external_id": "customer-17", "nam": "x"},
                {**NAME, "email": ada.email, "key": "new"},
                {**NAME, "email": ada.email, "key": "new", "properties": {"deep": [1, {"n": 2**63}]}},
            ]
        }
        answer = api.post("/events/bulk", body)
        assert answer.status_code == 200, answer.content
        data = answer.json()["data"]
        made = Event.objects.across_workspaces().order_by("id").values_list("name", "key")
        assert list(made) == [("ordered", "order-1001"), ("signed up", None), ("ordered", "new")]
        assert (data["recorded"], data["duplicates"], data["refused"]) == (2, 1, 4)
        assert [row["index"] for row in data["events"]] == list(range(7))
        assert data["events"][0] == {"index": 0, "outcome": "duplicate", "id": known, "errors": []}
        assert [row["outcome"] for row in data["events"]] == [
            "duplicate",
            "refused",
            "recorded",
            "refused",
            "refused",
            "recorded",
            "refused",
        ]
        assert [row["errors"] for row in data["events"] if row["errors"]] == [
            [{"field": "email", "message": "there is no such contact"}],
            [{"field": "body", "message": "Invalid data. Expected a dictionary, but got str."}],
            [{"field": "name", "message": "This field is required."}, {"field": "nam", "message": "unknown field"}],
            [{"field": "properties.deep[1].n", "message": "is too large a number"}],
        ]
        assert list(data) == list(examples.BULK_TAKEN["data"])
        assert list(data["events"][0]) == list(examples.BULK_TAKEN["data"]["events"][0])

    def test_what_can_not_be_stored_is_refused_by_itself(self, api: Caller, ada: Contact) -> None:
        deep = "[" * 60 + "]" * 60
        ahead = (timezone.now() + timedelta(days=365)).isoformat()
        wrong = {
            rb'"name": "ordered", "properties": {"text": "' + b"x" * 1_000_000 + rb'"}': (
                "properties",
                "more than 32768 bytes of JSON",
            ),
            b'"name": "caf\xe9"': ("name", "contains a character that can't be stored (NUL or half a surrogate pair)"),
            b'"name": "ordered", "properties": {"\xff": 1}': (
                "properties",
                "contains a character that can't be stored",
            ),
            rb'"name": "a\u0000b"': ("name", "contains a character that can't be stored"),
            rb'"name": "ordered", "properties": {"a": "\u0000"}': (
                "properties.a",
                "contains a character that can't be",
            ),
            b'"name": "ordered", "properties": {"a": 1e999}': ("properties.a", "must be a finite number"),
            b'"name": "ordered", "properties": {"a": %s}' % deep.encode(): (
                "properties.a[0]",
                "is nested deeper than 40",
            ),
            b'"name": "ordered", "occurred_at": "1969-12-31T23:59:59Z"': (
                "occurred_at",
                "must lie between 1970 and now",
            ),
            b'"name": "ordered", "occurred_at": "%s"' % ahead.encode(): (
                "occurred_at",
                "must lie between 1970 and now",
            ),
            b'"name": "ordered", "occurred_at": 1700000000': ("occurred_at", "Datetime has wrong format."),
            b'"name": 7': ("name", "must be a text"),
            b'"name": "ordered", "properties": [1]': ("properties", "Expected a dictionary"),
        }
        items = [b'{"email": "ada@example.com", %s}' % each for each in wrong]
        fine = b'{"email": "ada@example.com", "name": "ordered", "occurred_at": "1970-01-01T00:00:00Z"}'
        body = b'{"events": [%s]}' % b",".join([fine, *items, fine])
        answer = api.post("/events/bulk", body)
        assert answer.status_code == 200, answer.content
        data = answer.json()["data"]
        assert (data["recorded"], data["refused"], count()) == (2, len(wrong), 2)
        for row, (field, message) in zip(data["events"][1:-1], wrong.values(), strict=True):
            assert row["outcome"] == "refused"
            (error,) = [each for each in row["errors"] if each["field"].startswith(field)][:1]
            assert error["message"].startswith(message), row

    def test_a_body_that_is_no_json_or_too_large_is_refused_whole(self, api: Caller, ada: Contact) -> None:
        event = b'{"email": "ada@example.com", "name": "ordered"}'
        for body, status in (
            (b'{"events": [%s, {]}' % event, 400),
            (b'{"events": [%s]}' % (event + b" " * 9_000_000), 413),
            (b'{"events": [%s, {"name": NaN}]}' % event, 400),
        ):
            answer = api.post("/events/bulk", body)
            assert (answer.status_code, count()) == (status, 0)

    def test_contacts_whom_nobody_knows_are_made_where_the_workspace_has_it_so(
        self, api: Caller, acme: Workspace, ada: Contact
    ) -> None:
        unknown_contacts_set(workspace=acme, policy="create", actor=Actor.system())
        whos = [
            {"email": "Eve@Example.com"},
            {"email": "eve@example.com"},
            {"phone": "+43 664 999 99 99"},
            {"external_id": "customer-99"},
            {"email": "not an address"},
            {"phone": "0664 1"},
            {"contact_id": "ct_1"},
            {"email": ada.email},
        ]
        rows = api.post("/events/bulk", {"events": [{**NAME, **who} for who in whos]}).json()["data"]["events"]
        assert [row["outcome"] for row in rows] == ["recorded"] * 4 + ["refused"] * 3 + ["recorded"]
        assert [row["errors"][0]["field"] for row in rows[4:7]] == ["email", "phone", "contact_id"]
        made = Contact.objects.in_workspace(acme).exclude(pk=ada.pk).order_by("pk")
        assert list(made.values_list("email", "phone", "external_id")) == [
            ("Eve@example.com", None, None),
            (None, "+436649999999", None),
            (None, None, "customer-99"),
        ]
        assert [contact.events.count() for contact in made] == [2, 1, 1]
        assert ContactChange.objects.in_workspace(acme).filter(contact__in=made).count() == 3

    def test_the_first_of_a_key_counts_within_one_request(self, api: Caller, ada: Contact) -> None:
        events = [{"name": name, "email": ada.email, "key": "1"} for name in ("first", "second")]
        rows = api.post("/events/bulk", {"events": events}).json()["data"]["events"]
        assert [row["outcome"] for row in rows] == ["recorded", "duplicate"]
        assert rows[0]["id"] == rows[1]["id"]
        assert Event.objects.across_workspaces().get().name == "first"

    @pytest.mark.parametrize("events", [[], "x", None, [{}] * 1_001])
    def test_a_list_that_is_none_is_refused(self, api: Caller, ada: Contact, events: Any) -> None:
        answer = api.post("/events/bulk", {"events": events})
        assert (answer.status_code, error_of(answer)["details"][0]["field"]) == (400, "events")

    def test_a_thousand_are_a_handful_of_statements(
        self, api: Caller, ada: Contact, django_assert_max_num_queries: Any
    ) -> None:
        events = [{"name": "seen", "external_id": "customer-17", "key": str(number)} for number in range(1_000)]
        with django_assert_max_num_queries(16):
            answer = api.post("/events/bulk", {"events": events})
        assert (answer.json()["data"]["recorded"], count()) == (1_000, 1_000)


class TestList:
    @pytest.fixture
    def days(self, ada: Contact) -> list[str]:
        """Events of ada on the first four days of 2025, recorded in another order; the second one of bob's."""
        bob = make_contact(ada.workspace, email="bob@example.com")
        moments = {day: datetime(2025, 1, day, tzinfo=UTC) for day in (3, 1, 4, 2)}
        ids = {
            day: record(ada, EventIn((bob if day == 2 else ada).pk, "even" if day % 2 == 0 else "odd", {}, moment))[0]
            for day, moment in moments.items()
        }
        return [ids[day] for day in (4, 3, 2, 1)]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", [0, 1, 2, 3]),
            ("contact=Ada@Example.com", [0, 1, 3]),
            ("contact=bob@example.com", [2]),
            ("name=even", [0, 2]),
            ("name=even&contact=ada@example.com", [0]),
            ("after=2025-01-02T00:00:00Z&before=2025-01-04T00:00:00Z", [1, 2]),
            ("name=none", []),
        ],
    )
    def test_is_newest_first_and_narrowed(self, api: Caller, days: list[str], query: str, expected: list[int]) -> None:
        answer = api.get(f"/events?{query}").json()
        assert [event["id"] for event in answer["data"]] == [days[place] for place in expected]
        last = {"limit": 20, "offset": 0, "has_more": False, "next_cursor": None}
        assert answer["pagination"] == {"total": len(expected), **last}

    def test_is_read_on_by_its_cursor(self, api: Caller, days: list[str]) -> None:
        seen, cursor, totals = [], "", []
        while True:
            page = api.get(f"/events?limit=1{cursor}").json()
            seen += [event["id"] for event in page["data"]]
            totals.append(page["pagination"]["total"])
            if not page["pagination"]["has_more"]:
                break
            cursor = f"&cursor={page['pagination']['next_cursor']}"
        assert (seen, totals) == (days, [None] * 4)

    def test_is_followed_in_the_order_of_arrival(self, api: Caller, ada: Contact, days: list[str]) -> None:
        start = api.get("/events?order=arrived").json()
        place = {"total": None, "limit": 20, "offset": None, "has_more": False}
        assert (start["data"], start["pagination"] | place) == ([], start["pagination"])
        new = record(ada, EventIn(ada.pk, "old", occurred_at=datetime(2001, 1, 31, tzinfo=UTC)), EventIn(ada.pk, "new"))
        cursor = start["pagination"]["next_cursor"]
        page = api.get(f"/events?order=arrived&limit=1&cursor={cursor}").json()
        assert ([each["id"] for each in page["data"]], page["pagination"]["has_more"]) == ([new[0]], True)
        cursor = page["pagination"]["next_cursor"]
        page = api.get(f"/events?order=arrived&contact={ada.public_id}&name=new&cursor={cursor}").json()
        assert ([each["id"] for each in page["data"]], page["pagination"]["has_more"]) == ([new[1]], False)
        # A place in one order is none in the other.
        refused = error_of(api.get(f"/events?cursor={cursor}"))
        assert refused["details"] == [{"field": "cursor", "message": "is not one that a page in this order has given"}]

    @pytest.mark.parametrize(
        "query",
        [
            "order=x",
            "cursor=1.1&order=arrived",
            "cursor=x",
            "cursor=1",
            "cursor=-1.1",
            "limit=101",
            "names=x",
            "after=x",
        ],
    )
    def test_is_refused_what_it_does_not_know(self, api: Caller, days: list[str], query: str) -> None:
        answer = api.get(f"/events?{query}")
        assert (answer.status_code, error_of(answer)["details"][0]["field"]) == (400, query.partition("=")[0])

    def test_strangers_and_nonsense_are_not_found(self, api: Caller, days: list[str]) -> None:
        for contact in ("eve@example.com", "ct_1", "x"):
            assert api.get(f"/events?contact={contact}").status_code == 404
        for event in ("evt_1", "x", "evt_" + "0" * 26):
            assert api.get(f"/events/{event}").status_code == 404
