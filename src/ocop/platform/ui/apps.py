from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "ocop.platform.ui"
    label = "ui"
