"""Asks how likely customers are to recommend you, and answers each as their score deserves."""

from campaigns.gallery.parts import GalleryFlow, Need, end, flow, mail, node, pause, rule, until_event


def _scored(least: int) -> dict[str, object]:
    test = {"field": "score", "operator": ">=", "value": least}
    return rule(
        {"type": "event", "field": "nps_answered", "operator": "did", "value": {"filter": [test]}, "window": "30d"}
    )


_BRANCHES = [
    {"port": "promoters", "name": "9 or 10", "rule": _scored(9)},
    {"port": "passives", "name": "7 or 8", "rule": _scored(7)},
]

NPS = GalleryFlow(
    key="nps",
    name="NPS survey",
    description="Asks a week after the purchase how likely a customer is to recommend you, thanks the happy ones, and "
    "tells your team about the others.",
    goal="awareness",
    needs=(
        Need("event", "ordered", "sent with each order"),
        Need("event", "nps_answered", "sent with the answer; its property score is 0 to 10"),
    ),
    settings={"reentry": {"after": {"value": 90, "unit": "days"}}},
    document=flow(
        [
            node("ordered", "trigger_event", "Ordered", event="ordered"),
            pause("week", "A week", 1, "weeks"),
            mail("question", "How likely are you to recommend us?"),
            until_event("answer", "Answered within five days?", "nps_answered", 5, "days"),
            node("score", "switch", "Which score?", branches=_BRANCHES),
            mail("thanks", "Thanks; tell a friend"),
            mail("better", "What could be better?"),
            node(
                "unhappy",
                "notify_inbox",
                "Tell the team",
                subject="{{ contact.first_name }} is not happy",
                body="The score was below 7. Write or call.",
            ),
            mail("reminder", "One question, ten seconds"),
            end(),
        ],
        "ordered next week",
        "week next question",
        "question next answer",
        "answer next score",
        "answer timeout reminder",
        "score promoters thanks",
        "score passives better",
        "score else unhappy",
        "thanks next end",
        "better next end",
        "unhappy next end",
        "reminder next end",
    ),
)
