"""How the Runtime API's operations are described. One decorator per method."""

from workspaces.api.bare import bare_error_example
from workspaces.api.operations import Describer

operation = Describer(bare_error_example, tag="Runtime")
