"""A person's own words in the rendered form of every channel: what an answer from the inbox is sent as."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

_MAIL_ID = re.compile(r"<[!-;=?-~]{1,250}>\Z")


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A text that no template made, and of mails a subject; nothing in it is Liquid or HTML.

    `in_reply_to` is the Message-ID of the mail that is answered.
    """

    text: str
    subject: str = ""
    in_reply_to: str = ""
    buttons: Sequence[Any] = ()
    template: str = ""
    language: str = ""
    parameters: Sequence[str] = ()
    names: Sequence[str] = ()
    header: None = None
    button_values: Sequence[Any] = ()
    short_links: bool = False

    @classmethod
    def of(cls, context: Mapping[str, object] | None) -> "OwnWords":
        """As a message's context holds them."""
        given = context or {}
        mail_id = str(given.get("in_reply_to", ""))
        return cls(
            str(given.get("text", "")), str(given.get("subject", "")), mail_id if _MAIL_ID.match(mail_id) else ""
        )

    @property
    def html(self) -> str:
        """The text as a mail's document."""
        lines = "<br>\n".join(escape(line) for line in self.text.split("\n"))
        return f'<!doctype html>\n<html><head><meta charset="utf-8"></head><body><div>{lines}</div></body></html>'

    @property
    def markup(self) -> str:
        """The text as Telegram's HTML."""
        return escape(self.text, quote=False)
