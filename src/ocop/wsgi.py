"""The web application, as a WSGI server calls it. In production it does not load with settings that are unsafe."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop.settings")
application = get_wsgi_application()

from ocop.safety import insist_on_safety  # noqa: E402  Django must be set up first

insist_on_safety()
