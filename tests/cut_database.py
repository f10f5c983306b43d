"""A wire to the database that breaks at a commit: before the server has heard of it, or before its answer is back.

Understands just enough of PostgreSQL's protocol to see where a transaction ends.
"""

import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, connection

from tests.processes import wait_until

AnswerT = TypeVar("AnswerT")
_PIECE = 65_536
_TURN_SECONDS = 0.05


@dataclass
class Wire:
    """Breaks at the commit of the number `place`, with `answered` once the server has carried it out."""

    place: int = 0
    answered: bool = False
    has_broken: bool = False
    backends: list[int] = field(default_factory=list)
    _seen: int = 0
    _ended: threading.Event = field(default_factory=threading.Event)

    def carry(self, client: socket.socket, server: socket.socket) -> None:
        """Carries one connection until either side ends it, or it breaks."""
        answers, breaking = _Answers(self.backends), False
        with client, server:
            while not self._ended.is_set():
                ready, _, _ = select.select([client, server], [], [], _TURN_SECONDS)
                for source in ready:
                    piece = source.recv(_PIECE)
                    if not piece:
                        return
                    if source is client and self._is_the_one(piece, answers.state):
                        self.has_broken = breaking = True
                        if not self.answered:
                            return
                    if source is server and answers.read(piece) and breaking:
                        return
                    if not (source is server and breaking):
                        (server if source is client else client).sendall(piece)

    def end(self) -> None:
        """Lets go of every connection."""
        self._ended.set()

    def _is_the_one(self, piece: bytes, state: bytes) -> bool:
        """Whether this is the commit at which to break: of a transaction, or of a statement that is one by itself."""
        commits = b"COMMIT" in piece if state == b"T" else state == b"I" and b"BEGIN" not in piece
        self._seen += commits
        return commits and self._seen == self.place and not self.has_broken


class _Answers:
    """Reads along what the server says: which process serves us, and whether a transaction is open."""

    def __init__(self, backends: list[int]) -> None:
        self.state = b""
        self._backends = backends
        self._rest = b""

    def read(self, piece: bytes) -> bool:
        """Whether the server is done with what it was asked."""
        self._rest += piece
        done = False
        while len(self._rest) >= 5:
            length = 1 + int.from_bytes(self._rest[1:5])
            if len(self._rest) < length:
                break
            message, self._rest = self._rest[:length], self._rest[length:]
            if message[:1] == b"K":
                self._backends.append(int.from_bytes(message[5:9]))
            elif message[:1] == b"Z":
                self.state, done = message[5:6], True
        return done


def work_over(wire: Wire, work: Callable[[], AnswerT]) -> AnswerT | None:
    """What the work answered, done on a connection of its own over this wire; None where its breaking ended it."""
    answers: list[AnswerT] = []
    faults: list[BaseException] = []

    def run() -> None:
        connection.settings_dict = {**connection.settings_dict, "HOST": folder}
        try:
            answers.append(work())
        except (DatabaseError, InterfaceError) as fault:
            faults.append(fault)
        finally:
            connection.close()

    # The path of a socket must be short.
    with TemporaryDirectory() as folder, _listening(wire, Path(folder)):
        worker = threading.Thread(target=run)
        worker.start()
        worker.join(60)
    assert answers or (faults and wire.has_broken), faults
    # Whoever was cut off holds its locks until it has noticed.
    wait_until(lambda: not _alive(wire.backends))
    return answers[0] if answers else None


def _alive(backends: list[int]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(%s)", [backends])
        return bool(cursor.fetchone()[0])


@contextmanager
def _listening(wire: Wire, folder: Path) -> Iterator[None]:
    given = connection.get_connection_params()
    host, port = given.get("host") or "", int(given.get("port") or 5432)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(folder / f".s.PGSQL.{port}"))
        door.listen()
        door.settimeout(_TURN_SECONDS)

        def serve() -> None:
            while not wire._ended.is_set():
                try:
                    client, _ = door.accept()
                except TimeoutError:
                    continue
                client.setblocking(True)
                wire.carry(client, _called(host, port))

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield
        finally:
            wire.end()
            thread.join(10)


def _called(host: str, port: int) -> socket.socket:
    if host and not host.startswith("/"):
        return socket.create_connection((host, port))
    server = socket.socket(socket.AF_UNIX)
    server.connect(f"{host or '/var/run/postgresql'}/.s.PGSQL.{port}")
    return server
