"""What became of each of a contact's entries: where it stands and why, its messages, and the rules that decided."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from campaigns.explain.answers import EntryAnswer, GoalAnswer, MessageAnswer, RuleLook
from campaigns.explain.goals import goals_of
from campaigns.explain.looks import Question
from campaigns.models import Execution, ExecutionState
from campaigns.nodes.condition import Condition
from campaigns.reasons import EXIT_RULE, GOAL_REACHED, reason_words
from campaigns.reports.journal import StepLine, execution_journal, node_names
from campaigns.settings import settings_of
from messaging.models import Message, MessageState

# The latest entries that are told of, and the conditions of the latest one that are asked again.
MOST_ENTRIES = 10
MOST_RULES = 10
_FACTS = ("delivered", "opened", "clicked", "replied", "bounced", "complained", "unsubscribed")
_MESSAGES = {
    MessageState.QUEUED: "The message waits to be sent.",
    MessageState.SENDING: "The message is being sent.",
    MessageState.ACCEPTED: "The message was sent.",
    MessageState.REJECTED: "The message was refused.",
    MessageState.UNKNOWN: "It is not known whether the message arrived; it is not sent again.",
    MessageState.SKIPPED: "The message was not sent.",
}
_STATES = {
    ExecutionState.PENDING: "Waits at “{node}”.",
    ExecutionState.PROCESSING: "Waits at “{node}” for its message.",
    ExecutionState.COMPLETED: "Came to its end at “{node}”.",
    ExecutionState.FAILED: "Failed at “{node}”.",
    ExecutionState.SKIPPED: "Ended early at “{node}”.",
}


def entries_of(question: Question) -> list[EntryAnswer]:
    """The latest entries, newest first. Index execution_once_per_entry, then messages and steps by execution."""
    campaign = question.campaign
    rows = Execution.objects.in_workspace(campaign.workspace_id).filter(
        campaign_id=campaign.pk, contact_id=question.contact.pk
    )
    executions = list(rows.select_related("version").order_by("-entry")[:MOST_ENTRIES])
    messages, goals = _messages(question, executions), goals_of(campaign, executions)
    return [
        _entry(question, execution, messages.get(execution.pk, ()), goals.get(execution.pk), latest=place == 0)
        for place, execution in enumerate(executions)
    ]


def _messages(question: Question, executions: Sequence[Execution]) -> dict[int, list[Message]]:
    found: dict[int, list[Message]] = {}
    rows = Message.objects.in_workspace(question.campaign.workspace_id).filter(
        execution_id__in=[execution.pk for execution in executions]
    )
    for message in rows.order_by("pk"):
        found.setdefault(message.execution_id, []).append(message)
    return found


def _entry(
    question: Question, execution: Execution, messages: Iterable[Message], goal: GoalAnswer | None, *, latest: bool
) -> EntryAnswer:
    # Known already, so that its settings cost no query.
    execution.campaign = question.campaign
    document = execution.version.document
    names = node_names(document)
    told = tuple(_message(message, names) for message in messages)
    journal = tuple(execution_journal(execution))
    return EntryAnswer(
        execution_id=execution.public_id,
        entry=execution.entry,
        state=execution.state,
        node=execution.node,
        node_name=names.get(execution.node, execution.node),
        until=execution.due_at,
        reason=execution.reason,
        words=_words(execution, names, told, journal),
        entered_at=execution.created_at,
        finished_at=execution.finished_at,
        messages=told,
        journal=journal,
        rules=tuple(_rules(question, execution, document, names, journal)) if latest else (),
        goal=goal,
    )


def _words(
    execution: Execution, names: Mapping[str, str], messages: Sequence[MessageAnswer], journal: Sequence[StepLine]
) -> str:
    sentences = [_STATES[ExecutionState(execution.state)].format(node=names.get(execution.node, execution.node))]
    if execution.state == ExecutionState.PROCESSING and messages:
        return f"{sentences[0]} {messages[-1].words}"
    if execution.reason:
        sentences.append(reason_words(execution.reason))
        message = str(journal[-1].detail.get("message", "")) if journal else ""
        if message:
            sentences.append(message[:200])
    return " ".join(sentences)


def _message(message: Message, names: Mapping[str, str]) -> MessageAnswer:
    words = [_MESSAGES[MessageState(message.state)]]
    if message.reason:
        words.append(reason_words(message.reason))
    if message.reason_detail:
        words.append(message.reason_detail)
    return MessageAnswer(
        id=message.public_id,
        node=message.node,
        node_name=names.get(message.node, message.node),
        channel=message.channel,
        state=message.state,
        reason=message.reason,
        words=" ".join(words),
        at=message.settled_at or message.created_at,
        not_before=message.not_before if message.state == MessageState.QUEUED else None,
        facts=tuple(fact for fact in _FACTS if getattr(message, f"{fact}_at") is not None),
    )


def _rules(
    question: Question,
    execution: Execution,
    document: Mapping[str, Any],
    names: Mapping[str, str],
    journal: Sequence[StepLine],
) -> Iterable[RuleLook]:
    """The conditions that the latest entry went through, and what ended it, asked as of now.

    What they looked at when they decided stands in the journal; here is what has become of it.
    """
    conditions = {node["id"]: node["config"]["rule"] for node in document["nodes"] if node["type"] == Condition.key}
    passed = dict.fromkeys(line.node for line in journal if line.node in conditions)
    for key in list(passed)[:MOST_RULES]:
        yield question.look(names.get(key, key), conditions[key], execution)
    settings = settings_of(question.campaign)
    number = journal[-1].detail.get("rule") if journal and execution.reason == EXIT_RULE else None
    if isinstance(number, int) and number <= len(settings.exit_rules):
        yield question.look(f"Exit rule {number}", settings.exit_rules[number - 1], execution)
    if execution.reason == GOAL_REACHED and settings.goal is not None and settings.goal.rule is not None:
        yield question.look("Goal", settings.goal.rule, execution)
