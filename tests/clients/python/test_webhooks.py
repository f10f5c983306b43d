"""What a receiver does: calls that the real server made are believed, and no others; the documentation's code works."""

import json
import re
from types import SimpleNamespace
from typing import Any

import pytest

import campanile.webhooks
from campanile import WebhookRefused, verify_webhook
from tests.architecture.sources import ROOT
from tests.clients.conftest import Told
from workspaces.models import Workspace

OTHER = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_a_call_is_believed_by_either_secret_in_time_and_by_nothing_else(
    told: Told, acme: Workspace, monkeypatch: Any
) -> None:
    event = verify_webhook(told.body, told.headers, told.secret)
    assert (event.type, event.workspace_id, event.id) == (
        "contact.created",
        acme.public_id,
        told.headers["webhook-id"],
    )
    assert (event.data["email"], event.data["first_name"]) == ("grace@example.com", "Zoë")
    assert event.timestamp.isoformat().endswith("+00:00")
    shouted = {name.upper(): value for name, value in told.headers.items()}
    assert verify_webhook(told.body.decode(), shouted, told.previous) == event
    assert verify_webhook(told.body, told.headers, [OTHER, told.secret]) == event
    refused: list[tuple[bytes, dict[str, str], Any]] = [
        (told.body, told.headers, OTHER),
        (told.body, told.headers, []),
        (told.body + b" ", told.headers, told.secret),
        (told.body, {**told.headers, "webhook-id": "wev_other"}, told.secret),
        (told.body, {**told.headers, "webhook-signature": "v2,abc v1,"}, told.secret),
        *(
            (told.body, {**told.headers, "webhook-timestamp": each}, told.secret)
            for each in ("", "x", "-1", "1e9", "²")
        ),
        *((told.body, {n: told.headers[n] for n in told.headers if n != each}, told.secret) for each in told.headers),
    ]
    for body, headers, secret in refused:
        with pytest.raises(WebhookRefused):
            verify_webhook(body, headers, secret)
    made = int(told.headers["webhook-timestamp"])
    for now, believed in ((made - 301, False), (made - 300, True), (made + 300, True), (made + 301, False)):
        monkeypatch.setattr(campanile.webhooks, "time", SimpleNamespace(time=lambda now=now: now))
        if believed:
            assert verify_webhook(told.body, told.headers, told.secret) == event
        else:
            with pytest.raises(WebhookRefused, match="time"):
                verify_webhook(told.body, told.headers, told.secret)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_no base64", "cmk_secret"])
def test_what_is_no_secret_is_said_without_repeating_it(secret: str) -> None:
    headers = {"webhook-id": "wev_1", "webhook-timestamp": "0", "webhook-signature": "v1,x"}
    with pytest.raises(ValueError, match="begins with whsec_") as raised:
        verify_webhook(b"{}", headers, secret, tolerance=1e12)
    assert "no base64" not in str(raised.value)
    assert "cmk" not in str(raised.value)


def test_the_documentations_code_in_python_works(told: Told) -> None:
    document = (ROOT / "docs" / "outbound_webhooks.md").read_text(encoding="utf-8")
    snippets = re.findall(r"```python\n(.*?)```", document, flags=re.DOTALL)
    assert len(snippets) == 2
    said = json.loads(told.body)
    for snippet in snippets:
        names: dict[str, Any] = {"body": told.body, "headers": told.headers, "secret": told.secret}
        exec(snippet, names)
        event = names["event"]
        assert (event if isinstance(event, dict) else {"data": event.data})["data"] == said["data"]
    other = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
    [by_hand] = re.findall(r"```python\n(.*?)```", other, flags=re.DOTALL)
    names = {}
    exec(by_hand, names)
    assert names["is_ours"](told.headers, told.body, told.previous)
    assert not names["is_ours"](told.headers, told.body + b" ", told.previous)
