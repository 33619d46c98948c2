"""Who may be given a seat on a council."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ocop.directory.queries import mandates_at

# The mandate that a person must hold to be given a post. Posts are the council's own; mandates are the
# directory's.
ROLES_FOR_POST = {
    "chair": frozenset({"council_chair"}),
    "deputy": frozenset({"council_member", "council_chair"}),
    "member": frozenset({"council_member", "council_chair"}),
    "secretary": frozenset({"council_secretary"}),
}
SEAT_ROLES = frozenset().union(*ROLES_FOR_POST.values())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who holds a mandate that a seat asks for."""

    user_id: int
    name: str
    agency_name: str
    roles: frozenset[str]

    def may_hold(self, post: str) -> bool:
        """Return whether one of the person's mandates allows the post."""
        return not self.roles.isdisjoint(ROLES_FOR_POST.get(post, frozenset()))

    @property
    def likely_post(self) -> str:
        """Return the post to offer first."""
        if "council_chair" in self.roles:
            return "chair"
        return "secretary" if "council_secretary" in self.roles else "member"


def candidates(place_path: str, on: date) -> list[Candidate]:
    """Return the people who may sit on a council of this place on a day, by name."""
    rows = (
        mandates_at((place_path,))
        .filter(place__path=place_path, role__in=SEAT_ROLES)
        .order_by("user__full_name", "user_id", "starts_on")
    )
    people: dict[int, Candidate] = {}
    for mandate in rows:
        if not mandate.in_force_on(on):
            continue
        known = people.get(mandate.user_id)
        people[mandate.user_id] = Candidate(
            user_id=mandate.user_id,
            name=mandate.user.full_name,
            agency_name=(known.agency_name if known else "")
            or (mandate.agency.name if mandate.agency else ""),
            roles=(known.roles if known else frozenset()) | {mandate.role},
        )
    return list(people.values())
