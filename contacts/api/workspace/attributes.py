"""`attributes`: the fields of contacts, and the registry of a workspace's own."""

from django.db import transaction
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.workspace.base import READ, READ_ERRORS, TAG, WRITE, WRITE_ERRORS
from contacts.models import AttributeDefinition, AttributeKind
from contacts.selectors import attribute_list, field_choices
from contacts.services import attribute_create, attribute_delete, attribute_index, attribute_update
from workspaces.api.serializers import StrictFlag, StrictText
from workspaces.api.workspace.camel import CamelInput, CamelSerializer
from workspaces.api.workspace.schema import operation
from workspaces.api.workspace.views import WorkspaceView
from workspaces.errors import InvalidInput, NotFound

_EXAMPLE = {"key": "plan", "label": "Plan", "kind": "text", "isIndexed": False, "indexState": "none"}


class AttributeEntry(CamelSerializer):
    """A field of contacts."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.ChoiceField(choices=AttributeKind.choices)
    own = serializers.BooleanField(help_text="True: every contact has it; false: an attribute of the workspace's.")


class AttributeOut(CamelSerializer):
    """An attribute of the workspace's."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.ChoiceField(choices=AttributeKind.choices)
    is_indexed = serializers.BooleanField(help_text="Heavily used: conditions on it are quick.")
    index_state = serializers.CharField(help_text="How far its index is.")


class AttributeInput(CamelInput):
    """A new attribute."""

    key = StrictText(max_length=64, help_text="Letters, digits, _ and -; it never changes.")
    kind = serializers.ChoiceField(choices=AttributeKind.choices)
    label = StrictText(max_length=120, required=False, allow_blank=True)  # type: ignore[assignment]


class AttributeChange(CamelInput):
    """What is to be changed; what is left out stays."""

    kind = serializers.ChoiceField(choices=AttributeKind.choices, required=False)
    label = StrictText(max_length=120, required=False, allow_blank=True)  # type: ignore[assignment]
    is_indexed = StrictFlag(required=False)


class AttributeGone(CamelSerializer):
    """An attribute that is gone."""

    key = serializers.CharField()


class AttributesView(WorkspaceView):
    """The fields of contacts."""

    needs = {"GET": READ, "POST": WRITE}

    @operation(
        "listAttributes",
        summary="List the fields of contacts",
        description="The contacts' own fields, then the workspace's attributes by key.",
        need=READ,
        answer=AttributeEntry(many=True),
        example=[{"key": "plan", "label": "Plan", "kind": "text", "own": False}],
        errors=READ_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request) -> Response:
        self.no_query()
        return Response(AttributeEntry(field_choices(workspace=self.workspace), many=True).data)

    @operation(
        "createAttribute",
        summary="Define an attribute",
        description="Before any contact has it; attributes are also learned from what comes in.",
        need=WRITE,
        body=AttributeInput,
        bodies={"A plan": {"key": "plan", "kind": "text", "label": "Plan"}},
        answer=AttributeOut(),
        example=_EXAMPLE,
        status=201,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request) -> Response:
        made = attribute_create(workspace=self.workspace, actor=self.actor, **self.body(AttributeInput))
        return Response(AttributeOut(made).data, status=201)


class AttributeView(WorkspaceView):
    """One attribute."""

    needs = {"GET": READ, "PATCH": WRITE, "DELETE": WRITE}
    edited = ("kind", "label", "is_indexed")

    @operation(
        "getAttribute",
        summary="Get an attribute",
        description="One of the workspace's own, by its key.",
        need=READ,
        answer=AttributeOut(),
        example=_EXAMPLE,
        errors=READ_ERRORS,
        tag=TAG,
        edits=True,
    )
    def get(self, request: Request, attribute_key: str) -> Response:
        self.no_query()
        attribute = self._attribute(attribute_key)
        return self.tagged(Response(AttributeOut(attribute).data), attribute)

    @operation(
        "changeAttribute",
        summary="Change an attribute",
        description="Stored values stay: those of another kind meet no condition. Another kind is refused while "
        "conditions ask for this one. An index is built, or dropped, after the answer.",
        need=WRITE,
        body=AttributeChange,
        bodies={"Another name": {"label": "Price plan"}, "Make it quick": {"isIndexed": True}},
        answer=AttributeOut(),
        example=_EXAMPLE,
        errors=WRITE_ERRORS,
        tag=TAG,
        edits=True,
    )
    @transaction.atomic
    def patch(self, request: Request, attribute_key: str) -> Response:
        fields = self.body(AttributeChange)
        if not fields:
            raise InvalidInput("There is nothing to change.")
        attribute, indexed = self._attribute(attribute_key), fields.pop("is_indexed", None)
        with self.unless_changed(attribute):
            if fields:
                attribute = attribute_update(attribute=attribute, actor=self.actor, **fields)
            if indexed is not None:
                attribute = attribute_index(attribute=attribute, indexed=indexed, actor=self.actor)
        return self.tagged(Response(AttributeOut(attribute).data), attribute)

    @operation(
        "deleteAttribute",
        summary="Forget an attribute",
        description="Contacts keep their values. Refused while segments or campaigns ask for it: the answer names "
        "them.",
        need=WRITE,
        answer=AttributeGone(),
        example={"key": "plan"},
        errors=WRITE_ERRORS,
        tag=TAG,
        removes=True,
    )
    def delete(self, request: Request, attribute_key: str) -> Response:
        self.no_query()
        attribute = self._attribute(attribute_key)
        with self.unless_changed(attribute):
            attribute_delete(attribute=attribute, actor=self.actor)
        return Response({"key": attribute_key})

    def _attribute(self, key: str) -> AttributeDefinition:
        # What PostgreSQL takes for no text is nobody's key.
        found = None if "\x00" in key else attribute_list(workspace=self.workspace).filter(key=key).first()
        if found is None:
            raise NotFound("There is no such attribute.")
        return found
