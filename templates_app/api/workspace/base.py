"""What the views of one template share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from rest_framework.response import Response

from templates_app.api.needs import APPROVE, READ, WRITE, publish_need
from templates_app.api.workspace.shapes import TemplateDetailOut
from templates_app.models import Template
from templates_app.selectors import TemplateDetail, template_get
from templates_app.services.templates import EDITABLE
from workspaces.api.access import Need
from workspaces.api.problems import Kind, Problem, Refused
from workspaces.api.workspace.views import WorkspaceView
from workspaces.errors import Stale

TAG = "Workspace: templates"
READ_ERRORS = (Kind.INVALID, Kind.NOT_FOUND)
WRITE_ERRORS = (Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT)


class TemplateView(WorkspaceView):
    """A template, or something of one."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE, "PATCH": WRITE}

    def template(self, template_id: str) -> Template:
        """The template with its workspace and published version. Raises NotFound."""
        return template_get(workspace=self.workspace, template_id=template_id)

    def shown(self, template: Template) -> Any:
        """The template as it is now, and what the caller may do with it."""
        fresh = template_get(workspace=self.workspace, template_id=template.pk)
        may = self.access.may
        permissions = {
            "edit": fresh.state in EDITABLE and may(self.workspace, WRITE),
            "publish": fresh.state in EDITABLE and may(self.workspace, publish_need(self.workspace)),
            "reject": may(self.workspace, APPROVE),
        }
        context = {"slug": self.workspace.slug, "permissions": permissions}
        return TemplateDetailOut(TemplateDetail.of(fresh), context=context).data

    def told(self, template: Template, *, status: int = 200) -> Response:
        """One template."""
        shown = self.shown(template)
        return Response(shown, status=status, headers={"ETag": f'"{shown["revision"]}"'})

    @contextmanager
    def changing(self, template: Template) -> Iterator[None]:
        """Answers 412 with the template as it is now where somebody else was first."""
        try:
            yield
        except Stale as stale:
            current = self.shown(template)
            problem = Problem(Kind.STALE, stale.message, code="template_changed", more={"current": current})
            raise Refused(problem) from stale
