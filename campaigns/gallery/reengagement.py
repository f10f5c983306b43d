"""Wakes up contacts who have become quiet, and sets those apart who stay so."""

from campaigns.gallery.parts import GalleryFlow, Need, asked, end, engaged, flow, mail, node, pause, rule, tagged

REENGAGEMENT = GalleryFlow(
    key="re-engagement",
    name="Re-engagement",
    description="Writes to contacts who have not opened anything for a while, once more to those who still don’t, and "
    "tags whoever stays quiet, so that you can write to them less.",
    goal="awareness",
    needs=(Need("segment", "Quiet contacts", "who has not opened anything for, say, 60 days"),),
    settings={"reentry": {"after": {"value": 90, "unit": "days"}}},
    document=flow(
        [
            node("quiet", "trigger_segment_entry", "Became quiet"),
            mail("missed", "We miss you"),
            node(
                "woken",
                "wait",
                "Clicked within five days?",
                rule=rule(engaged("clicked", "missed")),
                timeout={"value": 5, "unit": "days"},
            ),
            mail("last", "Shall we stop writing?"),
            pause("week", "A week", 1, "weeks"),
            asked("clicked", "Clicked the second mail?", engaged("clicked", "last")),
            tagged("back", "Tag as back", "re-engaged"),
            tagged("asleep", "Tag as asleep", "asleep"),
            end(),
        ],
        "quiet next missed",
        "missed next woken",
        "woken next back",
        "woken timeout last",
        "last next week",
        "week next clicked",
        "clicked yes back",
        "clicked no asleep",
        "back next end",
        "asleep next end",
    ),
)
