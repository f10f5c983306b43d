"""How the Runtime API writes a problem."""

from workspaces.api.bare import bare_error
from workspaces.api.families import Family, register
from workspaces.api.runtime import PREFIX

RUNTIME = register(Family(PREFIX, bare_error))
