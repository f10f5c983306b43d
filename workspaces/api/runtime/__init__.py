"""The Runtime API's manners (seed 003): small bare answers, its errors, and their description.

Its resources live in the apps that own them, in `<app>/api/runtime/`.
"""

PREFIX = "/v1/"
