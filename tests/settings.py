"""Settings of the test suite: the application's own, with cheap password hashes and a throw-away folder."""

import os
import tempfile

_folder = tempfile.mkdtemp(prefix="ocop-test-")
os.environ.setdefault("OCOP_DATA_DIR", _folder)
os.environ.setdefault("OCOP_SECRET_KEY", "only-for-tests")

from ocop.settings import *  # noqa: E402, F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.platform.paper"]  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405  kept, it would hold the test database open when it is dropped
else:
    # In memory and shared by the threads of one process: what a test needs, and nothing to fsync.
    DATABASES["default"]["OPTIONS"].pop("init_command")  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  WhiteNoise warns about a missing folder, and warnings are errors
