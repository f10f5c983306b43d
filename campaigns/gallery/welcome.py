"""Greets whoever has signed up, and tries once more with those who did not open."""

from campaigns.gallery.parts import GalleryFlow, Need, asked, end, engaged, flow, mail, node, pause, tagged

WELCOME = GalleryFlow(
    key="welcome",
    name="Welcome series",
    description="Greets new contacts, shows them around two days later, and tries another subject with those who did "
    "not open the first mail.",
    goal="lead_gen",
    needs=(Need("event", "signed_up", "sent when somebody signs up"),),
    document=flow(
        [
            node("signed_up", "trigger_event", "Signed up", event="signed_up"),
            mail("welcome", "Welcome mail"),
            pause("two_days", "Two days", 2, "days"),
            asked("opened", "Opened the welcome mail?", engaged("opened", "welcome")),
            mail("tour", "A tour"),
            mail("again", "Welcome, with another subject"),
            pause("three_days", "Three days", 3, "days"),
            tagged("welcomed", "Tag as welcomed", "welcomed"),
            end(),
        ],
        "signed_up next welcome",
        "welcome next two_days",
        "two_days next opened",
        "opened yes tour",
        "opened no again",
        "tour next three_days",
        "again next three_days",
        "three_days next welcomed",
        "welcomed next end",
    ),
)
