from django.apps import AppConfig


class NumberingConfig(AppConfig):
    name = "ocop.platform.numbering"
    label = "numbering"
