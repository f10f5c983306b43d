"""What every page of one campaign shares: its name and status, what may be done to it, and the tabs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from campaigns.models import Campaign, HoldKind
from campaigns.selectors import allowed_actions, campaign_status
from frontend.access import may
from frontend.pages import render_page
from frontend.words import CAMPAIGN_STATUS, word_for
from workspaces.models import Membership, Role


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the campaign's pages, by the name of its address."""

    key: str
    label: str
    route: str


@dataclass(frozen=True, slots=True)
class Button:
    """Something to be done to the campaign. `service` is its name in `views.campaign`, "" of what is always offered."""

    action: str
    label: str
    icon: str
    done: str
    question: str = ""
    primary: bool = False


TABS = (
    Tab("overview", "Overview", "campaign"),
    Tab("flow", "Flow", "flow"),
    Tab("contacts", "Contacts", "campaign_contacts"),
    Tab("results", "Results", "campaign_results"),
    Tab("versions", "Versions", "versions"),
    Tab("settings", "Settings", "campaign_settings"),
    Tab("activity", "Activity", "campaign_activity"),
)
BUTTONS = (
    Button(
        "launch",
        "Start",
        "play",
        "The campaign has started.",
        "Start this campaign and write to its audience now?",
        True,
    ),
    Button("resume", "Resume", "play", "The campaign goes on.", primary=True),
    Button("pause", "Pause", "pause", "The campaign is paused: nothing more is sent."),
)
MORE = (
    Button("duplicate", "Duplicate", "copy", "This is the copy: a draft with the same flow and settings."),
    Button(
        "complete",
        "Let nobody more in",
        "check",
        "Nobody enters any more; the campaign completes once everybody who is in has finished.",
        "Let nobody more into this campaign? Whoever is in finishes their way. This can’t be taken back.",
    ),
    Button(
        "cancel",
        "Cancel for good",
        "alert",
        "The campaign is cancelled.",
        "Cancel this campaign? Everybody’s way ends where they are and queued mails are withdrawn. "
        "This can’t be taken back.",
    ),
    Button(
        "archive",
        "Archive",
        "archive",
        "The campaign is put away.",
        "Put this campaign away? It leaves the lists; its results stay. This can’t be taken back.",
    ),
    Button(
        "delete",
        "Delete",
        "bin",
        "The campaign is deleted.",
        "Delete this campaign with its flow, results and journal? This can’t be taken back.",
    ),
)
_PATHS = {"launch": "start", "resume": "resume", "pause": "pause"}


def render_campaign(
    request: HttpRequest,
    membership: Membership,
    campaign: Campaign,
    template: str,
    context: Mapping[str, Any],
    *,
    tab: str,
) -> HttpResponse:
    """One of the campaign's pages under its header and tabs."""
    frame = campaign_header(membership, campaign) | {"tabs": campaign_tabs(membership, campaign, tab)}
    return render_page(request, membership, template, frame | dict(context), section="campaigns")


def campaign_tabs(membership: Membership, campaign: Campaign, present: str) -> list[dict[str, Any]]:
    """The tabs as links; `present` is the key of the page that they stand on."""
    return [
        {"label": tab.label, "url": campaign_url(tab.route, membership, campaign), "present": tab.key == present}
        for tab in TABS
    ]


def campaign_header(membership: Membership, campaign: Campaign) -> dict[str, Any]:
    """Name, status, holds, and what may be done; buttons that a role may not press say why."""
    shown = campaign_status(campaign)
    allowed = allowed_actions(shown)
    offered = [button for button in BUTTONS if button.action in allowed]
    edits = may(membership, Role.EDITOR)
    refused = bool(offered) and not edits
    role = Role(membership.role).label
    return {
        "campaign": campaign,
        "status": word_for(CAMPAIGN_STATUS, shown),
        "buttons": [
            {"button": button, "url": campaign_url(f"campaign_{_PATHS[button.action]}", membership, campaign)}
            for button in offered
        ],
        "more": [button for button in MORE if edits and button.action in (*allowed, "duplicate")],
        "more_url": campaign_url("campaign_do", membership, campaign),
        "refusal": f"Starting and pausing need the role {Role.EDITOR.label}; yours is {role}." if refused else "",
        "holds": [
            {"label": HoldKind(hold.kind).label, "reason": hold.reason, "since": hold.created_at}
            for hold in campaign.holds.all()
        ],
    }


def campaign_url(name: str, membership: Membership, campaign: Campaign) -> str:
    """The address of one of the campaign's pages."""
    return reverse(f"frontend:{name}", args=[membership.workspace.slug, campaign.public_id])
