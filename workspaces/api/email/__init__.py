"""The e-mail API's manners (seed 002): `{"ok": true, …}`, its errors, pages, plain UUIDs, and their description.

Its resources live in the apps that own them, in `<app>/api/email/`.
"""

PREFIX = "/public/v1/email/"
