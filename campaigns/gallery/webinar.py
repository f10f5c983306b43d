"""Confirms a registration, reminds a day and an hour before, and follows up by who was there."""

from campaigns.gallery.parts import GalleryFlow, Need, asked, did, end, flow, mail, node


def _at(key: str, name: str, value: int, unit: str) -> dict[str, object]:
    return node(key, "wait", name, attribute="webinar_at", offset={"value": value, "unit": unit})


WEBINAR = GalleryFlow(
    key="webinar-reminder",
    name="Webinar reminder",
    description="Confirms the registration, reminds a day and an hour before it starts, and afterwards sends the "
    "recording or a kind word to whoever missed it.",
    goal="lead_gen",
    needs=(
        Need("event", "webinar_registered", "sent when somebody registers"),
        Need("attribute", "webinar_at", "when the contact’s webinar starts"),
        Need("event", "webinar_attended", "sent for whoever was there"),
    ),
    settings={"reentry": "once_at_a_time"},
    document=flow(
        [
            node("registered", "trigger_event", "Registered", event="webinar_registered"),
            mail("confirmed", "You are in"),
            _at("day_before", "A day before", -1, "days"),
            mail("tomorrow", "Tomorrow"),
            _at("hour_before", "An hour before", -1, "hours"),
            mail("soon", "Starts in an hour"),
            _at("after", "Two hours after the start", 2, "hours"),
            asked("there", "Was there?", did("webinar_attended")),
            mail("recording", "Thanks, and the recording"),
            mail("missed", "Sorry that we missed you"),
            end(),
        ],
        "registered next confirmed",
        "confirmed next day_before",
        "day_before next tomorrow",
        "tomorrow next hour_before",
        "hour_before next soon",
        "soon next after",
        "after next there",
        "there yes recording",
        "there no missed",
        "recording next end",
        "missed next end",
    ),
)
