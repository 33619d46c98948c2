from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "ocop.evaluation"
    label = "evaluation"

    def ready(self) -> None:
        """Register the policies, so that actions find them whoever calls."""
        from ocop.evaluation import policy  # noqa: F401, PLC0415  models exist only now
