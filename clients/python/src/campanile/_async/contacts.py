"""`client.contacts`: people, put in by any identity, one or many; their consent and their data."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Literal, Unpack

from campanile._async.paging import walk
from campanile._async.transport import AsyncTransport
from campanile._bulk import NO_CONTACTS, contacts_added, parts
from campanile._calls import TENANT, Call, building_on, data, given, mapping, nothing, page, path_of, post
from campanile.errors import CampanileError
from campanile.models import Consent, ConsentAnswer, Contact, ContactFields, ContactsTaken, Page, UpsertedContact

_CONTACTS = f"{TENANT}/contacts"
Sort = Literal["email", "name", "newest", "oldest", "score"]


class AsyncContacts:
    """Contacts of the workspace."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(
        self,
        *,
        search: str | None = None,
        tag: str | None = None,
        segment: str | None = None,
        sort: Sort | None = None,
        limit: int = 100,
        cursor: str | None = None,
    ) -> Page[Contact]:
        """A page of contacts; `search` takes the beginning of an address or a name, a number or an id."""
        query = {"search": search, "tag": tag, "segment": segment, "sort": sort, "limit": limit, "cursor": cursor}
        return await self._transport.send(Call("GET", _CONTACTS, page(Contact, query), query=query))

    def iter(
        self,
        *,
        search: str | None = None,
        tag: str | None = None,
        segment: str | None = None,
        sort: Sort | None = None,
        limit: int = 100,
    ) -> AsyncIterator[Contact]:
        """Every contact; `limit` is how many each request brings."""
        return walk(self.list, search=search, tag=tag, segment=segment, sort=sort, limit=limit)

    async def get(self, contact_id: str) -> Contact:
        """One contact; the id of one that was merged into another answers with that one."""
        return await self._transport.send(Call("GET", _one(contact_id), data(Contact)))

    async def upsert(self, *, idempotency_key: str | None = None, **contact: Unpack[ContactFields]) -> UpsertedContact:
        """Changes the contact with this `external_id`, `email` or `phone`, or makes it."""
        return await self._transport.send(post(_CONTACTS, contact, data(UpsertedContact), idempotency_key))

    async def bulk(self, contacts: Sequence[ContactFields], *, idempotency_key: str | None = None) -> ContactsTaken:
        """Upserts many, a thousand a request, and says of each what became of it.

        Where a request fails, the error's `partial` says what became of the contacts of those before it.
        """
        taken = NO_CONTACTS
        for part in parts(contacts):
            call = post(f"{_CONTACTS}/bulk", {"contacts": part.items}, data(ContactsTaken), part.key(idempotency_key))
            try:
                taken = contacts_added(taken, await self._transport.send(call), part.start)
            except CampanileError as error:
                error.partial = taken
                raise
        return taken

    async def update(
        self, contact_id: str, *, base: Contact | None = None, **contact: Unpack[ContactFields]
    ) -> Contact:
        """Changes what is named; None takes a value away, attributes are added to those known.

        With the `base` that you have read, nobody else's change is overwritten (412).
        """
        headers = building_on(base)
        return await self._transport.send(Call("PATCH", _one(contact_id), data(Contact), body=contact, headers=headers))

    async def erase(self, contact_id: str, *, base: Contact | None = None) -> None:
        """Deletes the contact with everything that is kept about it, for ever.

        With the `base` that you have read, not what somebody else has changed since (412).
        """
        await self._transport.send(Call("DELETE", _one(contact_id), nothing, headers=building_on(base)))

    async def merge(self, contact_id: str, other_id: str, *, idempotency_key: str | None = None) -> None:
        """The first contact takes over what the other one has; there is no way back."""
        body = {"contact_id": other_id}
        await self._transport.send(post(f"{_one(contact_id)}/merge", body, nothing, idempotency_key))

    async def export(self, contact_id: str) -> dict[str, Any]:
        """Everything that is kept about one person."""
        return await self._transport.send(Call("GET", f"{_one(contact_id)}/export", mapping))

    async def consent(self, contact_id: str, *, limit: int = 20, cursor: str | None = None) -> Consent:
        """What the contact has said, with the newest lines of the log."""
        query = {"limit": limit, "cursor": cursor}
        return await self._transport.send(Call("GET", f"{_one(contact_id)}/consent", data(Consent), query=query))

    async def set_consent(
        self,
        contact_id: str,
        consents: Sequence[ConsentAnswer],
        *,
        source: str | None = None,
        text: str | None = None,
        basis: Literal["consent", "contract", "legitimate_interest", "legal_obligation"] | None = None,
        by_contact: bool | None = None,
        ip: str | None = None,
        user_agent: str | None = None,
        idempotency_key: str | None = None,
    ) -> Consent:
        """Records what the contact has said, with where, how and to which words."""
        proof = given(source=source, text=text, basis=basis, by_contact=by_contact, ip=ip, user_agent=user_agent)
        body: Mapping[str, Any] = {"consents": [dict(each) for each in consents], **proof}
        return await self._transport.send(post(f"{_one(contact_id)}/consent", body, data(Consent), idempotency_key))


def _one(contact_id: str) -> str:
    return f"{_CONTACTS}/{path_of(contact_id)}"
