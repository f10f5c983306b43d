"""`inboxThreads`: conversations with contacts, and what flows laid before the team, for pages and integrations."""

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from messaging.api.workspace.inbox_shapes import (
    ENTRY,
    THREAD,
    ThreadChangeInput,
    ThreadEntry,
    ThreadInFull,
    ThreadQuery,
    ThreadReply,
    ThreadReplyInput,
    ThreadWords,
)
from messaging.models import InboxThread
from messaging.selectors import sender_get
from messaging.selectors.inbox import ThreadFilter, thread_entries, threads_page
from messaging.services import thread_adopt, thread_change, thread_reply
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.workspace.schema import operation
from workspaces.api.workspace.views import WorkspaceView
from workspaces.models import Role, Scope, User

READ = Need(Scope.MESSAGES_READ, Role.VIEWER)
WRITE = Need(Scope.MESSAGES_WRITE, Role.EDITOR)
_TAG = "Workspace: inbox"
_RELATED = ("workspace", "contact", "assignee", "sender")
_ERRORS = [Kind.INVALID, Kind.NOT_FOUND]


class InboxThreadsView(WorkspaceView):
    """The threads."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "listInboxThreads",
        summary="List the inbox's threads",
        description="The latest first, by state, assignee, channel or words. Where there are more, the header "
        "`X-Next-Cursor` says where they begin.",
        need=READ,
        query=[ThreadQuery],
        answer=ThreadEntry(many=True),
        example=[THREAD],
        errors=_ERRORS,
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(ThreadQuery)
        wanted = ThreadFilter(
            query.get("state", ""), query.get("assignee", ""), query.get("channel", ""), query.get("search", "")
        )
        rows, following = threads_page(self.workspace, wanted, limit=query["limit"], cursor=query.get("cursor", ""))
        headers = {"X-Next-Cursor": following} if following else {}
        return Response(ThreadEntry(rows, many=True).data, headers=headers)


class InboxThreadView(WorkspaceView):
    """One thread."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "PATCH": WRITE}

    @operation(
        "getInboxThread",
        summary="A thread with what was said in it",
        description="Reading it leaves it unread for the team.",
        need=READ,
        answer=ThreadInFull(),
        example={**THREAD, "entries": [ENTRY]},
        errors=_ERRORS,
        tag=_TAG,
    )
    def get(self, request: Request, thread_id: str) -> Response:
        self.no_query()
        thread = self.row(InboxThread, thread_id, *_RELATED)
        entries = ThreadWords(thread_entries(thread), many=True).data
        return Response({**ThreadEntry(thread).data, "entries": entries})

    @operation(
        "changeInboxThread",
        summary="Archive, snooze or open a thread, give it to somebody",
        description="A snoozed one is open again at `snoozedUntil`, or when the contact writes.",
        need=WRITE,
        body=ThreadChangeInput,
        bodies={"Give it to somebody": {"assignee": "grace@example.com"}, "Archive": {"state": "archived"}},
        answer=ThreadEntry(),
        example=THREAD,
        errors=_ERRORS,
        tag=_TAG,
    )
    def patch(self, request: Request, thread_id: str) -> Response:
        body = self.body(ThreadChangeInput)
        thread_change(thread=self.row(InboxThread, thread_id, *_RELATED), changes=body, actor=self.actor)
        return Response(ThreadEntry(self.row(InboxThread, thread_id, *_RELATED)).data)


class InboxReplyView(WorkspaceView):
    """An answer."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "replyInInboxThread",
        summary="Answer in a thread",
        description="Sends a transactional message by the conversation's sender, once for each idempotency key. "
        "Whoever refused all messages gets none, and the entry's message says so. Of a flow's thread, name the sender.",
        need=WRITE,
        body=ThreadReplyInput,
        bodies={"An answer": {"text": "At nine."}},
        answer=ThreadReply(),
        example={"threadId": THREAD["id"], "entry": ENTRY},
        errors=[*_ERRORS, Kind.CONFLICT],
        status=201,
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request, thread_id: str) -> Response:
        body = self.body(ThreadReplyInput)
        thread = self.row(InboxThread, thread_id, *_RELATED)
        given = body.get("sender_id")
        sender = sender_get(workspace=self.workspace, sender_id=given) if given else None
        author = request.user if isinstance(request.user, User) else None
        entry = thread_reply(thread=thread, text=body["text"], actor=self.actor, author=author, sender=sender)
        return Response(ThreadReply(entry).data, status=201)


class InboxContactView(WorkspaceView):
    """The contact of a stranger's conversation."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "adoptInboxThread",
        summary="Make a contact of whoever wrote",
        description="Or hand the conversation to the contact who has the address by now.",
        need=WRITE,
        answer=ThreadEntry(),
        example=THREAD,
        errors=[*_ERRORS, Kind.CONFLICT],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request, thread_id: str) -> Response:
        thread = thread_adopt(thread=self.row(InboxThread, thread_id, *_RELATED), actor=self.actor)
        return Response(ThreadEntry(self.row(InboxThread, thread.public_id, *_RELATED)).data)
