from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "ocop.workspace"
    label = "workspace"
