"""`client.templates`: content for one channel, its drafts and its published versions."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Literal

from campanile._async.paging import walk
from campanile._async.transport import AsyncTransport
from campanile._calls import TENANT, Call, building_on, data, given, nothing, page, path_of, post
from campanile.models import Page, RenderedTemplate, Template, TemplateBrief, TemplateVersion

_TEMPLATES = f"{TENANT}/templates"
Channel = Literal["email", "sms", "whatsapp", "telegram", "push", "onsite"]
MessageType = Literal["marketing", "transactional"]
State = Literal["DRAFT", "PUBLISHED", "REJECTED", "ARCHIVED"]
Content = Mapping[str, Any]


class AsyncTemplates:
    """Templates of the workspace."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(
        self,
        *,
        state: State | None = None,
        channel: Channel | None = None,
        message_type: MessageType | None = None,
        search: str | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> Page[TemplateBrief]:
        """A page of templates, newest first."""
        query = {
            "state": state,
            "channel": channel,
            "message_type": message_type,
            "search": search,
            "limit": limit,
            "offset": offset,
        }
        return await self._transport.send(Call("GET", _TEMPLATES, page(TemplateBrief, query), query=query))

    def iter(
        self,
        *,
        state: State | None = None,
        channel: Channel | None = None,
        message_type: MessageType | None = None,
        search: str | None = None,
        limit: int = 100,
    ) -> AsyncIterator[TemplateBrief]:
        """Every template; `limit` is how many each request brings."""
        return walk(self.list, state=state, channel=channel, message_type=message_type, search=search, limit=limit)

    async def get(self, template_id: str) -> Template:
        """One template with its draft."""
        return await self._transport.send(Call("GET", _one(template_id), data(Template)))

    async def create(
        self,
        *,
        name: str,
        content: Content | None = None,
        channel: Channel | None = None,
        message_type: MessageType | None = None,
        idempotency_key: str | None = None,
    ) -> Template:
        """A new draft."""
        body = given(name=name, content=content, channel=channel, message_type=message_type)
        return await self._transport.send(post(_TEMPLATES, body, data(Template), idempotency_key))

    async def update(
        self,
        template_id: str,
        *,
        base: Template | None = None,
        name: str | None = None,
        content: Content | None = None,
        message_type: MessageType | None = None,
    ) -> Template:
        """Changes the draft; with the `base` that you have read, nobody else's change is overwritten (412)."""
        body = given(name=name, content=content, message_type=message_type)
        headers = building_on(base)
        return await self._transport.send(Call("PATCH", _one(template_id), data(Template), body=body, headers=headers))

    async def publish(self, template_id: str, *, idempotency_key: str | None = None) -> Template:
        """Makes the draft the version that is sent."""
        return await self._act(template_id, "publish", {}, idempotency_key)

    async def submit(self, template_id: str, *, idempotency_key: str | None = None) -> Template:
        """Asks for approval, where the workspace wants it."""
        return await self._act(template_id, "submit", {}, idempotency_key)

    async def reject(self, template_id: str, *, reason: str, idempotency_key: str | None = None) -> Template:
        """Refuses it; nothing more is sent by it."""
        return await self._act(template_id, "reject", {"reason": reason}, idempotency_key)

    async def return_to_draft(self, template_id: str, *, idempotency_key: str | None = None) -> Template:
        """Makes a rejected or archived one a draft again."""
        return await self._act(template_id, "return", {}, idempotency_key)

    async def archive(self, template_id: str, *, idempotency_key: str | None = None) -> Template:
        """Puts it away."""
        return await self._act(template_id, "archive", {}, idempotency_key)

    async def duplicate(
        self, template_id: str, *, name: str | None = None, idempotency_key: str | None = None
    ) -> Template:
        """A copy, as a draft."""
        return await self._act(template_id, "duplicate", given(name=name), idempotency_key)

    async def preview(
        self,
        template_id: str,
        *,
        contact: str | None = None,
        content: Content | None = None,
        version: int | None = None,
        locale: str | None = None,
        trigger: Mapping[str, Any] | None = None,
    ) -> RenderedTemplate:
        """As a contact (id or e-mail address) gets it: the draft, a version, or content that is not saved."""
        body = given(contact=contact, content=content, version=version, locale=locale, trigger=trigger)
        return await self._transport.send(post(f"{_one(template_id)}/preview", body, data(RenderedTemplate)))

    async def test_send(
        self,
        template_id: str,
        *,
        to: str | None = None,
        contact: str | None = None,
        locale: str | None = None,
        content: Content | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Sends it to a member of the workspace, at once and marked as a test."""
        body = given(to=to, contact=contact, locale=locale, content=content)
        await self._transport.send(post(f"{_one(template_id)}/test-send", body, nothing, idempotency_key))

    async def list_versions(self, template_id: str, *, limit: int = 100, offset: int = 0) -> Page[TemplateVersion]:
        """A page of what was published, newest first."""
        query = {"limit": limit, "offset": offset}
        call = Call("GET", f"{_one(template_id)}/versions", page(TemplateVersion, query), query=query)
        return await self._transport.send(call)

    async def get_version(self, template_id: str, number: int) -> TemplateVersion:
        """One version with its content."""
        call = Call("GET", f"{_one(template_id)}/versions/{number}", data(TemplateVersion))
        return await self._transport.send(call)

    async def restore_version(self, template_id: str, number: int, *, idempotency_key: str | None = None) -> Template:
        """Makes a version the draft again."""
        return await self._act(template_id, f"versions/{number}/restore", {}, idempotency_key)

    async def _act(self, template_id: str, action: str, body: Mapping[str, Any], key: str | None) -> Template:
        return await self._transport.send(post(f"{_one(template_id)}/{action}", body, data(Template), key))


def _one(template_id: str) -> str:
    return f"{_TEMPLATES}/{path_of(template_id)}"
