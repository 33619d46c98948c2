"""Who may do what: grants, verdicts, policies, and views that deny by default. See README.md."""

from ocop.platform.access.actors import NOBODY, Actor, Grant, system_actor
from ocop.platform.access.declarations import needs, public_view, signed_in
from ocop.platform.access.policies import (
    ALLOWED,
    Verdict,
    capabilities_with_policy,
    policy,
    refuse,
    require,
    verdict,
)

__all__ = [
    "ALLOWED",
    "NOBODY",
    "Actor",
    "Grant",
    "Verdict",
    "capabilities_with_policy",
    "needs",
    "policy",
    "public_view",
    "refuse",
    "require",
    "signed_in",
    "system_actor",
    "verdict",
]
