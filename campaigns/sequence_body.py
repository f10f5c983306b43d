"""The one `body` of a sequence's email, and the template content that stands for it. No database here."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

_TAG = re.compile(r"<[a-zA-Z!/]")
_LIQUID = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_BLANK_LINES = re.compile(r"\n\s*\n")


def content_of_body(subject: str, body: str) -> dict[str, str]:
    """Template content: MJML, HTML or, where the body has no tags, plain text with paragraphs made of it."""
    if body.lstrip().startswith("<mjml"):
        return {"subject": subject, "mjml": body}
    if _TAG.search(_LIQUID.sub("", body)):
        return {"subject": subject, "html": body}
    return {"subject": subject, "html": _paragraphs(body), "text": body}


def body_of_content(content: Mapping[str, Any]) -> str:
    """The body that `content_of_body` made this content from, or the nearest that a sequence can say."""
    html, text = str(content.get("html") or ""), str(content.get("text") or "")
    if text and html == _paragraphs(text):
        return text
    return str(content.get("mjml") or html)


def same_text(content: Mapping[str, Any], subject: str, body: str) -> bool:
    """Whether the content already says this."""
    return content.get("subject") == subject and body_of_content(content) == body


def _paragraphs(text: str) -> str:
    """Each block of lines a paragraph; Liquid stays as it is written."""
    parts = _LIQUID.split(text.replace("\r\n", "\n"))
    escaped = "".join(part if place % 2 else escape(part, quote=False) for place, part in enumerate(parts))
    blocks = _BLANK_LINES.split(escaped.strip("\n"))
    return "\n".join(f"<p>{block.replace(chr(10), '<br>')}</p>" for block in blocks)
