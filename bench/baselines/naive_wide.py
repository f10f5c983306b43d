"""The usual design for the flow of twelve node types: what each node does to its contact, through the ORM."""

from collections.abc import Callable

from bench.baselines import naive
from bench.fixtures import VARIANTS
from bench.wide_flow import Parts
from campaigns.models import Campaign, Execution
from contacts.models import SegmentMembership
from messaging.models import Message
from templates_app.models import TemplateVersion

Effect = Callable[[Execution], None]


def install(parts: Parts, campaign: Campaign) -> None:
    """Has the naive worker run this flow for that campaign. Messages are taken for sent as soon as they are written."""
    effects = _effects(parts, campaign)

    def node(target: str, name: str) -> naive.NaiveNode:
        return naive.NaiveNode({"next": target}, effect=effects.get(name))

    naive.flow.clear()
    naive.flow.update(
        start=node("pro", "start"),
        pro=naive.NaiveNode({"yes": "plans", "no": "plans"}, kind="condition", plan_in=("pro",)),
        plans=naive.NaiveNode({"yes": "test", "no": "test"}, kind="condition", plan_in=("free", "team")),
        test=naive.NaiveNode(dict.fromkeys(VARIANTS, "tagged"), kind="ab_test"),
        tagged=node("field", "tagged"),
        field=node("score", "field"),
        score=node("in", "score"),
        **{"in": node("out", "in")},
        out=node("mail", "out"),
        mail=node("rest", "mail"),
        rest=node("end", "rest"),
        end=naive.NaiveNode({"next": "over"}),
        over=naive.NaiveNode({}, kind="rest"),
    )


def _effects(parts: Parts, campaign: Campaign) -> dict[str, Effect]:
    version = TemplateVersion.objects.in_workspace(parts.workspace).get(template=parts.template)

    def tag(execution: Execution) -> None:
        execution.contact.tags.append("started")
        execution.contact.save(update_fields=["tags"])

    def set_field(execution: Execution) -> None:
        execution.contact.attributes["stage"] = "onboarding"
        execution.contact.save(update_fields=["attributes"])

    def score(execution: Execution) -> None:
        execution.contact.score += 5
        execution.contact.save(update_fields=["score"])

    def join(execution: Execution) -> None:
        SegmentMembership.objects.create(
            workspace_id=execution.workspace_id,
            segment=parts.joined,
            contact=execution.contact,
            entered_at=execution.created_at,
        )

    def leave(execution: Execution) -> None:
        members = SegmentMembership.objects.in_workspace(parts.workspace)
        members.filter(segment=parts.left, contact=execution.contact).delete()

    def send(execution: Execution) -> None:
        Message.objects.create(
            workspace_id=execution.workspace_id,
            stream_id=campaign.pk,
            contact=execution.contact,
            execution_id=execution.pk,
            node="mail",
            visit=1,
            channel="email",
            message_type="marketing",
            template_version=version,
            sender=parts.sender,
            not_before=execution.created_at,
            created_at=execution.created_at,
        )

    return {"tagged": tag, "field": set_field, "score": score, "in": join, "out": leave, "mail": send}
