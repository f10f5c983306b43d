"""`{"type": "channel", "field": "email", "operator": "is", "value": "reachable"}`: whether it leads to somebody."""

from collections.abc import Mapping, Sequence
from typing import Literal

from django.db.models.functions import Lower
from pydantic import ConfigDict, Field

from contacts.models import Contact
from contacts.rules.builder import CONTACT, Builder, negated
from contacts.rules.conditions import hints
from contacts.rules.conditions.memory import lowered
from contacts.rules.facts import Asked, Facts
from contacts.rules.registry import ConditionType, register
from contacts.rules.tree import Leaf
from messaging.models import ContactPoint, ReturnedContact, Suppression
from workspaces.channels import Channel

# Where the contact's address for a channel stands, and how it is compared; others have chats and devices.
_FIELDS = {"email": "email", "sms": "phone", "whatsapp": "phone"}
_ADDRESSES = {"email": f"lower({CONTACT}.email)", "sms": f"{CONTACT}.phone", "whatsapp": f"{CONTACT}.phone"}


# Leads to everybody: whoever signs in there finds what waits for them.
_EVERYWHERE = "onsite"
# Stands for the address where it is one of somebody who was erased.
_ERASED = ""
# Stands for a chat or device; no address looks like it.
_LIVE = "\x00"


class ChannelLeaf(Leaf):
    """`reachable` means an address that is not suppressed; `suppressed` means one that is, or an erased person's.

    Consent is a condition of its own.
    """

    model_config = ConfigDict(json_schema_extra=hints.sentence("field", "operator", "value"))

    type: Literal["channel"]
    field: Literal["email", "sms", "whatsapp", "telegram", "push", "onsite"] = Field(
        title="Channel", json_schema_extra=hints.channels()
    )
    operator: Literal["is", "is_not"] = Field(
        title="Comparison", json_schema_extra=hints.choice({"is": "is", "is_not": "is not"})
    )
    value: Literal["reachable", "suppressed"] = Field(
        title="State", json_schema_extra=hints.choice({"reachable": "reachable", "suppressed": "suppressed"})
    )


@register
class ChannelCondition(ConditionType[ChannelLeaf]):
    """Answered by the unique indexes on (workspace, channel, address) and, of erased ones, (contact, channel).

    Telegram and push lead to contacts with a chat or device that has not ended, on-site to everybody.
    """

    key = "channel"
    label = "Channel"
    description = "Whether a channel leads to the contact: an address that is not suppressed."
    Leaf = ChannelLeaf

    def compile(self, leaf: ChannelLeaf, builder: Builder) -> str:
        address = _ADDRESSES.get(leaf.field)
        channel = builder.param(leaf.field)
        if address is None:
            reached = "TRUE" if leaf.field == _EVERYWHERE else _live(channel)
            live = reached if leaf.value == "reachable" else "FALSE"
            return live if leaf.operator == "is" else negated(live)
        # Only placeholders and names from this module are put in.
        listed = (
            f"EXISTS (SELECT 1 FROM messaging_suppression p WHERE p.workspace_id = {builder.workspace()}"  # noqa: S608
            f" AND p.channel = {channel} AND p.address = {address})"
        )
        erased = (
            f"EXISTS (SELECT 1 FROM messaging_returnedcontact q WHERE q.contact_id = {CONTACT}.id"  # noqa: S608
            f" AND q.channel = {channel})"
        )
        # Each by itself, so that PostgreSQL can join both; it can't inside of a negated OR.
        reachable = f"({address} <> '' AND NOT {listed} AND NOT {erased})"
        sql = f"({listed} OR {erased})" if leaf.value == "suppressed" else reachable
        return sql if leaf.operator == "is" else negated(sql)

    def load(self, leaves: Sequence[ChannelLeaf], asked: Asked) -> frozenset[tuple[str, str]]:
        """The channels and addresses of the contact that are suppressed or erased, and those of chats and devices."""
        contacts = Contact.objects.in_workspace(asked.workspace_id).filter(pk=asked.contact_id)
        found = contacts.values_list(Lower("email"), "phone").first() or ()
        addresses = [address for address in found if address]
        rows = Suppression.objects.in_workspace(asked.workspace_id).filter(address__in=addresses)
        erased = ReturnedContact.objects.in_workspace(asked.workspace_id).filter(contact_id=asked.contact_id)
        channels = set(erased.values_list("channel", flat=True))
        points = ContactPoint.objects.in_workspace(asked.workspace_id).filter(
            contact_id=asked.contact_id, ended_at=None
        )
        live = {(each, _LIVE) for each in points.values_list("channel", flat=True)}
        return frozenset(rows.values_list("channel", "address")) | {(each, _ERASED) for each in channels} | live

    def holds(self, leaf: ChannelLeaf, facts: Facts) -> bool:
        loaded = facts.loaded[self.key]
        if leaf.field not in _FIELDS:
            live = leaf.value == "reachable" and (leaf.field == _EVERYWHERE or (leaf.field, _LIVE) in loaded)
            return live == (leaf.operator == "is")
        address = facts.own[_FIELDS[leaf.field]]
        listed = address is not None and (leaf.field, lowered(address)) in loaded
        suppressed = listed or (leaf.field, _ERASED) in loaded
        found = suppressed if leaf.value == "suppressed" else bool(address) and not suppressed
        return found == (leaf.operator == "is")

    def dependencies(self, leaf: ChannelLeaf) -> frozenset[str]:
        field = _FIELDS.get(leaf.field)
        return frozenset() if field is None else frozenset({f"contact:{field}", "suppression"})

    def words(self, leaf: ChannelLeaf, names: Mapping[str, str]) -> str:
        verb = "is" if leaf.operator == "is" else "is not"
        return f"{Channel(leaf.field).label} {verb} {leaf.value}"

    def volatile(self, leaf: ChannelLeaf) -> bool:
        # A suppression doesn't mark the contact as changed.
        return True


def _live(channel: str) -> str:
    """Whether the contact has a chat or device on the channel, which is a placeholder."""
    # Only placeholders and names from this module are put in.
    return (
        f"EXISTS (SELECT 1 FROM messaging_contactpoint r WHERE r.contact_id = {CONTACT}.id"  # noqa: S608
        f" AND r.channel = {channel} AND r.ended_at IS NULL)"
    )
