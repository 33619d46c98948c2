"""What a document that changes units must satisfy before it is believed; each refusal says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from ocop.directory.models import Place, PlaceAct, PlaceActUnit
from ocop.directory.queries import CODE_LENGTHS, place_on
from ocop.platform.folding import fold
from ocop.platform.refusal import Invalid

LENGTH_OF = dict(zip(Place.Level.values, CODE_LENGTHS, strict=True))
LEVEL_OF = {
    Place.Kind.PROVINCE: ("province",),
    Place.Kind.CITY: ("province", "district"),
    Place.Kind.URBAN_DISTRICT: ("district",),
    Place.Kind.RURAL_DISTRICT: ("district",),
    Place.Kind.DISTRICT_TOWN: ("district",),
    Place.Kind.COMMUNE: ("commune",),
    Place.Kind.WARD: ("commune",),
    Place.Kind.TOWNSHIP: ("commune",),
    Place.Kind.SPECIAL_ZONE: ("commune",),
}
FIRST_DAY = date(1945, 9, 2)  # no act of this State is older; an older day is a slip of the hand
LONGEST_WAIT = timedelta(days=2 * 366)
MOST_UNITS = 12
NAME_LENGTH = 100


@dataclass(frozen=True, slots=True)
class UnitAfter:
    """A unit as the document makes it: code of the statistics office, kind, name with its kind, code of the unit above."""

    code: str
    kind: str
    name: str
    parent_code: str = ""

    def tidied(self) -> UnitAfter:
        """Return the unit with blanks tidied and the kind in front of the name."""
        name = " ".join(self.name.split())
        label = str(dict(Place.Kind.choices).get(self.kind, ""))
        if name and label and not f"{fold(name)} ".startswith(f"{fold(label)} "):
            name = f"{label[0].upper()}{label[1:]} {name}"
        return replace(self, code=self.code.strip(), name=name, parent_code=self.parent_code.strip())


def check_document(number: str, document_on: date, in_force_on: date, *, today: date) -> None:
    """Raise Invalid for a document without a number, signed in the future or in no year of this State, or in force before."""
    if not number:
        raise Invalid(_("Hãy ghi số, ký hiệu văn bản, ví dụ: 1681/NQ-UBTVQH15."), field="document_number")
    if document_on > today:
        raise Invalid(_("Ngày văn bản không được sau hôm nay."), field="document_on")
    if document_on < FIRST_DAY:
        raise Invalid(
            _("Năm của ngày văn bản chưa đúng; hãy kiểm tra lại bốn chữ số của năm."), field="document_on"
        )
    if in_force_on < document_on:
        raise Invalid(_("Ngày có hiệu lực phải từ ngày văn bản trở đi."), field="in_force_on")
    if in_force_on > today + LONGEST_WAIT:
        raise Invalid(_("Ngày có hiệu lực quá xa; chỉ nhập trước tối đa hai năm."), field="in_force_on")


def check_units(drafted: PlaceAct, before: Sequence[Place], after: Sequence[UnitAfter]) -> None:
    """Raise Invalid (field "before" or "after") unless the units can be changed so on the day the act takes effect.

    Refused: a number of units that does not suit the kind; a unit that is not there the day before, has ended, or began on
    or after the day; units of several levels; a code, kind, name or unit above that does not hold; a code that another
    unit bears on the day; units below that would be left behind; another act not applied yet over the same units.
    """
    _check_counts(drafted.kind, before, after)
    _check_before(before, drafted.in_force_on)
    level = before[0].level
    for unit in after:
        _check_after(unit, level, before, drafted.in_force_on)
    if len({unit.code for unit in after}) < len(after):
        raise Invalid(_("Hai đơn vị sau khi thay đổi không được cùng một mã."), field="after")
    _check_kind_of_change(drafted.kind, before, after)
    _check_below(before, after, drafted.in_force_on)
    _check_overlap(drafted, before, after)


def _check_counts(kind: str, before: Sequence[Place], after: Sequence[UnitAfter]) -> None:
    least_before, least_after = {"merge": (2, 1), "split": (1, 2)}.get(kind, (1, 1))
    if len({place.pk for place in before}) < len(before):
        raise Invalid(_("Mỗi đơn vị trước khi thay đổi chỉ ghi một lần."), field="before")
    if len(before) < least_before or (kind != "merge" and len(before) > 1) or len(before) > MOST_UNITS:
        sentence = (
            _("Nhập đơn vị cần ít nhất hai đơn vị, nhiều nhất %(most)s đơn vị trước khi thay đổi.")
            if kind == "merge"
            else _("Hãy ghi đúng một đơn vị trước khi thay đổi.")
        )
        raise Invalid(sentence % {"most": MOST_UNITS}, field="before")
    if len(after) < least_after or (kind != "split" and len(after) > 1) or len(after) > MOST_UNITS:
        sentence = (
            _("Chia đơn vị cần ít nhất hai đơn vị sau khi thay đổi để chia hết đơn vị cũ.")
            if kind == "split"
            else _("Hãy ghi đúng một đơn vị sau khi thay đổi.")
        )
        raise Invalid(sentence, field="after")


def _check_before(before: Sequence[Place], on: date) -> None:
    for place in before:
        named = {"place": place.full_name, "on": f"{on:%d/%m/%Y}", "from": f"{place.valid_from:%d/%m/%Y}"}
        if place.valid_to is not None:
            raise Invalid(
                _("%(place)s đã kết thúc ngày %(to)s; hãy chọn đơn vị đang có vào ngày %(on)s.")
                % (named | {"to": f"{place.valid_to:%d/%m/%Y}"}),
                field="before",
            )
        if place.valid_from >= on:
            raise Invalid(
                _(
                    "%(place)s có từ ngày %(from)s; ngày có hiệu lực phải sau lần thay đổi gần nhất của đơn vị."
                )
                % named,
                field="before",
            )
    if len({place.level for place in before}) > 1:
        raise Invalid(_("Các đơn vị trước khi thay đổi phải cùng một cấp."), field="before")


def _check_after(unit: UnitAfter, level: str, before: Sequence[Place], on: date) -> None:
    length = LENGTH_OF[level]
    if not (unit.code.isascii() and unit.code.isdigit() and len(unit.code) == length):
        raise Invalid(
            _("Mã đơn vị gồm đúng %(length)s chữ số do cơ quan thống kê cấp, ví dụ %(example)s.")
            % {"length": length, "example": before[0].code},
            field="after",
        )
    if level not in LEVEL_OF.get(unit.kind, ()):  # type: ignore[call-overload]
        raise Invalid(_("Loại đơn vị không hợp với cấp của đơn vị trước khi thay đổi."), field="after")
    label = fold(str(Place.Kind(unit.kind).label))
    if not fold(unit.name).removeprefix(label).strip() or len(unit.name) > NAME_LENGTH or "\0" in unit.name:
        raise Invalid(_("Hãy ghi tên đơn vị sau khi thay đổi, không quá 100 ký tự."), field="after")
    above = place_on(unit.parent_code, on) if unit.parent_code else None
    if level != Place.Level.PROVINCE and (above is None or above.level not in _levels_above(level)):
        raise Invalid(
            _("Không có đơn vị cấp trên mang mã “%(code)s” vào ngày %(on)s; hãy kiểm tra lại mã.")
            % {"code": unit.parent_code[:10], "on": f"{on:%d/%m/%Y}"},
            field="after",
        )
    if above is not None and above.pk in {place.pk for place in before}:
        raise Invalid(_("Đơn vị cấp trên không thể là đơn vị đang thay đổi."), field="after")
    bearer = (
        Place.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), code=unit.code, level=level)
        .exclude(pk__in=[place.pk for place in before])
        .select_related("parent__parent")
        .first()
    )
    if bearer is not None:
        raise Invalid(
            _("Mã %(code)s đang là mã của %(place)s vào ngày đó; mỗi mã chỉ của một đơn vị.")
            % {"code": unit.code, "place": bearer.full_name},
            field="after",
        )


def _levels_above(level: str) -> tuple[str, ...]:
    return ("province", "district") if level == "commune" else ("province",) if level == "district" else ()


def _check_kind_of_change(kind: str, before: Sequence[Place], after: Sequence[UnitAfter]) -> None:
    old, new = before[0], after[0]
    old_parent = old.parent.code if old.parent else ""
    if kind == PlaceAct.Kind.RENAME:
        if new.parent_code != old_parent:
            raise Invalid(
                _("Đổi tên không đổi đơn vị cấp trên; hãy chọn loại “Chuyển sang đơn vị cấp trên khác”."),
                field="after",
            )
        if (new.name, new.kind, new.code) == (old.name, old.kind, old.code):
            raise Invalid(_("Tên, loại và mã đều như cũ; chưa có gì thay đổi."), field="after")
    if kind == PlaceAct.Kind.MOVE and new.parent_code == old_parent:
        raise Invalid(_("Đơn vị cấp trên vẫn như cũ; hãy ghi mã của đơn vị cấp trên mới."), field="after")


def _check_below(before: Sequence[Place], after: Sequence[UnitAfter], on: date) -> None:
    """Refuse what would change the paths of units below: only a unit that keeps its code and its parent keeps them."""
    old, new = before[0], after[0]
    keeps_path = (
        len(before) == len(after) == 1
        and old.code == new.code
        and (old.parent.code if old.parent else "") == new.parent_code
    )
    if keeps_path:
        return
    below = Place.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on), parent__in=[place.pk for place in before]
    ).first()
    if below is not None:
        raise Invalid(
            _(
                "Còn đơn vị trực thuộc chưa có nơi chuyển đến, ví dụ %(place)s. "
                "Hãy chuyển các đơn vị trực thuộc trước, hoặc nạp danh mục mới của cả tỉnh."
            )
            % {"place": below.name},
            field="before",
        )


def _check_overlap(drafted: PlaceAct, before: Sequence[Place], after: Sequence[UnitAfter]) -> None:
    waiting = PlaceActUnit.objects.filter(
        act__confirmed_at__isnull=False, act__applied_at__isnull=True, act__withdrawn_at__isnull=True
    ).exclude(act=drafted)
    same = waiting.filter(
        Q(side="before", place__in=[place.pk for place in before])
        | Q(side="after", code__in=[unit.code for unit in after])
        | Q(side="before", code__in=[unit.parent_code for unit in after if unit.parent_code])
    )
    other = same.select_related("act").first()
    if other is not None:
        raise Invalid(
            _(
                "%(unit)s đã có trong văn bản %(document)s đang chờ ngày hiệu lực; "
                "hãy đợi áp dụng hoặc bỏ văn bản đó trước."
            )
            % {"unit": other, "document": other.act},
            field="before",
        )
