"""Writing down consent of many contacts. A refusal stays: only the contact's own word takes it back."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from contacts.bulk.base import Applied, BulkAction, Task, register
from contacts.bulk.params import text_params
from contacts.models import ConsentState, Topic
from contacts.rules import Predicate
from contacts.selectors.topics import topic_get
from contacts.services.consent import ConsentChange, consent_set_many
from workspaces.channels import Channel, MessageType
from workspaces.errors import InvalidInput, NotFound
from workspaces.ids import decode
from workspaces.models import Workspace

_KNOWN = {"channel": Channel.values, "message_type": MessageType.values, "state": ConsentState.values}
_STATE = (
    "(SELECT k.state FROM contacts_consent k WHERE k.contact_id = c.id"
    " AND k.channel = %(verdict_channel)s AND k.message_type = %(verdict_type)s"
    " AND k.topic_id IS NOT DISTINCT FROM %(verdict_topic)s::uuid)"
)


@register
class ConsentAction(BulkAction):
    """Given or refused, for one channel and kind of message: to all of them, or to those about a topic."""

    key = "consent"
    label = "Write down consent"
    reasons: ClassVar[Mapping[str, str]] = {
        "same": "have said so already",
        "denied": "have refused, which only they can take back",
    }

    def check(self, workspace: Workspace, params: Mapping[str, Any]) -> dict[str, Any]:
        topic = params.get("topic") or ""
        found = text_params({name: value for name, value in params.items() if name != "topic"}, *_KNOWN)
        for name, value in found.items():
            if value not in _KNOWN[name]:
                raise InvalidInput.of(f"params.{name}", f"must be one of {', '.join(_KNOWN[name])}")
        if topic:
            try:
                found["topic"] = topic_get(workspace=workspace, topic_id=str(topic)).public_id
            except NotFound as error:
                raise InvalidInput.of("params.topic", "there is no such topic", "unknown_topic") from error
        return dict(found)

    def verdict(self, task: Task) -> Predicate:
        params = {
            "verdict_channel": task.params["channel"],
            "verdict_type": task.params["message_type"],
            "verdict_state": task.params["state"],
            "verdict_topic": _topic_id(task.params),
        }
        sql = f"CASE {_STATE} WHEN %(verdict_state)s THEN 'same' WHEN 'denied' THEN 'denied' END"
        return Predicate(sql, params)

    def apply(self, task: Task, contact_ids: Collection[UUID]) -> Applied:
        words = (task.params["channel"], task.params["message_type"], task.params["state"])
        consent_set_many(
            workspace_id=task.workspace.pk,
            changes=[ConsentChange(contact, *words, _topic_id(task.params)) for contact in contact_ids],
            source=f"bulk:{task.operation}",
            now=task.now,
        )
        return Applied(contact_ids)

    def words(self, workspace: Workspace, params: Mapping[str, Any]) -> str:
        kind, channel = MessageType(params["message_type"]).label, Channel(params["channel"]).label
        verb = "given" if params["state"] == ConsentState.GRANTED else "refused"
        about = ""
        if params.get("topic"):
            about = f" about “{topic_get(workspace=workspace, topic_id=params['topic']).name}”"
        return f"Write down that consent to {kind.lower()} by {channel}{about} is {verb}"


def _topic_id(params: Mapping[str, Any]) -> UUID | None:
    return decode(Topic.ID_PREFIX, params["topic"]) if params.get("topic") else None
