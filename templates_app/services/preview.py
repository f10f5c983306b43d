"""Showing a template as one contact would get it. Writes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from templates_app.checks.base import Finding, Severity
from templates_app.content.channels import content_type
from templates_app.context import ContactRow, contact_context, message_context
from templates_app.models import Template, TemplateVersion
from templates_app.rendering import Rendered, RenderFailed, load_version
from templates_app.rendering.values import PREVIEW_LINK
from templates_app.selectors.snippets import content_with_snippets
from templates_app.vouching import gaps_of
from workspaces.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class SampleContact:
    """Stands in where a workspace has no contacts yet."""

    first_name: str = "Ada"
    last_name: str = "Lovelace"
    email: str = "ada@example.com"
    phone: str = "+15550100"
    timezone: str = "Europe/London"
    score: int = 10
    tags: tuple[str, ...] = ("newsletter",)
    attributes: Mapping[str, Any] = field(default_factory=dict)


SAMPLE_CONTACT = SampleContact()


@dataclass(frozen=True, slots=True)
class TemplatePreview:
    """The rendered message, every variable of the template, and those that this contact has no value for.

    `findings` are what the author should look at; the gaps that keep it from being published come first.
    """

    rendered: Rendered
    variables: tuple[str, ...]
    missing: tuple[str, ...]
    findings: tuple[Finding, ...]


def template_preview(
    *,
    template: Template,
    contact: ContactRow = SAMPLE_CONTACT,
    version: TemplateVersion | None = None,
    content: Mapping[str, Any] | None = None,
    trigger: Mapping[str, object] | None = None,
    locale: str = "",
    stand_ins: bool = False,
) -> TemplatePreview:
    """The draft, a version, or content not saved yet, as this contact would get it; with `locale` as if it were theirs.

    With `stand_ins`, what can't be shown without what comes with the event is shown with the names of it, as ‹order›.
    Raises InvalidInput with field and line if it does not compile or render.
    """
    kind = content_type(template.channel)
    findings: list[Finding] = []
    if version is not None:
        compiled: Any = load_version(version.pk)
    else:
        given = template.content if content is None else content
        parsed = kind.parse(content_with_snippets(workspace=template.workspace_id, content=given))
        compiled = kind.compile(parsed, message_type=template.message_type)
        gaps = gaps_of(kind, parsed, workspace_id=template.workspace_id)
        findings += [Finding(gap.code, Severity.ERROR, gap.message, gap.field) for gap in gaps]
    values = message_context(
        contact,
        workspace_name=template.workspace.name,
        campaign_name=template.name,
        trigger=trigger,
        unsubscribe_url=PREVIEW_LINK,
        preferences_url=PREVIEW_LINK,
    )
    if locale:
        values["contact"] = {**contact_context(contact), "locale": locale}
    missing: set[str] = set()
    try:
        rendered = _rendered(compiled, values, missing, stand_ins=stand_ins and not trigger)
    except RenderFailed as error:
        raise InvalidInput.of(f"content.{error.field}", error.reason, "render_failed") from error
    missing |= {path for path in compiled.variables if _is_empty(values, path)}
    findings += kind.findings(rendered, message_type=template.message_type)
    return TemplatePreview(rendered, compiled.variables, tuple(sorted(missing)), tuple(findings))


def _rendered(compiled: Any, values: dict[str, Any], missing: set[str], *, stand_ins: bool) -> Rendered:
    try:
        return cast(Rendered, compiled.render(values, missing))
    except RenderFailed:
        named = _stand_ins(compiled.variables) if stand_ins else {}
        if not named:
            raise
        values["trigger"] = named
        return cast(Rendered, compiled.render(values, missing))


def _stand_ins(variables: Iterable[str]) -> dict[str, Any]:
    """Of what comes with the event, each value as its name."""
    named: dict[str, Any] = {}
    for path in variables:
        root, *names = path.split(".")
        if root != "trigger" or not names:
            continue
        place = named
        for name in names[:-1]:
            inner = place.get(name)
            place[name] = place = inner if isinstance(inner, dict) else {}
        place.setdefault(names[-1], f"‹{names[-1]}›")
    return named


def _is_empty(values: Mapping[str, object], path: str) -> bool:
    """Whether a variable is there but has nothing to show."""
    value: object = values
    for name in path.split("."):
        if not isinstance(value, Mapping) or name not in value:
            return False  # not found, or computed: rendering has noted it where it matters
        value = value[name]
    return value is None or value == "" or value == []
