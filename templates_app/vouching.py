"""What providers say of templates that they keep and approve themselves: whatever app above knows it registers here."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from templates_app.content.base import ContentType
from templates_app.content.kept import Kept
from workspaces.errors import FieldError

# What the workspace's providers have against these; None for one of which nobody knows anything.
Source = Callable[[UUID, str, Sequence[Kept]], Sequence[str | None]]
S = TypeVar("S", bound=Source)

_sources: list[Source] = []


def register(source: S) -> S:
    """Decorator: ask this function what providers say; "" where they have nothing against a template."""
    _sources.append(source)
    return source


def gaps_of(kind: ContentType[Any], content: Any, *, workspace_id: UUID) -> list[FieldError]:
    """What is still to be filled in before the content may be published, and what its provider has against it.

    Where the provider has said how it stands, that goes before what the author has noted of it.
    """
    gaps, kept = kind.gaps(content), kind.kept(content)
    for source in _sources if kept else ():
        for each, said in zip(kept, source(workspace_id, kind.channel, kept), strict=True):
            if said is None:
                continue
            gaps = [gap for gap in gaps if gap.field != f"{each.field}.approval"]
            if said:
                gaps.append(FieldError(f"{each.field}.template", said, "not_approved"))
    return gaps
