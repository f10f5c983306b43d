"""Helps new users to their first success, and tells the team about those who don't get there."""

from campaigns.gallery.parts import GalleryFlow, Need, asked, did, end, flow, mail, node, pause, tagged, until_event

ONBOARDING = GalleryFlow(
    key="onboarding",
    name="Onboarding",
    description="Waits for a new user’s first success, helps whoever is slow to get there, and tells the team about "
    "those who never do.",
    goal="lead_gen",
    needs=(
        Need("event", "signed_up", "sent when somebody signs up"),
        Need("event", "first_success", "sent when somebody does the first useful thing, such as making a project"),
    ),
    settings={"goal": {"event": "first_success", "window_days": 14, "exit_on_goal": False}},
    document=flow(
        [
            node("signed_up", "trigger_event", "Signed up", event="signed_up"),
            mail("start", "Getting started"),
            until_event("first", "First success within two days?", "first_success", 2, "days"),
            mail("further", "What to do next"),
            mail("hand", "Need a hand?"),
            pause("three_days", "Three days", 3, "days"),
            asked("there", "Got there by now?", did("first_success")),
            tagged("onboarded", "Tag as onboarded", "onboarded"),
            node(
                "call",
                "notify_inbox",
                "Tell the team",
                subject="{{ contact.first_name }} has not started yet",
                body="Signed up five days ago and did not get to a first success.",
            ),
            end(),
        ],
        "signed_up next start",
        "start next first",
        "first next further",
        "first timeout hand",
        "further next three_days",
        "hand next three_days",
        "three_days next there",
        "there yes onboarded",
        "there no call",
        "onboarded next end",
        "call next end",
    ),
)
