"""A touchpoint's `message`, short as seed 004 has it, and the template content that stands for it. No database here."""

import re
from collections.abc import Mapping
from typing import Any

from campaigns.sequence_body import body_of_content, content_of_body
from workspaces.channels import Channel
from workspaces.errors import FieldError, InvalidInput

_LONGEST_SUBJECT = 500
_NO_NAME = re.compile(r"[^a-z0-9]+")


def content_of_message(channel: str, name: str, message: Mapping[str, Any]) -> dict[str, Any]:
    """Template content of a message in short or in full: `{"text": …}`, `{"subject": …, "body": …}`, or all fields.

    Raises InvalidInput where a short one says something else besides.
    """
    if channel == Channel.EMAIL:
        return _mail(name, message)
    if set(message) != {"text"} or not isinstance(message["text"], str):
        return dict(message)
    text = message["text"]
    if channel == Channel.PUSH:
        return {"title": _line(name), "body": text}
    if channel == Channel.WHATSAPP:
        return {"template": _NO_NAME.sub("_", name.lower()).strip("_") or "message", "body": text}
    return {"text": text}


def message_of_content(channel: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The message that `content_of_message` would make this content of, or the nearest."""
    if channel == Channel.EMAIL and "blocks" not in content:
        return {"subject": content.get("subject", ""), "body": body_of_content(content)}
    return dict(content)


def _mail(name: str, message: Mapping[str, Any]) -> dict[str, Any]:
    if set(message) & {"blocks", "mjml", "html"}:
        return dict(message)
    unknown = [FieldError(f"message.{field}", "unknown field") for field in message if field not in _SHORT]
    if unknown:
        raise InvalidInput(f"{unknown[0].field}: unknown field", unknown)
    body, subject = message.get("body", message.get("text")), message.get("subject", _line(name))
    for field, value in (("body", body), ("subject", subject)):
        if not isinstance(value, str) or not value.strip():
            raise InvalidInput.of(f"message.{field}", "must be a text that says something")
    return content_of_body(subject, str(body))


_SHORT = ("subject", "body", "text")


def _line(name: str) -> str:
    return " ".join(name.split())[:_LONGEST_SUBJECT]
