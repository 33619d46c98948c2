from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "ocop.registration"
    label = "registration"

    def ready(self) -> None:
        """Register who may do what here, before the first act."""
        from ocop.registration import policy  # noqa: PLC0415  needs the tables

        assert policy
