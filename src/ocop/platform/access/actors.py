"""The one who acts, as a value: a name and the grants that hold on the day of the act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Grant:
    """One mandate that is in force: a role at a place.

    `place_path` names a place and all that lies in it: "14" is a province, "14/03646" a commune in it, "" the country.
    `reach` is "own" (only what belongs to the person), "place" (that place alone), "below" (that place and all in it)
    or "all".
    """

    role: str
    role_title: str | Promise  # lazy, so that it is read in one language and recorded in another
    place_path: str
    place_name: str
    agency: str
    reach: str
    capabilities: frozenset[str]
    mandate_id: int | None = None

    def covers(self, path: str) -> bool:
        """Return whether a record at `path` lies within this grant's reach (own is decided by the record's policy)."""
        if self.reach in ("all", "own"):
            return True
        if self.reach == "place":
            return path == self.place_path
        return path == self.place_path or path.startswith(f"{self.place_path}/") or self.place_path == ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system itself) with the grants in force now."""

    user_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    request_number: str = field(default="", compare=False)
    is_system: bool = False

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None or self.is_system

    def grants_for(self, capability: str) -> Iterator[Grant]:
        """Return the grants that carry the capability."""
        return (grant for grant in self.grants if capability in grant.capabilities)

    def can_somewhere(self, *capabilities: str) -> bool:
        """Return whether any grant carries any of the capabilities, wherever it reaches."""
        return self.is_system or any(not grant.capabilities.isdisjoint(capabilities) for grant in self.grants)

    def grant_at(self, capability: str, path: str) -> Grant | None:
        """Return the first grant that carries the capability at a place, own reach aside, or None."""
        return next(
            (grant for grant in self.grants_for(capability) if grant.reach != "own" and grant.covers(path)),
            None,
        )

    def grant_held_at(self, capability: str, path: str) -> Grant | None:
        """Return the first grant that carries the capability and is held at that very place, or for all places.

        Where several levels do the same work, a grant reaches into the places below to read there, not to act
        in their stead.
        """
        return next(
            (
                grant
                for grant in self.grants_for(capability)
                if grant.reach == "all" or (grant.reach != "own" and grant.place_path == path)
            ),
            None,
        )

    def grant_own(self, capability: str) -> Grant | None:
        """Return the grant that carries the capability over what belongs to the person, or None."""
        return next((grant for grant in self.grants_for(capability) if grant.reach == "own"), None)

    def paths_for(self, capability: str) -> tuple[str, ...]:
        """Return the place paths in which the capability holds ("" for the whole country), widest first."""
        paths = {
            "" if grant.reach == "all" else grant.place_path
            for grant in self.grants_for(capability)
            if grant.reach != "own"
        }
        return tuple(sorted(paths, key=len))


NOBODY = Actor(user_id=None, name="")


def system_actor(name: str, capabilities: Iterable[str] = ()) -> Actor:
    """Return the actor under whose name the system itself acts (a job, a command); `name` is written to the audit."""
    grant = Grant(
        role="system",
        role_title=name,
        place_path="",
        place_name="",
        agency="",
        reach="all",
        capabilities=frozenset(capabilities),
    )
    return Actor(user_id=None, name=name, grants=(grant,), is_system=True)
