"""`topics`: what messages may be about, for whoever chooses one."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.workspace.base import READ, READ_ERRORS, TAG, ContactsReadView
from contacts.selectors import topic_list
from workspaces.api.workspace.camel import CamelSerializer
from workspaces.api.workspace.inputs import SearchQuery
from workspaces.api.workspace.schema import operation


class TopicEntry(CamelSerializer):
    """A topic that can be chosen."""

    id = serializers.CharField(source="public_id")
    key = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    public = serializers.BooleanField(help_text="Whether contacts see it on the preference page.")


class TopicsView(ContactsReadView):
    """The topics, in their order."""

    @operation(
        "listTopics",
        summary="List the topics",
        description="In their order, without archived ones.",
        need=READ,
        query=[SearchQuery],
        answer=TopicEntry(many=True),
        example=[
            {
                "id": "top_01k9zq3v7nfe5v8x2m4c6d8a0b",
                "key": "product-news",
                "name": "Product news",
                "description": "What is new, once a month.",
                "public": True,
            }
        ],
        errors=READ_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(SearchQuery)
        rows = topic_list(workspace=self.workspace)
        if query["search"]:
            rows = rows.filter(name__icontains=query["search"])
        return Response(TopicEntry(rows[: query["limit"]], many=True).data)
