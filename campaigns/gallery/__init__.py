"""Ready flows to begin a campaign with. One file each; this list is what people choose from, in this order."""

from campaigns.gallery.abandoned_cart import ABANDONED_CART
from campaigns.gallery.birthday import BIRTHDAY
from campaigns.gallery.nps import NPS
from campaigns.gallery.onboarding import ONBOARDING
from campaigns.gallery.parts import GalleryFlow, Need
from campaigns.gallery.reengagement import REENGAGEMENT
from campaigns.gallery.webinar import WEBINAR
from campaigns.gallery.welcome import WELCOME
from campaigns.gallery.winback import WINBACK

GALLERY = (WELCOME, ONBOARDING, ABANDONED_CART, REENGAGEMENT, WINBACK, BIRTHDAY, WEBINAR, NPS)

__all__ = ["GALLERY", "GalleryFlow", "Need", "gallery_flow"]


def gallery_flow(key: str) -> GalleryFlow | None:
    """The ready flow of that key, or None."""
    return next((flow for flow in GALLERY if flow.key == key), None)
