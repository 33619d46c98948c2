"""Changes of units as dated acts: each kind carries open work over, counts stay equal, finished work stays as issued."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

import pytest
import time_machine
from django.conf import settings
from django.test import override_settings

from ocop.directory import actions
from ocop.directory.actions import UnitAfter
from ocop.directory.actions.place_changes import open_work
from ocop.directory.actions.places import REFERENCE_DIR, fill_tables
from ocop.directory.jobs import apply_due_place_acts, map_keeper
from ocop.directory.models import Agency, Mandate, Place, PlaceAct, Succession
from ocop.directory.moving import Territory
from ocop.directory.queries import grants_for, last_place, place_on, predecessors_of, successors_of
from ocop.dossiers import policy as dossier_policy
from ocop.dossiers.models import Dossier, Submission
from ocop.evaluation.models import Session
from ocop.platform.access import Actor, system_actor
from ocop.platform.accounts.models import User
from ocop.platform.audit.reading import history_of, recent
from ocop.platform.jobs.management.commands.worker import ask_for_daily_jobs
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.platform.workflow import act
from ocop.programme.actions import add_regulation
from ocop.programme.models import Regulation
from ocop.programme.queries import spans_at
from ocop.recognition import policy as recognition_policy
from ocop.recognition.models import Certificate, DecisionLine, ResultNoticeLine
from ocop.registration.models import Producer, Product, Registration
from tests import factories_dossiers as made
from tests import factories_evaluation as council
from tests import factories_recognition as decided

pytestmark = pytest.mark.usefixtures("places")

A, B = "03646", "03679"  # Phường Tô Hiệu, and another commune of Sơn La
FREE = "98765"  # borne by nobody
SIGNED, DAY = date(2026, 11, 2), date(2026, 11, 16)


def administrator(at: datetime, username: str = "quan-tri") -> Actor:
    return made.officer("administrator", "14", at=at, username=username)


def unit(code: str, name: str, kind: str = "phuong", parent: str = "14") -> UnitAfter:
    return UnitAfter(code=code, kind=kind, name=name, parent_code=parent)


def entered(
    kind: str, before: list[str], after: list[UnitAfter], *, actor: Actor, at: datetime, on: date = DAY
) -> PlaceAct:
    drafted = actions.draft_place_act(
        kind=kind, document_number="12/NQ-HĐND", document_on=SIGNED, in_force_on=on, actor=actor, at=at
    )
    places = [last_place(code) for code in before]
    return actions.name_units(drafted, before=places, after=after, actor=actor, at=at)


def changed(kind: str, before: list[str], after: list[UnitAfter], *, at: datetime, **more) -> PlaceAct:
    actor = more.pop("actor", None) or administrator(at)
    choices = more.pop("choices", {})
    waiting = entered(kind, before, after, actor=actor, at=at, **more)
    return actions.confirm_place_act(waiting, choices=choices, actor=actor, at=at)


def new_officer(code: str, *, at: datetime) -> Actor:
    person = made.user("can-bo-moi")
    actions.grant_mandate(
        person, role="commune_officer", place=last_place(code), starts_on=DAY, actor=made.SETUP, at=at
    )
    return made.actor_of(person)


def rows_of(applied: PlaceAct) -> dict[str, tuple[int, int, int]]:
    return {row["kind"]: (row["before"], row["after"], row["ended"]) for row in applied.totals}


@pytest.fixture
def two_communes(noon) -> dict[str, object]:
    """A commune with a draft and a handed-in dossier, its neighbour with a slip, officers in both."""
    draft, _owner = made.draft(at=noon, username="0912000001", name="Mật ong hoa nhãn")
    handed_in, _owner = made.submitted(
        at=noon, username="0912000002", name="Mật ong rừng", place=made.place(B)
    )
    third, third_actor = made.producer(at=noon, username="0912000003", place=made.place(B))
    slip = made.registered(third, third_actor, at=noon, name="Chè xanh")
    officers = {code: made.officer("commune_officer", code, at=noon) for code in (A, B)}
    setup = system_actor("thiết lập", {"directory.edit_agency"})
    agencies = [
        actions.create_agency(
            name=f"Ủy ban nhân dân {made.place(code).name}", kind="ubnd", level="commune",
            place=made.place(code), actor=setup, at=noon,
        )
        for code in (A, B)
    ]  # fmt: skip
    return {"draft": draft, "handed_in": handed_in, "slip": slip, "officers": officers, "agencies": agencies}


# Each kind -------------------------------------------------------------------------------------------------------


def test_a_renamed_unit_keeps_its_code_and_everything_in_it_goes_on(two_communes, noon):
    old = last_place(A)
    applied = changed("rename", [A], [unit(A, "Tô Hiệu mới")], at=noon)

    new = last_place(A)
    assert (new.name, new.valid_from, new.valid_to, new.path) == ("Phường Tô Hiệu mới", DAY, None, old.path)
    assert place_on(A, DAY - timedelta(days=1)) == old
    assert Place.objects.get(pk=old.pk).valid_to == DAY - timedelta(days=1)
    assert rows_of(applied) == {
        "directory.agency": (1, 1, 0),
        "directory.mandate": (1, 1, 0),
        "programme.regulation": (0, 0, 0),
        "registration.producer": (1, 1, 0),
        "registration.product": (1, 1, 0),
        "registration.slip": (1, 1, 0),
        "dossiers.dossier": (1, 1, 0),
        "dossiers.slip": (0, 0, 0),
        "evaluation.session": (0, 0, 0),
        "evaluation.item": (0, 0, 0),
        "recognition.certificate": (0, 0, 0),
        "recognition.draft": (0, 0, 0),
        "recognition.line": (0, 0, 0),
        "recognition.untold": (0, 0, 0),
        "recognition.untold_line": (0, 0, 0),
    }
    assert Producer.objects.get(products__name="Mật ong hoa nhãn").place == new
    assert set(
        Mandate.objects.filter(role="commune_officer", place__code=A).values_list("place", "ends_on")
    ) == {
        (old.pk, DAY - timedelta(days=1)),
        (new.pk, None),
    }
    link = Succession.objects.get(old=old, new=new)
    assert (link.act, link.extent, link.is_default, link.basis) == (applied, "whole", True, "act")


def test_a_merger_brings_both_communes_together_and_ends_the_mandates(two_communes, noon):
    old_a, old_b = last_place(A), last_place(B)
    submission = Submission.objects.get()
    kept = (submission.content, submission.digest)
    numbers = set(Registration.objects.values_list("number_text", "issued_path"))
    applied = changed("merge", [A, B], [unit(A, "Tô Hiệu")], at=noon)

    new = last_place(A)
    assert rows_of(applied) == {
        "directory.agency": (2, 2, 0),
        "directory.mandate": (2, 0, 2),
        "programme.regulation": (0, 0, 0),
        "registration.producer": (3, 3, 0),
        "registration.product": (3, 3, 0),
        "registration.slip": (2, 2, 0),
        "dossiers.dossier": (2, 2, 0),
        "dossiers.slip": (1, 1, 0),
        "evaluation.session": (0, 0, 0),
        "evaluation.item": (0, 0, 0),
        "recognition.certificate": (0, 0, 0),
        "recognition.draft": (0, 0, 0),
        "recognition.line": (0, 0, 0),
        "recognition.untold": (0, 0, 0),
        "recognition.untold_line": (0, 0, 0),
    }
    for model in (Producer, Registration, Dossier):
        assert set(model.objects.values_list("place", "place_path")) == {(new.pk, new.path)}
    assert set(Product.objects.values_list("place_path", flat=True)) == {new.path}
    assert set(Agency.objects.values_list("place", flat=True)) == {new.pk}
    submission.refresh_from_db()
    assert (submission.content, submission.digest) == kept
    assert set(Registration.objects.values_list("number_text", "issued_path")) == numbers
    assert [link.old for link in predecessors_of(new)] == sorted(
        [old_a, old_b], key=lambda place: place.folded_name
    )
    assert [link.new for link in successors_of(old_b)] == [new]


def test_after_a_merger_nobody_sees_more_than_before_unless_it_was_granted(two_communes, noon):
    officer_a, officer_b = two_communes["officers"].values()
    mandate_b = Mandate.objects.get(user_id=officer_b.user_id)
    changed("merge", [A, B], [unit(A, "Tô Hiệu")], at=noon, choices={f"directory.mandate:{mandate_b.pk}": A})

    def seen_by(actor: Actor) -> set[str]:
        person = User.objects.get(pk=actor.user_id)
        now = Actor(user_id=person.pk, name=person.full_name, grants=grants_for(person, DAY))
        return set(dossier_policy.visible(now).values_list("product_name", flat=True))

    assert seen_by(officer_a) == set()
    assert seen_by(officer_b) == {"Mật ong rừng"}  # handed in; the other one is still its owner's draft
    granted = Mandate.objects.get(user_id=officer_b.user_id, ends_on=None)
    assert (granted.place, granted.starts_on) == (last_place(A), DAY)


def test_a_split_follows_the_choice_for_each_producer_and_the_default_for_the_rest(two_communes, noon):
    handed_in, slip = two_communes["handed_in"], two_communes["slip"]
    producer = Producer.objects.get(products__name="Mật ong rừng")
    applied = changed(
        "split", [B], [unit(B, "Một", "xa"), unit(FREE, "Hai", "xa")], at=noon,
        choices={f"registration.producer:{producer.pk}": FREE},
    )  # fmt: skip

    chosen, default = last_place(FREE), last_place(B)
    handed_in.refresh_from_db()
    slip.refresh_from_db()
    producer.refresh_from_db()
    assert (producer.place, handed_in.place, handed_in.registration.place) == (chosen, chosen, chosen)
    assert handed_in.registration.product.place_path == chosen.path
    assert (slip.place, slip.product.place_path) == (default, default.path)
    by_unit = {row["kind"]: row["by_unit"] for row in applied.totals}
    assert by_unit["registration.producer"] == {B: 1, FREE: 1}
    assert by_unit["dossiers.dossier"] == {FREE: 1}
    assert set(Succession.objects.filter(act=applied).values_list("new__code", "extent", "is_default")) == {
        (B, "part", True),
        (FREE, "part", False),
    }


def test_a_unit_that_moves_under_another_parent_takes_its_paths_along(two_communes, noon):
    both = administrator(noon)
    actions.grant_mandate(
        User.objects.get(pk=both.user_id), role="administrator", place=made.place("11"),
        starts_on=date(2026, 1, 1), actor=made.SETUP, at=noon,
    )  # fmt: skip
    both = made.actor_of(User.objects.get(pk=both.user_id))
    changed("move", [A], [unit(A, "Tô Hiệu", parent="11")], at=noon, actor=both)

    new = last_place(A)
    assert (new.path, new.full_name) == (f"11/{A}", "Phường Tô Hiệu, tỉnh Điện Biên")
    draft = Dossier.objects.get(product_name="Mật ong hoa nhãn")
    assert (draft.place, draft.place_path) == (new, new.path)
    assert draft.registration.issued_path == f"14/{A}"
    assert new_officer(A, at=noon).paths_for("dossiers.view") == (new.path,)


def test_a_renamed_province_keeps_its_communes(noon):
    children = set(Place.objects.filter(parent=last_place("14")).values_list("code", "path"))
    admin = administrator(noon)
    changed("rename", ["14"], [unit("14", "Sơn La", "thanh_pho", parent="")], at=noon, actor=admin)

    city = last_place("14")
    assert city.name == "Thành phố Sơn La"
    assert set(Place.objects.filter(parent=city).values_list("code", "path")) == children
    assert "thanh pho son la" in Place.objects.get(code=A, valid_to=None).search_text
    assert made.actor_of(User.objects.get(pk=admin.user_id)).paths_for("directory.change_places") == ("14",)


# What goes along and what stays -----------------------------------------------------------------------------------


def test_a_product_on_a_planned_list_moves_and_one_from_a_closed_session_stays(noon):
    seats = council.panel()
    planned = council.planned(seats, "Cà phê rang")
    closed = decided.result(decided.product(owner=decided.producer(commune=A)))
    changed("rename", [A], [unit(FREE, "Tô Hiệu mới")], at=noon)

    new = last_place(FREE)
    item = planned.items.get()
    assert (item.place_path, item.place_name) == (new.path, new.name)
    assert Session.objects.get(pk=planned.pk).place_path == "14"
    closed.refresh_from_db()
    assert (closed.place_path, closed.item.place_path) == (f"14/{A}", f"14/{A}")


def test_a_decision_after_the_change_names_the_new_unit_and_codes_the_product_by_it(noon):
    waiting = decided.result(decided.product(owner=decided.producer(commune=A)))
    drafted = decided.draft(decided.result(decided.product(name="Cà phê", owner=decided.producer(commune=A))))
    changed("rename", [A], [unit(FREE, "Tô Hiệu mới")], at=noon)

    line = drafted.lines.get()
    assert (line.place_path, line.place_name) == (f"14/{FREE}", "Phường Tô Hiệu mới")
    decided.issued(waiting)
    certificate = Certificate.objects.get(line__result=waiting)
    assert (certificate.place_path, certificate.product_code.split("-")[1]) == (f"14/{FREE}", FREE)
    assert DecisionLine.objects.get(result=waiting).place_name == "Phường Tô Hiệu mới"


def test_a_result_is_told_to_the_unit_of_today_and_one_told_before_keeps_its_own(noon):
    told = decided.result(decided.product(name="Đã thông báo", owner=decided.producer(commune=A)))
    decided.issued(told)
    decided.told()
    waiting = decided.result(decided.product(owner=decided.producer(commune=A)))
    decided.issued(waiting)
    applied = changed("rename", [A], [unit(FREE, "Tô Hiệu mới")], at=noon)

    lines = ResultNoticeLine.objects.values_list("result_id", "level_path", "place_path", "place_name")
    assert set(lines) == {
        (told.pk, "14", f"14/{A}", "Phường Tô Hiệu"),
        (waiting.pk, "14", f"14/{FREE}", "Phường Tô Hiệu mới"),
    }
    assert rows_of(applied)["recognition.untold_line"] == (1, 1, 0)
    assert set(recognition_policy.visible_told(new_officer(FREE, at=noon)).values_list("result_id")) == {
        (told.pk,)
    }


def test_a_certificate_stays_as_issued_and_the_new_unit_finds_it_through_its_product(noon):
    issued = decided.certificate(decided.product(owner=decided.producer(commune=A)))
    before = Certificate.objects.filter(pk=issued.pk).values().get()
    applied = changed("merge", [A, B], [unit(FREE, "Tô Hiệu")], at=noon)

    after = Certificate.objects.filter(pk=issued.pk).values().get()
    assert {key for key in after if after[key] != before[key]} == {
        "current_place_path"
    }  # the name is the same
    assert (after["current_place_path"], after["place_path"]) == (f"14/{FREE}", f"14/{A}")
    assert rows_of(applied)["recognition.certificate"] == (1, 1, 0)
    assert list(recognition_policy.visible(new_officer(FREE, at=noon))) == [issued]


def given_days(values: dict[str, str], *, at: datetime, valid_from: date = date(2026, 1, 1)) -> None:
    for code, value in values.items():
        add_regulation(
            key="sample_count", value=value, place_path=f"14/{code}", valid_from=valid_from, document="QĐ 1",
            actor=map_keeper(), at=at,
        )  # fmt: skip


def standing_settings() -> set[tuple[str, str, date, date | None]]:
    rows = Regulation.objects.standing()
    return set(rows.values_list("place_path", "value", "valid_from", "valid_to"))


LAST = DAY - timedelta(days=1)


def test_a_setting_goes_on_where_every_unit_that_joins_has_it(noon):
    given_days({A: "7", B: "7"}, at=noon)
    applied = changed("merge", [A, B], [unit(FREE, "Tô Hiệu")], at=noon)
    assert rows_of(applied)["programme.regulation"] == (2, 1, 1)
    assert standing_settings() == {
        (f"14/{A}", "7", date(2026, 1, 1), LAST),
        (f"14/{B}", "7", date(2026, 1, 1), LAST),
        (f"14/{FREE}", "7", DAY, None),
    }


@pytest.mark.parametrize("values", [{A: "7", B: "9"}, {A: "7"}, {B: "9"}])
def test_a_setting_that_one_unit_had_alone_does_not_spread_over_what_it_joins(noon, values):
    given_days(values, at=noon)
    applied = changed("merge", [A, B], [unit(FREE, "Tô Hiệu")], at=noon)
    assert rows_of(applied)["programme.regulation"] == (len(values), 0, len(values))
    assert standing_settings() == {
        (f"14/{code}", value, date(2026, 1, 1), LAST) for code, value in values.items()
    }
    (row,) = [row for row in applied.totals if row["kind"] == "programme.regulation"]
    assert all("không có cùng quy định này" in reason for reason in row["reasons"])


def test_a_setting_of_a_unit_that_is_split_ends_and_one_of_a_renamed_unit_goes_on(noon):
    given_days({A: "7", B: "9"}, at=noon)
    split = changed("split", [A], [unit("98767", "Một"), unit(FREE, "Hai")], at=noon)
    assert rows_of(split)["programme.regulation"] == (1, 0, 1)
    changed("rename", [B], [unit("98766", "Mới")], at=noon, actor=administrator(noon, "quan-tri-2"))
    assert ("14/98766", "9", DAY, None) in standing_settings()


def test_a_setting_stays_with_the_unit_that_keeps_its_code(noon):
    given_days({A: "7"}, at=noon)
    split = changed("split", [A], [unit(A, "Một"), unit(FREE, "Hai")], at=noon)
    assert rows_of(split)["programme.regulation"] == (1, 1, 0)
    assert standing_settings() == {(f"14/{A}", "7", date(2026, 1, 1), None)}


def test_a_setting_that_had_not_begun_is_kept_on_record_when_its_unit_ends(noon):
    given_days({A: "7"}, at=noon, valid_from=DAY + timedelta(days=30))
    changed("merge", [A, B], [unit(FREE, "Tô Hiệu")], at=noon)
    row = Regulation.objects.get()
    assert standing_settings() == set()
    assert "không có cùng quy định này" in row.withdraw_reason


def test_values_that_overlap_go_on_each_from_its_first_day_to_come(noon):
    add = partial(
        add_regulation, key="sample_count", place_path=f"14/{B}", document="QĐ 1", actor=map_keeper(), at=noon
    )
    add(value="1", valid_from=date(2025, 1, 1))
    add(value="2", valid_from=date(2026, 1, 1))
    add(value="3", valid_from=date(2026, 2, 1), valid_to=DAY + timedelta(days=9))
    add(value="4", valid_from=DAY + timedelta(days=30))
    applied = changed("rename", [B], [unit("98766", "Mới")], at=noon)
    assert rows_of(applied)["programme.regulation"] == (3, 3, 0)  # the first one would not hold again
    there = [(span.row.value, span.first, span.last) for span in spans_at("14/98766", "sample_count")]
    assert there == [
        ("3", DAY, DAY + timedelta(days=9)),
        ("2", DAY + timedelta(days=10), DAY + timedelta(days=29)),
        ("4", DAY + timedelta(days=30), None),
    ]
    assert max(span.last or date.max for span in spans_at(f"14/{B}", "sample_count")) == LAST


def test_slips_of_merged_communes_never_share_a_number(two_communes, noon):
    changed("merge", [A, B], [unit(A, "Tô Hiệu")], at=noon)
    for number in range(3):
        owner, actor = made.producer(at=noon, username=f"091200010{number}", place=last_place(A))
        made.registered(owner, actor, at=noon, name=f"Sản phẩm {number}")
    numbers = list(Registration.objects.values_list("number_text", flat=True))
    assert len(numbers) == 6
    assert len(set(numbers)) == 6


def test_the_audit_holds_one_entry_for_the_application_with_the_totals(two_communes, noon):
    applied = changed("merge", [A, B], [unit(A, "Tô Hiệu")], at=noon)
    steps = [entry for entry in recent(limit=50) if entry.verb == "directory.change_places"]
    assert sorted(entry.facts["step"] for entry in steps) == ["apply", "confirm", "draft", "units"]
    (entry,) = [entry for entry in steps if entry.facts["step"] == "apply"]
    assert entry.facts["totals"]["registration.producer"] == [3, 3, 0]
    assert entry.after == "applied"
    assert [event.number for event in history_of(applied) if event.facts["step"] == "apply"] == [entry.number]


# The day ----------------------------------------------------------------------------------------------------------


def test_an_act_entered_before_its_day_waits_and_the_job_applies_it_once(two_communes, noon):
    on = DAY + timedelta(days=10)
    waiting = changed("merge", [A, B], [unit(A, "Tô Hiệu")], at=noon, on=on)
    assert waiting.is_pending
    assert actions.apply_due_acts(actor=map_keeper(), at=noon + timedelta(days=9)) == ([], [])
    assert place_on(B, on) is not None

    then = noon + timedelta(days=10)
    assert actions.apply_due_acts(actor=map_keeper(), at=then) == ([waiting], [])
    assert place_on(B, on) is None
    entries = len(recent(limit=500))
    assert actions.apply_due_acts(actor=map_keeper(), at=then) == ([], [])
    apply_due_place_acts.func()
    assert len(recent(limit=500)) == entries
    with pytest.raises(WrongState):
        actions.apply_place_act(waiting, actor=map_keeper(), at=then)


def test_an_act_withdrawn_before_its_day_changes_nothing(two_communes, noon):
    admin = administrator(noon)
    waiting = changed(
        "merge", [A, B], [unit(A, "Tô Hiệu")], at=noon, on=DAY + timedelta(days=10), actor=admin
    )
    actions.withdraw_place_act(waiting, actor=admin, at=noon)
    assert actions.apply_due_acts(actor=map_keeper(), at=noon + timedelta(days=20)) == ([], [])
    assert place_on(B, DAY + timedelta(days=20)) is not None
    with pytest.raises(WrongState):
        actions.withdraw_place_act(waiting, actor=admin, at=noon)


def test_an_act_that_cannot_be_applied_on_its_day_keeps_the_reason_and_holds_up_no_other(two_communes, noon):
    on = DAY + timedelta(days=10)
    stuck = changed("rename", [B], [unit(B, "Mới")], at=noon, on=on)
    other = changed("rename", [A], [unit(A, "Mới")], at=noon, on=on, actor=administrator(noon, "quan-tri-2"))
    with act():
        Place.objects.filter(code=B, valid_to=None).update(valid_to=DAY)
    then, said = noon + timedelta(days=10), "Phường Chiềng Sinh, tỉnh Sơn La đã kết thúc ngày 16/11/2026"
    done, refused = actions.apply_due_acts(actor=map_keeper(), at=then)
    assert done == [other]
    assert refused == [f"{stuck}: {stuck_reason(stuck)}"]
    assert said in stuck_reason(stuck)
    actions.apply_due_acts(actor=map_keeper(), at=then + timedelta(days=1))
    assert [event.facts["step"] for event in history_of(stuck)].count("refuse") == 1

    with act():
        Place.objects.filter(code=B, valid_to=DAY).update(valid_to=None)
    assert actions.apply_due_acts(actor=map_keeper(), at=then + timedelta(days=2)) == ([stuck], [])
    assert stuck_reason(stuck) == ""


def stuck_reason(stuck: PlaceAct) -> str:
    stuck.refresh_from_db()
    return stuck.refusal


def test_work_that_would_be_lost_on_the_day_is_told_and_changes_nothing(two_communes, noon):
    on = DAY + timedelta(days=10)
    waiting = changed("merge", [A, B], [unit(FREE, "Tô Hiệu")], at=noon, on=on)
    without = tuple(path for path in settings.OCOP_PLACE_MOVERS if "dossiers" not in path)
    with override_settings(OCOP_PLACE_MOVERS=(*without, "tests.directory.forgetful")):
        done, _refused = actions.apply_due_acts(actor=map_keeper(), at=noon + timedelta(days=10))
    assert done == []
    assert "Số việc trước và sau không bằng nhau" in stuck_reason(waiting)
    assert last_place(FREE) is None


def test_a_worker_asks_for_the_job_of_the_day_and_the_job_applies_what_is_due(noon):
    with time_machine.travel(noon, tick=False):
        waiting = changed("rename", [A], [unit(A, "Mới")], at=noon, on=DAY + timedelta(days=1))
    with time_machine.travel(noon + timedelta(days=1), tick=False):
        ask_for_daily_jobs()
    waiting.refresh_from_db()
    assert waiting.applied_by == "Hệ thống, áp dụng thay đổi địa giới đúng ngày"


def test_a_reload_of_the_files_keeps_what_acts_entered(noon):
    applied = changed("merge", [A, B], [unit(FREE, "Tô Hiệu")], at=noon)
    new, old = last_place(FREE), last_place(B)
    with act():
        fill_tables(REFERENCE_DIR)
    assert last_place(FREE) == new
    assert Place.objects.get(pk=old.pk).valid_to == DAY - timedelta(days=1)
    assert Succession.objects.filter(act=applied, new=new).count() == 2


def test_work_that_would_be_lost_undoes_the_whole_act(two_communes, noon):
    without = tuple(path for path in settings.OCOP_PLACE_MOVERS if "dossiers" not in path)
    admin = administrator(noon)
    waiting = entered("merge", [A, B], [unit(FREE, "Tô Hiệu")], actor=admin, at=noon)
    movers = (*without, "tests.directory.forgetful")
    with (
        override_settings(OCOP_PLACE_MOVERS=movers),
        pytest.raises(actions.TotalsDiffer, match=r"dossiers\.dossier"),
    ):
        actions.confirm_place_act(waiting, choices={}, actor=admin, at=noon)
    waiting.refresh_from_db()
    assert waiting.is_draft
    assert last_place(FREE) is None
    assert last_place(B).valid_to is None
    assert Producer.objects.filter(place__valid_to=None).count() == 3


# Refusals ---------------------------------------------------------------------------------------------------------

FUTURE = date(2027, 3, 1)
REFUSED = {
    "one unit is no merger": ("merge", [A], [unit(FREE, "Mới")], "ít nhất hai đơn vị"),
    "a split into one": ("split", [A], [unit(FREE, "Mới")], "chia hết đơn vị cũ"),
    "a unit twice": ("merge", [A, A], [unit(FREE, "Mới")], "chỉ ghi một lần"),
    "levels mixed": ("merge", [A, "14"], [unit(FREE, "Mới")], "cùng một cấp"),
    "a code too short": ("rename", [A], [unit("0499", "Mới")], "đúng 5 chữ số"),
    "a code in other digits": ("rename", [A], [unit("٠٤٩٩٩", "Mới")], "đúng 5 chữ số"),
    "a code of another unit": ("rename", [A], [unit(B, "Mới")], "mỗi mã chỉ của một đơn vị"),
    "two units of one code": ("split", [A], [unit(FREE, "Một"), unit(FREE, "Hai")], "cùng một mã"),
    "a kind of another level": ("rename", [A], [unit(A, "Mới", "huyen")], "không hợp với cấp"),
    "no kind at all": ("rename", [A], [unit(A, "Mới", "²")], "không hợp với cấp"),
    "a name of signs": ("rename", [A], [unit(A, "…")], "ghi tên"),
    "a name with a NUL": ("rename", [A], [unit(A, "a\0b")], "ghi tên"),
    "a name too long": ("rename", [A], [unit(A, "a" * 101)], "ghi tên"),
    "a parent that is not there": ("move", [A], [unit(A, "Mới", parent="77")], "đơn vị cấp trên mang mã"),
    "a commune as a parent": ("move", [A], [unit(A, "Mới", parent=B)], "đơn vị cấp trên mang mã"),
    "no parent": ("rename", [A], [unit(A, "Mới", parent="")], "đơn vị cấp trên mang mã"),
    "nothing new": ("rename", [A], [unit(A, "Tô Hiệu")], "chưa có gì thay đổi"),
    "a rename that moves": ("rename", [A], [unit(A, "Mới", parent="11")], "không đổi đơn vị cấp trên"),
    "a move to the same place": ("move", [A], [unit(A, "Mới")], "vẫn như cũ"),
    "communes left behind": ("rename", ["14"], [unit("99", "Mới", "tinh", "")], "Còn đơn vị trực thuộc"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_units_that_cannot_be_changed_so_are_refused_in_a_sentence(case, noon):
    kind, before, after, sentence = REFUSED[case]
    with pytest.raises(Invalid, match=sentence):
        entered(kind, before, after, actor=administrator(noon), at=noon)


@pytest.mark.parametrize(
    ("number", "signed", "on", "field"),
    [
        ("  ", SIGNED, DAY, "document_number"),
        ("1/NQ", DAY + timedelta(days=1), FUTURE, "document_on"),
        ("1/NQ", date.min, date.min, "document_on"),
        ("1/NQ", date(1945, 9, 1), SIGNED, "document_on"),
        ("1/NQ", SIGNED, SIGNED - timedelta(days=1), "in_force_on"),
        ("1/NQ", SIGNED, date(2030, 1, 1), "in_force_on"),
    ],
)
def test_a_document_that_cannot_be_is_refused(number, signed, on, field, noon):
    with pytest.raises(Invalid) as refused:
        actions.draft_place_act(
            kind="rename", document_number=number, document_on=signed, in_force_on=on,
            actor=administrator(noon), at=noon,
        )  # fmt: skip
    assert refused.value.field == field


def test_a_unit_that_has_ended_is_refused_with_its_last_day(noon):
    gone = Place.objects.filter(valid_to=date(2025, 6, 30), level="commune", path__startswith="14/").first()
    drafted = actions.draft_place_act(
        kind="rename", document_number="1/NQ", document_on=SIGNED, in_force_on=DAY,
        actor=administrator(noon), at=noon,
    )  # fmt: skip
    with pytest.raises(Invalid, match="đã kết thúc ngày 30/06/2025"):
        actions.name_units(
            drafted, before=[gone], after=[unit(FREE, "Mới")], actor=administrator(noon, "b"), at=noon
        )


def test_a_day_before_the_last_change_of_the_unit_is_refused(noon):
    admin = administrator(noon)
    changed("rename", [A], [unit(A, "Tên hai")], at=noon, actor=admin)
    for on in (DAY, DAY - timedelta(days=3)):
        with pytest.raises(Invalid, match="lần thay đổi gần nhất"):
            entered("rename", [A], [unit(A, "Tên ba")], actor=admin, at=noon, on=on)
    later = entered("rename", [A], [unit(A, "Tên ba")], actor=admin, at=noon, on=DAY + timedelta(days=1))
    assert later.is_draft


def test_two_acts_over_one_unit_do_not_overlap(noon):
    admin, on = administrator(noon), DAY + timedelta(days=10)
    changed("merge", [A, B], [unit(FREE, "Tô Hiệu")], at=noon, on=on, actor=admin)
    with pytest.raises(Invalid, match="đang chờ ngày hiệu lực"):
        entered("rename", [A], [unit(A, "Khác")], actor=admin, at=noon, on=on + timedelta(days=5))


def test_a_choice_that_is_no_unit_of_the_act_is_refused(two_communes, noon):
    admin = administrator(noon)
    producer = Producer.objects.get(products__name="Mật ong rừng")
    waiting = entered("split", [B], [unit(B, "Một"), unit(FREE, "Hai")], actor=admin, at=noon)
    key = f"registration.producer:{producer.pk}"
    for code in ("", A, "²", "a\0b"):
        with pytest.raises(Invalid) as refused:
            actions.confirm_place_act(waiting, choices={key: code}, actor=admin, at=noon)
        assert refused.value.field == key


def test_an_administrator_gives_nobody_a_mandate_in_the_own_name(noon):
    admin = administrator(noon)
    with act():
        own = Mandate(
            user_id=admin.user_id, role="commune_officer", place=last_place(A), starts_on=date(2026, 1, 1),
            granted_at=noon,
        )  # fmt: skip
        own.save()
    waiting = entered("merge", [A, B], [unit(A, "Tô Hiệu")], actor=admin, at=noon)
    with pytest.raises(Invalid, match="cho chính mình"):
        actions.confirm_place_act(waiting, choices={f"directory.mandate:{own.pk}": A}, actor=admin, at=noon)


def test_only_an_administrator_of_every_unit_may_enter_or_confirm(noon):
    for role, code in (("province_officer", "14"), ("commune_officer", A), ("auditor", "14")):
        with pytest.raises(NotAllowed):
            entered("rename", [A], [unit(A, "Mới")], actor=made.officer(role, code, at=noon), at=noon)
    elsewhere = made.officer("administrator", "11", at=noon)
    with pytest.raises(NotAllowed):
        entered("rename", [A], [unit(A, "Mới")], actor=elsewhere, at=noon)
    with pytest.raises(NotAllowed):
        entered("move", [A], [unit(A, "Mới", parent="11")], actor=administrator(noon), at=noon)


# The price --------------------------------------------------------------------------------------------------------


def test_open_work_is_counted_in_as_many_questions_however_much_there_is(
    two_communes, noon, django_assert_num_queries
):
    communes = Territory([last_place(A), last_place(B)])
    with django_assert_num_queries(15):
        open_work(communes, on=DAY)
    for number in range(4):
        made.draft(at=noon, username=f"09120002{number}", name=f"Chè {number}")
    with django_assert_num_queries(15):
        open_work(communes, on=DAY)


def test_a_split_that_was_followed_by_a_merger_leads_home(two_communes, noon):
    admin = administrator(noon)
    changed("split", [B], [unit(B, "Một", "xa"), unit(FREE, "Hai", "xa")], at=noon, actor=admin)
    changed(
        "merge", [B, FREE], [unit(B, "Cả hai", "xa")], at=noon + timedelta(days=5), actor=admin,
        on=DAY + timedelta(days=3),
    )  # fmt: skip
    new = last_place(B)
    assert new.name == "Xã Cả hai"
    assert {
        one.place for one in Producer.objects.filter(products__name__in=["Mật ong rừng", "Chè xanh"])
    } == {new}
