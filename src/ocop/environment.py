"""Typed reading of environment variables: a bad value is refused at start with the variable's name and what is expected."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}

# SQLite loses writes under load with Django's defaults; see docs/adr/0004-sqlite-and-postgresql.md.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-20000;PRAGMA mmap_size=268435456;",
}
PREPARED_AFTER = 3  # times that a connection has run a statement


class Environment:
    """Reader of one process's environment."""

    def text(self, name: str, *, default: str) -> str:
        """Return the variable's text, or `default` when it is not set."""
        return os.environ.get(name, default)

    def choice(self, name: str, allowed: tuple[str, ...], *, default: str) -> str:
        """Return one of `allowed`; raise ImproperlyConfigured for anything else."""
        value = self.text(name, default=default)
        if value not in allowed:
            raise ImproperlyConfigured(f"{name}={value!r}: expected one of {', '.join(allowed)}")
        return value

    def number(self, name: str, *, default: int) -> int:
        """Return a whole number; raise ImproperlyConfigured when the text is none."""
        value = self.text(name, default=str(default))
        try:
            return int(value)
        except ValueError:
            raise ImproperlyConfigured(f"{name}={value!r}: expected a whole number") from None

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a yes or no; raise ImproperlyConfigured for an unknown word."""
        value = self.text(name, default=str(default)).strip().lower()
        if value in TRUE_WORDS:
            return True
        if value in FALSE_WORDS:
            return False
        raise ImproperlyConfigured(f"{name}={value!r}: expected yes or no")

    def words(self, name: str, *, default: list[str]) -> list[str]:
        """Return the comma-separated words of the variable."""
        value = os.environ.get(name)
        return default if value is None else [word.strip() for word in value.split(",") if word.strip()]

    def secret_key(self, name: str, *, keep_in: Path | None) -> str:
        """Return the secret key; without one, make it once and keep it in `keep_in` (None: an empty key, refused later)."""
        value = os.environ.get(name)
        if value or keep_in is None:
            return value or ""
        if not keep_in.exists():
            keep_in.parent.mkdir(parents=True, exist_ok=True)
            # Written whole beside it and then linked: of two processes that start at once, both read the first one's.
            draft = keep_in.with_name(f"{keep_in.name}.{os.getpid()}")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(50))
            with contextlib.suppress(FileExistsError):
                os.link(draft, keep_in)
            draft.unlink()
        return keep_in.read_text()

    def database(self, name: str, *, sqlite_file: Path) -> dict[str, Any]:
        """Return Django's description of the database: PostgreSQL by URL, else an SQLite file."""
        url = os.environ.get(name, "")
        if not url:
            sqlite_file.parent.mkdir(parents=True, exist_ok=True)
            return {
                "ENGINE": "django.db.backends.sqlite3",
                # Opening the file costs more than most pages' queries, so a thread keeps its own.
                "CONN_MAX_AGE": 600,
                "NAME": str(sqlite_file),
                "OPTIONS": dict(SQLITE_OPTIONS),
            }
        parts = urlsplit(url)
        if parts.scheme not in ("postgres", "postgresql"):
            raise ImproperlyConfigured(f"{name}: expected postgresql://user:password@host:port/database")
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        described: dict[str, Any] = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": query.get("host") or parts.hostname or "",
            "PORT": str(parts.port or ""),
        }
        if query.get("pooler"):
            return described | {"DISABLE_SERVER_SIDE_CURSORS": True}
        # A thread keeps its connection, and the connection the plans of what it has run a few times (ADR 4 has what
        # that saves). A pooler that deals connections out by the transaction bears neither.
        plans = {"server_side_binding": True, "prepare_threshold": PREPARED_AFTER}
        return described | {"CONN_MAX_AGE": 600, "OPTIONS": plans}

    def cache(self, name: str) -> dict[str, Any]:
        """Return Django's description of the cache: a Redis-protocol server by URL, else this process's memory."""
        url = os.environ.get(name, "")
        if not url:
            return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
        if urlsplit(url).scheme not in ("redis", "rediss", "unix"):
            raise ImproperlyConfigured(f"{name}: expected redis://host:port/number")
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}

    def mail(self, name: str) -> dict[str, Any]:
        """Return how mail is handed over: by SMTP when a URL says so, else printed to the console."""
        url = os.environ.get(name, "")
        parts = urlsplit(url)
        if url and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
            raise ImproperlyConfigured(f"{name}: expected smtp://user:password@host:587 or smtps://…:465")
        kind = "smtp" if url else "console"
        return {
            "backend": f"django.core.mail.backends.{kind}.EmailBackend",
            "host": parts.hostname or "localhost",
            "port": parts.port or (465 if parts.scheme == "smtps" else 587),
            "user": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "starttls": parts.scheme == "smtp",
            "tls": parts.scheme == "smtps",
        }

    def file_storage(self, name: str, *, folder: Path) -> dict[str, Any]:
        """Return Django's description of the file store: S3 by URL (s3://key:secret@host:port/bucket?tls=no), else a folder."""
        url = os.environ.get(name, "")
        if not url:
            return {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {
                    "location": str(folder),
                    "file_permissions_mode": 0o600,
                    "directory_permissions_mode": 0o700,
                },
            }
        parts = urlsplit(url)
        bucket = parts.path.strip("/")
        if parts.scheme != "s3" or not bucket:
            raise ImproperlyConfigured(f"{name}: expected s3://key:secret@host:port/bucket?tls=no")
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": bucket,
                "access_key": unquote(parts.username or ""),
                "secret_key": unquote(parts.password or ""),
                "endpoint_url": f"{'http' if query.get('tls') == 'no' else 'https'}://{host}"
                if host
                else None,
                "region_name": query.get("region", "us-east-1"),
                "file_overwrite": False,
                "default_acl": None,
                "querystring_auth": True,
            },
        }
