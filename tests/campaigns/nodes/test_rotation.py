"""Rotation of a send node: proportions, stickiness, what is left out, and what the journal says."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from campaigns.nodes.moves import Kind, Moves
from campaigns.nodes.parts import NodeView, Ref, RefKind
from tests.campaigns.nodes.world import FakeWorld, batch_at
from workspaces.ids import encode, uuid7

TEMPLATES = [UUID(int=number) for number in range(100, 104)]
SENDERS = [UUID(int=number) for number in range(200, 204)]
CONTACTS = [uuid7() for _ in range(3_000)]


def batch(
    templates: Sequence[int] = (1,),
    senders: Sequence[int] = (1,),
    contacts: Sequence[UUID] = CONTACTS,
    world: FakeWorld | None = None,
    key: str = "n1",
    **rotation: Any,
) -> Any:
    """A node whose own template and sender are the first ones, with these weights."""
    weighted = {
        "template_weight": templates[0],
        "templates": [
            {"template": encode("tpl", pk), "weight": weight}
            for pk, weight in zip(TEMPLATES[1:], templates[1:], strict=False)
        ],
        "sender_weight": senders[0],
        "senders": [
            {"sender": encode("snd", pk), "weight": weight}
            for pk, weight in zip(SENDERS[1:], senders[1:], strict=False)
        ],
    }
    config = {"channel": "email", "template": encode("tpl", TEMPLATES[0]), "rotation": weighted | rotation}
    versions = {pk: UUID(int=pk.int + 1_000) for pk in TEMPLATES}
    made = batch_at("send", config, len(contacts), contact_ids=contacts, versions=versions, world=world, key=key)
    return replace(made, node=replace(made.node, sender=SENDERS[0]))


def step(arrivals: Any) -> Moves:
    moves: Moves = arrivals.node.type.step(arrivals)
    moves.check(arrivals)
    return moves


def got(arrivals: Any) -> tuple[Mapping[UUID, UUID], Mapping[UUID, UUID | None]]:
    """Which template and which sender each contact gets."""
    templates: dict[UUID, UUID] = {}
    senders: dict[UUID, UUID | None] = {}
    for group in step(arrivals).groups:
        assert group.kind is Kind.PARK
        assert group.intent is not None
        assert group.intent.template_version_id.int == group.intent.template_id.int + 1_000
        for row in group.rows:
            templates[arrivals.contact_ids[row]] = group.intent.template_id
            senders[arrivals.contact_ids[row]] = group.intent.sender_id
    assert len(templates) == len(arrivals)
    return templates, senders


def shares(choices: Mapping[UUID, Any]) -> list[float]:
    counted = Counter(choices.values())
    return [counted[pk] / len(choices) for pk in (*TEMPLATES, *SENDERS) if pk in counted]


def test_equal_weights_divide_evenly_and_others_in_their_proportions() -> None:
    templates, senders = got(batch(templates=(1, 1, 1), senders=(1, 3)))
    assert all(abs(share - 1 / 3) < 0.05 for share in shares(templates))
    assert [round(share, 1) for share in shares(senders)] in ([0.2, 0.8], [0.3, 0.7])
    # Neither follows from the other.
    together = Counter((templates[contact], senders[contact]) for contact in templates)
    assert len(together) == 6
    assert min(together.values()) > 3_000 / 3 / 4 * 0.7


def test_a_contact_always_gets_the_same_and_the_same_sender_in_every_node() -> None:
    templates, senders = got(batch(templates=(1, 1, 1), senders=(1, 1, 1)))
    again = got(batch(templates=(1, 1, 1), senders=(1, 1, 1), contacts=list(reversed(CONTACTS))))
    assert again == (templates, senders)
    elsewhere = got(batch(templates=(1, 1, 1), senders=(1, 1, 1), key="n2"))
    assert elsewhere[1] == senders
    assert elsewhere[0] != templates


def test_one_more_takes_its_part_from_all_and_moves_nobody_else() -> None:
    before, _ = got(batch(templates=(1, 1, 1)))
    after, _ = got(batch(templates=(1, 1, 1, 1)))
    moved = {contact for contact in CONTACTS if before[contact] != after[contact]}
    assert {after[contact] for contact in moved} == {TEMPLATES[3]}
    assert abs(len(moved) / len(CONTACTS) - 1 / 4) < 0.05


def test_failing_senders_keep_their_contacts_unless_they_are_to_be_left_out() -> None:
    usual = got(batch(senders=(1, 1, 1)))[1]
    failing = FakeWorld(failing=[SENDERS[1]])
    assert got(batch(senders=(1, 1, 1), world=failing))[1] == usual
    assert failing.calls == []
    heard = dict.fromkeys(range(10), SENDERS[1])
    without = got(batch(senders=(1, 1, 1), world=FakeWorld(failing=[SENDERS[1]], had=heard), leave_out_failing=True))[1]
    # Who heard from it before keeps it; who would have, and didn't, is divided over the others; nobody else is moved.
    assert {without[contact] for contact in CONTACTS[:10]} == {SENDERS[1]}
    for contact in CONTACTS[10:]:
        assert without[contact] in ({SENDERS[0], SENDERS[2]} if usual[contact] == SENDERS[1] else {usual[contact]})
    divided = Counter(without[contact] for contact in CONTACTS[10:] if usual[contact] == SENDERS[1])
    assert abs(divided[SENDERS[0]] / divided.total() - 1 / 2) < 0.08


def test_where_all_fail_everybody_waits_for_their_own() -> None:
    usual = got(batch(senders=(1, 1)))[1]
    assert got(batch(senders=(1, 1), world=FakeWorld(failing=SENDERS), leave_out_failing=True))[1] == usual


def test_the_journal_says_what_was_drawn_and_what_was_left_out() -> None:
    world = FakeWorld(failing=[SENDERS[1]])
    groups = step(batch(templates=(1, 1), senders=(1, 1), world=world, leave_out_failing=True, contacts=CONTACTS[:200]))
    told = [group.detail for group in groups.groups]
    assert {group.reason for group in groups.groups} == {"rotated"}
    own, other = (encode("tpl", pk) for pk in TEMPLATES[:2])
    sender, out = (encode("snd", pk) for pk in SENDERS[:2])
    for template in (own, other):
        assert {"template": template, "sender": sender} in told
        assert {"template": template, "sender": sender, "left_out": [out]} in told
    assert len(told) == 4
    spread = step(batch(templates=(1, 1), contacts=CONTACTS[:200]))
    assert {"template": own} in [group.detail for group in spread.groups]


def test_it_refers_to_all_of_them_and_none_may_stand_there_twice() -> None:
    node = batch(templates=(1, 1, 1), senders=(1, 1)).node
    assert list(node.type.references(node.config))[1:] == [
        Ref(RefKind.TEMPLATE, TEMPLATES[1], "config.rotation.templates[0].template", "email"),
        Ref(RefKind.TEMPLATE, TEMPLATES[2], "config.rotation.templates[1].template", "email"),
        Ref(RefKind.SENDER, SENDERS[1], "config.rotation.senders[0].sender"),
    ]
    twice = batch()
    config = twice.node.config.model_copy(
        update={"rotation": twice.node.config.rotation.model_validate({"templates": [{"template": TEMPLATES[0]}]})}
    )
    view: NodeView[Any] = NodeView("n1", "workflow.nodes[0]", config)
    [issue] = twice.node.type.validate(view, None)  # type: ignore[arg-type]
    assert (issue.code, issue.path) == (
        "rotation_repeated",
        "workflow.nodes[0].config.rotation.templates[0].template",
    )
