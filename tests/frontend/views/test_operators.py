"""Acting on contacts in a campaign: one from the journal, many by an order that is asked about first."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from campaigns.engine import orders
from campaigns.models import Campaign, Execution, ExecutionOrder
from campaigns.services import contacts_enroll
from tests.factories.campaigns import tick
from tests.frontend.campaigns import ACTOR, launch, make_people, make_welcome_series
from workspaces.clock import database_now
from workspaces.models import AuditEntry, ProcessRole, Workspace
from workspaces.services.heartbeats import heartbeat_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    """Running, with Ada, Bob and Cleo beside their first mail."""
    people = make_people(workspace)
    campaign = launch(make_welcome_series(workspace))
    contacts_enroll(campaign=campaign, contact_ids=[person.pk for person in people], actor=ACTOR)
    tick()
    return campaign


def _path(campaign: Campaign, rest: str) -> str:
    return f"/w/acme/campaigns/{campaign.public_id}/{rest}"


def _executions(campaign: Campaign) -> list[Execution]:
    return list(Execution.objects.in_workspace(campaign.workspace_id).order_by("contact_id"))


def _states(campaign: Campaign) -> list[str]:
    return [execution.state for execution in _executions(campaign)]


def _carried_out() -> None:
    while orders.run(database_now() + timedelta(minutes=1)).more:
        pass


class TestOne:
    def test_stopping_from_the_journal(self, campaign: Campaign, editor: Client) -> None:
        first = _executions(campaign)[0]
        journal = _path(campaign, f"contacts/{first.public_id}/")
        text = editor.get(journal).content.decode()
        assert re.findall(r'name="action" value="(\w+)"', text) == ["cancel", "move"]
        response = editor.post(f"{journal}act/", {"action": "cancel"}, follow=True)
        assert response.redirect_chain == [(journal, 302)]
        text = response.content.decode()
        assert "The contact’s way has ended." in text
        assert "An operator stopped the contact&#x27;s way." in text
        assert "Act on this contact" not in text
        assert _states(campaign) == ["skipped", "processing", "processing"]
        assert AuditEntry.unscoped_objects.get(action="campaign.executions_cancelled").actor_kind == "user"

    def test_moving_offers_steps_and_no_triggers(self, campaign: Campaign, editor: Client) -> None:
        first = _executions(campaign)[0]
        journal = _path(campaign, f"contacts/{first.public_id}/")
        steps = dict(editor.get(journal).context["steps"])
        assert "start" not in steps
        target = next(step for step in steps if step != first.node)
        editor.post(f"{journal}act/", {"action": "move", "to": target})
        assert (_executions(campaign)[0].node, _executions(campaign)[0].state) == (target, "pending")

    @pytest.mark.parametrize(
        ("form", "words"),
        [
            (
                {"action": "retry"},
                "Nothing was changed: The execution is processing: only a failed one can be retried.",
            ),
            ({"action": "move", "to": "nowhere"}, "Nothing was changed: the campaign has no node"),
        ],
    )
    def test_what_does_not_fit_is_said(self, campaign: Campaign, editor: Client, form, words: str) -> None:
        first = _executions(campaign)[0]
        response = editor.post(_path(campaign, f"contacts/{first.public_id}/act/"), form, follow=True)
        assert words in response.content.decode()
        assert _states(campaign) == ["processing"] * 3

    def test_what_no_form_sends_is_not_found(self, campaign: Campaign, editor: Client) -> None:
        first = _executions(campaign)[0]
        assert editor.post(_path(campaign, f"contacts/{first.public_id}/act/"), {"action": "x"}).status_code == 404
        assert editor.post(_path(campaign, "contacts/exe_x/act/"), {"action": "cancel"}).status_code == 404


class TestMany:
    def test_ticked_contacts_are_asked_about_ordered_and_stopped(self, campaign: Campaign, editor: Client) -> None:
        ids = [execution.public_id for execution in _executions(campaign)[:2]]
        form = {"action": "cancel", "scope": "ticked", "execution": ids}
        text = editor.get(_path(campaign, "orders/new/"), form).content.decode()
        assert "Stop 2 contacts?" in text
        assert re.findall(r'name="execution" value="(\w+)"', text) == ids
        response = editor.post(_path(campaign, "orders/"), form, follow=True)
        assert response.redirect_chain == [(_path(campaign, "contacts/"), 302)]
        order = ExecutionOrder.unscoped_objects.get()
        assert order.not_before - order.created_at == timedelta(seconds=10)
        assert "Undo" in response.content.decode()
        assert "No worker was seen lately; orders wait" in response.content.decode()
        heartbeat_record(role=ProcessRole.WORKER)
        assert "No worker was seen" not in editor.get(_path(campaign, "orders/progress/")).content.decode()
        assert orders.run().done == 0
        _carried_out()
        assert _states(campaign) == ["skipped", "skipped", "processing"]
        text = editor.get(_path(campaign, "orders/progress/")).content.decode()
        assert "2 done" in text
        assert "Show the list as it is now" in text
        assert "Show the list as it is now" not in editor.get(_path(campaign, "contacts/")).content.decode()
        assert "hx-get" not in text

    def test_everybody_whom_the_filters_find(self, campaign: Campaign, editor: Client) -> None:
        form = {"action": "cancel", "scope": "all", "node": "welcome", "state": "processing"}
        page = editor.get(_path(campaign, "orders/new/"), form)
        assert "Stop about 3 contacts?" in page.content.decode()
        assert "at “Welcome mail”" in page.content.decode()
        response = editor.post(_path(campaign, "orders/"), form)
        assert response["Location"] == _path(campaign, "contacts/?state=processing&node=welcome")
        order = ExecutionOrder.unscoped_objects.get()
        assert (order.state_filter, order.node_filter, order.execution_ids) == ("processing", "welcome", None)

    def test_a_move_asks_where_to(self, campaign: Campaign, editor: Client) -> None:
        form = {"action": "move", "scope": "all"}
        steps = dict(editor.get(_path(campaign, "orders/new/"), form).context["steps"])
        assert "welcome" in steps
        assert "start" not in steps
        refused = editor.post(_path(campaign, "orders/"), form, follow=True).content.decode()
        assert "Nothing was changed: a move needs a node to lead to" in refused
        editor.post(_path(campaign, "orders/"), form | {"to": "welcome"})
        assert ExecutionOrder.unscoped_objects.get().target == "welcome"

    @pytest.mark.parametrize(
        ("form", "words"),
        [
            ({"action": "cancel", "scope": "ticked"}, "tick at least one contact"),
            ({"action": "retry", "scope": "all", "state": "completed"}, "this is for contacts who are failed"),
        ],
    )
    def test_an_order_that_means_nobody_is_not_asked_about(self, campaign, editor: Client, form, words: str) -> None:
        response = editor.get(_path(campaign, "orders/new/"), form, follow=True)
        assert words in response.content.decode()
        assert response.redirect_chain[0][0].startswith(_path(campaign, "contacts/"))

    def test_undo_and_stop(self, campaign: Campaign, editor: Client) -> None:
        form = {"action": "cancel", "scope": "all"}
        editor.post(_path(campaign, "orders/"), form)
        order = ExecutionOrder.unscoped_objects.get()
        stop = _path(campaign, f"orders/{order.public_id}/stop/")
        assert "Taken back: nothing was done." in editor.post(stop, follow=True).content.decode()
        _carried_out()
        assert _states(campaign) == ["processing"] * 3
        assert "The order is stopped: it can&#x27;t be stopped." in editor.post(stop, follow=True).content.decode()

    def test_a_draft_offers_nothing_and_a_completed_one_retries(self, campaign: Campaign, editor: Client) -> None:
        def offered() -> list[str]:
            return [value for value, _ in editor.get(_path(campaign, "contacts/")).context["operations"]]

        assert offered() == ["cancel", "retry", "move", "skip_wait"]
        Campaign.unscoped_objects.update(lifecycle="COMPLETED_PARTIAL")
        assert offered() == ["retry"]
        Campaign.unscoped_objects.update(lifecycle="CANCELLED")
        assert offered() == []


def test_viewers_look_only(campaign: Campaign, viewer: Client) -> None:
    first = _executions(campaign)[0]
    form = {"action": "cancel", "scope": "all"}
    text = viewer.get(_path(campaign, "contacts/")).content.decode()
    assert "Acting on contacts needs the role Editor; yours is Viewer." in text
    assert "checkbox" not in text
    assert "disabled" in viewer.get(_path(campaign, "orders/new/"), form).content.decode()
    assert viewer.post(_path(campaign, "orders/"), form).status_code == 403
    assert viewer.post(_path(campaign, f"contacts/{first.public_id}/act/"), form).status_code == 403
    assert viewer.post(_path(campaign, "orders/ord_x/stop/")).status_code == 403
    assert _states(campaign) == ["processing"] * 3
    assert ExecutionOrder.unscoped_objects.count() == 0
