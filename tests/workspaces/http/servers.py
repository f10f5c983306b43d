"""HTTP servers that behave badly, on real sockets of this machine."""

import socket
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

Behaviour = Callable[[socket.socket, bytes], None]


@dataclass
class BadServer:
    """`requests` are the raw requests that arrived; `stop` is set when the test is over."""

    port: int
    scheme: str = "http"
    requests: list[bytes] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/hook") -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}{path}"


@contextmanager
def serving(behaviour: Behaviour, *, tls: bool = False) -> Iterator[BadServer]:
    """Answers each connection in a thread of its own by `behaviour(connection, request)`.

    With `tls` its certificate is one that nobody vouches for.
    """
    context = own_tls() if tls else None
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    server = BadServer(listener.getsockname()[1], "https" if tls else "http")
    threads: list[threading.Thread] = []

    def handle(connection: socket.socket) -> None:
        with (
            suppress(OSError),
            context.wrap_socket(connection, server_side=True) if context else connection as connection,
        ):
            request = _request(connection)
            server.requests.append(request)
            behaviour(connection, request)

    def accept() -> None:
        while not server.stop.is_set():
            with suppress(TimeoutError):
                connection, _ = listener.accept()
                connection.settimeout(20)
                threads.append(threading.Thread(target=handle, args=(connection,), daemon=True))
                threads[-1].start()

    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    try:
        yield server
    finally:
        server.stop.set()
        acceptor.join(5)
        listener.close()
        for thread in threads:
            thread.join(5)


@cache
def own_tls() -> ssl.SSLContext:
    """A server's TLS with a certificate of its own making, which nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    certificate = builder.not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as pem:
        pem.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        pem.write(certificate.public_bytes(Encoding.PEM))
        pem.flush()
        context.load_cert_chain(pem.name)
    return context


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65_536) or b"\r\n\r\n"
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while lengths and len(body) < int(lengths[0]):
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


def header(request: bytes, name: str) -> str:
    """The value of a header of a raw request; "" where there is none."""
    lines = request.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    return next((line.partition(": ")[2] for line in lines if line.lower().startswith(f"{name}: ")), "")


def answer(status: str, body: bytes = b"", *headers: str) -> Behaviour:
    """A plain answer: `answer("200 OK", b"{}")`."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]

    def behave(connection: socket.socket, request: bytes) -> None:
        connection.sendall("\r\n".join(lines).encode() + body)

    return behave


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """The first request gets the first behaviour, and so on; the last one goes on for ever."""
    lock, left = threading.Lock(), list(behaviours)

    def behave(connection: socket.socket, request: bytes) -> None:
        with lock:
            chosen = left.pop(0) if len(left) > 1 else left[0]
        chosen(connection, request)

    return behave


def flood(connection: socket.socket, request: bytes) -> None:
    """100 MB, as long as somebody reads."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
    for _ in range(100):
        connection.sendall(b"x" * 1_000_000)


def hang(connection: socket.socket, request: bytes) -> None:
    """Says nothing until the caller goes."""
    connection.recv(1)


def drip(connection: socket.socket, request: bytes) -> None:
    """A byte of a header now and then, for ever: no single read takes long."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    connection.settimeout(0.05)
    while True:
        connection.sendall(b"x")
        with suppress(TimeoutError):
            if not connection.recv(1):
                return


def drip_body(connection: socket.socket, request: bytes) -> None:
    """The same with the body, whose length nobody says."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    drip(connection, request)


def cut_short(connection: socket.socket, request: bytes) -> None:
    """Promises more of a body than it sends."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{}")


def drop(connection: socket.socket, request: bytes) -> None:
    """Closes without a word."""
