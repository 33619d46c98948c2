"""One policy a capability, and the verdict it gives: allowed, or not and why, in a sentence for the person at the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ocop.platform.access.actors import Actor
from ocop.platform.refusal import NotAllowed

Sentence = str | Promise


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an act is allowed; when it is not, `reason` is the sentence shown beside the greyed button."""

    allowed: bool
    reason: Sentence = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(True)


def refuse(reason: Sentence) -> Verdict:
    """Return a refusal with its reason."""
    return Verdict(False, reason)


Policy = Callable[[Actor, Any], Verdict]
PolicyT = TypeVar("PolicyT", bound=Callable[..., Verdict])
_policies: dict[str, Policy] = {}


def policy(capability: str) -> Callable[[PolicyT], PolicyT]:
    """Register the decorated `may_…(actor, record) -> Verdict` as the policy of a capability. Each has exactly one."""

    def register(function: PolicyT) -> PolicyT:
        if capability in _policies and _policies[capability] is not function:
            raise RuntimeError(f"{capability} has two policies")
        _policies[capability] = function
        return function

    return register


def verdict(capability: str, actor: Actor, record: Any = None) -> Verdict:
    """Return the policy's verdict; a capability without a policy is refused."""
    may = _policies.get(capability)
    if may is None:
        return refuse(_("Việc này chưa được mở cho ai."))
    return may(actor, record)


def require(capability: str, actor: Actor, record: Any = None) -> None:
    """Raise NotAllowed with the policy's reason unless the actor may."""
    answer = verdict(capability, actor, record)
    if not answer:
        raise NotAllowed(answer.reason, capability=capability)


def capabilities_with_policy() -> frozenset[str]:
    """Return every capability that has a policy."""
    return frozenset(_policies)
