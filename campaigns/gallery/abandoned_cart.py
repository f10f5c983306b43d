"""Reminds whoever filled a cart and did not order, and stops at once when they do."""

from campaigns.gallery.parts import GalleryFlow, Need, end, flow, mail, node, until_event

_VARIANTS = [{"port": "A", "name": "Offer help", "weight": 50}, {"port": "B", "name": "Offer a discount", "weight": 50}]

ABANDONED_CART = GalleryFlow(
    key="abandoned-cart",
    name="Abandoned cart",
    description="Reminds contacts of what is in their cart after an hour and after a day, tests help against a "
    "discount, and stops as soon as they order.",
    goal="sales",
    needs=(
        Need("event", "cart_updated", "sent when something is put into the cart"),
        Need("event", "ordered", "sent with each order"),
    ),
    settings={
        "reentry": "once_at_a_time",
        "goal": {"event": "ordered", "window_days": 7, "exit_on_goal": True},
    },
    document=flow(
        [
            node("cart", "trigger_event", "Filled the cart", event="cart_updated"),
            until_event("hour", "Ordered within the hour?", "ordered", 1, "hours"),
            mail("reminder", "Your cart is waiting"),
            until_event("day", "Ordered within a day?", "ordered", 1, "days"),
            node("test", "ab_test", "Help or discount?", variants=_VARIANTS),
            mail("help", "Can we help?"),
            mail("discount", "A discount for you"),
            end("bought", "Ordered"),
            end(),
        ],
        "cart next hour",
        "hour next bought",
        "hour timeout reminder",
        "reminder next day",
        "day next bought",
        "day timeout test",
        "test A help",
        "test B discount",
        "help next end",
        "discount next end",
    ),
)
