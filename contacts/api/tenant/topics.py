"""`/api/v1/tenant/topics`, `/order` and `/{id}`: what messages are about."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.models import Topic
from contacts.selectors import topic_counts, topic_get, topic_list
from contacts.services import topic_archive, topic_create, topic_restore, topic_update, topics_order
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import StrictFlag, StrictSerializer, StrictText
from workspaces.api.tenant.schema import envelope, operation
from workspaces.api.tenant.views import TenantView
from workspaces.errors import InvalidInput, NotFound
from workspaces.models import Role, Scope, Workspace

READ = Need(Scope.CONTACTS_READ, Role.VIEWER)
WRITE = Need(Scope.CONTACTS_WRITE, Role.EDITOR)
_TAG = "Topics"
_WORKSPACE = "The workspace's slug; needed where the caller may enter several."
_ERRORS = (Kind.INVALID, Kind.NOT_FOUND)
EXAMPLE = {
    "id": "top_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "key": "product-news",
    "name": "Product news",
    "description": "What is new, once a month.",
    "public": True,
    "archived": False,
    "granted": 1200,
    "denied": 35,
}
_CREATE = {"key": "product-news", "name": "Product news", "description": "What is new, once a month."}


class TopicListQuery(StrictSerializer):
    """The query string of the list."""

    workspace = serializers.CharField(max_length=63, required=False, help_text=_WORKSPACE)
    archived = serializers.BooleanField(default=False, help_text="Archived ones, too, at the end.")


class TopicFields(StrictSerializer):
    """What may be changed."""

    name = StrictText(max_length=80, required=False, help_text="What contacts read on the preference page.")
    description = StrictText(max_length=300, required=False, allow_blank=True)
    public = StrictFlag(required=False, help_text="Whether it stands on the preference page.")


class TopicCreateInput(TopicFields):
    """A new topic."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)
    key = StrictText(max_length=64, help_text="What your programs call it; never changes.")
    name = StrictText(max_length=80, help_text="What contacts read on the preference page.")


class TopicChangeInput(TopicFields):
    """A changed topic."""

    archived = StrictFlag(required=False, help_text="Archived: no longer offered; what was said holds.")


class TopicOrderInput(StrictSerializer):
    """Another order."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)
    topics = serializers.ListField(
        child=StrictText(max_length=64), max_length=100, help_text="The ids of all topics that are not archived."
    )


class TopicOut(serializers.Serializer):
    """A topic."""

    id = serializers.CharField(source="public_id")
    key = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    public = serializers.BooleanField()
    archived = serializers.SerializerMethodField()
    granted = serializers.SerializerMethodField()
    denied = serializers.SerializerMethodField()

    def get_archived(self, topic: Topic) -> bool:
        """Whether it was put away."""
        return topic.archived_at is not None

    def get_granted(self, topic: Topic) -> int:
        """Contacts who said yes to it on some channel."""
        return int(self.context["counts"][topic.pk].granted)

    def get_denied(self, topic: Topic) -> int:
        """Contacts who said no to it on some channel."""
        return int(self.context["counts"][topic.pk].denied)


def _out(topic: Topic) -> Any:
    return TopicOut(topic, context={"counts": topic_counts(topics=[topic])}).data


def _listed(workspace: Workspace, *, archived: bool = False) -> Any:
    rows = list(topic_list(workspace=workspace, archived=archived))
    return TopicOut(rows, many=True, context={"counts": topic_counts(topics=rows)}).data


class TopicsView(TenantView):
    """The topics of a workspace."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE}

    @operation(
        "topics_list",
        summary="List topics",
        description="In their order, whole: a workspace has at most 100. `granted` and `denied` count contacts who "
        "said yes or no to the topic itself.",
        need=READ,
        query=[TopicListQuery],
        answer=envelope("TopicList", TopicOut(many=True)),
        example={"success": True, "data": [EXAMPLE]},
        errors=_ERRORS,
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(TopicListQuery)
        workspace = self.enter_named(query.get("workspace"))
        return self.success(_listed(workspace, archived=query["archived"]))

    @operation(
        "topics_create",
        summary="Create a topic",
        description="At the end of the list. Campaigns name it in their settings (`topic`).",
        need=WRITE,
        body=TopicCreateInput,
        bodies={"A newsletter": _CREATE},
        answer=envelope("TopicCreated", TopicOut()),
        example={"success": True, "data": {**EXAMPLE, "granted": 0, "denied": 0}},
        status=201,
        errors=(*_ERRORS, Kind.CONFLICT),
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(TopicCreateInput)
        workspace = self.enter_named(body.pop("workspace_slug", None))
        return self.success(_out(topic_create(workspace=workspace, actor=self.actor, **body)), status=201)


class TopicOrderView(TenantView):
    """The order of the topics."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "topics_order",
        summary="Order the topics",
        description="As they stand on the preference page. Answers with the list in its new order.",
        need=WRITE,
        body=TopicOrderInput,
        bodies={"One topic": {"topics": [EXAMPLE["id"]]}},
        answer=envelope("TopicsOrdered", TopicOut(many=True)),
        example={"success": True, "data": [EXAMPLE]},
        errors=_ERRORS,
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(TopicOrderInput)
        workspace = self.enter_named(body.pop("workspace_slug", None))
        try:
            topics = [topic_get(workspace=workspace, topic_id=topic_id) for topic_id in body["topics"]]
        except NotFound as error:
            raise InvalidInput.of("topics", "there is no such topic", "unknown") from error
        topics_order(workspace=workspace, topics=topics, actor=self.actor)
        return self.success(_listed(workspace))


class TopicDetailView(TenantView):
    """One topic."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "PATCH": WRITE}
    edited = ("name", "description", "public", "archived_at")

    @operation(
        "topics_get",
        summary="Get a topic",
        description="With how many contacts said yes and no to it.",
        need=READ,
        answer=envelope("TopicDetails", TopicOut()),
        example={"success": True, "data": EXAMPLE},
        errors=_ERRORS,
        tag=_TAG,
        edits=True,
    )
    def get(self, request: Request, topic_id: str) -> Response:
        self.no_query()
        topic = self.find(Topic, topic_id)
        return self.tagged(self.success(_out(topic)), topic)

    @operation(
        "topics_change",
        summary="Change or archive a topic",
        description="What is left out stays. An archived topic is no longer offered to campaigns and contacts; what "
        "contacts said of it still holds, and `archived: false` brings it back.",
        need=WRITE,
        body=TopicChangeInput,
        bodies={"Another name": {"name": "Product news"}, "Archive": {"archived": True}},
        answer=envelope("TopicChanged", TopicOut()),
        example={"success": True, "data": EXAMPLE},
        errors=(*_ERRORS, Kind.CONFLICT),
        tag=_TAG,
        edits=True,
    )
    def patch(self, request: Request, topic_id: str) -> Response:
        body = self.body(TopicChangeInput)
        topic = self.find(Topic, topic_id)
        archived = body.pop("archived", None)
        with self.unless_changed(topic):
            if body:
                topic = topic_update(topic=topic, actor=self.actor, **body)
            if archived is not None:
                topic = (topic_archive if archived else topic_restore)(topic=topic, actor=self.actor)
        return self.tagged(self.success(_out(topic)), topic)
