"""Jump: the contact's way here is over and goes on in another campaign, which lets contacts in by its own rules."""

from collections.abc import Mapping, Sequence

from pydantic import Field

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import CampaignId
from campaigns.nodes.moves import Moves
from campaigns.nodes.parts import Ref, RefKind
from campaigns.nodes.registry import register

# How the world answers for a row.
ENTERED = "entered"
ALREADY_IN = "already_in"
ENTRY_RULE = "entry_rule"
# Codes of the journal.
JUMPED = "jumped"
JUMP_ALREADY_IN = "jump_already_in"
JUMP_ENTRY_RULE = "jump_entry_rule"
JUMP_REFUSED = "jump_refused"
JUMP_LIMIT = "jump_limit"

# Campaigns that jump to each other and let everybody in again and again would never come to rest otherwise.
MAX_JUMPS = 100
_COUNT_KEY = "jumps"


class JumpConfig(NodeConfig):
    """Where to."""

    campaign: CampaignId = Field(description="Another campaign of the workspace; contacts enter while it is running.")


@register
class Jump(NodeType[JumpConfig]):
    """The contact's way is completed here and goes on in another campaign of the workspace.

    It enters there by the API trigger where there is one, else by the first trigger, under that campaign's own entry
    rule and re-entry policy. What was `trigger.*` here is so there.

    | | |
    |---|---|
    | the contact enters | completed, `jumped` |
    | the contact has been in, and may not enter again, or not yet | completed, `jump_already_in` |
    | the other campaign's entry rule does not hold for the contact | completed, `jump_entry_rule` |
    | the other campaign is not running, or has no trigger | failed, `jump_refused` |
    | the contact has jumped a hundred times | failed, `jump_limit`, so that circles come to an end |
    """

    key = "jump"
    label = "Jump"
    description = "Sends the contact on into another campaign."
    category = Category.EXIT
    Config = JumpConfig
    reasons = (JUMPED, JUMP_ALREADY_IN, JUMP_ENTRY_RULE, JUMP_REFUSED, JUMP_LIMIT)
    fixed_ports = ()

    def references(self, config: JumpConfig) -> Sequence[Ref]:
        """The campaign."""
        return (Ref(RefKind.CAMPAIGN, config.campaign, "config.campaign"),)

    def step(self, batch: Batch[JumpConfig]) -> Moves:
        """One set operation for all. Who enters, or has entered before, is completed here; the others fail."""
        made = [_jumps(context) for context in batch.contexts]
        rows = [row for row, jumps in enumerate(made) if jumps < MAX_JUMPS]
        moves = Moves().fail(JUMP_LIMIT, [row for row, jumps in enumerate(made) if jumps >= MAX_JUMPS])
        if not rows:
            return moves
        contexts = [{**batch.contexts[row], _COUNT_KEY: made[row] + 1} for row in rows]
        answers = batch.world.enroll_elsewhere(batch.of(rows), batch.node.config.campaign, contexts)
        by_answer: dict[str, list[int]] = {}
        for row, answer in zip(rows, answers, strict=True):
            by_answer.setdefault(answer, []).append(row)
        moves.complete(by_answer.pop(ENTERED, []), reason=JUMPED)
        moves.complete(by_answer.pop(ALREADY_IN, []), reason=JUMP_ALREADY_IN)
        moves.complete(by_answer.pop(ENTRY_RULE, []), reason=JUMP_ENTRY_RULE)
        for answer, refused in by_answer.items():
            moves.fail(JUMP_REFUSED, refused, details=[{"because": answer}] * len(refused))
        return moves

    def summary(self, config: JumpConfig) -> str:
        """One line."""
        return "Go on in another campaign"


def _jumps(context: Mapping[str, object]) -> int:
    jumps = context.get(_COUNT_KEY)
    return jumps if isinstance(jumps, int) else 0
