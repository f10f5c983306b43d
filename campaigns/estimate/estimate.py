"""The estimate of a campaign's flow: audience, contacts at each node, messages, cost."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from campaigns.estimate.answers import AudienceEstimate, Estimate
from campaigns.estimate.costs import channel_estimate, priced_countries, total_cost
from campaigns.estimate.counting import Atom, Counted, audience_count, country_shares
from campaigns.estimate.entering import entering_of
from campaigns.estimate.parts import parts_of
from campaigns.estimate.questions import Questions
from campaigns.estimate.splits import split_of
from campaigns.estimate.spread import Kind, Letter, Spread, Ways, order_of
from campaigns.flow import Flow, RefKind, references
from campaigns.flow.graph import Graph, GraphNode
from campaigns.lifecycle.versions import campaign_document
from campaigns.models import Campaign, CounterOutcome
from campaigns.nodes.send import SendConfig
from campaigns.reports.counts import NodeCounts, campaign_counts
from campaigns.reports.progress import campaign_progress, node_states
from campaigns.settings import settings_of
from messaging.selectors import prices_by_country
from templates_app.models import Template
from workspaces.clock import database_now

_ON_THEIR_WAY = ("pending", "processing")


def campaign_estimate(
    campaign: Campaign, *, document: Mapping[str, Any] | None = None, now: datetime | None = None
) -> Estimate:
    """Whom the document, or the draft, or the live version would reach now, and what that would cost.

    The document is well-formed; it may be unfinished. Bounded whatever the size of the audience.
    """
    moment = now or database_now()
    graph = Graph(Flow.model_validate(campaign_document(campaign) if document is None else document))
    questions = Questions()
    ways = _ways(campaign, graph, questions)
    entering = entering_of(campaign, graph, moment)
    countries = priced_countries(prices_by_country(campaign.workspace), _kinds(ways))
    counted = audience_count(campaign, entering, questions, moment, countries)
    if not counted.asked:
        ways = _ways(campaign, graph, _Mute())
    audience = AudienceEstimate(round(counted.contacts), counted.exact and not entering.unknown, campaign.audience)
    return _estimate(campaign, audience, ways, counted, ways.spread(counted.atoms))


def campaign_remaining_cost(campaign: Campaign) -> Decimal | None:
    """What the messages will cost that those who are on their way have yet to get; None where one has no price.

    By the counters and the shape of the live version: nobody is asked, so ways part as they did before, or evenly. Who
    has yet to enter counts from the triggers on.
    """
    version, progress = campaign.live_version, campaign_progress(campaign)
    if version is None:
        return total_cost([])
    ways = _ways(campaign, Graph(Flow.model_validate(version.document)), _Mute())
    here = {key: sum(states.get(state, 0) for state in _ON_THEIR_WAY) for key, states in node_states(campaign).items()}
    triggers = [key for key, node in ways.graph.nodes.items() if node.is_trigger]
    coming = progress.queued + max(0, progress.audience - progress.enrolled)
    atoms = [Atom(key, "", number) for key, number in here.items() if number and key in ways.splits]
    atoms += [Atom(key, "", coming / len(triggers)) for key in triggers if coming > 0]
    prices = prices_by_country(campaign.workspace)
    if countries := priced_countries(prices, _kinds(ways)):
        shares = country_shares(campaign, entering_of(campaign, ways.graph, database_now()), countries)
        atoms = [replace(atom, country=each, contacts=atom.contacts * part) for atom in atoms for each, part in shares]
    spread = ways.spread(atoms)
    sent = [kind for kind, number in spread.sends.items() if round(number)]
    parts = _parts(campaign, ways, sent)
    return total_cost(channel_estimate(kind, spread, prices, parts.get(kind, 1)).cost for kind in sent)


class _Mute(Questions):
    """Asks nothing, so that every way is shared out."""

    def ask(self, rule: Mapping[str, Any] | None) -> int | None:
        self.unknown = True
        return None


def _ways(campaign: Campaign, graph: Graph, questions: Questions) -> Ways:
    counts = campaign_counts(campaign)
    types = _message_types(campaign, graph.flow)
    topic = settings_of(campaign).topic
    splits = {key: split_of(node, questions, _seen(counts.get(key, {}))) for key, node in graph.nodes.items()}
    letters = {key: found for key, node in graph.nodes.items() if (found := _letters(node, types, topic, questions))}
    return Ways(graph, order_of(graph), splits, letters)


def _seen(counts: NodeCounts) -> dict[str, int]:
    return {port: total for (outcome, port, _), total in counts.items() if outcome == CounterOutcome.PASSED}


def _message_types(campaign: Campaign, flow: Flow) -> Mapping[UUID, str]:
    wanted = {ref.id for ref in references(flow) if ref.kind is RefKind.TEMPLATE}
    templates = Template.objects.in_workspace(campaign.workspace_id).filter(pk__in=wanted)
    return dict(templates.values_list("pk", "message_type"))


def _letters(node: GraphNode, types: Mapping[UUID, str], topic: str | None, questions: Questions) -> Sequence[Letter]:
    """What the node sends, the fallback behind the first message; templates that are gone send nothing."""
    if not isinstance(node.config, SendConfig):
        return ()
    wanted = [(node.config.channel, node.config.template)]
    if node.config.fallback is not None:
        wanted.append((node.config.fallback.channel, node.config.fallback.template))
    kinds: list[Kind] = [(channel, types[template]) for channel, template in wanted if template in types]
    return [Letter(kind, questions.ask_sendable(*kind, topic)) for kind in kinds]


def _estimate(campaign: Campaign, audience: AudienceEstimate, ways: Ways, counted: Counted, spread: Spread) -> Estimate:
    prices, kinds = prices_by_country(campaign.workspace), sorted(_kinds(ways))
    parts = _parts(campaign, ways, kinds)
    channels = tuple(channel_estimate(kind, spread, prices, parts.get(kind, 1)) for kind in kinds)
    exact = audience.exact and not counted.sampled and all(ways.splits[key].exact for key in ways.order)
    if _changes_its_mind(ways):
        exact = False
    return Estimate(
        audience=audience,
        exact=exact,
        sends=sum(channel.sends for channel in channels),
        cost=total_cost(channel.cost for channel in channels if channel.sends),
        currency=campaign.workspace.currency,
        channels=channels,
        nodes={key: round(spread.nodes.get(key, 0)) for key in ways.graph.nodes},
    )


def _kinds(ways: Ways) -> set[Kind]:
    return {letter.kind for letters in ways.letters.values() for letter in letters}


def _changes_its_mind(ways: Ways) -> bool:
    """Whether contacts are changed and asked in one flow: the answers are those of before."""
    nodes = [ways.graph.nodes[key] for key in ways.order]
    changes = any(node.type is not None and node.type.writes_contact for node in nodes)
    return changes and any(len(node.ports() or ()) > 1 for node in nodes)


def _parts(campaign: Campaign, ways: Ways, kinds: Sequence[Kind]) -> Mapping[Kind, int]:
    wanted = {ref.id for ref in references(ways.graph.flow) if ref.kind is RefKind.TEMPLATE}
    return parts_of(campaign.workspace_id, wanted, kinds)
