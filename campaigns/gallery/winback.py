"""Wins back customers who have not bought for long: news first, an offer only where news did not help."""

from campaigns.gallery.parts import GalleryFlow, Need, end, flow, mail, node, tagged, until_event

WINBACK = GalleryFlow(
    key="win-back",
    name="Win-back",
    description="Shows customers who stopped buying what is new, makes an offer to those who don’t come back by "
    "themselves, and tags how it went.",
    goal="sales",
    needs=(
        Need("segment", "Lapsed customers", "who has ordered before, but not for, say, 90 days"),
        Need("event", "ordered", "sent with each order"),
    ),
    settings={
        "reentry": {"after": {"value": 180, "unit": "days"}},
        "goal": {"event": "ordered", "window_days": 30, "exit_on_goal": False},
    },
    document=flow(
        [
            node("lapsed", "trigger_segment_entry", "Stopped buying"),
            mail("news", "What is new"),
            until_event("first_week", "Ordered within a week?", "ordered", 1, "weeks"),
            mail("offer", "An offer to come back"),
            until_event("second_week", "Ordered within another week?", "ordered", 1, "weeks"),
            tagged("won", "Tag as won back", "won-back"),
            tagged("lost", "Tag as lost", "lost"),
            end(),
        ],
        "lapsed next news",
        "news next first_week",
        "first_week next won",
        "first_week timeout offer",
        "offer next second_week",
        "second_week next won",
        "second_week timeout lost",
        "won next end",
        "lost next end",
    ),
)
