"""What of the programme goes along when units change: the settings in force there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.directory.models import Place
from ocop.directory.moving import Ended, Moves, OpenWork, Territory
from ocop.platform.access import Actor
from ocop.platform.workflow import note
from ocop.programme.models import Regulation
from ocop.programme.queries.periods import living

REGULATION = "programme.regulation"


def open_work_at(territory: Territory, *, on: date) -> tuple[OpenWork, ...]:
    """Return the settings of the units that hold on the day or later."""
    rows = Regulation.objects.filter(pk__in=[span.row.pk for span in living(territory.paths, on)])
    return (
        OpenWork(
            REGULATION,
            gettext_lazy("Quy định đang có hiệu lực"),
            territory.rows(rows, at="place_path"),
            gettext_lazy(
                "Đi tiếp ở đơn vị giữ mã hoặc chỉ đổi tên, mã, và khi mọi đơn vị nhập có cùng quy định; nếu không thì kết thúc"
            ),
        ),
    )


def move_open_work(moves: Moves, *, actor: Actor, at: datetime) -> list[Ended]:
    """Let settings go on in the unit that takes over, as new rows from its first day; the old rows keep their unit.

    One goes on where its unit keeps its code or lives on whole, or where all units that become one have it alike. Else it
    ends, and the administrator reads why: nobody decided that what held in one place holds in a larger or a smaller one.
    Of values that overlap each goes on from the first day on which it would have held.
    """
    (work,) = open_work_at(moves.territory, on=max(moves.on, timezone.localdate(at)))
    holds_from = {span.row.pk: span.first for span in living(moves.territory.paths, moves.on)}
    unit_of = {row.pk: row for row in work.rows}
    rows = list(Regulation.objects.select_for_update().filter(pk__in=unit_of).order_by("pk"))
    ended, carried, gone_on = [], list[int](), set[tuple[str, str, date]]()
    for old in rows:
        row = unit_of[old.pk]
        heir = moves.target(row)
        if heir.path == old.place_path:
            continue
        subject = (heir.path, old.key, old.valid_from)
        if subject in gone_on:
            why: str | Promise = _("quy định giống như vậy của đơn vị cùng nhập đi tiếp")
        else:
            why = _why_not(moves, row.unit_id, heir, old, rows, carried)
        facts = {
            "key": old.key,
            "value": old.value,
            "place": old.place_path,
            "heir": "" if why else heir.path,
        }
        note("programme.edit_regulation", old, actor=actor, at=at, facts=facts, place_path=old.place_path)
        if why:
            ended.append(Ended(REGULATION, old.pk, f"{old}: {why}."))
        else:
            gone_on.add(subject)
            carried.append(_go_on(old, heir, on=holds_from[old.pk], actor=actor, at=at).pk)
        last = moves.on - timedelta(days=1)
        _end(old, last=last, why=str(why), actor=actor, at=at)
        _end_covered(old, last=last)
    return ended


def _why_not(
    moves: Moves,
    unit_id: int,
    heir: Place,
    old: Regulation,
    rows: Sequence[Regulation],
    carried: Sequence[int],
) -> str | Promise:
    """Return why a setting does not go on in the unit that takes over, "" where it does."""
    unit = moves.old[unit_id]
    if heir.level != unit.level:
        return _("%(place)s không còn, đơn vị tiếp nhận ở cấp khác") % {"place": unit.full_name}
    if len(moves.heirs[unit_id]) > 1:
        return _("%(place)s được chia, các đơn vị mới chưa có quy định riêng") % {"place": unit.full_name}
    if _has(heir.path, old, but=carried):
        return _("%(place)s không còn, đơn vị tiếp nhận áp dụng quy định của mình") % {
            "place": unit.full_name
        }
    joined = {place.path for pk, place in moves.old.items() if moves.default[pk].pk == heir.pk}
    alike = {
        row.place_path
        for row in rows
        if (row.key, row.value, row.valid_from, row.valid_to)
        == (old.key, old.value, old.valid_from, old.valid_to)
    }
    if not joined <= alike:
        return _("các đơn vị nhập thành %(place)s không có cùng quy định này") % {"place": heir.full_name}
    return ""


def _go_on(old: Regulation, heir: Place, *, on: date, actor: Actor, at: datetime) -> Regulation:
    row = Regulation(
        key=old.key, value=old.value, place_path=heir.path, valid_from=on, valid_to=old.valid_to,
        document=old.document, added_at=at, added_by=actor.name,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def _end(old: Regulation, *, last: date, why: str, actor: Actor, at: datetime) -> None:
    """End a setting with its unit; one that had not begun is withdrawn, so that the record keeps it."""
    if old.valid_from <= last:
        old.valid_to = last
        old.save(update_fields=["valid_to"])
        return
    old.withdrawn_at, old.withdrawn_by = at, actor.name
    old.withdraw_reason = why or str(_("đơn vị đổi tên, đổi mã; quy định chuyển sang đơn vị mới"))
    old.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])


def _end_covered(old: Regulation, *, last: date) -> None:
    """End what an ended value has covered, so that it does not hold again after the unit's last day."""
    same = Regulation.objects.standing().filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=last),
        key=old.key, place_path=old.place_path, valid_from__lt=old.valid_from, valid_from__lte=last,
    )  # fmt: skip
    for row in same:
        row.valid_to = last
        row.save(update_fields=["valid_to"])


def _has(path: str, old: Regulation, *, but: Sequence[int]) -> bool:
    """Return whether a unit has a setting of the same subject of its own while the old one would hold, `but` what this
    act has carried there.
    """
    same = (
        Regulation.objects.standing()
        .filter(key=old.key, place_path=path)
        .exclude(pk__in=but)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=old.valid_from))
    )
    return (same if old.valid_to is None else same.filter(valid_from__lte=old.valid_to)).exists()
