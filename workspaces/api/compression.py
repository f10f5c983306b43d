"""gzip, for whatever nobody's browser sends credentials for by itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressionMiddleware(GZipMiddleware):
    """Django's, but answers to a browser's session are left as they are.

    Where a foreign page can have a browser ask with its cookies and see how long the encrypted answer is, compression
    tells it what the answer holds (BREACH). A key is in no browser's keeping, and the description is public. Files are
    sent as they are, too: what is large among them is packed already.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not isinstance(response, HttpResponse):
            return response
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return response
        return super().process_response(request, response)
