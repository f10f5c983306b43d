import pytest
import structlog
from django.http import HttpResponse
from structlog.contextvars import get_contextvars, merge_contextvars
from structlog.testing import capture_logs

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


@pytest.mark.django_db
def test_every_line_that_the_log_has_of_a_request_names_its_id(client):
    with capture_logs(processors=[merge_contextvars]) as lines:
        answer = client.get("/api/v1/tenant/contacts")
    told = {line["event"]: line["request_id"] for line in lines}
    assert set(told) == {"request_started", "request_finished"}
    assert set(told.values()) == {answer["X-Request-Id"]} == {answer.json()["error"]["request_id"]}
