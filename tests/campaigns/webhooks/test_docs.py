"""What receivers are told is what is done: the page's own code accepts our signatures."""

import re
from pathlib import Path
from typing import Any

import pytest

from workspaces.http.signing import signature

PAGE = (Path(__file__).parents[3] / "docs" / "webhooks.md").read_text(encoding="utf-8")
NOW = 1_800_000_000


@pytest.fixture
def is_ours(monkeypatch: pytest.MonkeyPatch) -> Any:
    [code] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    monkeypatch.setattr(names["time"], "time", lambda: float(NOW))
    return names["is_ours"]


@pytest.mark.parametrize("secret", ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "any other text"])
def test_the_code_for_receivers_accepts_ours_and_nothing_else(is_ours: Any, secret: str) -> None:
    body = b'{"name":"\xc3\xa9"}'
    headers = {"webhook-id": "whc_1", "webhook-timestamp": str(NOW)}
    signed = signature([secret, "the one before"], "whc_1", str(NOW), body)
    assert is_ours({**headers, "webhook-signature": signed}, body, secret)
    assert is_ours({**headers, "webhook-signature": signed}, body, "the one before")
    assert not is_ours({**headers, "webhook-signature": signed}, body + b" ", secret)
    assert not is_ours({**headers, "webhook-signature": signed, "webhook-id": "whc_2"}, body, secret)
    assert not is_ours({**headers, "webhook-signature": signed}, body, "another secret")
    late = {"webhook-id": "whc_1", "webhook-timestamp": str(NOW - 301), "webhook-signature": signed}
    assert not is_ours(late, body, secret)
