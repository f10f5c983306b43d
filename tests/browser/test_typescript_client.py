"""The TypeScript client in a browser, as the module that it is, on a page of another origin."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from contacts.models import Contact
from tests.clients.typescript.conftest import compiled  # noqa: F401 - a fixture
from tests.factories.workspaces import make_api_key
from workspaces.models import Workspace

pytestmark = pytest.mark.browser
_SCENARIO = """async ([url, key]) => {
  const { Client } = await import("/src/index.js");
  const client = new Client({ baseUrl: url, apiKey: key, retries: 0 });
  const ada = await client.contacts.upsert({ email: "ada@example.com", first_name: "Ada" });
  const walked = [];
  for await (const contact of client.contacts.iter()) walked.push(contact.email);
  const refusal = (call) => call.then(() => "taken", (error) => [
    error.name, error.statusCode, error.code, error.details.map(({ field }) => field), typeof error.requestId,
  ]);
  return {
    name: ada.first_name,
    walked,
    bad: await refusal(client.contacts.upsert({ email: "nobody@" })),
    stranger: await refusal(new Client({ baseUrl: url, apiKey: "cmpk_wrong" }).contacts.list()),
  };
}"""


@pytest.fixture
def shop(compiled: Path) -> Iterator[str]:  # noqa: F811 - the fixture
    """The origin of a website that serves the client's modules."""
    handler = partial(SimpleHTTPRequestHandler, directory=compiled)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_page_of_an_allowed_origin(
    context: BrowserContext, shop: str, workspace: Workspace, origin: str, settings: Any
) -> None:
    settings.CORS_ALLOWED_ORIGINS = [shop]
    page = context.new_page()
    page.goto(f"{shop}/src/")
    assert page.evaluate(_SCENARIO, [origin, make_api_key(workspace)[1]]) == {
        "name": "Ada",
        "walked": ["ada@example.com"],
        "bad": ["ApiError", 400, "VALIDATION_ERROR", ["email"], "string"],
        "stranger": ["AuthError", 401, "AUTHENTICATION_REQUIRED", [], "string"],
    }
    assert [contact.email for contact in Contact.objects.in_workspace(workspace)] == ["ada@example.com"]


def test_a_page_of_another_one(context: BrowserContext, shop: str, workspace: Workspace, origin: str) -> None:
    page = context.new_page()
    page.goto(f"{shop}/src/")
    failed = f"(given) => ({_SCENARIO})(given).then(() => 'taken', (error) => error.name)"
    assert page.evaluate(failed, [origin, make_api_key(workspace)[1]]) == "NetworkError"
    assert not Contact.objects.in_workspace(workspace).exists()
