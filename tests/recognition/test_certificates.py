"""Certificates: codes, terms, tokens, what replaces what, revocation, and those of earlier registers."""

from __future__ import annotations

import string
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from ocop.platform.audit.reading import history_of
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.platform.workflow import act
from ocop.platform.workflow.owned import WrittenOutsideAct
from ocop.recognition import actions
from ocop.recognition.models import Certificate, Revocation
from ocop.recognition.queries import (
    REGISTER_STATUSES,
    check,
    proposed_number,
    queue_counts,
    register,
    status_on,
)
from ocop_rules import rulebooks
from tests import factories_recognition as make
from tests.conftest import NOON, TODAY

pytestmark = pytest.mark.usefixtures("places")


def revoke(certificate: Certificate, **changes):
    facts = {
        "ground": "b", "reason": "Kết luận kiểm tra số 12", "number": 900, "concluded_on": TODAY,
        "revoked_on": TODAY, "actor": make.actor("province_leader"), "at": NOON,
    }  # fmt: skip
    return actions.revoke(certificate, **(facts | changes))


def test_a_certificate_says_what_was_true_when_it_was_issued():
    made = make.product(name="Chè Shan tuyết", sheet=1)
    certificate = make.certificate(made, total="83.4")
    sheet = rulebooks.get("26-2026").sheet(1)
    assert (certificate.product_code, certificate.star) == ("14-03646-1-2026", 4)
    assert (certificate.valid_from, certificate.expires_on) == (TODAY, date(2029, 11, 16))
    assert (certificate.place_name, certificate.place_path) == ("Phường Tô Hiệu, tỉnh Sơn La", "14/03646")
    assert (certificate.industry_code, certificate.group_name) == (sheet.industry_code, sheet.group)
    assert certificate.story == "Cây chè trăm tuổi trên núi."
    with act():
        made.name = "Tên khác"
        made.save(update_fields=["name"])
    certificate.refresh_from_db()
    assert certificate.product_name == "Chè Shan tuyết"


def test_what_is_published_is_what_was_judged_not_what_was_written_since():
    made = make.product(story="Chuyện đã nộp")
    row = make.result(made)
    with act():
        made.story = "Chuyện viết sau"
        made.save(update_fields=["story"])
    make.issued(row)
    assert Certificate.objects.get().story == "Chuyện đã nộp"


@pytest.mark.parametrize(
    ("issued_on", "expires_on"),
    [
        (date(2026, 8, 5), date(2029, 8, 5)),
        (date(2026, 11, 30), date(2029, 11, 30)),
        (date(2028, 2, 29), date(2031, 2, 28)),
    ],
    ids=["the same day 36 months on", "a last day that is a day off stays", "no such day in that month"],
)  # fmt: skip
def test_the_term_is_the_rulebooks(issued_on, expires_on):
    at = NOON.replace(year=issued_on.year, month=issued_on.month, day=issued_on.day)
    row = make.result(graded_at=at, held_on=issued_on)
    make.issued(row, on=issued_on, at=at)
    assert Certificate.objects.get().expires_on == expires_on


def test_each_commune_counts_its_own_products():
    home, away = make.producer(), make.producer(commune="03664")
    owners = (home, home, away)
    make.issued(
        *(make.result(make.product(name=f"Sản phẩm {n}", owner=owner)) for n, owner in enumerate(owners))
    )
    codes = set(Certificate.objects.values_list("product_code", flat=True))
    assert codes == {"14-03646-1-2026", "14-03646-2-2026", "14-03664-1-2026"}


def test_a_product_keeps_its_serial_when_it_is_rated_again_and_the_newest_certificate_stands():
    made = make.product()
    first = make.certificate(made, total="60")
    make.certificate(make.product(name="Khác"))
    later = NOON + timedelta(days=180)
    again = make.result(made, total="75", kind="upgrade", held_on=date(2027, 5, 20), graded_at=later)
    make.issued(again, on=date(2027, 6, 1), at=NOON + timedelta(days=300))
    second = Certificate.objects.get(line__result=again)
    first.refresh_from_db()
    assert second.product_code == "14-03646-1-2027"
    assert (first.is_latest, first.successor, second.is_latest) == (False, second, True)
    answer = check(first.token, on=date(2027, 6, 2))
    assert (answer.status, answer.newer_code, answer.newer_star) == ("valid", "14-03646-1-2027", 4)


def test_a_serial_brought_from_an_earlier_register_is_kept_and_passed_over_by_the_series():
    make.issued(make.result(kind="reevaluation", prior_code="14-03646-2-2023"))
    for _n in range(2):
        make.certificate()
    codes = list(Certificate.objects.order_by("pk").values_list("product_code", flat=True))
    assert codes == ["14-03646-2-2026", "14-03646-1-2026", "14-03646-3-2026"]


def test_tokens_are_unlike_and_carry_128_bits():
    tokens = {actions.certificates.new_token() for _n in range(2000)}
    assert len(tokens) == 2000
    assert {len(token) for token in tokens} == {22}
    allowed = set(string.ascii_letters + string.digits + "-_")
    assert set("".join(tokens)) == allowed
    assert actions.certificates.TOKEN_BYTES * 8 >= 128


def test_two_certificates_never_share_a_token_nor_stand_latest_together():
    made = make.product()
    first, other = make.certificate(made), make.certificate(make.product(name="Khác"))
    for change in ({"token": first.token}, {"product": made}):
        with pytest.raises(IntegrityError), transaction.atomic(), act():
            Certificate.objects.filter(pk=other.pk).update(**change)


def test_certificates_are_written_by_actions_only():
    with pytest.raises(WrittenOutsideAct):
        make.certificate().save()


@pytest.mark.parametrize(
    ("on", "standing", "status"),
    [
        (date(2029, 5, 19), "valid", "valid"),
        (date(2029, 5, 20), "valid", "expiring"),
        (date(2029, 11, 16), "valid", "expiring"),
        (date(2029, 11, 17), "expired", "expired"),
        (date(2026, 11, 15), "not_yet", "valid"),
    ],
)
def test_the_last_day_still_counts_and_the_next_does_not(on, standing, status):
    certificate = make.certificate()
    assert check(certificate.token, on=on).status == standing
    assert status_on(certificate, on) == status


def test_the_register_holds_each_standing_apart():
    valid = make.certificate(make.product(name="Còn"))
    expiring = make.earlier(product_name="Sắp hết", expires_on=TODAY + timedelta(days=180))
    expired = make.earlier(product_name="Hết", expires_on=TODAY - timedelta(days=1))
    held = make.earlier(product_name="Chờ", expires_on=TODAY - timedelta(days=2))
    pending = make.result(make.product(name="Chờ"), kind="reevaluation").item.dossier
    with act():
        held.holds_until, held.holds_for, held.holds_source = TODAY, pending, "Điều 12"
        held.save(update_fields=["holds_until", "holds_for", "holds_source"])
    revoked = revoke(make.certificate(make.product(name="Thu hồi")))
    rows = Certificate.objects.all()
    found = {key: set(register(rows, on=TODAY, status=key)) for key in REGISTER_STATUSES}
    assert found == {
        "valid": {valid, expiring, held}, "expiring": {expiring}, "held": {held}, "expired": {expired}, "revoked": {revoked},
    }  # fmt: skip
    assert set(register(rows, on=TODAY)) == {valid, expiring, held, expired, revoked}
    assert list(register(rows, on=TODAY, star=3, text="sap het")) == [expiring]
    assert list(register(rows, on=TODAY, place_path="14/99999")) == []


def test_counts_of_what_waits_are_given_to_those_whose_work_it_is():
    make.result()
    make.draft(make.result())
    make.earlier(expires_on=TODAY + timedelta(days=100))
    assert queue_counts(make.actor("province_officer"), on=TODAY) == {
        "awaiting_decision": 1,
        "awaiting_late": 0,
        "to_notify": 0,
        "notify_late": 0,
        "expiring": 1,
    }
    assert queue_counts(make.actor("province_leader"), on=TODAY) == {"drafts_to_issue": 1, "expiring": 1}
    assert queue_counts(make.actor("commune_officer", "14/03646"), on=TODAY) == {"expiring": 1}
    assert queue_counts(make.actor("producer"), on=TODAY) == {}


def test_a_revocation_shows_at_once_and_is_recorded():
    certificate = make.certificate()
    revoke(certificate)
    answer = check(certificate.token, on=TODAY)
    assert (answer.status, answer.revocation_number_text, answer.revoked_on) == (
        "revoked",
        "900/QĐ-UBND",
        TODAY,
    )
    row = Revocation.objects.get()
    assert (row.ground, row.due_on, row.revoked_by) == (
        "b",
        date(2026, 12, 1),
        "Người giữ vai province_leader",
    )
    event = history_of(certificate)[0]
    assert (event.verb, event.before, event.after) == ("recognition.revoke", "valid", "revoked")
    assert event.source == "QĐ 26/2026/QĐ-TTg, Điều 8 khoản 1 điểm b"


def test_a_revocation_outweighs_every_date():
    certificate = make.certificate()
    revoke(certificate)
    for day in (TODAY, certificate.expires_on, certificate.expires_on + timedelta(days=1)):
        assert check(certificate.token, on=day).status == "revoked"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ground": "x"}, "ground"),
        ({"reason": "  "}, "reason"),
        ({"number": 0}, "number"),
        ({"concluded_on": TODAY + timedelta(days=1)}, "revoked_on"),
        ({"concluded_on": TODAY, "revoked_on": TODAY + timedelta(days=1)}, "revoked_on"),
        ({"concluded_on": date(2026, 11, 1), "revoked_on": date(2026, 11, 15)}, "revoked_on"),
        ({"concluded_on": date(2026, 1, 1), "revoked_on": date(2026, 1, 2)}, "revoked_on"),
        ({"number": 7}, "number"),
    ],
    ids=[
        "an unknown ground", "no reason", "no number", "revoked before the conclusion", "a day to come",
        "before it was issued", "before the rulebook", "a number of a recognition",
    ],
)  # fmt: skip
def test_a_faulty_revocation_is_refused_and_the_certificate_stands(changes, field):
    row = make.result()
    make.issued(row, number=7)
    certificate = Certificate.objects.get()
    with pytest.raises(Invalid) as refused:
        revoke(certificate, **changes)
    assert refused.value.field == field
    certificate.refresh_from_db()
    assert certificate.state == "valid"
    assert Revocation.objects.count() == 0


def test_a_second_revocation_is_refused():
    certificate = make.certificate()
    revoke(certificate)
    with pytest.raises(WrongState):
        revoke(certificate, number=901)


def test_one_revocation_decision_may_take_back_several():
    for name in ("Một", "Hai"):
        revoke(make.certificate(make.product(name=name)), number=55)
    assert Revocation.objects.filter(number_text="55/QĐ-UBND").count() == 2
    with pytest.raises(Invalid, match="đã dùng"):
        make.issued(make.result(), number=55)


def test_what_has_expired_is_not_revoked():
    old = make.earlier(expires_on=TODAY - timedelta(days=1))
    with pytest.raises(Invalid, match="đã hết hạn"):
        revoke(old)


def test_the_province_does_not_revoke_what_the_ministry_recognised():
    with pytest.raises(Invalid, match="cấp trên"):
        revoke(make.earlier(star=5))


@pytest.mark.parametrize(
    "role", ["province_officer", "commune_leader", "council_chair", "administrator", "auditor", "producer"]
)
def test_only_the_chairman_revokes(role):
    certificate = make.certificate()
    with pytest.raises(NotAllowed):
        revoke(certificate, actor=make.actor(role))
    with pytest.raises(NotAllowed):
        revoke(certificate, actor=make.actor("province_leader", "15"))


def test_a_certificate_of_an_earlier_register_keeps_the_dates_of_its_decision():
    old = make.earlier()
    assert (old.valid_from, old.expires_on) == (date(2024, 11, 20), date(2027, 11, 20))
    assert (old.line, old.product_code) == (None, "14-116-03646-7-2024")
    assert check(old.token, on=TODAY).status == "valid"
    assert history_of(old)[0].source == "QĐ 26/2026/QĐ-TTg, Điều 12 khoản 1"
    with pytest.raises(NotAllowed):
        make.earlier(actor=make.actor("commune_officer", "14/03646"))
    for wrong in ({"decided_on": TODAY + timedelta(days=1)}, {"expires_on": date(2024, 11, 20)}):
        with pytest.raises(Invalid):
            make.earlier(**wrong)


def test_an_earlier_certificate_entered_after_its_renewal_takes_its_place_behind_it():
    made = make.product()
    new = make.certificate(made)
    old = make.earlier(product=made)
    new.refresh_from_db()
    assert (new.is_latest, old.is_latest, old.successor) == (True, False, new)


def test_the_number_offered_next_stands_above_revocations_too():
    revoke(make.certificate(make.product()), number=900)
    assert proposed_number("14", TODAY.year) == 901
    assert proposed_number("14", TODAY.year + 1) == 1
