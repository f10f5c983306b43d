"""`/api/v1/tenant/contacts/{id}/consent` and `/contacts/consent/bulk`: what contacts agreed to, and its log."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.tenant import consent_examples as examples
from contacts.api.tenant.consent_shapes import (
    ConsentBulkInput,
    ConsentBulkOut,
    ConsentInput,
    ConsentItem,
    ConsentLogQuery,
    ConsentOut,
)
from contacts.api.tenant.items import shown_field
from contacts.api.tenant.naming import contact_named
from contacts.models import Contact, Topic
from contacts.selectors import ContactRef, consent_log, contact_consents, contacts_resolve, topic_list
from contacts.services import ConsentChange, Evidence, consent_set_many
from workspaces.api.access import Need
from workspaces.api.parsers import BulkJSONParser
from workspaces.api.problems import Kind, problem_of
from workspaces.api.tenant.schema import envelope, operation
from workspaces.api.tenant.views import TenantView
from workspaces.clock import database_now
from workspaces.errors import FieldError, InvalidInput
from workspaces.json_checks import json_problems
from workspaces.models import Role, Scope

READ = Need(Scope.CONTACTS_READ, Role.VIEWER)
WRITE = Need(Scope.CONTACTS_WRITE, Role.EDITOR)
_TAG = "Consent"
_NAMES = ("contact_id", "email", "external_id")


class ContactConsentView(TenantView):
    """The consent of one contact."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE}

    @operation(
        "consent_get",
        summary="Get a contact's consent and its log",
        description="The present states, and the log newest first; read on with `next_cursor`.",
        need=READ,
        query=[ConsentLogQuery],
        answer=envelope("ContactConsent", ConsentOut()),
        example=examples.CONSENT,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request, contact_id: str) -> Response:
        query = self.query(ConsentLogQuery)
        return self.success(_answer(contact_named(self, contact_id), **query))

    @operation(
        "consent_set",
        summary="Record what a contact agreed to",
        description="Up to 100 answers of one contact. A refusal becomes a yes only with `by_contact: true`: say so "
        "where the contact has just said yes, on a form of yours for instance, and send the `text` that was shown. "
        "States that hold already change nothing and are no error. `ip` and `user_agent` are stored as keyed hashes.",
        need=WRITE,
        body=ConsentInput,
        bodies={"A form was filled in": examples.SET},
        answer=envelope("ContactConsentSet", ConsentOut()),
        example=examples.CONSENT,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request, contact_id: str) -> Response:
        body = self.body(ConsentInput)
        contact = contact_named(self, contact_id)
        changes = _changes(contact.workspace_id, [(contact.pk, item) for item in body["consents"]])
        wrong = [
            FieldError(f"consents[{place}].topic", "there is no such topic", "unknown_topic")
            for place, change in enumerate(changes)
            if change is None
        ]
        if wrong:
            raise InvalidInput(f"{wrong[0].field}: {wrong[0].message}", wrong)
        consent_set_many(
            workspace_id=contact.workspace_id,
            changes=[change for change in changes if change is not None],
            now=database_now(),
            **_how(body),
        )
        return self.success(_answer(contact))


class ConsentBulkView(TenantView):
    """The consent of many contacts."""

    parser_classes = (BulkJSONParser,)
    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "consent_bulk",
        summary="Record what many contacts agreed to",
        description="Up to 1,000 answers in one transaction, under the rules of one. Acceptable ones are taken, and "
        "every answer has a row that says what became of it. Of two about the same the last counts. An answer that "
        "can't be stored (bytes that are not UTF-8, a NUL, too deep) is refused by itself. The body has at most 8 MiB.",
        need=WRITE,
        body=ConsentBulkInput,
        bodies={"Two contacts": examples.BULK},
        answer=envelope("ConsentTaken", ConsentBulkOut()),
        example=examples.BULK_TAKEN,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(ConsentBulkInput)
        workspace = self.enter_named(body.get("workspace_slug"))
        rows = [_checked(item) for item in body["consents"]]
        places = [place for place, (item, _) in enumerate(rows) if item is not None]
        items = [item for item, _ in rows if item is not None]
        contacts = contacts_resolve(workspace_id=workspace.pk, refs=[_ref(item) for item in items])
        known = [(contact or UUID(int=0), item) for contact, item in zip(contacts, items, strict=True)]
        changes = _changes(workspace.pk, known)
        errors: dict[int, Sequence[FieldError]] = {place: faults for place, (_, faults) in enumerate(rows)}
        taken = []
        for place, contact, item, change in zip(places, contacts, items, changes, strict=True):
            if contact is None:
                errors[place] = [FieldError(_ref(item).field, "there is no such contact")]
            elif change is None:
                errors[place] = [FieldError("topic", "there is no such topic")]
            else:
                taken.append(change)
        changed = consent_set_many(workspace_id=workspace.pk, changes=taken, now=database_now(), **_how(body))
        described = [
            {
                "index": place,
                "outcome": "refused" if errors[place] else "taken",
                "errors": [{"field": shown_field(fault), "message": fault.message} for fault in errors[place]],
            }
            for place in range(len(rows))
        ]
        refused = sum(bool(faults) for faults in errors.values())
        return self.success({"changed": changed, "refused": refused, "consents": described})


def _answer(contact: Contact, limit: int = 20, cursor: str = "") -> Any:
    log = consent_log(contact=contact, limit=limit, cursor=cursor)
    shown = {"contact": contact, "consents": contact_consents(contact=contact), "log": log.lines}
    return ConsentOut({**shown, "next_cursor": log.next_cursor or None}).data


def _changes(workspace_id: UUID, items: Sequence[tuple[UUID, Mapping[str, Any]]]) -> list[ConsentChange | None]:
    """The changes in their order; None where the topic is not the workspace's. One query, where topics are named."""
    topics: dict[str, UUID] = {}
    if any(item.get("topic") for _, item in items):
        rows: list[Topic] = list(topic_list(workspace=workspace_id, archived=True))
        topics = {topic.public_id: topic.pk for topic in rows} | {topic.key: topic.pk for topic in rows}
    found: list[ConsentChange | None] = []
    for contact_id, item in items:
        name = item.get("topic")
        if name and name not in topics:
            found.append(None)
            continue
        topic_id = topics[name] if name else None
        found.append(ConsentChange(contact_id, item["channel"], item["message_type"], item["state"], topic_id))
    return found


def _how(body: Mapping[str, Any]) -> dict[str, Any]:
    """Source, evidence, and whose word it is, from a checked body."""
    evidence = Evidence(*(body.get(name, "") for name in ("text", "basis", "ip", "user_agent")))
    return {"source": body.get("source") or "api", "by_contact": body["by_contact"], "evidence": evidence}


def _checked(item: Any) -> tuple[dict[str, Any] | None, Sequence[FieldError]]:
    # What can't be stored, or is nested without end, is nothing for a serializer.
    if unfit := tuple(json_problems(item, "")):
        return None, unfit
    try:
        return dict(ConsentItem().run_validation(item)), ()
    except ValidationError as error:
        problem = problem_of(error)
        return None, problem.details if problem is not None else (FieldError("", "is not valid"),)


def _ref(item: Mapping[str, Any]) -> ContactRef:
    field = next(name for name in _NAMES if item.get(name))
    return ContactRef(field, item[field])
