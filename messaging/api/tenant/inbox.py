"""`/api/v1/tenant/inbox/threads`: conversations with contacts, and what flows laid before the team."""

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from messaging.api.tenant.inbox_shapes import (
    ENTRY,
    THREAD,
    EntryOut,
    ReplyInput,
    ReplyOut,
    ThreadChange,
    ThreadListQuery,
    ThreadOut,
    ThreadWhole,
)
from messaging.models import InboxThread
from messaging.selectors import sender_get
from messaging.selectors.inbox import ThreadFilter, thread_entries, threads_page
from messaging.services import thread_adopt, thread_change, thread_reply
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.tenant.schema import envelope, operation, page_envelope, page_example
from workspaces.api.tenant.views import TenantView
from workspaces.models import Role, Scope, User

READ = Need(Scope.MESSAGES_READ, Role.VIEWER)
WRITE = Need(Scope.MESSAGES_WRITE, Role.EDITOR)
_TAG = "Inbox"
_RELATED = ("workspace", "contact", "assignee", "sender")
_ERRORS = (Kind.INVALID, Kind.NOT_FOUND)
_PAGE: dict[str, Any] = page_example(THREAD, cursor=True)


class ThreadsView(TenantView):
    """The threads of a workspace."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "threads_list",
        summary="List the inbox's threads",
        description="The latest first, by state, assignee, channel or words. Read on with `next_cursor`.",
        need=READ,
        query=[ThreadListQuery],
        answer=page_envelope("ThreadList", ThreadOut, cursor=True),
        example=_PAGE,
        errors=_ERRORS,
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(ThreadListQuery)
        workspace = self.enter_named(query.pop("workspace", None))
        names = ("assignee", "channel", "search")
        wanted = ThreadFilter(query.get("state", ""), **{name: query.get(name, "") for name in names})
        rows, following = threads_page(workspace, wanted, limit=query["limit"], cursor=query.get("cursor", ""))
        return self.success_run(ThreadOut(rows, many=True).data, query, following)


class ThreadView(TenantView):
    """One thread."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "PATCH": WRITE}

    @operation(
        "threads_get",
        summary="A thread with what was said in it",
        description="Reading it by the API leaves it unread for the team.",
        need=READ,
        answer=envelope("ThreadFound", ThreadWhole()),
        example={"success": True, "data": {**THREAD, "entries": [ENTRY]}},
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request, thread_id: str) -> Response:
        self.no_query()
        thread = self.find(InboxThread, thread_id, *_RELATED)
        entries = EntryOut(thread_entries(thread), many=True).data
        return self.success({**ThreadOut(thread).data, "entries": entries})

    @operation(
        "threads_update",
        summary="Archive, snooze or open a thread, give it to somebody",
        description="A snoozed one is open again at `snoozed_until`, or when the contact writes.",
        need=WRITE,
        body=ThreadChange,
        bodies={"Give it to somebody": {"assignee": "grace@example.com"}, "Archive": {"state": "archived"}},
        answer=envelope("ThreadChanged", ThreadOut()),
        example={"success": True, "data": THREAD},
        errors=_ERRORS,
        tag=_TAG,
    )
    def patch(self, request: Request, thread_id: str) -> Response:
        body = self.body(ThreadChange)
        thread = self.find(InboxThread, thread_id, *_RELATED)
        thread_change(thread=thread, changes=body, actor=self.actor)
        return self.success(ThreadOut(self.find(InboxThread, thread_id, *_RELATED)).data)


class ThreadReplyView(TenantView):
    """An answer."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "threads_reply",
        summary="Answer in a thread",
        description="Sends a transactional message by the conversation's sender, once for each idempotency key. "
        "Whoever refused all messages gets none, and the entry's message says so. Of a flow's thread, name the "
        "`sender`. "
        "WhatsApp takes words of your own only within 24 hours after the contact wrote.",
        need=WRITE,
        body=ReplyInput,
        bodies={"An answer": {"text": "At nine."}},
        answer=envelope("ThreadReplied", ReplyOut()),
        example={"success": True, "data": {"thread": THREAD["id"], "entry": ENTRY}},
        errors=[*_ERRORS, Kind.CONFLICT],
        status=201,
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request, thread_id: str) -> Response:
        body = self.body(ReplyInput)
        thread = self.find(InboxThread, thread_id, *_RELATED)
        sender = sender_get(workspace=thread.workspace, sender_id=body["sender"]) if "sender" in body else None
        author = request.user if isinstance(request.user, User) else None
        entry = thread_reply(thread=thread, text=body["text"], actor=self.actor, author=author, sender=sender)
        return self.success(ReplyOut(entry).data, status=201)


class ThreadContactView(TenantView):
    """The contact of a stranger's conversation."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "threads_contact",
        summary="Make a contact of whoever wrote",
        description="Or hand the conversation to the contact who has the address by now.",
        need=WRITE,
        answer=envelope("ThreadAdopted", ThreadOut()),
        example={"success": True, "data": THREAD},
        errors=[*_ERRORS, Kind.CONFLICT],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request, thread_id: str) -> Response:
        thread = thread_adopt(thread=self.find(InboxThread, thread_id, *_RELATED), actor=self.actor)
        return self.success(ThreadOut(self.find(InboxThread, thread.public_id, *_RELATED)).data)
