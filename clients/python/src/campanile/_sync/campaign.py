# Written by `python -m scripts.client_sync` from its namesake in `_async`; change that one.
"""`client.campaign`: campaigns, their touchpoints, and what sets them off."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from campanile._calls import (
    CHANNEL,
    RUNTIME,
    TENANT,
    Call,
    answer,
    building_on,
    counted,
    data,
    given,
    mapping,
    new_key,
    nothing,
    path_of,
    post,
)
from campanile._calls import field as part
from campanile._sync.paging import walk
from campanile._sync.transport import Transport
from campanile.models import (
    Campaign,
    CampaignBrief,
    CampaignProgress,
    CampaignStatus,
    Page,
    Touchpoint,
    TriggeredRun,
    Validity,
)

Channel = Literal["email", "sms", "whatsapp", "telegram", "push", "onsite"]
Message = str | Mapping[str, Any]
_CAMPAIGNS, _TOUCHPOINTS = f"{CHANNEL}/campaign", f"{CHANNEL}/touchpoints"


class Campaigns:
    """Campaigns of the workspace."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, *, limit: int = 100, offset: int = 0) -> Page[Campaign]:
        """A page of campaigns, newest first; archived ones are left out."""
        query = {"limit": limit, "offset": offset}
        return self._transport.send(Call("GET", _CAMPAIGNS, counted(Campaign, query), query=query))

    def iter(self, *, limit: int = 100) -> Iterator[Campaign]:
        """Every campaign; `limit` is how many each request brings."""
        return walk(self.list, limit=limit)

    def get(self, campaign_id: str) -> Campaign:
        """One campaign."""
        return self._transport.send(Call("GET", f"{_CAMPAIGNS}/{path_of(campaign_id)}", answer(Campaign)))

    def create(self, *, name: str, channel_type: Channel, idempotency_key: str | None = None) -> Campaign:
        """A new draft for messages over a channel."""
        body = {"name": name, "channel_type": channel_type}
        return self._transport.send(post(_CAMPAIGNS, body, answer(Campaign), idempotency_key))

    def delete(self, campaign_id: str) -> None:
        """Deletes it for good, unless it is launched."""
        self._transport.send(Call("DELETE", f"{_CAMPAIGNS}/{path_of(campaign_id)}", nothing))

    def list_touchpoints(
        self, *, campaign_id: str | None = None, limit: int = 100, offset: int = 0
    ) -> Page[Touchpoint]:
        """A page of the touchpoints of one campaign, or of all."""
        query = {"campaign_id": campaign_id, "limit": limit, "offset": offset}
        return self._transport.send(Call("GET", _TOUCHPOINTS, counted(Touchpoint, query), query=query))

    def iter_touchpoints(self, *, campaign_id: str | None = None, limit: int = 100) -> Iterator[Touchpoint]:
        """Every touchpoint of one campaign, or of all."""
        return walk(self.list_touchpoints, campaign_id=campaign_id, limit=limit)

    def get_touchpoint(self, touchpoint_id: str) -> Touchpoint:
        """One touchpoint."""
        return self._transport.send(Call("GET", _touchpoint(touchpoint_id), answer(Touchpoint)))

    def create_touchpoint(
        self,
        *,
        campaign_id: str,
        type: str,
        name: str,
        message: Message | None = None,
        config: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> Touchpoint:
        """Puts one at the end of the flow: a `message`, or an action (`wait`, `tag`, …) with its `config`."""
        body = given(campaign_id=campaign_id, type=type, name=name, message=message, config=config)
        return self._transport.send(post(_TOUCHPOINTS, body, answer(Touchpoint), idempotency_key))

    def update_touchpoint(
        self,
        touchpoint_id: str,
        *,
        base: Touchpoint | None = None,
        name: str | None = None,
        message: Message | None = None,
        config: Mapping[str, Any] | None = None,
    ) -> Touchpoint:
        """Changes what is named; its place in the flow stays.

        With the `base` that you have read, nobody else's change is overwritten (412).
        """
        body, headers = given(name=name, message=message, config=config), building_on(base)
        call = Call("PUT", _touchpoint(touchpoint_id), answer(Touchpoint), body=body, headers=headers)
        return self._transport.send(call)

    def delete_touchpoint(self, touchpoint_id: str, *, base: Touchpoint | None = None) -> None:
        """Takes it out; what led to it leads to what came after.

        With the `base` that you have read, not what somebody else has changed since (412).
        """
        self._transport.send(Call("DELETE", _touchpoint(touchpoint_id), nothing, headers=building_on(base)))

    def validate_touchpoint(self, touchpoint_id: str) -> Validity:
        """Everything that would stop a launch, in words; what is about this touchpoint comes first."""
        call = post(f"{_TOUCHPOINTS}/_validate", {"touchpoint_id": touchpoint_id}, answer(Validity))
        return self._transport.send(call)

    def start(self, campaign_id: str, *, idempotency_key: str | None = None) -> None:
        """Launches a draft: its flow is checked and published, and its audience begins to enter."""
        call = post(f"{_tenant(campaign_id)}/send", {"action": "start"}, nothing, idempotency_key)
        self._transport.send(call)

    def trigger(
        self,
        campaign_id: str,
        *,
        contact_ids: Sequence[str] | None = None,
        contacts: Sequence[Mapping[str, Any]] | None = None,
        data: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> TriggeredRun:
        """Begins a run of a running campaign that has an API trigger: over up to 1,000 contacts, or its audience.

        Templates and rules see `data` as `trigger.*`. With the same `idempotency_key` it is the same run, for ever.
        """
        key = idempotency_key or new_key()
        body = given(contact_ids=contact_ids, contacts=contacts, data=data, idempotency_key=key)
        return self._transport.send(post(f"{_runtime(campaign_id)}/trigger", body, answer(TriggeredRun), key))

    def pause(self, campaign_id: str, *, idempotency_key: str | None = None) -> str:
        """When it has answered, nothing more is claimed. Answers the status, such as PAUSED."""
        return self._transport.send(post(f"{_runtime(campaign_id)}/pause", {}, part("status"), idempotency_key))

    def resume(self, campaign_id: str, *, idempotency_key: str | None = None) -> str:
        """Goes on where it stopped. Answers the status, such as RUNNING."""
        return self._transport.send(post(f"{_runtime(campaign_id)}/resume", {}, part("status"), idempotency_key))

    def progress(self, campaign_id: str) -> CampaignProgress:
        """Where its contacts are, what holds it, and what it will still cost; cheap enough to poll."""
        return self._transport.send(Call("GET", f"{_runtime(campaign_id)}/status", answer(CampaignProgress)))

    def export_document(self, campaign_id: str) -> dict[str, Any]:
        """The campaign's settings and flow, with the names of what they refer to."""
        return self._transport.send(Call("GET", f"{_tenant(campaign_id)}/export", mapping))

    def import_document(
        self, document: Mapping[str, Any], *, campaign_id: str | None = None, idempotency_key: str | None = None
    ) -> CampaignBrief:
        """A new draft of an exported document, or that as the draft of a campaign, whose settings change at once."""
        body = {**document, **given(campaign=campaign_id)}
        return self._transport.send(post(f"{TENANT}/campaigns/import", body, data(CampaignBrief), idempotency_key))

    def status(self, campaign_id: str) -> CampaignStatus:
        """Where its contacts are, what became of its messages, and what holds it. Cheap enough to poll."""
        return self._transport.send(Call("GET", f"{_tenant(campaign_id)}/status", data(CampaignStatus)))


def _touchpoint(touchpoint_id: str) -> str:
    return f"{_TOUCHPOINTS}/{path_of(touchpoint_id)}"


def _tenant(campaign_id: str) -> str:
    return f"{TENANT}/campaigns/{path_of(campaign_id)}"


def _runtime(campaign_id: str) -> str:
    return f"{RUNTIME}/{path_of(campaign_id)}"
