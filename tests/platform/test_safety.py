"""Production refuses unsafe settings; the environment refuses bad values."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from ocop import safety
from ocop.environment import Environment
from ocop.platform.accounts.models import User

PROJECT = Path(__file__).resolve().parents[2]
SAFE = {
    "PRODUCTION": True,
    "DEBUG": False,
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": ["ocop.example.vn"],
    "OCOP_BASE_URL": "https://ocop.example.vn",
}


def configure(settings, **changes):
    for name, value in (SAFE | changes).items():
        setattr(settings, name, value)


def test_safe_production_settings_have_no_fault(settings):
    configure(settings)
    assert safety.unsafe_settings() == []


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("SECRET_KEY", "", "OCOP_SECRET_KEY"),
        ("SECRET_KEY", safety.SAMPLE_KEY, "OCOP_SECRET_KEY"),
        ("SECRET_KEY", "short", "OCOP_SECRET_KEY"),
        ("DEBUG", True, "OCOP_DEBUG"),
        ("ALLOWED_HOSTS", [], "OCOP_HOSTS"),
        ("ALLOWED_HOSTS", ["*"], "OCOP_HOSTS"),
        ("OCOP_BASE_URL", "http://ocop.example.vn", "OCOP_BASE_URL"),
    ],
)
def test_each_unsafe_setting_is_named(settings, name, value, named):
    configure(settings, **{name: value})
    faults = safety.unsafe_settings()
    assert len(faults) == 1
    assert faults[0].startswith(named)


def test_the_demonstration_may_run_with_anything(settings):
    configure(settings, PRODUCTION=False, SECRET_KEY="", DEBUG=True)
    assert safety.unsafe_settings() == []


@pytest.mark.django_db
def test_production_names_active_demonstration_accounts(settings):
    User.objects.create(username="chu-the", full_name="Chủ thể", is_demonstration=True)
    User.objects.create(username="cu", full_name="Cũ", is_demonstration=True, is_active=False)
    User.objects.create(username="that", full_name="Thật")
    configure(settings)
    assert safety.demonstration_accounts() == ["chu-the"]
    configure(settings, PRODUCTION=False)
    assert safety.demonstration_accounts() == []


@pytest.mark.django_db
def test_the_application_does_not_load_unsafe_in_production(settings):
    configure(settings, SECRET_KEY=safety.SAMPLE_KEY)
    with pytest.raises(ImproperlyConfigured, match="OCOP_SECRET_KEY"):
        safety.insist_on_safety()
    configure(settings)
    safety.insist_on_safety()
    User.objects.create(username="chu-the", full_name="Chủ thể", is_demonstration=True)
    with pytest.raises(ImproperlyConfigured, match="chu-the"):
        safety.insist_on_safety()


@pytest.mark.slow
def test_a_web_server_of_ones_own_is_refused_too(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "import ocop.wsgi"],
        env={
            **{key: value for key, value in os.environ.items() if not key.startswith(("OCOP_", "DATABASE_"))},
            "OCOP_MODE": "production",
            "OCOP_SECRET_KEY": safety.SAMPLE_KEY,
            "OCOP_DATA_DIR": str(tmp_path),
            "PYTHONPATH": str(Path(safety.__file__).parents[1]),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "OCOP_SECRET_KEY" in done.stderr


@pytest.mark.slow
def test_the_start_command_refuses_production_with_the_sample_key(tmp_path):
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("OCOP_", "DATABASE_"))},
        "DJANGO_SETTINGS_MODULE": "ocop.settings",
        "OCOP_MODE": "production",
        "OCOP_SECRET_KEY": safety.SAMPLE_KEY,
        "OCOP_DATA_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-m", "ocop.cli", "start"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "OCOP_SECRET_KEY" in done.stderr
    assert "OCOP_HOSTS" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("OCOP_PORT", "eighty", lambda env: env.number("OCOP_PORT", default=8000)),
        ("OCOP_DEBUG", "maybe", lambda env: env.flag("OCOP_DEBUG", default=False)),
        (
            "OCOP_MODE",
            "staging",
            lambda env: env.choice("OCOP_MODE", ("demonstration", "production"), default="production"),
        ),
        ("DATABASE_URL", "mysql://x/y", lambda env: env.database("DATABASE_URL", sqlite_file=Path("x"))),
        ("OCOP_EMAIL_URL", "mail.example.vn", lambda env: env.mail("OCOP_EMAIL_URL")),
        ("OCOP_CACHE_URL", "memcached://x", lambda env: env.cache("OCOP_CACHE_URL")),
        (
            "OCOP_FILES_URL",
            "s3://host-without-bucket",
            lambda env: env.file_storage("OCOP_FILES_URL", folder=Path("x")),
        ),
    ],
)
def test_a_bad_value_is_refused_at_start_by_name(monkeypatch, name, value, read):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        read(Environment())


def test_mail_is_handed_over_as_its_address_says(monkeypatch):
    monkeypatch.setenv("OCOP_EMAIL_URL", "smtps://ng%C6%B0%E1%BB%9Di:m%40t@mail.example.vn")
    said = Environment().mail("OCOP_EMAIL_URL")
    assert (said["host"], said["port"], said["user"], said["password"]) == (
        "mail.example.vn",
        465,
        "người",
        "m@t",
    )
    assert (said["tls"], said["starttls"]) == (True, False)
    monkeypatch.delenv("OCOP_EMAIL_URL")
    assert Environment().mail("OCOP_EMAIL_URL")["backend"].endswith("console.EmailBackend")


def test_a_secret_key_is_made_once_and_kept_readable_by_its_owner_only(tmp_path, monkeypatch):
    monkeypatch.delenv("OCOP_SECRET_KEY", raising=False)
    file = tmp_path / "deep" / "secret_key"
    first = Environment().secret_key("OCOP_SECRET_KEY", keep_in=file)
    assert len(first) >= safety.MIN_KEY_LENGTH
    assert Environment().secret_key("OCOP_SECRET_KEY", keep_in=file) == first
    assert file.stat().st_mode & 0o777 == 0o600


def test_every_variable_that_is_read_is_in_the_sample_file_and_the_reverse():
    pattern = re.compile(r"\b(?:OCOP_[A-Z_]+|DATABASE_URL)\b")
    sources = [
        PROJECT / "src/ocop/settings.py",
        PROJECT / "tools/environment.sh",
        *(PROJECT / "src/ocop").rglob("start.py"),
    ]
    read = set(re.findall(r"environment\.\w+\(\s*\"([A-Z_]+)\"", sources[0].read_text()))
    read |= {
        name
        for path in sources[1:]
        for name in re.findall(r"(?:\$\{|environ\.get\(\")(OCOP_[A-Z_]+)", path.read_text())
    }
    sampled = set(re.findall(r"^([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))
    assert sampled == read
    assert all(pattern.fullmatch(name) for name in sampled)


@pytest.mark.slow
def test_production_settings_pass_the_frameworks_own_deployment_check(tmp_path):
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("OCOP_", "DATABASE_"))},
        "DJANGO_SETTINGS_MODULE": "ocop.settings",
        "OCOP_MODE": "production",
        "OCOP_SECRET_KEY": "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6",
        "OCOP_HOSTS": "ocop.example.vn",
        "OCOP_BASE_URL": "https://ocop.example.vn",
        "OCOP_DATA_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-m", "ocop.cli", "check", "--deploy", "--fail-level", "WARNING"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
