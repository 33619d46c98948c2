"""Opening producers and entering products: numbers, facts, refusals, and what the log keeps."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest

from ocop.directory.models import Mandate
from ocop.platform.audit.reading import history_of
from ocop.platform.refusal import Invalid, NotAllowed, WrongState
from ocop.registration import actions
from ocop.registration.models import Producer, ProducerMember, Product, Registration
from ocop.registration.queries import find_leaves, leaves, similar_products
from ocop_rules import rulebooks
from tests.factories_dossiers import (
    PERSONAL,
    actor_of,
    picture,
    place,
    producer,
    producer_facts,
    registered,
    user,
)

pytestmark = pytest.mark.usefixtures("places")


def test_whoever_opens_a_producer_acts_for_it_and_takes_the_role(noon):
    person = user("0912000009")
    opened = actions.open_producer(producer_facts(), actor=actor_of(person), at=noon)
    assert list(ProducerMember.objects.values_list("producer", "user")) == [(opened.pk, person.pk)]
    assert list(Mandate.objects.values_list("user", "role", "place")) == [(person.pk, "producer", None)]
    entry = history_of(opened)[0]
    assert (entry.verb, entry.actor_name, entry.facts["name"]) == (
        "registration.open_producer", "Người 0912000009", "Hợp tác xã Nông nghiệp 19/5",
    )  # fmt: skip


def test_personal_facts_never_reach_the_log(noon):
    opened, actor = producer(at=noon)
    actions.change_producer(
        opened, producer_facts(representative_ethnicity="Khác-bí-mật"), actor=actor, at=noon
    )
    written = str([event.facts for event in history_of(opened)])
    assert [
        secret for secret in (*PERSONAL.values(), "Khác-bí-mật") if len(secret) > 3 and secret in written
    ] == []
    assert history_of(opened)[0].facts["changed"] == ["representative_ethnicity"]


def test_the_same_producer_twice_by_one_person_is_refused(noon):
    _opened, actor = producer(at=noon)
    with pytest.raises(Invalid, match="đã khai chủ thể cùng tên"):
        actions.open_producer(producer_facts(name="hợp tác xã  nông nghiệp 19/5"), actor=actor, at=noon)
    assert Producer.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "12345"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"kind": "king"}, "kind"),
        ({"phone": "09"}, "phone"),
        ({"address": ""}, "address"),
        ({"registered_on": date(2026, 11, 17)}, "registered_on"),
    ],
)
def test_a_fact_that_does_not_hold_is_named_and_nothing_is_kept(noon, changes, field):
    person = user("0912000009")
    with pytest.raises(Invalid) as caught:
        actions.open_producer(producer_facts(**changes), actor=actor_of(person), at=noon)
    assert (caught.value.field, Producer.objects.count(), Mandate.objects.count()) == (field, 0, 0)


def test_a_province_is_no_place_for_a_producer(noon):
    with pytest.raises(Invalid) as caught:
        actions.open_producer(producer_facts(place=place("14")), actor=actor_of(user("0912000009")), at=noon)
    assert caught.value.field == "place"


def test_a_name_of_two_hundred_signs_is_kept_whole(noon):
    opened, _actor = producer(at=noon, name="Hợp " + "ợ" * 196)
    assert len(Producer.objects.get(pk=opened.pk).name) == 200


def test_slips_are_numbered_by_commune_and_year(noon):
    opened, actor = producer(at=noon)
    other, other_actor = producer(at=noon, username="0912000002", name="HTX Khác", place=place("03679"))
    numbers = [
        registered(opened, actor, at=noon, name="Mật ong một").number_text,
        registered(opened, actor, at=noon, name="Mật ong hai").number_text,
        registered(other, other_actor, at=noon, name="Mật ong ba").number_text,
        registered(opened, actor, at=noon + timedelta(days=60), name="Mật ong bốn").number_text,
    ]
    assert numbers == [
        "1/PĐK-14-03646-2026", "2/PĐK-14-03646-2026", "1/PĐK-14-03679-2026", "1/PĐK-14-03646-2027",
    ]  # fmt: skip


def test_a_refused_registration_takes_no_number(noon):
    opened, actor = producer(at=noon)
    with pytest.raises(Invalid):
        registered(opened, actor, at=noon, sheet=27)
    assert (Product.objects.count(), registered(opened, actor, at=noon).number) == (0, 1)


def test_the_slip_fixes_the_rulebook_and_the_log_says_so(noon):
    opened, actor = producer(at=noon)
    slip = registered(opened, actor, at=noon)
    assert (slip.rulebook_id, slip.sheet_number, slip.state) == ("26-2026", 4, "registered")
    entry = history_of(slip)[0]
    assert entry.facts == {
        "number": "1/PĐK-14-03646-2026", "product": "Mật ong hoa nhãn", "producer": "Hợp tác xã Nông nghiệp 19/5",
        "kind": "new", "rulebook": "26-2026", "sheet": 4,
    }  # fmt: skip
    assert entry.mandate == "Chủ thể OCOP"


def test_the_same_product_name_twice_is_refused_until_the_slip_is_withdrawn(noon):
    opened, actor = producer(at=noon)
    slip = registered(opened, actor, at=noon)
    with pytest.raises(Invalid, match="cùng tên"):
        registered(opened, actor, at=noon, name="MẬT ONG  hoa nhãn")
    actions.withdraw(slip, reason="Chưa sẵn sàng", actor=actor, at=noon)
    assert registered(opened, actor, at=noon).number == 2


def test_an_upgrade_names_the_star_held(noon):
    opened, actor = producer(at=noon)
    with pytest.raises(Invalid, match="hạng sao đang có"):
        registered(opened, actor, at=noon, kind="upgrade")
    with pytest.raises(Invalid, match="5 sao"):
        registered(
            opened,
            actor,
            at=noon,
            kind="upgrade",
            prior=actions.PriorAward(star=5, expires_on=date(2027, 5, 1)),
        )
    slip = registered(
        opened, actor, at=noon, kind="upgrade", prior=actions.PriorAward(star=3, expires_on=date(2027, 5, 1))
    )
    assert (slip.prior_star, slip.prior_expires_on) == (3, date(2027, 5, 1))


def test_an_association_may_enter_tourism_only(noon):
    opened, actor = producer(at=noon, kind="association")
    with pytest.raises(Invalid, match="không thuộc đối tượng"):
        registered(opened, actor, at=noon, sheet=4)
    assert registered(opened, actor, at=noon, name="Bản du lịch", sheet=26).sheet_number == 26


def test_only_the_producers_people_register_change_and_withdraw(noon):
    opened, actor = producer(at=noon)
    slip = registered(opened, actor, at=noon)
    _other, stranger = producer(at=noon, username="0912000002", name="HTX Khác")
    for attempt in (
        lambda: registered(opened, stranger, at=noon, name="Khác"),
        lambda: actions.change_producer(opened, producer_facts(name="Chiếm"), actor=stranger, at=noon),
        lambda: actions.change_product(
            slip.product, description="x", specification="x", story="x", actor=stranger, at=noon
        ),
        lambda: actions.withdraw(slip, reason="x", actor=stranger, at=noon),
        lambda: actions.add_member(opened, user("0912000003"), actor=stranger, at=noon),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert (Registration.objects.get().state, Producer.objects.get(pk=opened.pk).name) == (
        "registered", "Hợp tác xã Nông nghiệp 19/5",
    )  # fmt: skip


def test_a_member_who_was_added_may_act(noon):
    opened, actor = producer(at=noon)
    _own, colleague = producer(at=noon, username="0912000002", name="HTX Khác")
    actions.add_member(opened, ProducerMember.objects.get(user=colleague.user_id).user, actor=actor, at=noon)
    assert registered(opened, colleague, at=noon).number == 1


def test_withdrawing_needs_a_reason_and_happens_once(noon):
    opened, actor = producer(at=noon)
    slip = registered(opened, actor, at=noon)
    with pytest.raises(Invalid):
        actions.withdraw(slip, reason=" ", actor=actor, at=noon)
    actions.withdraw(slip, reason="Dừng sản xuất", actor=actor, at=noon)
    with pytest.raises(WrongState):
        actions.withdraw(slip, reason="Dừng sản xuất", actor=actor, at=noon)


def test_a_photo_is_a_picture(noon):
    opened, actor = producer(at=noon)
    product = registered(opened, actor, at=noon).product
    said = {"description": "x", "specification": "x", "story": "x"}
    with pytest.raises(Invalid, match="Không nhận loại tệp này"):
        actions.change_product(product, **said, photo=_html(), actor=actor, at=noon)
    changed = actions.change_product(product, **said, photo=picture(), actor=actor, at=noon)
    assert (changed.photo.media_type, Product.objects.get().description) == ("image/png", "x")


def _html():
    return io.BytesIO(b"<html><script>alert(1)</script></html>")


@pytest.mark.parametrize(
    ("typed", "sheets"),
    [
        ("mật ong", [4, 8]),
        ("mat ong", [4, 8]),
        ("Mật ong hoa nhãn Sông Mã", [4]),
        ("rượu ngô", [14]),
        ("homestay", [26]),
        ("cà phê", [13]),
        ("ĐƯỜNG THỐT NỐT", [4]),
        ("", []),
        ("zzz", []),
    ],
)
def test_typing_what_one_makes_finds_the_sheet(typed, sheets):
    assert [leaf.sheet for leaf in find_leaves(rulebooks.get("26-2026"), typed)] == sheets


def test_every_everyday_word_leads_to_a_sheet_of_the_rulebook():
    assert [leaf.sheet for leaf in leaves(rulebooks.get("26-2026"))] == list(range(1, 27))


def test_similar_names_in_the_province_are_shown_and_withdrawn_ones_not(noon):
    opened, actor = producer(at=noon)
    registered(opened, actor, at=noon, name="Mật ong hoa nhãn Sông Mã")
    gone = registered(opened, actor, at=noon, name="Mật ong hoa nhãn Sông Mạ")
    registered(opened, actor, at=noon, name="Chè Shan tuyết", sheet=11)
    actions.withdraw(gone, reason="Trùng", actor=actor, at=noon)
    found = similar_products("mat ong hoa nhan song ma", place_path="14/03679")
    assert [(one.name, one.is_same, one.is_own) for one in found] == [
        ("Mật ong hoa nhãn Sông Mã", True, False)
    ]
    assert similar_products("Mật ong hoa nhãn Sông Mã", place_path="01/00004") == []
