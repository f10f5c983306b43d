"""What the tenant API takes and answers for imports and exports. Shapes and names only; the services check meanings."""

import json
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from contacts.models import ContactImport, Export, ExportFormat, ExportState, ImportGoal, ImportState
from workspaces.api.serializers import JSONObject, StrictSerializer, StrictText
from workspaces.api.tenant.views import MAX_LIMIT, PageQuery
from workspaces.ids import encode

_WORKSPACE = "The workspace's slug; needed where the caller may enter several."


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class TextMap(serializers.DictField):
    """Texts by name; in a form it is sent as JSON."""

    child = StrictText(allow_blank=True, trim_whitespace=False)

    def get_value(self, dictionary: Any) -> Any:
        """One text of a form; REST framework would look for a field of the form per name."""
        return dictionary.get(self.field_name, empty)

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(_parsed(data))


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class TextList(serializers.ListField):
    """Texts; in a form they are sent as a JSON list."""

    child = StrictText()

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, list) and len(data) == 1 and isinstance(data[0], str) and data[0].startswith("["):
            data = data[0]
        return super().to_internal_value(_parsed(data))


def _parsed(data: Any) -> Any:
    if not isinstance(data, str):
        return data
    try:
        return json.loads(data)
    except ValueError:
        return data


class ImportOptions(StrictSerializer):
    """What columns mean, and what everybody in the file gets."""

    goal = serializers.ChoiceField(
        choices=ImportGoal.choices,
        default=ImportGoal.IMPORT,
        help_text="`read`: say what is in the file; `check`: a dry run; `import`: store the rows.",
    )
    mapping = TextMap(required=False, help_text="Column → target; learned from the names where it is left out.")
    kinds = TextMap(required=False, help_text="New attribute → text, number, boolean, date or list.")
    country = StrictText(required=False, allow_blank=True, max_length=2, help_text="Of phone numbers without one.")
    consent = TextMap(required=False, help_text="`<channel>.<message type>` → granted or denied.")
    add_tags = TextList(required=False, help_text="Tags for everybody in the file.")
    segment = StrictText(required=False, allow_blank=True, max_length=64, help_text="A static segment's id.")


class ImportInput(ImportOptions):
    """A file, or the text of a small one, with the options of its import."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)
    filename = StrictText(max_length=255, required=False)
    content = StrictText(required=False, trim_whitespace=False, help_text="The text of a CSV file, in JSON.")
    file = serializers.FileField(required=False, allow_empty_file=True, help_text="CSV or a workbook, in a form.")
    encoding = StrictText(max_length=16, required=False, allow_blank=True)
    sheet = StrictText(max_length=255, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Either the file or its text."""
        if ("file" in attrs) == ("content" in attrs):
            raise serializers.ValidationError({"file": ["send either a file or its content"]}, code="required")
        return attrs


class FileListQuery(PageQuery):
    """The query string of a list."""

    workspace = serializers.CharField(max_length=63, required=False, help_text=_WORKSPACE)


class RefusedQuery(StrictSerializer):
    """The query string of the refused rows."""

    limit = serializers.IntegerField(default=20, min_value=1, max_value=MAX_LIMIT)
    after = serializers.IntegerField(default=0, min_value=0, help_text="The last line that was read.")


class ImportOut(serializers.Serializer):
    """An import."""

    id = serializers.CharField(source="public_id")
    filename = serializers.CharField()
    goal = serializers.ChoiceField(choices=ImportGoal.choices)
    state = serializers.ChoiceField(choices=ImportState.choices)
    error = serializers.CharField(help_text="Why the file as a whole was not taken.")
    columns = serializers.SerializerMethodField(help_text="The file's columns; empty until it was read.")
    samples = serializers.SerializerMethodField(help_text="Its first rows.")
    mapping = serializers.DictField(child=serializers.CharField())
    kinds = serializers.DictField(child=serializers.CharField())
    country = serializers.CharField()
    add_tags = serializers.ListField(child=serializers.CharField())
    segment = serializers.SerializerMethodField()
    rows_total = serializers.IntegerField()
    rows_read = serializers.IntegerField()
    rows_created = serializers.IntegerField(help_text="Of a dry run: how many would be new.")
    rows_updated = serializers.IntegerField()
    rows_unchanged = serializers.IntegerField()
    rows_refused = serializers.IntegerField(source="rows_rejected")
    rows_repeated = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)

    def get_columns(self, item: ContactImport) -> list[str]:
        """Names, in the order of the file."""
        return list(item.survey.get("names", ()))

    def get_samples(self, item: ContactImport) -> list[list[str]]:
        """The first rows, as texts."""
        return list(item.survey.get("samples", ()))

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_segment(self, item: ContactImport) -> str | None:
        """The segment's id."""
        return encode("seg", item.segment_id) if item.segment_id else None


class RefusedRowOut(serializers.Serializer):
    """A row that was not taken, as it was."""

    line = serializers.IntegerField(source="row", help_text="In the file; the header is line 1.")
    cells = serializers.ListField(child=serializers.CharField())
    problem = serializers.CharField()


class RefusedRowsOut(serializers.Serializer):
    """Some of the rows that were not taken."""

    columns = serializers.ListField(child=serializers.CharField())
    rows = RefusedRowOut(many=True)
    next_after = serializers.IntegerField(allow_null=True, help_text="Send it as `after`; null: there are no more.")


class ExportInput(StrictSerializer):
    """What to export."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)
    kind = StrictText(
        max_length=40, help_text="`contacts`, `campaign_funnel`, `campaign_timeline`, `campaign_contacts`."
    )
    filter = JSONObject(required=False, help_text="Which rows; see docs/exports.md.")
    columns = serializers.ListField(child=StrictText(max_length=120), required=False, max_length=600)
    format = serializers.ChoiceField(choices=ExportFormat.choices, default=ExportFormat.CSV)


class ExportOut(serializers.Serializer):
    """An export."""

    id = serializers.CharField(source="public_id")
    kind = serializers.CharField()
    title = serializers.CharField()
    filter = serializers.DictField()
    columns = serializers.ListField(child=serializers.CharField())
    format = serializers.ChoiceField(choices=ExportFormat.choices)
    state = serializers.ChoiceField(choices=ExportState.choices)
    error = serializers.CharField()
    rows_total = serializers.IntegerField(allow_null=True)
    rows_written = serializers.IntegerField()
    size = serializers.IntegerField(help_text="Of the file, in bytes.")
    download = serializers.SerializerMethodField(help_text="Where the file is; null while there is none.")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_download(self, export: Export) -> str | None:
        """The address below the API's root."""
        return f"exports/{export.public_id}/file" if export.state == ExportState.DONE else None
