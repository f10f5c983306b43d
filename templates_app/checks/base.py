"""What a check is given and what it tells, and the mail as all of them read it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from html.parser import HTMLParser

from templates_app.rendering.email import RenderedEmail


class Severity(StrEnum):
    """How much it matters."""

    ERROR = "error"  # it can't be published like this
    WARNING = "warning"  # it will probably do harm
    NOTE = "note"  # good to know


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `field` is a path such as `content.subject`; "" where it is none of one field."""

    code: str
    severity: Severity
    message: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link: where to, and what it is called."""

    address: str
    words: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture; `alt` is None where the attribute is missing."""

    address: str
    alt: str | None


@dataclass(slots=True)
class Look:
    """A rendered mail, read once for all checks."""

    mail: RenderedEmail
    is_marketing: bool
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    words: str = ""

    @classmethod
    def at(cls, mail: RenderedEmail, *, is_marketing: bool) -> "Look":
        """Reads a mail."""
        reader = _Reader()
        reader.feed(mail.html)
        reader.close()
        return cls(mail, is_marketing, reader.links, reader.images, " ".join("".join(reader.words).split()))


Check = Callable[[Look], Iterator[Finding]]


class _Reader(HTMLParser):
    """Collects links, pictures and visible words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Link] = []
        self.images: list[Image] = []
        self.words: list[str] = []
        self._open: list[tuple[str, int]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("style", "title", "script"):
            self._silent += 1
        elif tag == "img":
            self.images.append(Image(values.get("src") or "", values["alt"] or "" if "alt" in values else None))
        elif tag == "a":
            self._open.append((values.get("href") or "", len(self.words)))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "title", "script"):
            self._silent = max(self._silent - 1, 0)
        elif tag == "a" and self._open:
            address, start = self._open.pop()
            self.links.append(Link(address.strip(), " ".join("".join(self.words[start:]).split())))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def number(count: int, one: str, many: str) -> str:
    """`1 link`, `3 links`."""
    return f"{count:,} {one if count == 1 else many}"
