"""Settings, read once from the environment; `.env.example` lists every variable with what it does.

Two modes. `demonstration` (the default on a bare clone) makes its own secret and offers sign-in with one account per
role. `production` takes nothing for granted: `ocop.safety` refuses to start it with a sample key, without HTTPS
hosts, or with a demonstration account in the database.
"""

from __future__ import annotations

import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from ocop.environment import Environment

SOURCE_DIR = Path(__file__).resolve().parent
PROJECT_DIR = SOURCE_DIR.parent.parent
environment = Environment()

OCOP_MODE = environment.choice("OCOP_MODE", ("demonstration", "production"), default="demonstration")
PRODUCTION = OCOP_MODE == "production"
DATA_DIR = Path(environment.text("OCOP_DATA_DIR", default=str(PROJECT_DIR / "var"))).resolve()
OCOP_PORT = environment.number("OCOP_PORT", default=8000)
OCOP_WEB_PROCESSES = environment.number("OCOP_WEB_PROCESSES", default=2)
OCOP_WEB_THREADS = environment.number("OCOP_WEB_THREADS", default=8)
OCOP_BASE_URL = environment.text("OCOP_BASE_URL", default=f"http://localhost:{OCOP_PORT}").rstrip("/")
OCOP_PROVINCE_CODE = environment.text("OCOP_PROVINCE_CODE", default="14")

SECRET_KEY = environment.secret_key(
    "OCOP_SECRET_KEY", keep_in=None if PRODUCTION else DATA_DIR / "secret_key"
)
DEBUG = environment.flag("OCOP_DEBUG", default=False)
ALLOWED_HOSTS = environment.words("OCOP_HOSTS", default=[] if PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS = environment.words("OCOP_ORIGINS", default=[])

INSTALLED_APPS = [
    "ocop.platform.accounts",
    "ocop.platform.audit",
    "ocop.platform.files",
    "ocop.platform.numbering",
    "ocop.platform.jobs",
    "ocop.platform.documents",
    "ocop.platform.ui",
    "ocop.directory",
    "ocop.programme",
    "ocop.registration",
    "ocop.dossiers",
    "ocop.evaluation",
    "ocop.recognition",
    "ocop.library",
    "ocop.workspace",
    "ocop.portal",
    "ocop.demonstration",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ocop.platform.access.middleware.RequestNumber",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ocop.platform.ui.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ocop.platform.access.middleware.DenyByDefault",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "ocop.urls"
WSGI_APPLICATION = "ocop.wsgi.application"
FORM_RENDERER = "ocop.platform.ui.forms.OcopRenderer"

_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "ocop.platform.ui.context.shell",
            ],
        },
    },
]

DATABASES = {"default": environment.database("DATABASE_URL", sqlite_file=DATA_DIR / "ocop.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": environment.cache("OCOP_CACHE_URL")}
STORAGES = {
    "default": environment.file_storage("OCOP_FILES_URL", folder=DATA_DIR / "files"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
OCOP_MAX_FILE_MB = environment.number("OCOP_MAX_FILE_MB", default=25)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# People and sign-in ----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "ocop.platform.accounts.signed_in.Backend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_USERNAME_VALIDATORS = "ocop.platform.accounts.forms.NAME_VALIDATORS"
ACCOUNT_SIGNUP_FORM_CLASS = "ocop.platform.accounts.forms.SignupForm"
ACCOUNT_FORMS = {
    "login": "ocop.platform.accounts.sign_in.LoginForm",
    "signup": "ocop.platform.accounts.sign_in.OpenAccountForm",
    "change_password": "ocop.platform.accounts.sign_in.ChangePasswordForm",
    "reset_password": "ocop.platform.accounts.sign_in.ResetPasswordForm",
    "reset_password_from_key": "ocop.platform.accounts.sign_in.ResetPasswordKeyForm",
    "reauthenticate": "ocop.platform.accounts.sign_in.ReauthenticateForm",
    "add_email": "ocop.platform.accounts.sign_in.AddEmailForm",
}
MFA_FORMS = {
    "activate_totp": "ocop.platform.accounts.sign_in.ActivateTOTPForm",
    "authenticate": "ocop.platform.accounts.sign_in.AuthenticateForm",
    "reauthenticate": "ocop.platform.accounts.sign_in.ReauthenticateByCodeForm",
}
ACCOUNT_ADAPTER = "ocop.platform.accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
PASSWORD_RESET_TIMEOUT = 24 * 3600
ACCOUNT_EMAIL_SUBJECT_PREFIX = "OCOP: "
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USERNAME_BLACKLIST = ["admin", "administrator", "root", "ocop"]
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # axes counts failures in the database, for every process alike
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "OCOP"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = (
    True  # accounts are known by name; an unconfirmed e-mail must not bar the second factor
)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "ocop.platform.access.addresses.address_of"
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "ocop.platform.accounts.adapter.typed_name"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_VERBOSE = False
_MAIL = environment.mail("OCOP_EMAIL_URL")
EMAIL_BACKEND = _MAIL["backend"]
EMAIL_HOST, EMAIL_PORT = _MAIL["host"], _MAIL["port"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL["user"], _MAIL["password"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL["starttls"], _MAIL["tls"]
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("OCOP_EMAIL_FROM", default="OCOP <ocop@localhost>")

# What actors may do is read from here, so that the platform never imports a stage.
OCOP_GRANTS_LOADER = "ocop.directory.queries.grants_for"
# Folders of rulebooks that the installation adds to those of the software: a new decision is adopted as data.
OCOP_RULEBOOK_FOLDERS = environment.words("OCOP_RULEBOOK_FOLDERS", default=[])
# Each stage's part of a change of units, in the order in which they run; see directory/moving.py.
OCOP_PLACE_MOVERS = (
    "ocop.directory.moving",
    "ocop.programme.moving",
    "ocop.registration.moving",
    "ocop.dossiers.moving",
    "ocop.evaluation.moving",
    "ocop.recognition.moving",
)
# Jobs that the worker puts in its queue when it starts and on every new day; each may run again without harm.
OCOP_DAILY_JOBS = ("ocop.directory.jobs.apply_due_place_acts",)
OCOP_NAVIGATION = "ocop.workspace.navigation.items_for"
OCOP_REGULATION_EFFECTS = "ocop.workspace.effects.of_regulation"
OCOP_REGULATION_USES = "ocop.workspace.effects.uses_of_regulation"
# What follows in later stages when a dossier is handed in for the first time; runs inside that act.
OCOP_DOSSIER_FILED = "ocop.recognition.actions.hold_certificate"
OCOP_RESULTS_UNDER_CONFIRMATION = "ocop.evaluation.queries.confirmed.results_under"
OCOP_OPEN_CLOCKS = "ocop.workspace.effects.recount_clocks"
OCOP_OPEN_CLOCKS_PREVIEW = "ocop.workspace.effects.clocks_after"
OCOP_OPEN_MODULES = ("allauth.", "django.views.i18n", "django.views.static", "django.contrib.staticfiles")

# Browser protections ----------------------------------------------------------------------------------------------
SESSION_ENGINE = "ocop.platform.accounts.signed_in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-ocop" if PRODUCTION else "ocop"
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = PRODUCTION and environment.flag("OCOP_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("OCOP_BEHIND_PROXY", default=False) else None
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# Language and formats ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [SOURCE_DIR / "locale"]
FORMAT_MODULE_PATH = ["ocop.formats"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "stream": sys.stderr}},
    "root": {"handlers": ["console"], "level": environment.text("OCOP_LOG_LEVEL", default="WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
PROGRAMME_NAME = _("Mỗi xã một sản phẩm")
