"""Run as a process of its own: works through an import and kills itself, as `kill -9` would, at a chosen chunk.

Arguments: database name, media folder, import id, chunk number, `before` or `after` its commit.
"""

import os
import signal
import sys

import django
from django.conf import settings


def main() -> None:
    database, media, import_id, number, moment = sys.argv[1:]
    settings.DATABASES["default"]["NAME"] = database
    settings.MEDIA_ROOT = media
    django.setup()
    from contacts.services import imports

    imports.CHUNK = 100
    seen = iter(range(1, 1_000))
    name = "chunk_store" if moment == "before" else "_store"
    original = getattr(imports, name)

    def dying(*args: object) -> None:
        original(*args)
        if next(seen) == int(number):
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(imports, name, dying)
    imports.import_run(import_id=import_id)


main()
