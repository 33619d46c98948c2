from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "ocop.platform.documents"
    label = "documents"
