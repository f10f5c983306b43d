import pytest
import structlog
from django.http import HttpResponse
from structlog.contextvars import get_contextvars

from workspaces.api.request_id import RequestIdMiddleware, request_id
from workspaces.ids import decode


def ask(rf, **headers):
    seen = {}

    def view(request):
        seen.update(get_contextvars(), id=request_id(request))
        return HttpResponse()

    try:
        response = RequestIdMiddleware(view)(
            rf.get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
        )
    finally:
        structlog.contextvars.clear_contextvars()
    assert seen["request_id"] == seen["id"] == response["X-Request-Id"]
    return response["X-Request-Id"]


@pytest.mark.parametrize("given", ["abc", "0f8c-11", "trace/1:2.3_4+5=6@7", "x" * 128])
def test_a_sane_id_is_echoed(rf, given):
    assert ask(rf, x_request_id=given) == given


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", "é", "a\nb", "<script>", '"', "a;b"])
def test_anything_else_is_replaced(rf, given):
    made = ask(rf, x_request_id=given)
    assert made != given
    assert decode("req", made).version == 7


def test_each_request_gets_its_own(rf):
    assert ask(rf) != ask(rf)
