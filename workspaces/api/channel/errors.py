"""How the channel service writes a problem."""

from workspaces.api.bare import bare_error
from workspaces.api.channel import PREFIX
from workspaces.api.families import Family, register

CHANNEL = register(Family(PREFIX, bare_error))
