"""Where settings come from, and the few that others are made of."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

DATA_DIR = Path(env.str("DATA_DIR", default="") or BASE_DIR / ".data").absolute()
PORT = env.int("PORT", default=8000)
BASE_URL = env.str("CAMPANILE_BASE_URL", default=f"http://localhost:{PORT}").rstrip("/")
