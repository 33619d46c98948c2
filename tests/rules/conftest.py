"""How much the tests of the rules try out where many runs are needed: see tools/mutate."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("mutation", max_examples=15, deadline=None, derandomize=True, database=None)
