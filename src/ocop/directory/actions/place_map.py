"""The map of a day, loaded from the files, applied to a province's open work as one act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.directory.actions.place_changes import VERB, carry_over, open_work
from ocop.directory.actions.place_checks import check_document
from ocop.directory.models import Place, PlaceAct, PlaceActUnit, Succession
from ocop.directory.moving import Moves, Territory
from ocop.directory.queries import place_on
from ocop.platform.access import Actor, require
from ocop.platform.access.scopes import at_or_below, within
from ocop.platform.refusal import Invalid, WrongState
from ocop.platform.workflow import act, in_record_language

SHOWN = 5


@dataclass(frozen=True, slots=True)
class MapPreview:
    """What the map would change: units that end, units that take over, and open work by kind."""

    before: tuple[Place, ...]
    after: tuple[Place, ...]
    work: tuple[tuple[str, str, int], ...]  # (kind, title, count)


def preview_map(province_code: str, *, on: date, at: datetime) -> MapPreview:
    """Return what `apply_map` would change in the province as it is on the day. Raises Invalid like it."""
    moves, after = _moves(province_code, on=on, chosen={})
    work = open_work(moves.territory, on=max(on, timezone.localdate(at)))
    _refuse_homeless(moves, on=on, at=at)
    return MapPreview(
        before=tuple(moves.old.values()),
        after=tuple(after),
        work=tuple((one.kind, str(one.title), len(one.rows)) for one in work),
    )


@in_record_language
def apply_map(
    province_code: str,
    *,
    on: date,
    document_number: str,
    document_on: date,
    choices: Mapping[str, str] | None = None,
    actor: Actor,
    at: datetime,
) -> PlaceAct:
    """Carry the open work of every unit that ended the day before over to the units that the loaded links name.

    One act for a whole province as it is on the day. `choices` names, by code, another unit for a record whose old unit was
    parted, and a unit in which a mandate is given anew; without, the link marked to be offered first is taken. Work of a
    district goes to its province, its mandates and settings end.
    Raises NotAllowed, Invalid when no unit ended then or a unit with open work has no successor, WrongState when there
    is nothing left to carry over, and TotalsDiffer.
    """
    number = " ".join(document_number.split())
    check_document(number, document_on, on, today=timezone.localdate(at))
    moves, after = _moves(province_code, on=on, chosen=choices or {})
    with act():
        applied = PlaceAct(
            kind=PlaceAct.Kind.MAP, document_number=number, document_on=document_on, in_force_on=on,
            place_path=province_code, choices=dict(choices or {}), drafted_at=at, drafted_by=actor.name,
            confirmed_at=at, confirmed_by=actor.name,
        )  # fmt: skip
        require(VERB, actor, applied)
        keys = [*moves.old, *(place.pk for place in after)]
        list(
            Place.objects.filter(pk__in=keys).select_for_update().order_by("pk").values_list("pk", flat=True)
        )
        _refuse_homeless(moves, on=on, at=at)
        again = PlaceAct.objects.filter(kind="map", place_path=province_code, in_force_on=on)
        if again.exists() and not _left_behind(moves, on=max(on, timezone.localdate(at))):
            raise WrongState(_("Danh mục từ ngày %(on)s đã áp dụng cho tỉnh này.") % {"on": f"{on:%d/%m/%Y}"})
        applied.save(force_insert=True)
        PlaceActUnit.objects.bulk_create(_units(applied, list(moves.old.values()), after))
        carry_over(applied, moves, after, actor=actor, at=at)
    return applied


def _moves(province_code: str, *, on: date, chosen: Mapping[str, str]) -> tuple[Moves, list[Place]]:
    """Return who takes over from whom by the loaded links, and every unit of the province that takes over."""
    province = place_on(province_code, on)
    if province is None or province.level != Place.Level.PROVINCE:
        raise Invalid(
            _("Không có tỉnh, thành phố mang mã %(code)s vào ngày %(on)s.")
            % {"code": province_code, "on": f"{on:%d/%m/%Y}"}
        )
    links = list(
        Succession.objects.filter(old__valid_to=on - timedelta(days=1), new__valid_from=on)
        .filter(at_or_below(province_code, column="new__path"))
        .select_related("old", "new")
        .order_by("old_id", "-is_default", "pk")
    )
    old = {link.old_id: link.old for link in links}
    default: dict[int, Place] = {}
    heirs: dict[int, set[int]] = defaultdict(set)
    origins: dict[int, set[int]] = defaultdict(set)
    for link in links:
        default.setdefault(link.old_id, link.new)
        heirs[link.old_id].add(link.new_id)
        origins[link.new_id].add(link.old_id)
    for district in _districts(old.values(), on=on):
        if district.pk not in default:
            old[district.pk], default[district.pk], heirs[district.pk] = district, province, {province.pk}
    earlier = Succession.objects.filter(
        new__in=old, old__valid_to__lt=on - timedelta(days=1), is_default=True
    )
    for link in earlier.select_related("old"):  # a record may still stand at what its unit was called before
        old[link.old_id], default[link.old_id] = link.old, default[link.new_id]
        heirs[link.old_id] = heirs[link.new_id]
    if not old:
        raise Invalid(
            _("Không có đơn vị nào của tỉnh kết thúc ngay trước ngày %(on)s.") % {"on": f"{on:%d/%m/%Y}"}
        )
    whole = {
        link.old_id
        for link in links
        if link.extent == Succession.Extent.WHOLE
        and link.old.level == link.new.level
        and len(heirs[link.old_id]) == len(origins[link.new_id]) == 1
    }
    places = {link.new_id: link.new for link in links} | {province.pk: province}
    by_code = {place.code: place for place in places.values()}
    unknown = sorted({code for code in chosen.values() if code not in by_code})
    if unknown:
        raise Invalid(
            _("Không có đơn vị mang mã %(codes)s trong tỉnh vào ngày đó.") % {"codes": ", ".join(unknown)}
        )
    moves = Moves(
        on=on, old=old, default=default, whole=frozenset(whole),
        heirs={pk: frozenset(keys) for pk, keys in heirs.items()},
        chosen={key: by_code[code] for key, code in chosen.items()},
    )  # fmt: skip
    return moves, list(places.values())


def _districts(old: Iterable[Place], *, on: date) -> list[Place]:
    """Return the districts that ended the day before in the provinces of the old units; no link says where they went."""
    rows = Place.objects.filter(level=Place.Level.DISTRICT, valid_to=on - timedelta(days=1))
    return list(rows.filter(within(_provinces(old), column="path")).order_by("pk"))


def _provinces(places: Iterable[Place]) -> set[str]:
    return {place.province_code for place in places}


def _left_behind(moves: Moves, *, on: date) -> bool:
    """Return whether open work still stands at a path that ended."""
    return any(
        moves.old[row.unit_id].path != moves.target(row).path
        for work in open_work(moves.territory, on=on)
        for row in work.rows
    )


def _refuse_homeless(moves: Moves, *, on: date, at: datetime) -> None:
    """Raise Invalid when a unit of the old provinces ended without a successor though open work stands there."""
    ended = Place.objects.filter(within(_provinces(moves.old.values()), column="path"), valid_to__lt=on)
    homeless = Territory(place for place in ended if place.pk not in moves.old)
    # A path may be borne again by a unit that takes over; then what stands there is not homeless.
    living = {place.path for place in moves.old.values()} | {place.path for place in moves.default.values()}
    names: list[str] = []
    for work in open_work(homeless, on=max(on, timezone.localdate(at))):
        for row in work.rows:
            place = homeless.by_id[row.unit_id]
            if place.path not in living:
                names.append(place.name)
    if names:
        listed = "; ".join(sorted(set(names))[:SHOWN])
        raise Invalid(
            _(
                "Chưa biết nơi tiếp nhận việc đang mở của: %(names)s. Hãy nhập thay đổi của các đơn vị này trước."
            )
            % {"names": listed}
        )


def _units(applied: PlaceAct, before: Sequence[Place], after: Sequence[Place]) -> list[PlaceActUnit]:
    parents = dict(
        Place.objects.filter(pk__in=[place.parent_id for place in [*before, *after]]).values_list(
            "pk", "code"
        )
    )
    return [
        PlaceActUnit(
            act=applied, side=side, position=position, place=place, code=place.code, kind=place.kind,
            name=place.name, parent_code=parents.get(place.parent_id or 0, ""),
        )
        for side, places in (("before", before), ("after", after))
        for position, place in enumerate(places)
    ]  # fmt: skip
