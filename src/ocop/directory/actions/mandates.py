"""Agencies, and the mandates that people hold."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ocop.directory import policy
from ocop.directory.models import Agency, Mandate, Place
from ocop.directory.roles import Role, role_of
from ocop.platform.access import Actor, require
from ocop.platform.folding import fold
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.workflow import act, create, lock, note

assert policy  # importing it registers who may do what is written here


def create_agency(
    *, name: str, kind: str, level: str, place: Place | None, actor: Actor, at: datetime
) -> Agency:
    """Enter an agency; its code is made of its name and its place's code and never changes.

    Raises Invalid when the name is empty, the place does not suit the level, or the agency is there already.
    """
    name = " ".join(name.split())
    if not name:
        raise Invalid(_("Hãy nhập tên cơ quan."), field="name")
    if (place.level if place else Agency.Level.CENTRE) != level:
        raise Invalid(
            _("Địa bàn không khớp với cấp của cơ quan; hãy chọn lại địa bàn hoặc cấp."), field="place"
        )
    code = slugify(f"{fold(name)} {place.code if place else ''}")[:120]
    with act():
        if Agency.objects.filter(code=code).exists():
            raise Invalid(_("Địa bàn này đã có cơ quan cùng tên; hãy dùng cơ quan đã có."), field="name")
        return create(
            Agency(code=code, name=name, kind=kind, level=level, place=place),
            "directory.edit_agency",
            actor=actor,
            at=at,
            facts={"name": name, "place": str(place or "")},
        )


def rename_agency(agency: Agency, *, name: str, actor: Actor, at: datetime) -> Agency:
    """Give an agency its new name; what was signed under the old one keeps it."""
    name = " ".join(name.split())
    if not name:
        raise Invalid(_("Hãy nhập tên cơ quan."), field="name")
    with act():
        locked = lock(agency)
        require("directory.edit_agency", actor, locked)
        before, locked.name = locked.name, name
        locked.save(update_fields=["name"])
        note("directory.edit_agency", locked, actor=actor, at=at, before=before, after=name)
    return locked


def grant_mandate(
    user: Any,
    *,
    role: str,
    place: Place | None = None,
    agency: Agency | None = None,
    starts_on: date,
    ends_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> Mandate:
    """Give a person a role in a place for a period; both days count, no last day means until ended.

    Raises NotAllowed, or Invalid when the role does not suit the place or day, or the person holds the role
    there already.
    """
    mandate = Mandate(
        user=user, role=role, place=place, agency=agency, starts_on=starts_on, ends_on=ends_on,
        granted_at=at, granted_by_id=actor.user_id,
    )  # fmt: skip
    found = role_of(role)
    if found is None:
        raise Invalid(_("Không có vai trò này; hãy chọn một vai trò trong danh sách."), field="role")
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(_("Ngày kết thúc phải từ ngày bắt đầu trở đi."), field="ends_on")
    _check_place(found, place, starts_on)
    with act():
        lock(user)  # one grant at a time for a person, so that two clicks do not give the role twice
        _check_not_held(mandate)
        return create(mandate, "directory.grant_mandate", actor=actor, at=at, facts=_facts(mandate))


def end_mandate(
    mandate: Mandate, *, ends_on: date, reason: str = "", actor: Actor, at: datetime
) -> Mandate | None:
    """Let a mandate end on this last day and return it; None when it is taken back whole, never having begun.

    The last day may be yesterday, which stops the person at once, but no earlier: what they did until then
    stands.
    Raises NotAllowed, Invalid for a day too early, and WrongState when it has ended already.
    """
    today = timezone.localdate(at)
    with act():
        locked = lock(mandate)
        require("directory.revoke_mandate", actor, locked)
        if locked.ends_on is not None and locked.ends_on < min(today, ends_on):
            raise WrongState(
                _("Nhiệm vụ này đã kết thúc ngày %(on)s.") % {"on": f"{locked.ends_on:%d/%m/%Y}"}
            )
        if ends_on < today - timedelta(days=1):
            raise Invalid(
                _("Không kết thúc nhiệm vụ lùi về trước hôm qua; việc đã làm đến nay vẫn có hiệu lực."),
                field="ends_on",
            )
        if locked.ends_on is not None and ends_on > locked.ends_on:
            raise Invalid(
                _("Nhiệm vụ đã định kết thúc ngày %(on)s; muốn kéo dài thì giao nhiệm vụ mới.")
                % {"on": f"{locked.ends_on:%d/%m/%Y}"},
                field="ends_on",
            )
        note(
            "directory.revoke_mandate",
            locked,
            actor=actor,
            at=at,
            facts=_facts(locked) | {"ends_on": ends_on.isoformat(), "reason": reason},
        )
        if ends_on < locked.starts_on:
            locked.delete()
            return None
        locked.ends_on = ends_on
        locked.save(update_fields=["ends_on"])
    return locked


def _check_place(role: Role, place: Place | None, starts_on: date) -> None:
    if place is None:
        if role.tiers:
            raise Invalid(_("Vai trò này gắn với một địa bàn; hãy chọn địa bàn."), field="place")
        return
    if role.tiers and place.level not in role.tiers:
        tiers = ", ".join(str(Place.Level(tier).label) for tier in role.tiers)
        raise Invalid(_("Vai trò này chỉ giao tại địa bàn %(tiers)s.") % {"tiers": tiers}, field="place")
    if not place.exists_on(starts_on):
        raise Invalid(
            _("%(place)s không có trong danh mục hành chính ngày %(on)s; hãy chọn đơn vị đang tồn tại.")
            % {"place": place, "on": f"{starts_on:%d/%m/%Y}"},
            field="place",
        )


def _check_not_held(mandate: Mandate) -> None:
    same = Mandate.objects.filter(user=mandate.user, role=mandate.role, place=mandate.place).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=mandate.starts_on)
    )
    if mandate.ends_on is not None:
        same = same.filter(starts_on__lte=mandate.ends_on)
    if same.exists():
        raise Invalid(_("Người này đã có nhiệm vụ ấy tại địa bàn trong thời gian đó."), field="role")


def _facts(mandate: Mandate) -> dict[str, Any]:
    return {
        "user_id": mandate.user_id,
        "user": str(mandate.user),
        "role": mandate.role,
        "place": str(mandate.place or ""),
        "agency": str(mandate.agency or ""),
        "starts_on": mandate.starts_on.isoformat(),
        "ends_on": mandate.ends_on.isoformat() if mandate.ends_on else None,
    }
