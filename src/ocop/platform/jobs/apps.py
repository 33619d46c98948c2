from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "ocop.platform.jobs"
    label = "jobs"
