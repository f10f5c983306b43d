"""The list of beginnings, in the order in which they are offered."""

from templates_app.starters.base import Starter
from templates_app.starters.email import EMAILS

STARTERS: dict[str, Starter] = {starter.key: starter for starter in (*EMAILS,)}
