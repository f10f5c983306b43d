"""Notify inbox: open a thread about the contact for somebody of the team."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.moves import Moves
from campaigns.nodes.parts import MemberUse, TextUse
from campaigns.nodes.registry import register
from campaigns.nodes.set_field import RENDER_FAILED

_LIQUID = Field(json_schema_extra={"x-editor": "liquid"})
Subject = Annotated[str, StringConstraints(min_length=1, max_length=200), _LIQUID]
Body = Annotated[str, StringConstraints(max_length=10_000), _LIQUID]
Email = Annotated[str, StringConstraints(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]


class NotifyInboxConfig(NodeConfig):
    """What the thread says, and whose it is."""

    subject: Subject = Field(description="The thread's subject; may contain Liquid.")
    body: Body = Field(default="", title="Text", description="The thread's text; may contain Liquid.")
    assignee: Email | None = Field(
        default=None,
        title="For",
        description="The e-mail address of the workspace's member who is to look at it; nobody yet if none is named.",
        json_schema_extra={"x-editor": "member"},
    )


@register
class NotifyInbox(NodeType[NotifyInboxConfig]):
    """Opens one thread for each contact. Subjects are cut to 200 characters and texts to 10,000 after rendering.

    A contact for whom a text can't be made fails. Threads of somebody who has left the workspace belong to nobody.
    """

    key = "notify_inbox"
    label = "Notify inbox"
    description = "Opens a thread about the contact in the team's inbox."
    category = Category.DATA
    Config = NotifyInboxConfig
    reasons = (RENDER_FAILED,)

    def texts(self, config: NotifyInboxConfig) -> Sequence[TextUse]:
        """Subject and body."""
        return (TextUse("config.subject", config.subject), TextUse("config.body", config.body))

    def members(self, config: NotifyInboxConfig) -> Sequence[MemberUse]:
        """The assignee, where one is named."""
        return (MemberUse("config.assignee", config.assignee),) if config.assignee else ()

    def step(self, batch: Batch[NotifyInboxConfig]) -> Moves:
        """All threads in one go; rows whose text can't be made fail, the others go on."""
        config, world = batch.node.config, batch.world
        subjects, failed_subjects = world.render(batch, config.subject)
        bodies, failed_bodies = world.render(batch, config.body)
        failed: Mapping[int, str] = {**failed_bodies, **failed_subjects}
        rows = [row for row in range(len(batch)) if row not in failed] if failed else range(len(batch))
        if rows:
            world.inbox_open(
                batch.of(rows), [subjects[row] for row in rows], [bodies[row] for row in rows], config.assignee
            )
        details = [{"message": reason} for reason in failed.values()]
        return Moves().to("next", rows).fail(RENDER_FAILED, list(failed), details=details)

    def summary(self, config: NotifyInboxConfig) -> str:
        """One line."""
        return f"Notify {config.assignee or 'the inbox'}: “{config.subject[:60]}”"
