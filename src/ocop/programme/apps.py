from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "ocop.programme"
    label = "programme"

    def ready(self) -> None:
        """Register the policies, so that actions find them whoever calls."""
        from ocop.programme import policy  # noqa: F401, PLC0415  models exist only now
