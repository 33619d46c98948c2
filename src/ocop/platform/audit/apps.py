from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "ocop.platform.audit"
    label = "audit"
