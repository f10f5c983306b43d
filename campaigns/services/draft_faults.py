"""Which drafts could not be published as they are: for a list of what is to do. Reads only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from campaigns.flow import Problem, errors_of, parse, validate
from campaigns.models import Campaign, FlowState, FlowVersion
from campaigns.services.references import references_known
from campaigns.status import FINISHED
from contacts import rules
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

# A flow of twenty steps takes about a millisecond.
DRAFTS_CHECKED = 100


@dataclass(frozen=True, slots=True)
class DraftFaults:
    """A campaign whose draft has errors, how many, and the first of them."""

    campaign: Campaign
    errors: int
    first: str


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """The drafts with errors, the one changed last first, and whether there are older ones that weren't looked at."""

    faulty: Sequence[DraftFaults]
    more: bool


def drafts_faulty(workspace: Workspace, *, limit: int = DRAFTS_CHECKED) -> DraftCheck:
    """Of the `limit` drafts that were changed last, those with errors; a draft without any node is no fault yet.

    Computed each time, as a template that is taken back makes an untouched draft faulty. As many queries for all as
    for one: rules are read for their form alone, the rest of them is told when the draft is
    opened or published.
    """
    versions = FlowVersion.objects.in_workspace(workspace).filter(state=FlowState.DRAFT)
    open_ones = versions.exclude(campaign__lifecycle__in=FINISHED).exclude(document__nodes=[])
    latest = list(open_ones.select_related("campaign").order_by("-updated_at", "-pk")[: limit + 1])
    drafts = latest[:limit]
    flows = {draft.pk: parse(draft.document) for draft in drafts}
    known = replace(references_known(flows.values(), workspace.pk)[0], check_rule=_form_problems)
    found = []
    for draft in drafts:
        errors = errors_of(validate(flows[draft.pk], replace(known, own_campaign=draft.campaign_id)))
        if errors:
            found.append(DraftFaults(draft.campaign, len(errors), errors[0].message))
    return DraftCheck(found, more=len(latest) > limit)


def _form_problems(path: str, rule: Mapping[str, object]) -> Iterator[Problem]:
    try:
        rules.parse(rule, path=path)
    except InvalidInput as error:
        for detail in error.details:
            yield Problem(detail.field, detail.code, detail.message)
