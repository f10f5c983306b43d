"""The tenant API's manners (seed 001): its envelopes, errors, pages and their description.

Its resources live in the apps that own them, in `<app>/api/tenant/`.
"""

PREFIX = "/api/v1/tenant/"
