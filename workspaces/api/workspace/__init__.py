"""The Workspace API's manners (seed 000): bare answers in camelCase, its errors, and their description.

Its resources live in the apps that own them, in `<app>/api/workspace/`.
"""

PREFIX = "/api/workspaces/"
