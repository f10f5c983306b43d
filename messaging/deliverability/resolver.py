"""Questions to the DNS, each with an end: the texts that stand at a name, none, or that nobody could tell."""

from collections.abc import Callable
from dataclasses import dataclass

import dns.exception
import dns.flags
import dns.name
import dns.rdatatype
import dns.resolver
from django.conf import settings

_MOST_RECORDS = 50
_LONGEST = 4_096
_MOST_FAILURES = 3


@dataclass(frozen=True, slots=True)
class Texts:
    """What stands at a name. `known` is False where no server gave an answer that can be relied upon."""

    found: tuple[str, ...] = ()
    known: bool = True


Ask = Callable[[str], Texts]


def resolver() -> Ask:
    """A function that asks for the TXT records of a name, behind aliases, too. It never raises, and asks nobody any
    more once servers failed it a few times."""
    asking = _configured()
    failures = 0

    def ask(name: str) -> Texts:
        nonlocal failures
        if failures >= _MOST_FAILURES:
            return Texts(known=False)
        try:
            answer = asking.resolve(dns.name.from_text(name), dns.rdatatype.TXT, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return Texts()
        except (dns.exception.DNSException, OSError, ValueError, UnicodeError):
            # No answer in time, a server's own failure, nonsense, or a name that can't be one.
            failures += 1
            return Texts(known=False)
        # Servers answer in any order; people compare what they see with what they saw.
        records = sorted(b"".join(record.strings).decode("utf-8", "replace") for record in answer)
        return Texts(tuple(text.replace("\x00", "")[:_LONGEST] for text in records[:_MOST_RECORDS]))

    return ask


def _configured() -> dns.resolver.Resolver:
    if not settings.DNS_SERVERS:
        asking = dns.resolver.Resolver()
    else:
        asking = dns.resolver.Resolver(configure=False)
        servers = [server.partition("#") for server in settings.DNS_SERVERS]
        asking.nameservers = [address for address, _, _ in servers]
        asking.nameserver_ports = {address: int(port) for address, _, port in servers if port}
    asking.lifetime = settings.DNS_TIMEOUT
    asking.timeout = settings.DNS_TIMEOUT / 2
    return asking
