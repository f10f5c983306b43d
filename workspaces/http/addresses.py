"""Which addresses are public, and TCP connections to hosts that users have named: of protocols other than HTTP."""

import ipaddress
import socket

# IPv6 spellings of IPv4 addresses and retired private ranges, which Python counts as public.
_ALSO_PRIVATE = tuple(map(ipaddress.ip_network, ("::/96", "::ffff:0:0:0/96", "fec0::/10")))


class AddressRefused(Exception):
    """That is nothing to connect to. Not an OSError, which urllib3 would take for a broken connection."""


def is_public(text: str, *, loopback: bool = False) -> bool:
    """Whether an address is one of the open internet, or of this machine where that is allowed. Raises ValueError."""
    address = ipaddress.ip_address(text)
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    address = mapped or address
    if address.is_loopback:
        return loopback
    return address.is_global and not address.is_multicast and not any(address in net for net in _ALSO_PRIVATE)


def dial(host: str, port: int, *, seconds: float, private: bool) -> socket.socket:
    """A connection to the first address of the host that answers; into private networks only where `private` says so.

    What was looked at is what is connected to. Raises AddressRefused, where nothing was connected to, and OSError.
    """
    failure: OSError | None = None
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not private and not is_public(str(address[0]).partition("%")[0]):
            raise AddressRefused("leads into a private network")
        opened = socket.socket(family, kind, protocol)
        try:
            opened.settimeout(seconds)
            opened.connect(address)
        except OSError as error:
            opened.close()
            failure = error
        else:
            return opened
    raise failure or OSError("no such host")
