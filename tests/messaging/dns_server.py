"""A real DNS server on loopback, over UDP and TCP, that can be told to misbehave."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

# What a script may answer instead of the records of a name.
SILENCE = "silence"  # say nothing
FAILURE = "failure"  # SERVFAIL
NONSENSE = "nonsense"  # bytes that are no message
CUT = "cut"  # over UDP: does not fit, ask again over TCP
OTHER = "other"  # an answer to another question

Script = Callable[[str], str | None]


@dataclass
class DnsServer:
    """`texts` are the TXT records of names; whatever else is asked does not exist. `asked` are all names, in order."""

    texts: Mapping[str, Sequence[str]]
    script: Script
    port: int = 0
    asked: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"127.0.0.1#{self.port}"

    def answer(self, wire: bytes, *, over_tcp: bool) -> bytes | None:
        query = dns.message.from_wire(wire)
        name = query.question[0].name.to_text().rstrip(".").lower()
        self.asked.append(name)
        what = self.script(name)
        if what == SILENCE:
            return None
        if what == NONSENSE:
            return wire[:2] + b"\xff" * 9
        reply = dns.message.make_response(query)
        if what == FAILURE:
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif what == CUT and not over_tcp:
            reply.flags |= dns.flags.TC
        elif what == OTHER:
            reply.id = (query.id + 1) % 65_536
        elif found := self.texts.get(name):
            quoted = [" ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200)) for text in found]
            reply.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "TXT", *quoted))
        else:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire()


@contextmanager
def dns_server(texts: Mapping[str, Sequence[str]], script: Script = lambda name: None) -> Iterator[DnsServer]:
    """Serves these records while the block runs."""
    server = DnsServer(texts, script)
    tcp = socket.create_server(("127.0.0.1", 0))
    server.port = tcp.getsockname()[1]
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", server.port))
    threads = [
        threading.Thread(target=serve, args=(server, each), daemon=True) for serve, each in ((_udp, udp), (_tcp, tcp))
    ]
    for thread in threads:
        thread.start()
    try:
        yield server
    finally:
        for each in (udp, tcp):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in threads:
            thread.join(5)


def _udp(server: DnsServer, listening: socket.socket) -> None:
    with suppress(OSError):
        while True:
            wire, client = listening.recvfrom(4_096)
            if not wire:
                return
            if (reply := server.answer(wire, over_tcp=False)) is not None:
                listening.sendto(reply, client)


def _tcp(server: DnsServer, listening: socket.socket) -> None:
    with suppress(OSError):
        while True:
            talking, _ = listening.accept()
            with talking, suppress(OSError, struct.error):
                (size,) = struct.unpack("!H", talking.recv(2))
                reply = server.answer(talking.recv(size), over_tcp=True)
                if reply is not None:
                    talking.sendall(struct.pack("!H", len(reply)) + reply)
