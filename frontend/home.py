"""What the home page shows: what runs, what wants attention, sends per day, first steps. Arranges, counts nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.template.defaultfilters import pluralize
from django.urls import reverse

from campaigns.models import Campaign, CampaignHold, HoldKind
from campaigns.selectors import (
    Attention,
    Blocked,
    CampaignProgress,
    Grain,
    Named,
    ShownStatus,
    campaigns_attention,
    campaigns_by_status,
    campaigns_progress,
    campaigns_running,
    period_days,
    sends_timeline,
)
from campaigns.services import DRAFTS_CHECKED, DraftCheck, DraftFaults, drafts_faulty
from contacts.models import ContactImport, ImportState
from contacts.selectors import contact_list, imports_troubled
from frontend.charts import Chart, chart_of
from frontend.deliverability_rows import rate_words, worries
from frontend.words import CAMPAIGN_STATUS, word_for
from messaging.selectors import sender_default, unknown_counts
from templates_app.models import Template, TemplateState
from templates_app.selectors import template_list
from workspaces.channels import Channel
from workspaces.ids import encode
from workspaces.models import ProcessRole, Workspace
from workspaces.selectors.heartbeats import process_seen

RUNNING_SHOWN, DRAFTS_SHOWN, IMPORTS_SHOWN, DAYS = 8, 5, 3, 30
_IMPORTS_LATELY = timedelta(days=7)
_PROCESSES = {
    ProcessRole.BEAT: "The clock that wakes the workers was not seen lately: waits don’t end and nothing is scheduled.",
    ProcessRole.WORKER: "No worker was seen lately: contacts don’t move on.",
    ProcessRole.DELIVERY: "No delivery worker was seen lately: nothing is sent or imported.",
}


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that wants attention: what it is, why, and the page that leads to the fix."""

    tone: str
    title: str
    sentence: str
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class RunningRow:
    """A campaign that runs, and how far it is."""

    campaign: Campaign
    progress: CampaignProgress
    expected: int


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many campaigns show one status."""

    key: str
    label: str
    tone: str
    count: int


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One thing that a new workspace needs before its first campaign can run."""

    title: str
    sentence: str
    url: str
    action: str
    done: bool


def running_rows(workspace: Workspace) -> list[RunningRow]:
    """The latest launched of those that run; four queries."""
    campaigns = campaigns_running(workspace, limit=RUNNING_SHOWN)
    progress = campaigns_progress(campaigns)
    return [
        RunningRow(campaign, told, max(told.audience, told.enrolled))
        for campaign in campaigns
        if (told := progress[campaign.pk])
    ]


def status_counts(workspace: Workspace) -> list[StatusCount]:
    """How many campaigns show each status, those that nobody has left out."""
    counts = campaigns_by_status(workspace)
    words = [(status, word_for(CAMPAIGN_STATUS, status), number) for status, number in counts.items()]
    return [StatusCount(status.value, word.label, word.tone, number) for status, word, number in words]


def sends_chart(workspace: Workspace, now: datetime) -> Chart:
    """Messages sent on each of the last days, over all campaigns."""
    period = period_days(timezone=workspace.timezone, now=now, days=DAYS, grain=Grain.DAY)
    return chart_of("Messages sent", sends_timeline(workspace, period), period)


def concerns_of(workspace: Workspace, now: datetime) -> list[Concern]:
    """What stops most first: the machinery, what is held or blocked, what failed, what is unfinished."""
    attention = campaigns_attention(workspace, now)
    imports = imports_troubled(workspace=workspace, since=now - _IMPORTS_LATELY, limit=IMPORTS_SHOWN)
    link = _Links(workspace)
    return [
        *_machinery(),
        *(_held(hold, link) for hold in attention.held),
        *_blocked(attention, link),
        *(_stuck(campaign, link) for campaign in attention.stuck),
        *_complained_of(workspace, now, link),
        *_unknown(unknown_counts(workspace), link),
        *(
            Concern(
                "bad",
                f"{failing.contacts:,} contact{pluralize(failing.contacts)} failed in {failing.name}",
                "In the last seven days. Look at the reasons, then try them again or let them be.",
                link.campaign("campaign_contacts", failing.id) + "?state=failed",
                "See who",
            )
            for failing in attention.failing
        ),
        *(_import(item, link) for item in imports),
        *_drafts(drafts_faulty(workspace), link),
    ]


def first_steps(workspace: Workspace, statuses: Sequence[StatusCount]) -> list[FirstStep]:
    """What is still to do before the first campaign has run; nothing once one has been started."""
    started = {status.key for status in statuses} - {ShownStatus.DRAFT.value, ShownStatus.ARCHIVED.value}
    if started:
        return []
    link = _Links(workspace)
    return [
        FirstStep(
            "Bring your contacts",
            "Upload a CSV file with one line for each contact.",
            link.page("imports"),
            "Import a file",
            contact_list(workspace=workspace).exists(),
        ),
        FirstStep(
            "Set up a sender",
            "The account and address that mails go out from.",
            link.page("senders"),
            "Add a sender",
            sender_default(workspace, Channel.EMAIL) is not None,
        ),
        FirstStep(
            "Publish a template",
            "What the mail says. Only published templates are sent.",
            link.page("template_new"),
            "Write a template",
            template_list(workspace=workspace, state=TemplateState.PUBLISHED).exists(),
        ),
        FirstStep(
            "Make a campaign",
            "Draw who gets what and when, then start it.",
            link.page("campaign_new"),
            "Choose a ready flow",
            bool(statuses),
        ),
    ]


class _Links:
    """Addresses of the workspace's pages."""

    def __init__(self, workspace: Workspace) -> None:
        self._slug = workspace.slug

    def page(self, name: str, *keys: str) -> str:
        return reverse(f"frontend:{name}", args=[self._slug, *keys])

    def campaign(self, name: str, pk: UUID) -> str:
        return self.page(name, encode(Campaign.ID_PREFIX, pk))


def _machinery() -> Iterator[Concern]:
    missing = [sentence for role, sentence in _PROCESSES.items() if not process_seen(role)]
    if missing:
        sentence = " ".join((*missing, "Tell whoever runs this installation."))
        yield Concern("bad", "Part of Campanile is not running", sentence)


def _held(hold: CampaignHold, link: _Links) -> Concern:
    why = {
        HoldKind.ERROR: "Sending failed; nothing more is sent until somebody resumes it.",
        HoldKind.BALANCE: "The balance is used up; top it up, then resume.",
    }[HoldKind(hold.kind)]
    reason = f" {hold.reason.rstrip('.')}." if hold.reason else ""
    return Concern(
        "bad",
        f"{hold.campaign.name} is paused",
        why + reason,
        link.campaign("campaign", hold.campaign_id),
        "Look and resume",
    )


def _blocked(attention: Attention, link: _Links) -> Iterator[Concern]:
    for template in attention.templates:
        was = "was rejected" if template.state == TemplateState.REJECTED else "was taken back to be written anew"
        reason = f" The reviewer wrote: {template.reason}" if template.reason else ""
        yield Concern(
            "bad",
            f"The template {template.name} {was}",
            f"{_used(template)} with it, and nobody gets it.{reason}",
            link.page("template", encode(Template.ID_PREFIX, template.id)),
            "Show the template",
        )
    for sender in attention.senders:
        yield Concern(
            "bad",
            f"The sender {sender.name} can’t be used",
            f"{_used(sender)} from it. It is switched off, or its provider does not answer.",
            link.campaign("campaign", sender.campaigns[0].id),
            "Show the campaign",
        )


def _used(blocked: Blocked) -> str:
    names = [campaign.name for campaign in blocked.campaigns]
    told = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return f"{told} {'send' if len(names) > 1 else 'sends'}"


def _stuck(campaign: Named, link: _Links) -> Concern:
    return Concern(
        "warn",
        f"Something is stuck in {campaign.name}",
        "Contacts have been due for more than a minute and nobody took them up.",
        link.campaign("campaign", campaign.id),
        "See what and why",
    )


def _import(item: ContactImport, link: _Links) -> Concern:
    url = link.page("import", item.public_id)
    if item.state == ImportState.FAILED:
        return Concern("bad", f"{item.filename} could not be read", item.error, url, "See the import")
    rows = f"{item.rows_rejected:,} row{pluralize(item.rows_rejected)}"
    return Concern(
        "warn", f"{rows} of {item.filename} {pluralize(item.rows_rejected, 'was,were')} refused",
        "The other rows are in. Correct these and upload them again.", url, "See which",
    )  # fmt: skip


def _complained_of(workspace: Workspace, now: datetime, link: _Links) -> Iterator[Concern]:
    for sender, outcome in worries(workspace, now):
        held = bool(sender.complaints_tripped_at)
        rates = f"{rate_words(outcome.complaint_rate)} complained and {rate_words(outcome.bounce_rate)} came back"
        yield Concern(
            "bad" if held else "warn",
            f"The good name of {sender.name} is {'lost' if held else 'at risk'}",
            f"Of its mails of the last seven days {rates}.",
            link.page("deliverability"),
            "Look at it",
        )


def _unknown(counts: Sequence[tuple[UUID, str, int]], link: _Links) -> Iterator[Concern]:
    if not counts:
        return
    number = sum(each for _, _, each in counts)
    names = f"{counts[0][1]} and {len(counts) - 1} more" if len(counts) > 1 else counts[0][1]
    yield Concern(
        "warn",
        f"Nobody knows whether {number:,} message{pluralize(number)} arrived",
        f"In {names}. They are not sent again by themselves; you decide.",
        link.page("unknown"),
        "Decide",
    )


def _drafts(check: DraftCheck, link: _Links) -> Iterator[Concern]:
    """The first few, and how many more."""
    yield from (_draft(faults, link) for faults in check.faulty[:DRAFTS_SHOWN])
    rest = len(check.faulty) - DRAFTS_SHOWN
    if rest > 0:
        older = f" Looked at were the {DRAFTS_CHECKED} that were changed last." if check.more else ""
        yield Concern(
            "neutral",
            f"{rest} more draft{pluralize(rest)} can’t be started or published yet",
            f"Something in their flows is still to finish.{older}",
            link.page("campaigns") + "?status=DRAFT",
            "See all drafts",
        )


def _draft(faults: DraftFaults, link: _Links) -> Concern:
    what = f"{faults.errors} thing{pluralize(faults.errors)} to finish"
    return Concern(
        "neutral",
        f"The draft of {faults.campaign.name} has {what}",
        "It can’t be started or published as it is.",
        link.campaign("flow", faults.campaign.pk),
        "Open the flow",
    )
