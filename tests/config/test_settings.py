"""Production settings: nothing secret has a default, everything that protects a browser is on."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = {
    "SECRET_KEY": "s" * 50,
    "ERASURE_KEY": "e",
    "CREDENTIAL_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "ALLOWED_HOSTS": "campanile.example",
    "DATABASE_URL": "postgresql://user:word@db/campanile",
}
DEPLOY = """
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "check", "--deploy", "--fail-level", "WARNING"])
"""
SHOW = """
import json, sys
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}))
"""


def load(tmp_path: Path, *names: str, code: str = SHOW, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Read these settings, or run this code, in a fresh process whose environment is REQUIRED with the changes."""
    environment: dict[str, Any] = {
        "PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.production",
        **REQUIRED, **changes,
    }  # fmt: skip
    environment = {key: value for key, value in environment.items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", code, *names], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_each_required_variable_is_required(tmp_path: Path) -> None:
    for name in REQUIRED:
        done = load(tmp_path, "DEBUG", **{name: None})
        assert done.returncode != 0
        assert f"Set the {name} environment variable" in done.stderr


def test_browsers_are_protected(tmp_path: Path) -> None:
    names = ("DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")
    names += ("SECURE_REFERRER_POLICY", "SECURE_CROSS_ORIGIN_OPENER_POLICY", "SECURE_CONTENT_TYPE_NOSNIFF")
    names += ("SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SAMESITE", "X_FRAME_OPTIONS")
    names += ("SECURE_HSTS_INCLUDE_SUBDOMAINS", "CORS_ALLOWED_ORIGINS", "CORS_ALLOW_CREDENTIALS")
    assert json.loads(load(tmp_path, *names).stdout) == {
        "SECURE_REFERRER_POLICY": "same-origin", "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "SECURE_CONTENT_TYPE_NOSNIFF": True, "SESSION_COOKIE_HTTPONLY": True, "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SAMESITE": "Lax", "X_FRAME_OPTIONS": "DENY", "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "CORS_ALLOWED_ORIGINS": [], "CORS_ALLOW_CREDENTIALS": False,
        "DEBUG": False, "SECURE_SSL_REDIRECT": True, "SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
    }  # fmt: skip


def test_django_finds_nothing_unsafe(tmp_path: Path) -> None:
    done = load(tmp_path, code=DEPLOY, SECRET_KEY="".join(map(chr, range(48, 123))))
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (1 silenced).\n"), done.stderr


def test_https_can_be_switched_off_on_purpose(tmp_path: Path) -> None:
    shown = json.loads(load(tmp_path, "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", HTTPS="false").stdout)
    assert shown == {"SECURE_SSL_REDIRECT": False, "SECURE_HSTS_SECONDS": 0}


def test_the_environment_names_database_and_broker(tmp_path: Path) -> None:
    done = load(tmp_path, "DATABASES", "CELERY_BROKER_URL", CELERY_BROKER_URL="redis://redis:6379/0")
    shown = json.loads(done.stdout)
    assert shown["DATABASES"]["default"]["ENGINE"] == "workspaces.wall.backend"
    assert shown["DATABASES"]["default"]["HOST"] == "db"
    assert shown["DATABASES"]["default"]["OPTIONS"] == {"options": "-c idle_in_transaction_session_timeout=60000"}
    assert shown["CELERY_BROKER_URL"] == "redis://redis:6379/0"
