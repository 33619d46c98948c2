from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "ocop.dossiers"
    label = "dossiers"

    def ready(self) -> None:
        """Register who may do what here, before the first act."""
        from ocop.dossiers import policy  # noqa: PLC0415  needs the tables

        assert policy
