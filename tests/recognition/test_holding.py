"""A certificate that holds on while its re-evaluation, filed too late for its window, is decided (Điều 12 khoản 3)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from ocop.dossiers.models import Dossier
from ocop.platform.audit.reading import history_of
from ocop.platform.workflow import act
from ocop.recognition import actions, policy
from ocop.recognition.actions.holding import end_hold
from ocop.recognition.models import Certificate
from ocop.recognition.queries import check, product_page, register, search_catalogue, status_on
from ocop.registration.actions import PriorAward
from tests import factories_recognition as make
from tests.conftest import NOON, TODAY
from tests.factories_route import World, filed, producer_in

pytestmark = pytest.mark.usefixtures("places")
COMMUNE, CODE, NAME = "14/03646", "14-116-03646-7-2023", "Mật ong hoa nhãn"
LAST = date(2026, 11, 17)  # its window opened on 21/5/2026, the eve of QĐ 26; see the rulebook
HOLDS = LAST + timedelta(days=180)
SOURCE = "QĐ 26/2026/QĐ-TTg, Điều 12 khoản 3"


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, 0, tzinfo=UTC)


def renewal(*, expires_on: date = LAST, on: date = TODAY, code: str = CODE, name: str = NAME, **other):
    """Return a dossier for re-evaluation handed in on a day, its certificate of the earlier register, and its person."""
    producer, person = producer_in(COMMUNE, at(on))
    held = make.earlier(
        product_code=CODE, product_name=NAME, producer_name=producer.name, decided_on=date(2023, 12, 20),
        expires_on=expires_on,
    )  # fmt: skip
    owner = World().actor(person, at(on))
    given = {"kind": "reevaluation", "prior": PriorAward(star=3, expires_on=expires_on, code=code)} | other
    dossier = filed(producer, owner, at(on), name, **given)
    return dossier, Certificate.objects.get(pk=held.pk), person


def days(certificate: Certificate) -> dict[str, object]:
    return {"until": certificate.holds_until, "for": certificate.holds_for_id, "by": certificate.holds_source}


NOTHING = {"until": None, "for": None, "by": ""}


def test_certificate_holds_on_from_the_day_a_late_dossier_is_handed_in():
    dossier, held, _person = renewal()
    assert days(held) == {"until": HOLDS, "for": dossier.pk, "by": SOURCE}
    assert "chưa rõ về sau có áp dụng hay không" in held.holds_doubt
    event = next(event for event in history_of(held) if event.verb == "recognition.hold_certificate")
    assert event.facts == {"dossier": dossier.pk, "expires_on": "2026-11-17", "holds_until": "2027-05-16"}


@pytest.mark.parametrize(
    "given",
    [
        {"expires_on": TODAY + timedelta(days=120)},  # within the window: renewed in time
        {"expires_on": TODAY + timedelta(days=400)},  # before it opens
        {
            "expires_on": LAST + timedelta(days=1)
        },  # late, but its window opened under QĐ 26: the clause is for the changeover
        {"code": "14-116-03646-8-2023"},  # another's code
        {"code": ""},
        {"name": "Mật ong hoa cà phê"},  # the code of another product
    ],
)
def test_nothing_is_held_outside_of_the_clause_or_for_anothers_certificate(given):
    _dossier, held, _person = renewal(**given)
    assert days(held) == NOTHING


def test_upgrade_holds_nothing():
    dossier, held, person = renewal(code="")
    dossier.kind = "upgrade"
    dossier.registration.prior_code = CODE
    assert actions.hold_certificate(dossier, actor=World().actor(person, NOON), at=NOON) is None
    held.refresh_from_db()
    assert days(held) == NOTHING


def test_certificate_that_had_expired_when_the_dossier_came_is_not_revived():
    dossier, held, person = renewal(expires_on=TODAY)
    assert held.holds_until == TODAY + timedelta(days=180)  # its last day still counts
    with act():
        held.holds_until, held.holds_for, held.holds_source = None, None, ""
        held.save()
    actions.hold_certificate(dossier, actor=World().actor(person, NOON), at=NOON + timedelta(days=1))
    held.refresh_from_db()
    assert held.holds_until is None


@pytest.mark.parametrize(
    ("on", "status", "standing"),
    [
        (LAST, "valid", "expiring"),
        (LAST + timedelta(days=1), "held", "held"),
        (HOLDS, "held", "held"),
        (HOLDS + timedelta(days=1), "expired", "expired"),
    ],
)
def test_public_state_on_each_edge(on, status, standing, django_assert_num_queries):
    _dossier, held, _person = renewal()
    with django_assert_num_queries(1):
        found = check(held.token, on=on)
    assert (found.status, found.holds_until, found.holds_source) == (status, HOLDS, SOURCE)
    page = product_page(CODE, on=on)
    assert page is not None and (page.current.status, page.history[0].status) == (status, status)
    assert status_on(held, on) == standing
    listed = search_catalogue("", on=on).items
    assert [item.is_held for item in listed] == {"valid": [False], "held": [True], "expired": []}[status]
    rows = Certificate.objects.all()
    found_as = {
        name
        for name in ("valid", "expiring", "held", "expired")
        if register(rows, on=on, status=name).exists()
    }
    assert (
        found_as
        == {"expiring": {"valid", "expiring"}, "held": {"valid", "held"}, "expired": {"expired"}}[standing]
    )


def test_certificate_that_nothing_holds_is_expired_and_listed_so():
    held = make.earlier(expires_on=date(2026, 12, 20), decided_on=date(2023, 12, 20))
    on = date(2026, 12, 21)
    assert check(held.token, on=on).status == "expired"
    assert list(register(Certificate.objects.all(), on=on, status="expired")) == [held]
    assert not register(Certificate.objects.all(), on=on, status="valid").exists()


@pytest.mark.parametrize(
    ("decided_on", "left"),
    [
        (LAST, None),
        (LAST + timedelta(days=1), LAST + timedelta(days=1)),
        (HOLDS - timedelta(days=1), HOLDS - timedelta(days=1)),
        (HOLDS, HOLDS),
        (HOLDS + timedelta(days=30), HOLDS),
    ],
)
def test_what_holds_ends_with_the_result(decided_on, left):
    dossier, held, _person = renewal()
    with act():
        end_hold(dossier, decided_on=decided_on, actor=make.actor("province_leader"), at=at(decided_on))
    held.refresh_from_db()
    assert held.holds_until == left
    assert (held.holds_source, held.holds_for_id) == ((SOURCE, dossier.pk) if left else ("", None))


def waiting(of, total: str) -> tuple[Dossier, Certificate, object]:
    """Return a result on a re-evaluation, whose product's certificate holds on for it past its day."""
    old = make.certificate(of)
    result = make.result(of, kind="reevaluation", total=total)
    dossier = result.item.dossier
    with act():
        Certificate.objects.filter(pk=old.pk).update(
            expires_on=TODAY + timedelta(days=-1), valid_from=date(2023, 1, 1), holds_until=HOLDS,
            holds_for=dossier, holds_source=SOURCE,
        )  # fmt: skip
    return dossier, old, result


def test_decision_that_recognises_anew_ends_what_the_old_certificate_held():
    _dossier, old, result = waiting(make.product(name="Chè Tà Xùa"), "82.40")
    make.issued(result)
    old.refresh_from_db()
    assert (old.holds_until, old.is_latest) == (TODAY, False)


def test_result_that_is_not_recognised_ends_it_too():
    dossier, old, result = waiting(make.product(name="Chè Tà Xùa"), "42.40")
    actions.close_results("14", result_ids=[result.pk], actor=make.actor("province_leader"), at=NOON)
    old.refresh_from_db()
    assert old.holds_until == TODAY
    assert Dossier.objects.get(pk=dossier.pk).state == "not_recognised"


def test_held_certificate_can_be_revoked_while_it_holds():
    _dossier, held, _person = renewal()
    when = LAST + timedelta(days=10)
    leader = make.actor("province_leader")
    taken = actions.revoke(
        held,
        ground="b",
        reason="Vi phạm",
        number=900,
        concluded_on=when,
        revoked_on=when,
        actor=leader,
        at=at(when),
    )
    assert taken.state == "revoked"
    assert check(held.token, on=when).status == "revoked"


def test_table_refuses_a_hold_without_its_ground_or_within_the_certificates_own_time():
    _dossier, held, _person = renewal()
    for wrong in ({"holds_source": ""}, {"holds_for": None}, {"holds_until": LAST}):
        with pytest.raises(IntegrityError), transaction.atomic(), act():
            Certificate.objects.filter(pk=held.pk).update(**wrong)


def test_who_may_hold():
    _dossier, held, person = renewal()
    assert policy.may_hold_certificate(World().actor(person, NOON), held)
    assert not policy.may_hold_certificate(make.actor("province_leader"), held)


def signed_in(person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def text_of(answer) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))


def test_pages_say_that_it_holds_to_which_day_by_which_clause_and_that_this_is_doubtful(client: Client):
    dossier, held, person = renewal()
    office = make.person("province_officer")
    doubt = "chưa rõ về sau có áp dụng hay không"
    with time_machine.travel(at(LAST + timedelta(days=1)), tick=False):
        owner, officer = signed_in(person), signed_in(office)
        text = text_of(client.get(f"/c/{held.token}"))
        assert "CÒN HIỆU LỰC TRONG THỜI GIAN CHỜ KẾT QUẢ ĐÁNH GIÁ LẠI" in text
        assert (
            "Đến khi có kết quả, chậm nhất hết ngày 16/05/2027; thời hạn ghi trên giấy đã hết ngày 17/11/2026"
            in text
        )
        assert f"Căn cứ: {SOURCE} ." in text and doubt in text
        text = text_of(client.get(f"/san-pham/{CODE}/"))
        assert "đến hết 16/05/2027" in text and doubt in text
        assert "chờ kết quả đánh giá lại" in text_of(client.get("/"))
        text = text_of(officer.get(f"/cong-nhan/giay/{held.pk}/"))
        assert f"còn hiệu lực đến khi có kết quả, chậm nhất hết 16/05/2027 ({SOURCE})" in text
        assert doubt in text
        text = text_of(owner.get(f"/ho-so/{dossier.pk}/"))
        assert "còn hiệu lực đến khi có kết quả, không quá ngày 16/05/2027." in text and doubt in text
        text = text_of(officer.get("/cong-nhan/?tinh-trang=held"))
        assert "Chờ kết quả đánh giá lại" in text and "chờ kết quả, đến 16/05/2027" in text
    with time_machine.travel(at(HOLDS + timedelta(days=1)), tick=False):
        text = text_of(client.get(f"/c/{held.token}"))
        assert "HẾT HẠN" in text and "Đã hết hạn sau ngày 16/05/2027" in text
