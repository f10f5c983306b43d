"""Which verifier is used: `ADDRESS_VERIFIER` names one of these, or a class of one's own by its dotted path."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.module_loading import import_string

from messaging.verification.base import Verifier
from messaging.verification.builtin import Builtin
from messaging.verification.http import Http

VERIFIERS: Mapping[str, type[Verifier]] = {"builtin": Builtin, "http": Http}


def verifier() -> Verifier:
    """The installation's. Raises ImportError for a path that leads nowhere."""
    name: str = settings.ADDRESS_VERIFIER
    made: Verifier = (VERIFIERS.get(name) or import_string(name))()
    return made
