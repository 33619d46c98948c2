"""Settings of a measured server: the application's own; only the addresses of the floors are added."""

from ocop.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
WSGI_APPLICATION = "benchmarks.wsgi.application"
