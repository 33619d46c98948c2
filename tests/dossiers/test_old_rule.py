"""A dossier of an old rule past its day: told, flagged for a decision, and moved by nobody but people."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ocop.dossiers import actions
from ocop.dossiers.actions import Grounds
from ocop.dossiers.models import Dossier, RuleDecision
from ocop.dossiers.queries import queue_counts
from ocop.dossiers.queries.rule import decision_that_holds, past_its_rule, rule_of
from ocop.platform.audit.reading import history_of
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.platform.workflow import act
from ocop.programme.queries import working_calendar
from ocop.registration import actions as registration
from ocop.registration.models import Product, Registration
from ocop_rules import rulebooks
from tests.factories_dossiers import complete
from tests.factories_route import World, filed, moment, producer_in

pytestmark = pytest.mark.usefixtures("places")
PROVINCE, COMMUNE = "14", "14/03646"
MAY = moment(2026, 5, 11)  # under QĐ 148 as amended; must be done by 21/7/2026
LATE = moment(2026, 8, 3)
CLAUSE = "QĐ 26/2026/QĐ-TTg, Điều 12 khoản 2 điểm a"
PAST = (
    "Theo QĐ 148/QĐ-TTg (sửa đổi theo QĐ 1489/QĐ-TTg) phải xong chậm nhất ngày 21/07/2026 "
    f"({CLAUSE}), nay đã qua."
)


@pytest.fixture
def world() -> World:
    return World()


def old_one(world: World, name: str = "Mật ong hoa nhãn", at: datetime = MAY):
    """Return a dossier filed under the old rule, with its producer and the person behind it."""
    producer, person = producer_in(COMMUNE, at)
    return filed(producer, world.actor(person, at), at, name), producer, person


def office(world: World, at: datetime = LATE):
    return world.person("province_officer", PROVINCE, at)


def grounds(**other) -> Grounds:
    given = {"document": "Công văn 1520/UBND-KT", "document_on": date(2026, 8, 1), "reason": "Đã có mẫu"}
    return Grounds(**(given | other))


def flagged(on: date) -> list[int]:
    return list(Dossier.objects.filter(past_its_rule(on)).values_list("pk", flat=True))


def text_of(answer) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))


def test_rule_and_reason_of_a_dossier_come_from_the_transition_clause(world):
    dossier, _producer, _person = old_one(world)
    rule = rule_of(dossier, calendar=working_calendar())
    assert (rule.rulebook.id, rule.finish_by, rule.clause, rule.misfit) == (
        "148-2025",
        date(2026, 7, 21),
        CLAUSE,
        False,
    )
    assert rule.reason.endswith("hoàn thành chậm nhất ngày 21/07/2026.")


@pytest.mark.parametrize(("on", "past"), [(20, False), (21, False), (22, True)])
def test_dossier_is_flagged_the_day_after_its_last_one(world, on, past):
    dossier, _producer, _person = old_one(world)
    assert flagged(date(2026, 7, on)) == ([dossier.pk] if past else [])
    assert rule_of(dossier, calendar=working_calendar()).is_past(date(2026, 7, on)) == past
    dossier.refresh_from_db()
    assert (dossier.rulebook_id, dossier.state) == ("148-2025", "submitted")


def test_reevaluation_has_its_own_shorter_time(world):
    producer, person = producer_in(COMMUNE, MAY)
    prior = registration.PriorAward(star=3, expires_on=date(2026, 9, 1))
    dossier = filed(producer, world.actor(person, MAY), MAY, kind="reevaluation", prior=prior)
    assert flagged(date(2026, 6, 21)) == []
    assert flagged(date(2026, 6, 22)) == [dossier.pk]


def test_dossier_of_the_rule_in_force_and_a_finished_one_are_never_flagged(world):
    old_one(world, at=moment(2026, 5, 22))
    finished, _producer, _person = old_one(world, "Chè shan")
    with act():
        finished.state = "not_recognised"
        finished.save(update_fields=["state"])
    assert flagged(date(2030, 1, 1)) == []


def test_dossier_filed_after_its_slips_rule_was_replaced_is_flagged_and_told(world):
    producer, person = producer_in(COMMUNE, MAY)
    owner = world.actor(person, MAY)
    slip = registration.register_product(
        producer, name="Chè shan", kind="new", sheet_number=4, actor=owner, at=MAY
    )
    dossier = actions.open_dossier(slip, actor=owner, at=MAY)
    complete(dossier, owner, at=MAY)
    actions.submit(dossier, pledged=True, actor=owner, at=moment(2026, 5, 25))
    dossier = Dossier.objects.get(pk=dossier.pk)
    rule = rule_of(dossier, calendar=working_calendar())
    assert (rule.misfit, rule.finish_by) == (True, date(2026, 5, 21))
    assert rule.reason.startswith("Phiếu đăng ký theo QĐ 148/QĐ-TTg (sửa đổi theo QĐ 1489/QĐ-TTg), nhưng")
    assert flagged(date(2026, 5, 26)) == [dossier.pk]


NEXT = """
id = "{id}"
instrument = "QĐ {id}"
title = "Bộ tiêu chí và quy trình sửa đổi"
issued_on = 2026-12-01
in_force_from = {begins}
article = "Điều 9"
sheets_of = "26-2026"
takes_over = ["band", "route", "limit", "round", "samples", "codes", "applicant", "revocation"]
"""
ENDS = "in_force_to = 2027-12-31\n"
ONLY_NEW = """
[[transition]]
code = "old_first"
text = "Hồ sơ lần đầu nộp trước 01/11/2027 hoàn thành trong 30 ngày"
kinds = ["new"]
filed_before = 2027-11-01
rulebooks = ["27-2027"]
limit = "thirty_days"
article = "Điều 10"

[[transition_limit]]
code = "thirty_days"
name = "Ba mươi ngày"
amount = 30
unit = "days"
counts_from = "next_day"
day_off = "keeps"
finish_by = 2028-01-31
article = "Điều 10"
"""


@pytest.mark.parametrize("kind", ["new", "upgrade"])
@pytest.mark.parametrize("filed_on", [date(2027, 10, 31), date(2027, 11, 1), date(2027, 12, 31)])
def test_what_a_clause_leaves_out_ends_with_its_rule_as_the_rule_says(world, tmp_path, kind, filed_on):
    # What the list flags is what the rule of the dossier says of its last day.
    dossier, _producer, _person = old_one(world)
    with act():
        dossier.rulebook_id, dossier.kind, dossier.received_on = "27-2027", kind, filed_on
        dossier.save(update_fields=["rulebook_id", "kind", "received_on"])
    for rulebook_id, begins, more in (("27-2027", "2027-01-01", ENDS), ("28-2028", "2028-01-01", ONLY_NEW)):
        (tmp_path / rulebook_id).mkdir()
        text = NEXT.format(id=rulebook_id, begins=begins) + more
        (tmp_path / rulebook_id / "rulebook.toml").write_text(text, encoding="utf-8")
    rulebooks.use(tmp_path)
    try:
        assert rulebooks.faults() == ()
        spoken_of = kind == "new" and filed_on < date(2027, 11, 1)
        last = date(2028, 1, 31) if spoken_of else date(2027, 12, 31)
        assert rule_of(dossier, calendar=working_calendar()).finish_by == last
        assert (flagged(last), flagged(last + timedelta(days=1))) == ([], [dossier.pk])
    finally:
        rulebooks.use()


def test_decision_to_go_on_is_kept_with_its_document_and_ends_the_flag_until_its_day(world):
    dossier, _producer, _person = old_one(world)
    actions.keep_old_rule(dossier, grounds(), continue_until=date(2026, 9, 30), actor=office(world), at=LATE)
    decision = RuleDecision.objects.get()
    assert (decision.choice, decision.passed_on, decision.clause, decision.document, decision.reason) == (
        "continue",
        date(2026, 7, 21),
        CLAUSE,
        "Công văn 1520/UBND-KT",
        "Đã có mẫu",
    )
    assert flagged(date(2026, 9, 30)) == []
    assert flagged(date(2026, 10, 1)) == [dossier.pk]
    assert history_of(dossier)[0].verb == "dossiers.keep_old_rule"
    dossier.refresh_from_db()
    assert (dossier.state, dossier.rulebook_id) == ("submitted", "148-2025")


def test_a_decision_is_replaced_only_by_who_has_seen_it(world):
    dossier, _producer, _person = old_one(world)
    first = actions.keep_old_rule(dossier, grounds(), actor=office(world), at=LATE)
    for replaces in (None, first.pk + 1):
        for decide in (actions.keep_old_rule, actions.close_for_refiling):
            with pytest.raises(WrongState, match="vừa có quyết định khác"):
                decide(dossier, grounds(), replaces=replaces, actor=office(world), at=LATE)
    assert (RuleDecision.objects.count(), Dossier.objects.get().state) == (1, "submitted")

    second = actions.keep_old_rule(
        dossier, grounds(document="Công văn 1600"), continue_until=date(2026, 8, 20), replaces=first.pk,
        actor=office(world), at=LATE,
    )  # fmt: skip
    assert decision_that_holds(dossier, date(2026, 8, 20)) == second
    assert decision_that_holds(dossier, date(2026, 8, 21)) is None  # the first does not come back
    assert (flagged(date(2026, 8, 20)), flagged(date(2026, 8, 21))) == ([], [dossier.pk])
    entry = history_of(dossier)[0]
    assert (entry.verb, entry.facts["replaces"]) == ("dossiers.keep_old_rule", first.pk)

    actions.close_for_refiling(dossier, grounds(), replaces=second.pk, actor=office(world), at=LATE)
    assert Dossier.objects.get().state == "to_refile"
    assert decision_that_holds(dossier, LATE.date()) is None
    with pytest.raises(WrongState, match="đã có kết quả"):
        actions.keep_old_rule(dossier, grounds(), actor=office(world), at=LATE)


def test_the_office_replaces_a_decision_on_the_page(world):
    dossier, _producer, person = old_one(world)
    first = actions.keep_old_rule(dossier, grounds(), actor=office(world), at=LATE)
    client, page = world.client(office(world)), f"/ho-so/{dossier.pk}/quy-dinh-cu/"
    with time_machine.travel(LATE, tick=False):
        assert page in client.get(f"/ho-so/{dossier.pk}/").content.decode()
        assert (
            page not in world.client(world.actor(person, LATE)).get(f"/ho-so/{dossier.pk}/").content.decode()
        )
        shown = client.get(page).content.decode()
        assert f'name="replaces" value="{first.pk}"' in shown
        given = {
            "choice": "continue", "document": "Công văn 1600/UBND", "document_on": "02/08/2026", "reason": "Ghi nhầm ngày",
            "continue_until": "20/08/2026", "replaces": str(first.pk),
        }  # fmt: skip
        assert client.post(page, given).status_code == 302
        again = client.post(page, given)
    assert again.status_code == 422
    assert "Hồ sơ này vừa có quyết định khác; hãy tải lại trang rồi xem lại." in again.content.decode()
    newest = dossier.rule_decisions.order_by("-pk").first()
    assert (newest.document, newest.continue_until) == ("Công văn 1600/UBND", date(2026, 8, 20))


def test_closing_lets_the_producer_register_the_product_anew_under_the_rule_in_force(world):
    dossier, producer, person = old_one(world)
    closed = actions.close_for_refiling(dossier, grounds(), actor=office(world), at=LATE)
    assert (closed.state, closed.rulebook_id) == ("to_refile", "148-2025")
    assert closed.outcome_text == (
        f"Hồ sơ không xong trước khi hết hạn theo quy định cũ (21/07/2026, {CLAUSE}) nên đóng để nộp lại theo "
        "quy định mới: Đã có mẫu. Căn cứ Công văn 1520/UBND-KT, 01/08/2026."
    )
    assert Registration.objects.get().state == "released"
    anew = filed(producer, world.actor(person, LATE), LATE)
    assert (anew.rulebook_id, anew.registration.product_id) == ("26-2026", dossier.registration.product_id)
    assert Product.objects.count() == 1
    with pytest.raises(Invalid, match="cùng tên"):
        filed(producer, world.actor(person, LATE), LATE)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"document": " "}, "document"),
        ({"document_on": date(2026, 8, 4)}, "document_on"),
        ({"document_on": MAY.date() - timedelta(days=1)}, "document_on"),  # the dossier was not there yet
        ({"reason": ""}, "reason"),
    ],
)
def test_decision_without_its_grounds_is_refused(world, given, field):
    dossier, _producer, _person = old_one(world)
    for decide in (actions.keep_old_rule, actions.close_for_refiling):
        with pytest.raises(Invalid) as refused:
            decide(dossier, grounds(**given), actor=office(world), at=LATE)
        assert refused.value.field == field
    assert (RuleDecision.objects.count(), Dossier.objects.get().state) == (0, "submitted")


def test_a_dossier_goes_on_for_a_year_at_most(world):
    dossier, _producer, _person = old_one(world)
    on = LATE.date()
    for until in (on - timedelta(days=1), on + timedelta(days=367)):
        with pytest.raises(Invalid) as refused:
            actions.keep_old_rule(dossier, grounds(), continue_until=until, actor=office(world), at=LATE)
        assert refused.value.field == "continue_until"
    kept = actions.keep_old_rule(
        dossier, grounds(), continue_until=on + timedelta(days=366), actor=office(world), at=LATE
    )
    assert kept.continue_until == on + timedelta(days=366)


def test_nothing_is_decided_before_the_day_has_passed_nor_by_others(world):
    dossier, _producer, _person = old_one(world)
    on_the_day = moment(2026, 7, 21)
    early = grounds(document_on=date(2026, 7, 20))
    for decide in (actions.keep_old_rule, actions.close_for_refiling):
        with pytest.raises(WrongState, match="chưa quá thời hạn"):
            decide(dossier, early, actor=office(world), at=on_the_day)
        for role, path in (("commune_officer", COMMUNE), ("province_officer", "15"), ("administrator", "14")):
            with pytest.raises(NotAllowed):
                decide(dossier, grounds(), actor=world.person(role, path, LATE), at=LATE)


def test_desk_lists_what_needs_a_decision_with_day_and_clause_under_the_same_number_of_queries(
    world,
):
    producer, person = producer_in(COMMUNE, MAY)
    owner = world.actor(person, MAY)
    filed(producer, owner, MAY, "Chè shan")
    client = world.client(office(world))
    with time_machine.travel(LATE, tick=False):
        client.get("/ho-so/tinh/?viec=can-quyet-dinh")
        with CaptureQueriesContext(connection) as one:
            page = client.get("/ho-so/tinh/?viec=can-quyet-dinh")
        assert text_of(page).count(PAST) == 1
        for name in ("Cà phê", "Mận khô"):
            filed(producer, owner, MAY, name)
        with CaptureQueriesContext(connection) as three:
            page = client.get("/ho-so/tinh/?viec=can-quyet-dinh")
        assert text_of(page).count(PAST) == 3
        assert len(three) == len(one)
        assert queue_counts(office(world), LATE.date()).province_to_decide == 3
        assert "3 hồ sơ cần quyết định" in text_of(client.get(reverse("workspace:home")))


def test_office_decides_on_the_page_and_the_producer_reads_it(world):
    dossier, _producer, person = old_one(world)
    address = reverse("dossiers:rule_decision", args=[dossier.pk])
    with time_machine.travel(LATE, tick=False):
        client = world.client(office(world))
        shown = text_of(client.get(reverse("dossiers:province_work", args=[dossier.pk])))
        assert PAST in shown and "Ghi quyết định" in shown
        typed = {"choice": "close", "document": "CV 1520", "document_on": "01/08/2026", "reason": ""}
        refused = client.post(address, typed)
        assert refused.status_code == 422 and 'value="CV 1520"' in refused.content.decode()
        assert "Đóng hồ sơ thì để trống ngày này." in text_of(
            client.post(address, typed | {"reason": "x", "continue_until": "30/09/2026"})
        )
        client.post(address, typed | {"reason": "Mẫu đã hỏng"})
        assert Dossier.objects.get().state == "to_refile"
        owner = world.client(world.actor(person, LATE))
        told = text_of(owner.get(reverse("dossiers:show", args=[dossier.pk])))
        assert "nên đóng để nộp lại theo quy định mới: Mẫu đã hỏng. Căn cứ CV 1520, 01/08/2026." in told
        assert "Hãy đăng ký lại sản phẩm theo quy định đang áp dụng." in told
        assert owner.get(address).status_code == 403


def test_office_that_let_a_dossier_go_on_reads_so_beside_the_day_that_has_passed(world):
    dossier, _producer, _person = old_one(world)
    with time_machine.travel(LATE, tick=False):
        client = world.client(office(world))
        typed = {
            "choice": "continue",
            "document": "CV 1520",
            "document_on": "01/08/2026",
            "reason": "Chờ mẫu",
        }
        client.post(
            reverse("dossiers:rule_decision", args=[dossier.pk]), typed | {"continue_until": "30/09/2026"}
        )
        shown = text_of(client.get(reverse("dossiers:province_work", args=[dossier.pk])))
    assert "xong chậm nhất ngày 21/07/2026; Tiếp tục theo quy định cũ đến hết ngày 30/09/2026" in shown


def test_producer_of_a_dossier_not_handed_in_is_told_that_its_rule_takes_none_any_more(world):
    producer, person = producer_in(COMMUNE, MAY)
    owner = world.actor(person, MAY)
    slip = registration.register_product(
        producer, name="Chè shan", kind="new", sheet_number=4, actor=owner, at=MAY
    )
    dossier = actions.open_dossier(slip, actor=owner, at=MAY)
    said = "QĐ 148/QĐ-TTg (sửa đổi theo QĐ 1489/QĐ-TTg) không còn nhận hồ sơ mới. Hãy rút phiếu đăng ký"
    for at, told in ((moment(2026, 5, 21), False), (moment(2026, 5, 22), True)):
        with time_machine.travel(at, tick=False):
            page = text_of(world.client(owner).get(reverse("dossiers:show", args=[dossier.pk])))
        assert (said in page) == told


def test_officers_page_tells_the_rule_its_reason_and_its_source(world):
    dossier, _producer, _person = old_one(world)
    with time_machine.travel(moment(2026, 6, 1), tick=False):
        client = world.client(office(world, moment(2026, 6, 1)))
        text = text_of(client.get(reverse("dossiers:show", args=[dossier.pk])))
    assert (
        "tiếp tục theo QĐ 148/QĐ-TTg (sửa đổi theo QĐ 1489/QĐ-TTg), hoàn thành chậm nhất ngày 21/07/2026."
        in text
    )
    assert f"Nguồn {CLAUSE}" in text and "Phải xong chậm nhất ngày 21/07/2026" in text
    assert "phần mềm báo để người có thẩm quyền quyết định" in text
    assert "Cần quyết định" not in text
