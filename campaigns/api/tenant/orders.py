"""`/{id}/orders`: what operators order to be done to many executions, and how far it is."""

from datetime import timedelta

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.tenant import examples
from campaigns.api.tenant.base import READ, WRITE, CampaignView
from campaigns.api.tenant.inputs import NothingInput, OrderInput
from campaigns.api.tenant.words import conflicts_in_words
from campaigns.models import ExecutionOrder, ExecutionState, OrderAction, OrderState
from campaigns.reasons import reason_words
from campaigns.selectors import order_of, orders_list
from campaigns.services import OrderFilter, order_create, order_stop
from workspaces.api.problems import Kind
from workspaces.api.tenant.schema import envelope, operation, page_envelope
from workspaces.api.tenant.views import Page, PageQuery


class OrderOut(serializers.Serializer):
    """An order and how far it is."""

    id = serializers.CharField(source="public_id")
    action = serializers.ChoiceField(choices=OrderAction.choices)
    to = serializers.CharField(source="target", allow_blank=True)
    state = serializers.ChoiceField(choices=OrderState.choices)
    reason = serializers.CharField(allow_blank=True, help_text="Why it was stopped, or failed.")
    reason_text = serializers.SerializerMethodField()
    execution_state = serializers.ChoiceField(choices=ExecutionState.choices, allow_blank=True, source="state_filter")
    node = serializers.CharField(source="node_filter", allow_blank=True)
    expected = serializers.IntegerField(help_text="How many it seemed to mean when it was given.")
    done = serializers.IntegerField()
    refused = serializers.IntegerField(help_text="Meant, but in no state to have it done to them.")
    given_by = serializers.CharField(source="actor_label", allow_blank=True)
    created_at = serializers.DateTimeField()
    not_before = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)

    def get_reason_text(self, order: ExecutionOrder) -> str:
        """The reason in words, "" where there is none."""
        return reason_words(order.reason) if order.reason else ""


_ANSWER = envelope("ExecutionOrder", OrderOut)


class OrdersView(CampaignView):
    """The orders of a campaign."""

    @operation(
        "orders_list",
        summary="List orders",
        description="What operators ordered to be done to many executions, newest first.",
        need=READ,
        query=[PageQuery],
        answer=page_envelope("ExecutionOrders", OrderOut),
        example=examples.ORDERS,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag="Executions",
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        query = self.query(PageQuery)
        rows = orders_list(self.campaign(campaign_id))
        page = Page.cut(rows, query)
        return self.success_page(OrderOut(page.rows, many=True).data, page.described())

    @operation(
        "orders_create",
        summary="Act on many executions",
        description="Stops, retries, moves or cuts short the waits of everybody in a campaign who is in `state`, at "
        "`node`, or named. Answers at once; the work is done in batches that survive any crash, and its progress is "
        "read at the order's address. Who enters the campaign later is not meant. Orders of a campaign are carried out "
        "one after the other; 20 may be open.",
        need=WRITE,
        body=OrderInput,
        bodies={
            "Retry whoever failed at a node": {"action": "retry", "node": "s1"},
            "Move some": {"action": "move", "to": "s2", "executions": ["exe_01k9zq4s2dw001fzzzzzzzz02q"]},
        },
        answer=_ANSWER,
        example=examples.ORDER,
        status=202,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag="Executions",
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        body = self.body(OrderInput)
        which = OrderFilter(**{name: body.get(name) for name in ("state", "node", "executions", "contacts")})
        with conflicts_in_words("operated on"):
            order = order_create(
                campaign=self.campaign(campaign_id),
                action=OrderAction(body["action"]),
                which=which,
                actor=self.actor,
                to=body.get("to", ""),
                delay=timedelta(seconds=body["delay"]),
            )
        return self.success(OrderOut(order).data, status=202)


class OrderDetailView(CampaignView):
    """One order."""

    @operation(
        "orders_get",
        summary="Get an order",
        description="How far it is: `done` and `refused` of about `expected`. Cheap enough to poll.",
        need=READ,
        answer=_ANSWER,
        example=examples.ORDER,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag="Executions",
    )
    def get(self, request: Request, campaign_id: str, order_id: str) -> Response:
        self.no_query()
        return self.success(OrderOut(order_of(self.campaign(campaign_id), order_id)).data)


class OrderStopView(CampaignView):
    """No further."""

    @operation(
        "orders_stop",
        summary="Stop an order",
        description="When it has answered, the order does nothing any more; what it has done stays done.",
        need=WRITE,
        body=NothingInput,
        bodies={"Nothing": {}},
        answer=_ANSWER,
        example=examples.ORDER,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag="Executions",
    )
    def post(self, request: Request, campaign_id: str, order_id: str) -> Response:
        self.body(NothingInput)
        order = order_of(self.campaign(campaign_id), order_id)
        return self.success(OrderOut(order_stop(order=order, actor=self.actor)).data)
