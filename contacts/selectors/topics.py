"""Topics of a workspace, and how many contacts said yes or no to each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, QuerySet

from contacts.models import Consent, ConsentState, Topic
from workspaces.errors import NotFound
from workspaces.ids import InvalidId, decode
from workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class TopicCounts:
    """Contacts who said yes and who said no to a topic on some channel; those who said nothing are in neither."""

    granted: int = 0
    denied: int = 0


def topic_list(*, workspace: Workspace | UUID, archived: bool = False) -> QuerySet[Topic]:
    """The topics in their order; with `archived` those that were put away, too, at the end."""
    rows: QuerySet[Topic] = Topic.objects.in_workspace(workspace).order_by(
        F("archived_at").asc(nulls_first=True), "position", "pk"
    )
    return rows if archived else rows.filter(archived_at=None)


def topic_get(*, workspace: Workspace | UUID, topic_id: str) -> Topic:
    """The topic with this public id. Raises NotFound."""
    try:
        return Topic.objects.in_workspace(workspace).get(pk=decode(Topic.ID_PREFIX, topic_id))
    except (InvalidId, Topic.DoesNotExist):
        raise NotFound("There is no such topic.") from None


def topic_counts(*, topics: Iterable[Topic]) -> Mapping[UUID, TopicCounts]:
    """The counts of each of one workspace's topics, in one query over the index consent_by_topic."""
    wanted = list(topics)
    if not wanted:
        return {}
    rows = Consent.objects.in_workspace(wanted[0].workspace_id).filter(topic__in=wanted)
    counted: dict[UUID, dict[str, int]] = {topic.pk: {} for topic in wanted}
    for topic_id, state, contacts in (
        rows.order_by().values_list("topic_id", "state").annotate(n=Count("contact_id", distinct=True))
    ):
        counted[topic_id][state] = contacts
    return {
        pk: TopicCounts(by_state.get(ConsentState.GRANTED, 0), by_state.get(ConsentState.DENIED, 0))
        for pk, by_state in counted.items()
    }
