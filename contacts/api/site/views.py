"""The script of websites, and the address that takes what their visitors do.

Whoever sends learns whether the call could be read and nothing of the workspace: the answer is the same whether the
contact is known, new or refused, and whether the event had come before.
"""

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from contacts.api.site.calls import SiteCall, site_call
from contacts.api.site.reading import draft_of, events_of
from contacts.api.site.scripts import script_answer
from contacts.services import UnknownContacts, events_submit, unknown_contacts_policy
from workspaces.clock import database_now
from workspaces.errors import InvalidInput

_SCRIPT = Path(__file__).parent / "campanile.js"


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The script, for any page; browsers ask again after an hour."""
    return script_answer(request, _SCRIPT)


@site_call(events_of)
def events(call: SiteCall[list[Any]]) -> HttpResponse:
    """Takes events."""
    now = database_now()
    drafts, refused = [], []
    for place, item in enumerate(call.read):
        try:
            drafts.append(draft_of(item, now))
        except InvalidInput as error:
            refused.append({"index": place, "error": error.message})
    create = unknown_contacts_policy(call.key.workspace) is UnknownContacts.CREATE
    events_submit(workspace_id=call.key.workspace_id, drafts=drafts, create_contacts=create, now=now)
    return call.answer({"unreadable": refused}, 202)
