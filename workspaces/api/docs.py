"""`/api/schema/`: the description of the API, made once per process."""

import hashlib
from functools import cache

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request


class DescriptionView(SpectacularAPIView):
    """As YAML, or as JSON where that is asked for."""

    def _get_schema_response(self, request: Request) -> HttpResponseBase:
        renderer = request.accepted_renderer
        text, tag = _rendered("json" in renderer.media_type)
        response = HttpResponse(text, content_type=renderer.media_type, headers={"ETag": tag})
        return get_conditional_response(request._request, etag=tag, response=response) or response


@cache
def _rendered(as_json: bool) -> tuple[bytes, str]:
    """The description and its ETag."""
    described = SchemaGenerator().get_schema(request=None, public=True)
    renderer = OpenApiJsonRenderer() if as_json else OpenApiYamlRenderer()
    text: bytes = renderer.render(described, renderer_context={})
    return text, f'"{hashlib.sha256(text).hexdigest()[:32]}"'
