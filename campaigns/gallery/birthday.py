"""Congratulates on the morning of the birthday, and reminds of the gift where it was not looked at."""

from campaigns.gallery.parts import GalleryFlow, Need, asked, end, engaged, flow, mail, node, pause

BIRTHDAY = GalleryFlow(
    key="birthday",
    name="Birthday",
    description="Congratulates each contact at nine in the morning of their birthday, by their own clock, and reminds "
    "whoever has not looked at the gift three days later.",
    goal="sales",
    needs=(
        Need("attribute", "next_birthday", "the date of the contact’s next birthday"),
        Need("segment", "Birthday soon", "whose next_birthday is within the next seven days"),
    ),
    settings={"reentry": {"after": {"value": 300, "unit": "days"}}},
    document=flow(
        [
            node("soon", "trigger_segment_entry", "Birthday comes near"),
            node("day", "wait", "The birthday", attribute="next_birthday", offset={"value": 0, "unit": "days"}),
            node("morning", "wait", "Nine in the morning", local_time="09:00"),
            mail("wishes", "Happy birthday"),
            pause("three_days", "Three days", 3, "days"),
            asked("looked", "Looked at the gift?", engaged("clicked", "wishes")),
            mail("reminder", "Your gift is waiting"),
            end(),
        ],
        "soon next day",
        "day next morning",
        "morning next wishes",
        "wishes next three_days",
        "three_days next looked",
        "looked yes end",
        "looked no reminder",
        "reminder next end",
    ),
)
