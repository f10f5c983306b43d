"""Who sends a template: whatever apps above say here, registered in `AppConfig.ready`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from templates_app.models import Template
from workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class TemplateUse:
    """A user of a template; `kind` is `campaign`. `runs` tells whether it can send now, with the version it has."""

    kind: str
    public_id: str
    name: str
    runs: bool = False


# Of some templates of one workspace: who uses each of them. Templates nobody uses may be left out.
Source = Callable[[Workspace, Sequence[Template]], Mapping[UUID, Sequence[TemplateUse]]]
S = TypeVar("S", bound=Source)

_sources: list[Source] = []


def register(source: S) -> S:
    """Decorator: ask this function who uses templates."""
    _sources.append(source)
    return source


def uses_of(*, workspace: Workspace, templates: Sequence[Template]) -> dict[UUID, list[TemplateUse]]:
    """Who uses each of the templates, by kind and name; a fixed number of queries."""
    uses: dict[UUID, list[TemplateUse]] = {template.pk: [] for template in templates}
    if not uses:
        return uses
    for source in _sources:
        for pk, found in source(workspace, templates).items():
            uses[pk] += found
    return {pk: sorted(found, key=lambda use: (use.kind, use.name, use.public_id)) for pk, found in uses.items()}
