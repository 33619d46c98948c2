"""What a view declares about who may call it. `DenyByDefault` refuses a view that declares nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Declared:
    """A view's declaration: public, any signed-in person, or holders of one of the capabilities."""

    kind: str
    capabilities: tuple[str, ...] = ()


def public_view(view: View) -> View:
    """Declare that anyone may call the view, signed in or not."""
    view.ocop_access = Declared("public")  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Declare that anyone who has signed in may call the view; the view scopes what it shows by `request.actor`."""
    view.ocop_access = Declared("signed_in")  # type: ignore[attr-defined]
    return view


def needs(*capabilities: str) -> Callable[[View], View]:
    """Declare that the view is for people who hold one of the capabilities somewhere; the record's policy decides where."""

    def declare(view: View) -> View:
        view.ocop_access = Declared("needs", capabilities)  # type: ignore[attr-defined]
        return view

    return declare
