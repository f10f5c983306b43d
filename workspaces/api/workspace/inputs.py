"""Query strings that several resources of the Workspace API take."""

from rest_framework import serializers

from workspaces.api.workspace.camel import CamelInput

MAX_LIMIT = 100


class SearchQuery(CamelInput):
    """What to look for."""

    search = serializers.CharField(default="", allow_blank=True, max_length=200, help_text="Capitals don't matter.")
    limit = serializers.IntegerField(default=20, min_value=1, max_value=MAX_LIMIT, help_text="How many to answer with.")
