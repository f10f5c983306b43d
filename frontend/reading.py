"""Forms that say what they were made from, so that nobody overwrites unseen what somebody else has changed since.

Campaigns' settings and sending limits (settings_forms.meanwhile) and contacts (contact_fields) tell field by field what
others changed; editors that are islands send If-Match.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

from django.db import models, transaction
from django.http import HttpRequest

from contacts.models import AttributeDefinition, SavedView, ScoreRule, Segment, Topic
from contacts.services import ScoreRuleFields
from messaging.models import ConsentSettings, Sender
from messaging.services.senders import CHANGEABLE
from templates_app.models import Snippet, Template
from workspaces.api.revisions import told_tag
from workspaces.errors import Stale
from workspaces.models import WebhookEndpoint, Workspace
from workspaces.selectors import row_locked

FIELD = "made_from"
_LONGEST = 80
# By kind what people change of it by a form.
_EDITED: Mapping[type[models.Model], Callable[[Any], Any]] = {
    AttributeDefinition: attrgetter("label", "kind"),
    SavedView: attrgetter("name", "filter", "columns", "sort"),
    Segment: attrgetter("name", "kind", "rule"),
    Snippet: attrgetter("html"),
    Template: attrgetter("revision"),
    Topic: attrgetter("name", "description", "public"),
    ScoreRule: attrgetter(*ScoreRuleFields.model_fields),
    Sender: attrgetter(*sorted(CHANGEABLE)),
    WebhookEndpoint: attrgetter("url", "description", "events"),
    Workspace: lambda workspace: workspace.settings.get("link_tags"),
    ConsentSettings: attrgetter("confirmation_template_id", "link_hours", "cooldown_minutes", "brand_name", "intro"),
}


def made_from(request: HttpRequest, row: models.Model) -> str:
    """What a form over the row is made from. One that is refused for what is in it goes on saying what it said."""
    said = request.POST.get(FIELD)
    return said if said and not is_stale(request) else _state(row)


def meanwhile_words(now: str = "") -> str:
    """What is said at a field that somebody else has changed: what it is now, where that can be said in words."""
    told = f": it is now “{now[:_LONGEST]}”" if now else ""
    return f"Somebody else changed this while you did{told}. Save again to put yours in its place."


def is_stale(request: HttpRequest) -> bool:
    """Whether the form was refused because somebody else was first."""
    return getattr(request, "is_stale", False)


@contextmanager
def unless_changed(request: HttpRequest, row: models.Model) -> Iterator[None]:
    """The block changes the row, and does so only while that is as the form says. Raises Stale.

    A form that says nothing is no page of ours, and changes what is there now.
    """
    with transaction.atomic():
        said = request.POST.get(FIELD)
        if said is not None and said != _state(row if row._state.adding else row_locked(row)):
            request.is_stale = True  # type: ignore[attr-defined]
            raise Stale("Somebody else changed this while you did.")
        yield


def _state(row: models.Model) -> str:
    return told_tag([str(row.pk), _EDITED[type(row)](row)]).strip('"')
