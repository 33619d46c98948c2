"""Changes of units as dated acts: drafted in steps, confirmed, withdrawn. Applying them is in `place_changes`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.directory import policy
from ocop.directory.actions.place_changes import apply_place_act, names_to_place
from ocop.directory.actions.place_checks import UnitAfter, check_document, check_units
from ocop.directory.models import Place, PlaceAct, PlaceActUnit
from ocop.directory.moving import MANDATE, Territory, mandates_running
from ocop.directory.queries import place_on
from ocop.platform.access import Actor, require
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.platform.workflow import act, create, lock, note

assert policy  # importing it registers who may do what is written here
VERB = "directory.change_places"


def draft_place_act(
    *, kind: str, document_number: str, document_on: date, in_force_on: date, actor: Actor, at: datetime
) -> PlaceAct:
    """Begin to enter a document that changes units; nothing changes until it is confirmed and its day has come.

    Raises NotAllowed, and Invalid for a document without a number or days that cannot be.
    """
    number = " ".join(document_number.split())
    check_document(number, document_on, in_force_on, today=timezone.localdate(at))
    if kind not in PlaceAct.Kind.values or kind == PlaceAct.Kind.MAP:
        raise Invalid(_("Hãy chọn loại thay đổi trong danh sách."), field="kind")
    drafted = PlaceAct(
        kind=kind, document_number=number, document_on=document_on, in_force_on=in_force_on,
        place_path=(actor.paths_for(VERB) or ("",))[0], drafted_at=at, drafted_by=actor.name,
    )  # fmt: skip
    return create(drafted, VERB, actor=actor, at=at, facts={"document": str(drafted), "step": "draft"})


def name_units(
    drafted: PlaceAct,
    *,
    before: Sequence[Place],
    after: Sequence[UnitAfter],
    actor: Actor,
    at: datetime,
) -> PlaceAct:
    """Say which units the document ends and which it makes; naming them again replaces what was said.

    Raises NotAllowed unless all of them lie within the actor's reach, WrongState once confirmed, and Invalid with the
    field at fault: see `place_checks.check_units`.
    """
    with act():
        locked = _draft(drafted, actor)
        wanted = [unit.tidied() for unit in after]
        check_units(locked, before, wanted)
        _require_reach(actor, before, wanted, on=locked.in_force_on)
        locked.units.all().delete()
        PlaceActUnit.objects.bulk_create(
            [
                *(
                    PlaceActUnit(
                        act=locked, side="before", position=position, place=place, code=place.code,
                        kind=place.kind, name=place.name,
                        parent_code=place.parent.code if place.parent else "",
                    )
                    for position, place in enumerate(before)
                ),
                *(
                    PlaceActUnit(
                        act=locked, side="after", position=position, code=unit.code, kind=unit.kind,
                        name=unit.name, parent_code=unit.parent_code,
                    )
                    for position, unit in enumerate(wanted)
                ),
            ]
        )  # fmt: skip
        locked.place_path = before[0].province_code
        locked.choices = {}
        locked.save(update_fields=["place_path", "choices"])
        facts = {
            "document": str(locked), "step": "units",
            "before": [str(place) for place in before], "after": [f"{u.name} ({u.code})" for u in wanted],
        }  # fmt: skip
        note(VERB, locked, actor=actor, at=at, facts=facts, place_path=locked.place_path)
    return locked


def confirm_place_act(
    drafted: PlaceAct, *, choices: Mapping[str, str], actor: Actor, at: datetime
) -> PlaceAct:
    """Confirm a document with where its open records go; it is applied at once when its day has come, else on that day.

    `choices` names a unit after by its code for a record ("registration.producer:12") and, for a mandate
    ("directory.mandate:7"), the unit in which it is given anew; what is not named goes to the default, a mandate ends.
    Raises NotAllowed, WrongState, and Invalid when a choice is no unit of the document or the units no longer fit.
    """
    with act():
        locked = _draft(drafted, actor)
        before, after = units_of(locked)
        if not before:
            raise Invalid(_("Hãy khai các đơn vị trước và sau khi thay đổi."))
        check_units(locked, before, after)
        _require_reach(actor, before, after, on=locked.in_force_on)
        locked.choices = _checked_choices(locked, before, after, choices, actor=actor)
        locked.confirmed_at, locked.confirmed_by = at, actor.name
        locked.save(update_fields=["choices", "confirmed_at", "confirmed_by"])
        facts = {"document": str(locked), "step": "confirm", "in_force_on": locked.in_force_on.isoformat()}
        note(VERB, locked, actor=actor, at=at, after="confirmed", facts=facts, place_path=locked.place_path)
        if locked.in_force_on <= timezone.localdate(at):
            return apply_place_act(locked, actor=actor, at=at)
    return locked


def withdraw_place_act(drafted: PlaceAct, *, actor: Actor, at: datetime) -> PlaceAct:
    """Take back a document that is not applied yet. Raises NotAllowed, and WrongState once applied or taken back."""
    with act():
        locked = lock(drafted)
        require(VERB, actor, locked)
        if locked.applied_at is not None or locked.withdrawn_at is not None:
            raise WrongState(_("Văn bản này đã áp dụng hoặc đã bỏ; hãy tải lại trang."))
        locked.withdrawn_at, locked.withdrawn_by = at, actor.name
        locked.save(update_fields=["withdrawn_at", "withdrawn_by"])
        facts = {"document": str(locked), "step": "withdraw"}
        note(VERB, locked, actor=actor, at=at, after="withdrawn", facts=facts, place_path=locked.place_path)
    return locked


def apply_due_acts(*, actor: Actor, at: datetime) -> tuple[list[PlaceAct], list[str]]:
    """Apply the confirmed documents whose day has come, the oldest first, each as an act of its own.

    Returns those applied and, for each that was refused, a sentence, which is kept with it too; run again, it tries
    those once more.
    """
    done, refused = [], []
    due = PlaceAct.objects.pending().filter(in_force_on__lte=timezone.localdate(at))
    for waiting in due.order_by("in_force_on", "pk"):
        try:
            done.append(apply_place_act(waiting, actor=actor, at=at))
        except WrongState:
            continue  # another worker was quicker
        except Invalid as refusal:
            refused.append(_refused(waiting, str(refusal), actor=actor, at=at))
    return done, refused


def _refused(waiting: PlaceAct, sentence: str, *, actor: Actor, at: datetime) -> str:
    """Keep why a document was not applied, for its administrator to see; noted once, however often it is tried."""
    with act():
        locked = lock(waiting)
        if locked.refusal != sentence:
            locked.refusal = sentence
            locked.save(update_fields=["refusal"])
            facts = {"document": str(locked), "step": "refuse", "reason": sentence}
            note(VERB, locked, actor=actor, at=at, facts=facts, place_path=locked.place_path)
    return f"{waiting}: {sentence}"


def units_of(drafted: PlaceAct) -> tuple[list[Place], list[UnitAfter]]:
    """Return the units before, as rows, and those after, as they were typed."""
    rows = list(
        PlaceActUnit.objects.filter(act=drafted)
        .select_related("place__parent__parent")
        .order_by("side", "position")
    )
    before = [row.place for row in rows if row.side == "before" and row.place is not None]
    after = [
        UnitAfter(code=row.code, kind=row.kind, name=row.name, parent_code=row.parent_code)
        for row in rows
        if row.side == "after"
    ]
    return before, after


def _draft(drafted: PlaceAct, actor: Actor) -> PlaceAct:
    locked = lock(drafted)
    require(VERB, actor, locked)
    if not locked.is_draft:
        raise WrongState(_("Văn bản này đã xác nhận hoặc đã bỏ nên không sửa được nữa."))
    return locked


def _require_reach(actor: Actor, before: Sequence[Place], after: Sequence[UnitAfter], *, on: date) -> None:
    """Raise NotAllowed unless the actor may change every unit before, and the units in which those after will lie."""
    above = (place_on(unit.parent_code, on) for unit in after if unit.parent_code)
    paths = {place.path for place in before} | {place.path for place in above if place is not None}
    if any(actor.grant_at(VERB, path) is None for path in paths):
        raise NotAllowed(
            _("Chỉ quản trị viên của mọi địa bàn có trong văn bản mới nhập được thay đổi này."),
            capability=VERB,
        )


def _checked_choices(
    drafted: PlaceAct,
    before: Sequence[Place],
    after: Sequence[UnitAfter],
    choices: Mapping[str, str],
    *,
    actor: Actor,
) -> dict[str, str]:
    codes = {unit.code for unit in after}
    territory = Territory(before)
    known = {key for key, _name, _unit in names_to_place(territory)}
    mandates = {f"{MANDATE}:{one.pk}": one for one in mandates_running(territory, on=drafted.in_force_on)}
    kept = {}
    for key, code in choices.items():
        if key not in known and key not in mandates:
            continue  # it left the unit since the page was opened
        if not code and key in mandates:
            continue
        if code not in codes:
            raise Invalid(
                _("Hãy chọn đơn vị tiếp nhận trong số các đơn vị sau khi thay đổi cho từng dòng."),
                field=key,
            )
        if key in mandates and mandates[key].user_id == actor.user_id:
            raise Invalid(
                _("Không tự giao nhiệm vụ cho chính mình; hãy nhờ một quản trị viên khác."), field=key
            )
        kept[key] = code
    return kept
