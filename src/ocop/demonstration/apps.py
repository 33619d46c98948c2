from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "ocop.demonstration"
    label = "demonstration"
